"""PCI configuration space: functions, their base address registers, and the host bridge's two ports.

After the PCI Local Bus Specification 2.1, chapter 6 ("PCI 2.1" below). One bus, numbered 0.

Locking: configuration space is reached through PciHost alone, so PciHost's chip lock guards every function on
it, and ``bar_moved`` and ``on_write`` are called with that lock held. A device that looks at its function's
command register from its own lock reads one byte of a bytearray, which is atomic.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

import msgspec

CONFIG_SPACE = 256
HEADER_MULTIFUNCTION = 0x80
ROM_BAR = 6
BARS = 6

BarKind = Literal["io", "memory"]
BarMoved = Callable[[int, int | None], None]
ConfigWritten = Callable[[int, int], None]


class Register:
    """Offsets in the type 0 header (PCI 2.1, 6.1)."""

    VENDOR_ID = 0x00
    DEVICE_ID = 0x02
    COMMAND = 0x04
    STATUS = 0x06
    REVISION_ID = 0x08
    CLASS_CODE = 0x09
    CACHE_LINE_SIZE = 0x0C
    LATENCY_TIMER = 0x0D
    HEADER_TYPE = 0x0E
    BASE_ADDRESS = 0x10
    SUBSYSTEM_VENDOR_ID = 0x2C
    SUBSYSTEM_ID = 0x2E
    EXPANSION_ROM = 0x30
    CAPABILITIES = 0x34
    INTERRUPT_LINE = 0x3C
    INTERRUPT_PIN = 0x3D


class Command:
    """Bits of the command register (PCI 2.1, 6.2.2; INTX_DISABLE is PCI 2.3)."""

    IO = 1 << 0
    MEMORY = 1 << 1
    BUS_MASTER = 1 << 2
    PARITY = 1 << 6
    SERR = 1 << 8
    INTX_DISABLE = 1 << 10


COMMAND_WRITABLE = (
    Command.IO | Command.MEMORY | Command.BUS_MASTER | Command.PARITY | Command.SERR | Command.INTX_DISABLE
)
STATUS_INTERRUPT = 1 << 3
"""The function asks for its INTx#, whether or not INTX_DISABLE keeps the wire still (PCI 3.0, 6.2.3)."""
STATUS_CAPABILITIES = 1 << 4
# Parity, aborts, SERR: set by hardware, cleared by writing 1 (PCI 2.1, 6.2.3).
STATUS_CLEAR = 0xF900
BAR_IO = 0x1
BAR_PREFETCHABLE = 0x8
ROM_ENABLE = 0x1


class PciState(msgspec.Struct):
    """The 256 bytes of a function's configuration space. Empty means: as after reset."""

    config: bytearray = msgspec.field(default_factory=bytearray)


class Bar(msgspec.Struct, frozen=True):
    """One base address register: where it is, what it decodes and how many bytes."""

    index: int
    kind: BarKind
    size: int

    @property
    def offset(self) -> int:
        """The register's place in configuration space."""
        return Register.EXPANSION_ROM if self.index == ROM_BAR else Register.BASE_ADDRESS + 4 * self.index


class PciFunction:
    """A function's configuration space: which bits stick, where its windows are.

    ``class_code`` has 24 bits (base class, sub-class, interface), ``subsystem`` is (vendor, id),
    ``interrupt_pin`` 1 to 4 for INTA# to INTD# or 0 for none. The owner may set ``bar_moved(index, base)``,
    called when the window of a BAR starts to be decoded at ``base``, moves, or (None) is decoded no more, and
    ``on_write(offset, size)``, called after every write.
    """

    def __init__(
        self,
        vendor: int,
        device: int,
        class_code: int,
        *,
        revision: int = 0,
        header_type: int = 0,
        subsystem: tuple[int, int] = (0, 0),
        interrupt_pin: int = 0,
        state: PciState | None = None,
    ) -> None:
        self.state = state if state is not None else PciState()
        self._restored = bool(self.state.config)
        if not self._restored:
            self.state.config = bytearray(CONFIG_SPACE)
        if len(self.state.config) != CONFIG_SPACE:
            raise ValueError(f"configuration space has {CONFIG_SPACE} bytes, not {len(self.state.config)}")
        self.bar_moved: BarMoved | None = None
        self.on_write: ConfigWritten | None = None
        self._default = bytearray(CONFIG_SPACE)
        self._writable = bytearray(CONFIG_SPACE)
        self._clear = bytearray(CONFIG_SPACE)
        self._bars: dict[int, Bar] = {}
        self._mapped: dict[int, int | None] = {}
        self._next_capability = 0x40
        self._last_capability = int(Register.CAPABILITIES)
        self.define(Register.VENDOR_ID, 2, vendor)
        self.define(Register.DEVICE_ID, 2, device)
        self.define(Register.COMMAND, 2, 0, writable=COMMAND_WRITABLE)
        self.define(Register.STATUS, 2, 0, clear=STATUS_CLEAR)
        self.define(Register.REVISION_ID, 4, class_code << 8 | revision)
        self.define(Register.CACHE_LINE_SIZE, 1, 0, writable=0xFF)
        self.define(Register.LATENCY_TIMER, 1, 0, writable=0xFF)
        self.define(Register.HEADER_TYPE, 1, header_type)
        self.define(Register.SUBSYSTEM_VENDOR_ID, 2, subsystem[0])
        self.define(Register.SUBSYSTEM_ID, 2, subsystem[1])
        self.define(Register.INTERRUPT_LINE, 1, 0, writable=0xFF if interrupt_pin else 0)
        self.define(Register.INTERRUPT_PIN, 1, interrupt_pin)

    # --- wiring

    def define(self, offset: int, size: int, value: int, *, writable: int = 0, clear: int = 0) -> None:
        """Say what a register of ``size`` bytes is: its value after reset, the bits the guest can write, and
        the bits it clears by writing 1. A restored function keeps the contents it was restored with."""
        if offset < 0 or offset + size > CONFIG_SPACE or size < 1:
            raise ValueError(f"register {offset:#x}+{size} is not in configuration space")
        place = slice(offset, offset + size)
        self._default[place] = value.to_bytes(size, "little")
        self._writable[place] = writable.to_bytes(size, "little")
        self._clear[place] = clear.to_bytes(size, "little")
        if not self._restored:
            self.state.config[place] = self._default[place]

    def add_bar(self, index: int, kind: BarKind, size: int, prefetchable: bool = False) -> None:
        """Declare base address register ``index`` (ROM_BAR for the expansion ROM): ``size`` bytes of ports
        or memory, a power of two (PCI 2.1, 6.2.5)."""
        smallest = 4 if kind == "io" else 16
        if index not in range(BARS + 1) or index in self._bars or (index == ROM_BAR and kind == "io"):
            raise ValueError(f"BAR {index} cannot be added")
        if size < smallest or size & (size - 1) or size > 1 << 31 or (kind == "io" and size > 256):
            raise ValueError(f"BAR {index} cannot have {size} bytes")
        bar = Bar(index, kind, size)
        address = ~(size - 1) & 0xFFFF_FFFF
        if index == ROM_BAR:
            self.define(bar.offset, 4, 0, writable=address & 0xFFFF_F800 | ROM_ENABLE)
        elif kind == "io":
            self.define(bar.offset, 4, BAR_IO, writable=address)
        else:
            self.define(bar.offset, 4, BAR_PREFETCHABLE if prefetchable else 0, writable=address)
        self._bars[index] = bar
        self._mapped[index] = None

    def add_capability(self, identifier: int, body: bytes, *, writable: bytes = b"") -> int:
        """Append a capability (PCI 2.2, 6.7) and return its offset. ``body`` follows the two header bytes;
        ``writable`` masks it, byte by byte, from its start."""
        offset = self._next_capability
        length = 2 + len(body)
        if offset + length > CONFIG_SPACE or len(writable) > len(body):
            raise ValueError(f"no room for capability {identifier:#x}")
        self.define(offset, length, int.from_bytes(bytes([identifier, 0]) + body, "little"))
        self._writable[offset + 2 : offset + 2 + len(writable)] = writable
        self.define(self._last_capability, 1, offset)
        self.define(Register.STATUS, 2, STATUS_CAPABILITIES, clear=STATUS_CLEAR)
        self._last_capability = offset + 1
        self._next_capability = (offset + length + 3) & ~3
        return offset

    # --- the owner's view

    def reset(self) -> None:
        """RST#: every register to its default, every window closed."""
        self.state.config[:] = self._default
        self.announce()

    def announce(self) -> None:
        """Report windows that are not where they were last reported: once after a restore."""
        for index in self._bars:
            base = self.bar_base(index)
            if base != self._mapped[index]:
                self._mapped[index] = base
                if self.bar_moved is not None:
                    self.bar_moved(index, base)

    def bar_base(self, index: int) -> int | None:
        """Where the window of BAR ``index`` is decoded now; None when it is not."""
        bar = self._bars[index]
        enable = Command.IO if bar.kind == "io" else Command.MEMORY
        register = self._get(bar.offset, 4)
        if not self.command & enable or (index == ROM_BAR and not register & ROM_ENABLE):
            return None
        base = register & ~(bar.size - 1)
        end = base + bar.size
        # All ones is how a BAR is sized: even with decoding on, that is nobody's address.
        beyond = end > 0x1_0000 if bar.kind == "io" else end >= 0x1_0000_0000
        return None if base == 0 or beyond else base

    @property
    def command(self) -> int:
        """The command register: bits of Command."""
        return self._get(Register.COMMAND, 2)

    @property
    def bus_master(self) -> bool:
        """Whether the guest lets this function do DMA."""
        return bool(self.state.config[Register.COMMAND] & Command.BUS_MASTER)

    def get(self, offset: int, size: int = 1) -> int:
        """A register as its chip sees it."""
        return self._get(offset, size)

    def put(self, offset: int, size: int, value: int) -> None:
        """Change a register from the chip's side: no masks, no callback but that of a BAR that moves."""
        self.state.config[offset : offset + size] = value.to_bytes(size, "little")
        self.announce()

    # --- the guest's view

    def read(self, offset: int, size: int) -> int:
        """A configuration read of ``size`` bytes."""
        return self._get(offset, size)

    def write(self, offset: int, size: int, value: int) -> None:
        """A configuration write of ``size`` bytes, through the masks."""
        config = self.state.config
        for at in range(offset, min(offset + size, CONFIG_SPACE)):
            byte = value >> 8 * (at - offset) & 0xFF
            mask = self._writable[at]
            config[at] = (config[at] & ~mask | byte & mask) & ~(byte & self._clear[at])
        self.announce()
        if self.on_write is not None:
            self.on_write(offset, size)

    def _get(self, offset: int, size: int) -> int:
        return int.from_bytes(self.state.config[offset : offset + size], "little")


class PortChip(Protocol):
    """Something with the two methods of a port region."""

    def read(self, offset: int, size: int, /) -> int:
        """One IN."""

    def write(self, offset: int, size: int, value: int, /) -> None:
        """One OUT."""


class PciHostState(msgspec.Struct):
    """CONFIG_ADDRESS."""

    address: int = 0


class PciHost:
    """Configuration mechanism #1 (PCI 2.1, 3.2.2.3.2): ports 0xCF8-0xCFF, to be registered with width 4.

    CONFIG_ADDRESS answers to 32-bit accesses alone: a byte at 0xCF9 can so be the chipset's reset control
    register. Such bytes go to ``reset_control`` at offset 0.
    """

    BASE = 0xCF8
    LENGTH = 8
    WIDTH = 4
    _ENABLE = 1 << 31
    _ADDRESS_MASK = 0x80FF_FFFC

    def __init__(self, reset_control: PortChip | None = None, state: PciHostState | None = None) -> None:
        self.state = state if state is not None else PciHostState()
        self._reset_control = reset_control
        self._functions: dict[int, PciFunction] = {}

    def add(self, device: int, function: int, pci: PciFunction) -> None:
        """Put a function at device 0-31, function 0-7. ValueError if the place is taken or does not exist."""
        place = device << 3 | function
        if device not in range(32) or function not in range(8) or place in self._functions:
            raise ValueError(f"PCI place {device:02x}.{function} cannot be used")
        self._functions[place] = pci

    def functions(self) -> dict[tuple[int, int], PciFunction]:
        """What is on the bus, by (device, function)."""
        return {(place >> 3, place & 7): pci for place, pci in sorted(self._functions.items())}

    def reset(self) -> None:
        """RST#: CONFIG_ADDRESS and the configuration space of every function. A chip that derives anything
        from its registers is reset on its own, too."""
        self.state.address = 0
        for function in self._functions.values():
            function.reset()

    def read(self, offset: int, size: int) -> int:
        """One IN at 0xCF8 + ``offset``."""
        ones = (1 << 8 * size) - 1
        if offset >= 4:
            function = self._selected()
            if function is None:
                return ones
            return function.read((self.state.address & 0xFC) + offset - 4, size)
        if offset == 0 and size == 4:
            return self.state.address
        if offset == 1 and size == 1 and self._reset_control is not None:
            return self._reset_control.read(0, 1)
        return ones

    def write(self, offset: int, size: int, value: int) -> None:
        """One OUT at 0xCF8 + ``offset``."""
        if offset >= 4:
            function = self._selected()
            if function is not None:
                function.write((self.state.address & 0xFC) + offset - 4, size, value)
        elif offset == 0 and size == 4:
            self.state.address = value & self._ADDRESS_MASK
        elif offset == 1 and size == 1 and self._reset_control is not None:
            self._reset_control.write(0, 1, value)

    def _selected(self) -> PciFunction | None:
        address = self.state.address
        if not address & self._ENABLE or address >> 16 & 0xFF:
            return None
        return self._functions.get(address >> 8 & 0xFF)
