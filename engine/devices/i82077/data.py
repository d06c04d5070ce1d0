"""The floppy controller's data commands: sectors between disk and memory, once a command's time has come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from engine.devices.floppydisk import SECTOR, USUAL, FloppyDisk, Geometry
from engine.devices.i82077.register import (
    IMPLIED_SEEK,
    MULTI_TRACK,
    VERIFY_COUNT,
    WRITES,
    Command,
    Dor,
    St0,
    St1,
    St2,
    parse,
)
from engine.devices.i82077.state import DRIVES, I82077State

SECTOR_CODE = 2  # N: 128 << 2 bytes


class Dma(Protocol):
    """The controller's end of DMA channel 2."""

    terminal_count: bool

    def transfer_to_memory(self, data: bytes) -> int:
        """How many bytes were taken."""

    def transfer_from_memory(self, length: int) -> bytes:
        """At most ``length`` bytes."""


class DataCommands:
    """Half of the chip: I82077 in chip.py is the other one, and brings what a command needs to end."""

    def __init__(self, dma: Dma, state: I82077State) -> None:
        self.state = state
        self._dma = dma
        self._disks: list[FloppyDisk | None] = [None] * DRIVES
        self._geometry: list[Geometry] = [USUAL] * DRIVES

    def _answer(self, *values: int) -> None:
        """End the command with a result, or without."""
        raise NotImplementedError

    def _raise(self) -> None:
        """Interrupt."""
        raise NotImplementedError

    def _offer(self) -> None:
        """Begin a transfer through the FIFO."""
        raise NotImplementedError

    def _seek(self, unit: int, cylinder: int) -> None:
        """Move the head."""
        raise NotImplementedError

    def _code(self) -> int:
        parsed = parse(self.state.command[0]) if self.state.command else None
        return parsed[0] if parsed else 0

    def _writing(self) -> bool:
        return self._code() in WRITES

    def _non_dma(self) -> bool:
        return bool(self.state.specify[1] & 1)

    def _unit(self) -> int:
        return self.state.command[1] & 3

    def _execute(self) -> None:
        state = self.state
        unit, code = self._unit(), self._code()
        state.implied_seek = False
        disk, geometry = self._disks[unit], self._geometry[unit]
        state.head = state.command[1] >> 2 & 1
        state.cylinder = state.drives[unit].track
        state.sector = 1
        if code not in (Command.READ_ID, Command.FORMAT_TRACK):
            state.cylinder, state.head, state.sector = state.command[2], state.command[3], state.command[4]
            if code == Command.READ_TRACK:
                state.sector = 1  # whatever R says
            state.last_eot = state.command[6]
            state.sectors_left = state.command[8] or 0x100
            if state.configure & IMPLIED_SEEK and state.cylinder != state.drives[unit].present_cylinder:
                self._seek(unit, state.cylinder)
                state.implied_seek = True
        if disk is None or state.rate not in geometry.rates:
            self._finish(St1.MISSING_ADDRESS_MARK)
        elif self._writing() and disk.readonly:
            self._finish(St1.NOT_WRITABLE)
        elif code == Command.READ_ID:
            self._read_id(unit)
        elif code == Command.VERIFY:
            self._verify()
        elif self._non_dma():
            self._offer()
        else:
            self._run_dma(code)

    def _run_dma(self, code: int) -> None:
        """Sector after sector, until the DMA says that it was the last."""
        if code == Command.FORMAT_TRACK:
            self._format(self._fetch(4 * self.state.command[3]))
            return
        step: Callable[[], int | None] = self._dma_write if self._writing() else self._dma_read
        while True:
            moved = step()
            if moved is None:
                return  # the command has ended with an error
            if not moved or (moved < SECTOR and not self._dma.terminal_count):
                self._finish(St1.OVERRUN)
                return
            more = self._advance()
            if code == Command.READ_DELETED:
                self._finish(st2=St2.CONTROL_MARK)  # no sector here is marked: the first one ends it
                return
            if self._dma.terminal_count:
                self._finish()
                return
            if not more:
                self._finish(St1.END_OF_CYLINDER)
                return

    def _dma_read(self) -> int | None:
        data = self._load()
        if data is None:
            return None
        return self._dma.transfer_to_memory(data) if self.state.dor & Dor.DMA_GATE else 0

    def _dma_write(self) -> int | None:
        if self._locate() is None:
            return None
        data = self._fetch(SECTOR)
        if data and not self._store(data.ljust(SECTOR, b"\0")):
            return None
        return len(data)

    def _fetch(self, length: int) -> bytes:
        return self._dma.transfer_from_memory(length) if self.state.dor & Dor.DMA_GATE else b""

    def _verify(self) -> None:
        """VERIFY reads and moves nothing; EC makes it count sectors instead of looking for EOT."""
        while self._load() is not None:
            more = self._advance()
            self.state.sectors_left -= 1
            if self.state.command[1] & VERIFY_COUNT:
                if not self.state.sectors_left:
                    self._finish()
                    return
                if not more:
                    self._finish(St1.END_OF_CYLINDER)
                    return
            elif not more:
                self._finish()
                return

    def _read_id(self, unit: int) -> None:
        """The next sector that comes by under the head."""
        state = self.state
        drive, geometry = state.drives[unit], self._geometry[unit]
        if drive.track >= geometry.tracks or state.head >= geometry.heads:
            self._finish(St1.MISSING_ADDRESS_MARK)
            return
        drive.last_sector = drive.last_sector % geometry.sectors + 1
        state.sector = drive.last_sector
        self._finish()

    def _format(self, ids: bytes) -> None:
        """FORMAT TRACK: ``ids`` are C, H, R, N of each sector; those the image has a place for are filled."""
        state = self.state
        unit, fill = self._unit(), state.command[5]
        if not ids:
            self._finish(St1.OVERRUN)
            return
        head = state.head
        for at in range(0, len(ids) - 3, 4):
            state.cylinder, state.head, state.sector, size = ids[at : at + 4]
            offset = self._offset(unit)
            if offset is None or size != SECTOR_CODE or state.head != head:
                continue
            if not self._store(bytes((fill,)) * SECTOR):
                return
        self._finish()

    def _offset(self, unit: int) -> int | None:
        """Where in the image the present sector is; None if it is not on the track under the head."""
        state, geometry = self.state, self._geometry[unit]
        track = state.drives[unit].track
        if state.cylinder != track or track >= geometry.tracks:
            return None
        if state.head >= geometry.heads or not 1 <= state.sector <= geometry.sectors:
            return None
        return ((track * geometry.heads + state.head) * geometry.sectors + state.sector - 1) * SECTOR

    def _locate(self) -> int | None:
        """Find the present sector, or end the command with what the drive would report."""
        state = self.state
        unit = self._unit()
        if self._disks[unit] is None:
            self._finish(St1.MISSING_ADDRESS_MARK)
            return None
        offset = self._offset(unit)
        if offset is not None and state.command[5] == SECTOR_CODE:
            return offset
        wrong = state.cylinder != state.drives[unit].track
        self._finish(St1.NO_DATA, St2.WRONG_CYLINDER if wrong else 0)
        return None

    def _load(self) -> bytes | None:
        """The present sector's bytes; None when the command has ended with an error."""
        disk = self._disks[self._unit()]
        offset = self._locate()
        if offset is None or disk is None:
            return None
        try:
            return disk.read(offset, SECTOR)[:SECTOR].ljust(SECTOR, b"\0")
        except OSError:
            self._finish(St1.DATA_ERROR, St2.DATA_ERROR)
            return None

    def _store(self, data: bytes) -> bool:
        """Write the present sector. False when the command has ended with an error."""
        unit = self._unit()
        offset, disk = self._offset(unit), self._disks[unit]
        if offset is None or disk is None:
            self._finish(St1.MISSING_ADDRESS_MARK)
            return False
        try:
            disk.write(offset, data)
        except OSError:
            self._finish(St1.DATA_ERROR, St2.DATA_ERROR)
            return False
        return True

    def _advance(self) -> bool:
        """Go to the sector the result phase names (READ DATA). Whether the command may go on there."""
        state = self.state
        if state.sector < state.command[6]:
            state.sector += 1
            return True
        state.sector = 1
        if state.command[0] & MULTI_TRACK:
            state.head ^= 1
            if state.head & 1:
                return True
        state.cylinder = (state.cylinder + 1) & 0xFF
        return False

    def _finish(self, st1: int = 0, st2: int = 0) -> None:
        """The result phase of a data command: ST0, ST1, ST2, C, H, R, N."""
        state = self.state
        st0 = self._unit() | (St0.HEAD if state.head & 1 else 0)
        st0 |= St0.SEEK_END if state.implied_seek else 0
        st0 |= St0.ABNORMAL if st1 else 0
        self._answer(st0, st1, st2, state.cylinder, state.head, state.sector, SECTOR_CODE)
        self._raise()
