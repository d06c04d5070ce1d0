"""The bus master function of one IDE channel: registers and the walk through its region descriptors.

After "Programming Interface for Bus Master IDE Controller" 1.0 and PIIX 2.7. The descriptor table is in guest
memory and is the guest's to get wrong.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import msgspec

from engine.devices.ide.register import MasterCommand, MasterStatus
from engine.devices.ide.state import IdeChannelState
from engine.memory.guest import GuestMemory

LENGTH = 8
COMMAND, STATUS, TABLE = 0, 2, 4
DESCRIPTOR = 8
# The table does not cross a 64 KiB boundary, so it ends after this many at the latest.
MOST_DESCRIPTORS = 0x1_0000 // DESCRIPTOR
END_OF_TABLE = 0x8000
# Descriptors fetched from memory at once.
_BATCH = 32


class Region(msgspec.Struct, frozen=True):
    """A piece of guest memory: where, how many bytes, and whether it is the table's last."""

    address: int
    length: int
    last: bool


class BusMaster:
    """Command, Status and Descriptor Table Pointer of one channel, and where in the table it is."""

    def __init__(self, state: IdeChannelState, memory: GuestMemory) -> None:
        self.state = state
        self._memory = memory
        self._behind: tuple[int, int, bool] | None = None

    @property
    def active(self) -> bool:
        """Started, and the table not at its end."""
        return bool(self.state.status & MasterStatus.ACTIVE)

    def read(self, offset: int) -> int:
        """One byte of the eight."""
        state = self.state
        if offset == COMMAND:
            return state.command
        if offset == STATUS:
            return state.status
        return state.table >> 8 * (offset - TABLE) & 0xFF if offset >= TABLE else 0

    def write(self, offset: int, value: int) -> bool:
        """One byte of the eight. True if the engine was started by it."""
        state = self.state
        if offset == COMMAND:
            return self._write_command(value)
        if offset == STATUS:
            kept = MasterStatus.DRIVE_0_CAPABLE | MasterStatus.DRIVE_1_CAPABLE
            cleared = value & (MasterStatus.ERROR | MasterStatus.INTERRUPT)
            state.status = state.status & ~int(kept) & ~cleared | value & kept
        elif offset >= TABLE:
            shift = 8 * (offset - TABLE)
            state.table = (state.table & ~(0xFF << shift) | value << shift) & 0xFFFF_FFFC
        return False

    def _write_command(self, value: int) -> bool:
        state = self.state
        started = bool(value & MasterCommand.START) and not state.command & MasterCommand.START
        state.command = value & (MasterCommand.START | MasterCommand.TO_MEMORY)
        if started:
            state.status |= MasterStatus.ACTIVE
            state.prd, state.prd_used = state.table, 0
            self._behind = None
        elif not value & MasterCommand.START:
            self.stop()
        return started

    def stop(self) -> None:
        """The transfer is over, or was given up."""
        self.state.status &= ~MasterStatus.ACTIVE
        self._behind = None

    def fault(self) -> None:
        """A descriptor that is not in memory, or does not describe memory: as after a target abort."""
        self.state.status |= MasterStatus.ERROR
        self.stop()

    def gather(self, wanted: int) -> tuple[list[memoryview], int] | None:
        """Guest memory for up to ``wanted`` bytes from where the table stands, and how many they are.

        Fewer when the table ends first. None if the table is wrong. The place in the table stays as it is:
        ``advance`` moves it, to where it is by what the table says now. It is not read again then: the guest may
        have changed it, or have had it overwritten by the transfer itself.
        """
        views: list[memoryview] = []
        total = 0
        place, used = self.state.prd, self.state.prd_used
        for region in self._regions():
            left = region.length - used
            length = min(left, wanted - total)
            part = self._memory.views(region.address + used, length)
            if sum(view.nbytes for view in part) != length:
                return None
            views += part
            total += length
            place, used = (_next(place), 0) if length == left else (place, used + length)
            if total == wanted or region.last:
                self._behind = place, used, region.last and not used
                return views, total
        return None

    def advance(self) -> None:
        """What was last gathered is moved. The engine stops when that was to the end of the table."""
        if self._behind is None:
            return  # It was stopped, perhaps started again, since then.
        self.state.prd, self.state.prd_used, ended = self._behind
        self._behind = None
        if ended:
            self.stop()

    def _regions(self) -> Iterator[Region]:
        """The descriptors from the present one to the last; ends early if they are not in memory."""
        address = self.state.prd
        for _ in range(MOST_DESCRIPTORS // _BATCH):
            count = min(_BATCH, (0x1_0000 - (address & 0xFFFF)) // DESCRIPTOR)
            views = self._memory.views(address, count * DESCRIPTOR)
            table = b"".join(views)
            for base, length, flags in struct.iter_unpack("<IHH", table[: len(table) & ~(DESCRIPTOR - 1)]):
                last = bool(flags & END_OF_TABLE)
                yield Region(base & ~1, length & ~1 or 0x1_0000, last)
                if last:
                    return
            if len(table) < count * DESCRIPTOR:
                return
            address = address & ~0xFFFF | address + count * DESCRIPTOR & 0xFFFF


def _next(address: int) -> int:
    """The descriptor after ``address``: the table pointer counts within its 64 KiB."""
    return address & ~0xFFFF | address + DESCRIPTOR & 0xFFFF
