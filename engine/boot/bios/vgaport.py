"""The VGA's registers, through its ports."""

from __future__ import annotations

from engine.boot.bios.bda import Bda
from engine.boot.bios.memory import Memory
from engine.boot.bios.platform import Ports
from engine.display import dispi

ATTRIBUTE, ATTRIBUTE_READ = 0x3C0, 0x3C1
MISC_WRITE, MISC_READ = 0x3C2, 0x3CC
SEQUENCER = 0x3C4
PEL_MASK, DAC_READ, DAC_WRITE, DAC_DATA = 0x3C6, 0x3C7, 0x3C8, 0x3C9
GRAPHICS = 0x3CE
CRTC_COLOUR = 0x3D4
STATUS_OFFSET = 6
PALETTE_ON = 0x20


class VgaPorts:
    """Index and data registers as arrays."""

    def __init__(self, ports: Ports, memory: Memory) -> None:
        self._ports = ports
        self._memory = memory

    @property
    def crtc_port(self) -> int:
        """3D4h, or 3B4h in monochrome modes."""
        return self._memory.word(Bda.CRTC_PORT) or CRTC_COLOUR

    def crtc(self, index: int) -> int:
        return self._get(self.crtc_port, index)

    def put_crtc(self, index: int, value: int) -> None:
        self._ports.write(self.crtc_port, 2, value << 8 | index)

    def put_seq(self, index: int, value: int) -> None:
        self._ports.write(SEQUENCER, 2, value << 8 | index)

    def seq(self, index: int) -> int:
        return self._get(SEQUENCER, index)

    def put_gfx(self, index: int, value: int) -> None:
        self._ports.write(GRAPHICS, 2, value << 8 | index)

    def gfx(self, index: int) -> int:
        return self._get(GRAPHICS, index)

    def _get(self, port: int, index: int) -> int:
        self._ports.write(port, 1, index)
        return self._ports.read(port + 1, 1)

    # The attribute controller: one port for index and data, and the picture is off while the index lacks bit 5.

    def attr(self, index: int) -> int:
        self._attribute_index(index)
        value = self._ports.read(ATTRIBUTE_READ, 1)
        self._show()
        return value

    def put_attr(self, index: int, value: int) -> None:
        self._attribute_index(index)
        self._ports.write(ATTRIBUTE, 1, value)
        self._show()

    def put_attrs(self, values: bytes) -> None:
        """Registers 0 on."""
        self._attribute_index(0)
        self._ports.write(ATTRIBUTE, 1, values[0])
        for index, value in enumerate(values[1:], 1):
            self._ports.write(ATTRIBUTE, 1, index)
            self._ports.write(ATTRIBUTE, 1, value)
        self._show()

    def _attribute_index(self, index: int) -> None:
        self._ports.read(self.crtc_port + STATUS_OFFSET, 1)
        self._ports.write(ATTRIBUTE, 1, index)

    def _show(self) -> None:
        self._attribute_index(PALETTE_ON)
        self._ports.read(self.crtc_port + STATUS_OFFSET, 1)

    # The DAC.

    def colours(self, first: int, count: int) -> bytes:
        """``count`` colours of three bytes."""
        self._ports.write(DAC_READ, 1, first & 0xFF)
        return bytes(self._ports.read(DAC_DATA, 1) for _ in range(3 * count))

    def put_colours(self, first: int, colours: bytes) -> None:
        self._ports.write(DAC_WRITE, 1, first & 0xFF)
        write = self._ports.write
        for value in colours:
            write(DAC_DATA, 1, value)

    # The display interface of the VBE.

    def dispi(self, index: int) -> int:
        self._ports.write(dispi.INDEX_PORT, 2, index)
        return self._ports.read(dispi.DATA_PORT, 2)

    def put_dispi(self, index: int, value: int) -> None:
        self._ports.write(dispi.INDEX_PORT, 2, index)
        self._ports.write(dispi.DATA_PORT, 2, value)

    def misc(self) -> int:
        return self._ports.read(MISC_READ, 1)

    def put_misc(self, value: int) -> None:
        self._ports.write(MISC_WRITE, 1, value)

    def put_pel_mask(self, value: int) -> None:
        self._ports.write(PEL_MASK, 1, value)

    def pel_mask(self) -> int:
        return self._ports.read(PEL_MASK, 1)
