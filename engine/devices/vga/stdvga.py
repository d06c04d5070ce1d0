"""The VGA as a PCI function: 1234:1111, the "standard VGA" that Bochs' and Linux's drivers know.

(QEMU docs/specs/standard-vga: BAR 0 is the video RAM, BAR 2 the registers as memory, the expansion ROM the VGA BIOS)

The ports and the window below 1 MiB are the VGA's own, decoded whatever the command register says.
"""

from __future__ import annotations

from engine.bus.pci import BARS, PciFunction, PciState
from engine.devices.vga import dispi
from engine.devices.vga.chip import Vga
from engine.devices.vga.register import PORT_BASE

VENDOR, DEVICE, CLASS, REVISION = 0x1234, 0x1111, 0x030000, 2
VRAM_BAR, REGISTER_BAR, ROM_BAR = 0, 2, BARS
REGISTER_LENGTH = 0x1000

# In BAR 2: the VGA's ports 3C0h-3DFh; the dispi registers, 2 bytes each; QEMU's own registers, of which there are
# the size of the block and the byte order of the framebuffer.
_PORTS, _PORTS_END, _PORTS_AT = 0x400, 0x420, 0x3C0
_DISPI, _DISPI_END = 0x500, 0x500 + dispi.COUNT * 2
_EXTENDED, _EXTENDED_END = 0x600, 0x608
_EXTENDED_SIZE = 8
_LITTLE_ENDIAN = 0x1E1E1E1E


class StdVga:
    """The function in front of ``vga``. ``rom_length``: a power of two, 0 for no expansion ROM. ``window``: whether
    there are registers as memory (QEMU's property mmio).

    Whoever wires it follows ``pci.bar_moved``. ``read`` and ``write`` are the window of REGISTER_BAR.
    """

    def __init__(
        self, vga: Vga, vram_length: int, rom_length: int = 0, state: PciState | None = None, *, window: bool = True
    ) -> None:
        self._vga = vga
        self.pci = PciFunction(VENDOR, DEVICE, CLASS, revision=REVISION, subsystem=(0x1AF4, 0x1100), state=state)
        self.pci.add_bar(VRAM_BAR, "memory", vram_length, prefetchable=True)
        if window:
            self.pci.add_bar(REGISTER_BAR, "memory", REGISTER_LENGTH)
        if rom_length:
            self.pci.add_bar(ROM_BAR, "memory", rom_length)

    @property
    def state(self) -> PciState:
        """The configuration space."""
        return self.pci.state

    def reset(self) -> None:
        """The VGA has its own reset, and so has the bus."""
        self.pci.reset()

    def read(self, offset: int, size: int) -> int:
        """A load of ``size`` bytes in the register window."""
        if size > 2 or offset & size - 1:
            if offset >= _EXTENDED and offset + size <= _EXTENDED_END and size == 4 and not offset & 3:
                return (_EXTENDED_SIZE, _LITTLE_ENDIAN)[(offset - _EXTENDED) // 4]
            return sum(self.read(offset + i, 1) << 8 * i for i in range(size)) if size > 1 else 0xFF
        if _PORTS <= offset < _PORTS_END:
            return self._vga.read(offset - _PORTS + _PORTS_AT - PORT_BASE, size)
        if _DISPI <= offset < _DISPI_END:
            value = self._vga.dispi_get(offset - _DISPI >> 1)
            return value if size == 2 else value >> 8 * (offset & 1) & 0xFF
        return (1 << 8 * size) - 1

    def write(self, offset: int, size: int, value: int) -> None:
        """A store of ``size`` bytes in the register window."""
        if offset >= _PORTS and offset + size <= _PORTS_END and size <= 2:
            self._vga.write(offset - _PORTS + _PORTS_AT - PORT_BASE, size, value)
        elif _DISPI <= offset < _DISPI_END and size == 2 and not offset & 1:
            self._vga.dispi_put(offset - _DISPI >> 1, value)
