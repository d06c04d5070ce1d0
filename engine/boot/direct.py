"""Starting a kernel without firmware: what is to be started, and what that comes to.

The protocols (linux.py, multiboot.py, multiboot2.py, pvh.py) are functions from a ``Payload`` to a ``Plan``.
"""

from __future__ import annotations

import struct

import msgspec

from engine.boot.bios.memorymap import Range
from engine.boot.bios.vbemode import VbeMode
from engine.boot.part import Part
from engine.cpu.accel import Entry
from engine.error import EngineError

MIB = 1 << 20
PAGE = 0x1000

# Low memory, between the BIOS data area and its extension.
GDT = 0x1000
PAGE_TABLES = 0x2000
INFORMATION = 0x10000
"""Where the protocol's own structures begin."""
COMMAND_LINE = 0x20000
COMMAND_LINE_ROOM = 0x10000
INFORMATION_END = 0x30000
CODE_SELECTOR, DATA_SELECTOR, LONG_CODE_SELECTOR = 0x10, 0x18, 0x20
# Base 0, limit 4 GiB: 32-bit code, data, 64-bit code (Intel SDM vol. 3A, 3.4.5).
_GDT_ENTRIES = struct.pack("<5Q", 0, 0, 0x00CF9B000000FFFF, 0x00CF93000000FFFF, 0x00AF9B000000FFFF)


class Module(msgspec.Struct, frozen=True):
    """A file that is put beside the kernel, and its string: what the kernel is told about it."""

    content: bytes
    string: str = ""


class Payload(msgspec.Struct, frozen=True):
    """A kernel, and what it is to be told. ``name`` is for people; ``ranges`` is the memory map; ``low_bytes`` is
    where RAM below 4 GiB ends, less what is reserved; ``rsdp`` the address of ACPI's root pointer, 0 without one."""

    name: str
    kernel: bytes
    command_line: bytes
    modules: tuple[Module, ...]
    ranges: tuple[Range, ...]
    low_bytes: int
    rsdp: int = 0
    rsdp_content: bytes = b""


class RealMode(msgspec.Struct, frozen=True):
    """A 16-bit entry: the far address ``segment``:``offset`` with DS and ES at ``data``, under a BIOS."""

    segment: int
    offset: int
    data: int


class Graphics(msgspec.Struct, frozen=True):
    """A picture instead of text. Its address, which is known when PCI is configured, goes to ``address_at``, 64 bits
    of guest memory."""

    mode: VbeMode
    address_at: int


class Plan(msgspec.Struct, frozen=True):
    """``parts`` go into memory; then the CPU starts at ``entry``, or the BIOS at ``real_mode``."""

    parts: tuple[Part, ...]
    entry: Entry | None = None
    real_mode: RealMode | None = None
    graphics: Graphics | None = None


class Placer(msgspec.Struct):
    """Collects parts, and refuses what does not fit or lies on top of something else."""

    payload: Payload
    parts: list[Part] = msgspec.field(default_factory=list)
    graphics: Graphics | None = None

    def put(self, address: int, content: bytes | memoryview) -> None:
        """``content`` at ``address``."""
        self.parts.append(Part(address, content))

    def put_kernel(self, address: int, content: bytes, size: int) -> None:
        """A piece of the kernel that takes ``size`` bytes, zeros behind ``content``. EngineError if it cannot lie
        where it wants to."""
        payload = self.payload
        if address < INFORMATION_END and address + size > GDT:
            raise EngineError(
                f"{payload.name} wants to lie at {address:#x}, where a kernel finds what it is told by its loader.",
                "Start it from a boot loader on a disk.",
            )
        if address + size > payload.low_bytes:
            raise EngineError(
                f"{payload.name} needs memory up to {-(-(address + size) // MIB)} MiB; the machine has "
                f"{payload.low_bytes // MIB} below 4 GiB.",
                "Give it more memory.",
            )
        self.put(address, content)
        if size > len(content):
            self.put(address + len(content), bytes(size - len(content)))

    def put_modules(self, first: int) -> list[int]:
        """The modules from ``first`` up, each at a page. Their addresses. EngineError if they do not fit."""
        at, places = first, []
        for module in self.payload.modules:
            at = -(-at // PAGE) * PAGE
            places.append(at)
            self.put(at, module.content)
            at += len(module.content)
        if at > self.payload.low_bytes:
            raise too_large(self.payload, at)
        return places

    def kernel_end(self) -> int:
        """Where all that was put ends."""
        return max(part.address + len(part.content) for part in self.parts)

    def protected_mode(self, rip: int, registers: dict[str, int]) -> Plan:
        """The plan that ends in flat 32-bit protected mode, paging off."""
        self.put(GDT, _GDT_ENTRIES)
        entry = Entry(rip, registers, GDT, len(_GDT_ENTRIES) - 1, CODE_SELECTOR, DATA_SELECTOR)
        return Plan(tuple(self.parts), entry, graphics=self.graphics)

    def long_mode(self, rip: int, registers: dict[str, int]) -> Plan:
        """The plan that ends in 64-bit mode, the first 4 GiB mapped to themselves."""
        self.put(GDT, _GDT_ENTRIES)
        self.put(PAGE_TABLES, _identity_map())
        entry = Entry(
            rip, registers, GDT, len(_GDT_ENTRIES) - 1, LONG_CODE_SELECTOR, DATA_SELECTOR, page_table=PAGE_TABLES
        )
        return Plan(tuple(self.parts), entry)


def too_large(payload: Payload, needed: int) -> EngineError:
    """The error of a kernel and modules that end at ``needed``."""
    return EngineError(
        f"{payload.name} and what goes with it need about {needed // MIB + 1} MiB; the machine has "
        f"{payload.low_bytes // MIB}.",
        "Give it more memory.",
    )


def _identity_map() -> bytes:
    """Page tables for PAGE_TABLES: 4 GiB in pages of 2 MiB (Intel SDM vol. 3A, 4.5)."""
    present, large = 0x3, 0x80
    top = struct.pack("<Q", PAGE_TABLES + PAGE | present).ljust(PAGE, b"\0")
    directories = [PAGE_TABLES + (2 + number) * PAGE | present for number in range(4)]
    pointers = struct.pack("<4Q", *directories).ljust(PAGE, b"\0")
    pages = struct.pack("<2048Q", *(number << 21 | large | present for number in range(2048)))
    return top + pointers + pages
