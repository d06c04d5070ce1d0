"""PCI at power-on: windows for every function, interrupt lines, and what the PIIX3 and PIIX4 need.

(PCI Local Bus Specification 2.2, section 6; Intel 82371SB (PIIX3) and 82371AB (PIIX4) data sheets)
"""

from __future__ import annotations

from engine.boot.bios.platform import Ports

ADDRESS, DATA = 0xCF8, 0xCFC
VENDOR, COMMAND, CLASS, HEADER_TYPE, BAR_0, INTERRUPT_LINE, INTERRUPT_PIN = 0x00, 0x04, 0x0A, 0x0E, 0x10, 0x3C, 0x3D
IO_ENABLE, MEMORY_ENABLE, MASTER_ENABLE = 1, 2, 4
FIRST_PORT = 0xC000
FIRST_MEMORY = 0xE1000000  # An ISA VGA has its framebuffer in the 16 MiB before.
PM_BASE = 0x600
SMBUS_BASE = 0x700
ROUTE_LINKS = (10, 10, 11, 11)
_PIIX3, _PIIX4_PM, _PIIX3_IDE = 0x70008086, 0x71138086, 0x70108086
_NO_FUNCTION = (0, 0xFFFF)


class ConfigSpace:
    """Configuration space through ports CF8h and CFCh."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    def read(self, function: int, offset: int, size: int) -> int:
        """``function`` is bus, device and function as INT 1Ah has them: bits 15-8, 7-3, 2-0."""
        self._ports.write(ADDRESS, 4, 1 << 31 | function << 8 | offset & 0xFC)
        return self._ports.read(DATA + (offset & 3), size)

    def write(self, function: int, offset: int, size: int, value: int) -> None:
        """Store ``size`` bytes."""
        self._ports.write(ADDRESS, 4, 1 << 31 | function << 8 | offset & 0xFC)
        self._ports.write(DATA + (offset & 3), size, value & (1 << 8 * size) - 1)

    def functions(self) -> list[int]:
        """Every function on bus 0."""
        found: list[int] = []
        for device in range(32):
            if self.read(device << 3, VENDOR, 2) in _NO_FUNCTION:
                continue
            several = self.read(device << 3, HEADER_TYPE, 1) & 0x80
            numbers = range(device << 3, (device << 3) + (8 if several else 1))
            found += [number for number in numbers if self.read(number, VENDOR, 2) not in _NO_FUNCTION]
        return found


def configure(ports: Ports, low_end: int) -> None:
    """Give every function its place."""
    space = ConfigSpace(ports)
    places = _Places(max(FIRST_MEMORY, low_end))
    for function in space.functions():
        identity = space.read(function, VENDOR, 4)
        _place(space, function, places)
        pin = space.read(function, INTERRUPT_PIN, 1)
        if 1 <= pin <= 4:
            space.write(function, INTERRUPT_LINE, 1, ROUTE_LINKS[((function >> 3) - 1 + pin - 1) & 3])
        if identity == _PIIX3:
            for link, irq in enumerate(ROUTE_LINKS):
                space.write(function, 0x60 + link, 1, irq)
        elif identity == _PIIX3_IDE:
            space.write(function, 0x40, 2, 0x8000)  # IDETIM: decode the primary channel's ports
            space.write(function, 0x42, 2, 0x8000)
        elif identity == _PIIX4_PM:
            space.write(function, 0x40, 4, PM_BASE | 1)
            space.write(function, 0x80, 1, 1)  # PMREGMISC: decode them
            space.write(function, 0x90, 4, SMBUS_BASE | 1)
            space.write(function, 0xD2, 1, 0x09)
            space.write(function, INTERRUPT_LINE, 1, 9)


class _Places:
    """The next free port and memory address."""

    def __init__(self, memory: int) -> None:
        self.port = FIRST_PORT
        self.memory = memory

    def take(self, size: int, *, port: bool) -> int:
        """A place for a window of ``size`` (a power of two)."""
        at = -(-(self.port if port else self.memory) // size) * size
        if port:
            self.port = at + size
        else:
            self.memory = at + size
        return at


def _place(space: ConfigSpace, function: int, places: _Places) -> None:
    """Size and place the windows (section 6.2.5.1), and let the function answer there."""
    if space.read(function, HEADER_TYPE, 1) & 0x7F or space.read(function, CLASS, 2) == 0x0600:
        return
    command = space.read(function, COMMAND, 2)
    space.write(function, COMMAND, 2, command & ~(IO_ENABLE | MEMORY_ENABLE))
    bar = BAR_0
    while bar < BAR_0 + 24:
        space.write(function, bar, 4, 0xFFFFFFFF)
        mask = space.read(function, bar, 4)
        wide = mask & 7 == 4
        if mask:
            port = bool(mask & 1)
            size = -(mask & (0xFFFC if port else 0xFFFFFFF0)) & (0xFFFF if port else 0xFFFFFFFF)
            if size:
                space.write(function, bar, 4, places.take(size, port=port))
                command |= IO_ENABLE if port else MEMORY_ENABLE
        bar += 8 if wide else 4
        if wide:
            space.write(function, bar - 4, 4, 0)
    base_class = space.read(function, CLASS + 1, 1)
    space.write(function, COMMAND, 2, command | (MASTER_ENABLE | IO_ENABLE if base_class == 1 else 0))
