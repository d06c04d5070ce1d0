"""The I/O APIC: Intel 82093AA (order number 290566), 24 inputs at 0xFEC00000."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

PINS = 24
VERSION = 0x11 | (PINS - 1) << 16


class Index:
    """Registers behind IOREGSEL (290566, 3.2)."""

    ID = 0x00
    VERSION = 0x01
    ARBITRATION = 0x02
    TABLE = 0x10


class Entry:
    """Bits of a redirection table entry (290566, 3.2.4)."""

    VECTOR = 0xFF
    MODE = 7 << 8
    LOGICAL = 1 << 11
    PENDING = 1 << 12
    ACTIVE_LOW = 1 << 13
    REMOTE_IRR = 1 << 14
    LEVEL = 1 << 15
    MASKED = 1 << 16


EXTINT = 7 << 8
_WRITABLE = 0xFF00_0000_0001_AFFF


def _table() -> list[int]:
    return [int(Entry.MASKED)] * PINS


class I82093aaState(msgspec.Struct):
    """``lines`` are the inputs' levels, as devices mean them; ``edges`` the edge-triggered ones that wait."""

    select: int = 0
    id: int = 0
    table: list[int] = msgspec.field(default_factory=_table)
    lines: int = 0
    edges: int = 0


class I82093aa:
    """The chip. ``deliver(entry)`` hands an interrupt to the bus; whether somebody took it."""

    BASE = 0xFEC00000
    LENGTH = 0x1000

    def __init__(self, deliver: Callable[[int], bool], state: I82093aaState | None = None) -> None:
        self.state = state if state is not None else I82093aaState()
        self._deliver = deliver

    def reset(self) -> None:
        """All inputs masked; they stay where their devices hold them."""
        lines = self.state.lines
        new = I82093aaState()
        for name in I82093aaState.__struct_fields__:
            setattr(self.state, name, getattr(new, name))
        self.state.lines = lines

    def set_line(self, pin: int, level: bool) -> None:
        """An input changed. Polarity is ignored: a device asks by raising its line, however it is soldered."""
        state, bit = self.state, 1 << pin
        rises = level and not state.lines & bit
        state.lines = state.lines | bit if level else state.lines & ~bit
        if rises and not state.table[pin] & Entry.LEVEL and not state.table[pin] & Entry.MASKED:
            state.edges |= bit
        self._serve(pin)

    def end(self, vector: int) -> None:
        """A level-triggered interrupt has been served: it comes again if its line is still up."""
        for pin, entry in enumerate(self.state.table):
            if entry & Entry.VECTOR == vector and entry & Entry.LEVEL:
                self.state.table[pin] = entry & ~int(Entry.REMOTE_IRR)
                self._serve(pin)

    def read(self, offset: int, size: int) -> int:
        """One load: IOREGSEL at 0, IOWIN at 0x10 (290566, 3.1)."""
        value = {0x00: self.state.select, 0x10: self._read()}.get(offset & ~3, 0)
        return value >> 8 * (offset & 3) & (1 << 8 * size) - 1

    def write(self, offset: int, _size: int, value: int) -> None:
        """One store."""
        if offset == 0x00:
            self.state.select = value & 0xFF
        elif offset == 0x10:
            self._write(value & 0xFFFFFFFF)

    def _read(self) -> int:
        state, index = self.state, self.state.select
        if Index.TABLE <= index < Index.TABLE + 2 * PINS:
            entry = state.table[(index - Index.TABLE) >> 1]
            return entry >> 32 if index & 1 else entry & 0xFFFFFFFF
        if index == Index.VERSION:
            return VERSION
        return state.id if index in (Index.ID, Index.ARBITRATION) else 0

    def _write(self, value: int) -> None:
        state, index = self.state, self.state.select
        if index == Index.ID:
            state.id = value & 0x0F000000
        if not Index.TABLE <= index < Index.TABLE + 2 * PINS:
            return
        pin = (index - Index.TABLE) >> 1
        entry = state.table[pin]
        shift = 32 if index & 1 else 0
        kept = entry & ~(0xFFFFFFFF << shift) | entry & ~_WRITABLE
        state.table[pin] = kept | value << shift & _WRITABLE
        if not state.table[pin] & Entry.LEVEL:
            state.table[pin] &= ~int(Entry.REMOTE_IRR)
        self._serve(pin)

    def _serve(self, pin: int) -> None:
        state, bit, entry = self.state, 1 << pin, self.state.table[pin]
        if entry & Entry.MASKED:
            return
        if entry & Entry.LEVEL:
            if state.lines & bit and not entry & Entry.REMOTE_IRR and self._deliver(entry):
                state.table[pin] |= Entry.REMOTE_IRR
        elif state.edges & bit:
            state.edges &= ~bit
            self._deliver(entry)
