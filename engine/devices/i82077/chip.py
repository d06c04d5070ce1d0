"""The floppy controller: Intel 82077AA "CHMOS Single-Chip Floppy Disk Controller" (data sheet; its sections are
named by their titles), in AT mode.

Commands take COMMAND_TIME_NS and no more, whatever they do: long enough for a driver to get ready for its
interrupt, far too short for a person. Of formats there are those of 512-byte sectors. Left out: the scan
commands and marks of deleted data on the disk.
"""

from __future__ import annotations

from engine.bus.clock import Clock
from engine.bus.irq import IrqLine
from engine.devices.floppydisk import SECTOR, USUAL, DriveType, FloppyDisk, geometry_for
from engine.devices.i82077.data import DataCommands, Dma
from engine.devices.i82077.register import (
    DEFAULT_CONFIGURE,
    DISK_CHANGED,
    FIFO_OFF,
    LOCK_ON,
    POLL_OFF,
    RELATIVE_SEEK,
    SEEK_INWARDS,
    TIMED,
    Command,
    Dor,
    Dsr,
    Msr,
    St0,
    St3,
    parse,
)
from engine.devices.i82077.state import DRIVES, I82077State, Phase

COMMAND_TIME_NS = 100_000
FIFO_SIZE = 16
VERSION = 0x90
LAST_STEP = 79  # RECALIBRATE gives up after this many steps


class I82077(DataCommands):
    """The controller at 3F0h to 3F5h and, beside the IDE's port, 3F7h.

    ``types`` are those of drives A and B. ``dma`` is called with this chip's lock held, see engine.devices.i8237.
    """

    BASE = 0x3F0
    LENGTH = 6
    DIR_BASE = 0x3F7
    DIR_LENGTH = 1

    def __init__(
        self,
        irq: IrqLine,
        dma: Dma,
        clock: Clock,
        types: tuple[DriveType, DriveType] = (DriveType.D1440K, DriveType.NONE),
        state: I82077State | None = None,
    ) -> None:
        super().__init__(dma, state if state is not None else I82077State())
        self._irq = irq
        self._clock = clock
        self._timer = clock.timer(self._on_timer)
        self._types = (*types, DriveType.NONE, DriveType.NONE)
        if self._busy():
            self._timer.arm(self.state.due_ns)
        self._update_irq()

    # The wiring's side.

    def cmos_type(self) -> int:
        """CMOS byte 10h: the type of drive A in the upper half, of B in the lower."""
        return self._types[0] << 4 | self._types[1]

    def insert(self, drive: int, disk: FloppyDisk | None, *, changed: bool = True) -> None:
        """Put ``disk`` into drive 0 or 1, or take out what is there. The guest is told by the disk change line;
        ``changed=False`` when a restored machine gets its disk back. ValueError if there is no such drive."""
        if not 0 <= drive < DRIVES or self._types[drive] == DriveType.NONE:
            raise ValueError(f"there is no floppy drive {drive}")
        self._disks[drive] = disk
        self._geometry[drive] = USUAL if disk is None else geometry_for(disk.size)
        if changed:
            self.state.drives[drive].changed = True

    def motor(self, drive: int) -> bool:
        """Whether the motor of ``drive`` runs."""
        return bool(self.state.dor & 0x10 << drive)

    def reset(self) -> None:
        """Hardware reset. Heads stay where they are in life; here they go to track 0."""
        self._timer.disarm()
        self.state = I82077State()
        self._update_irq()

    # Registers.

    def read(self, offset: int, _size: int) -> int:
        """IN from 3F0h + ``offset``. Status registers A and B are the PS/2's: not driven in AT mode."""
        match offset:
            case 2:
                return self.state.dor
            case 3:
                return self.state.tdr
            case 4:
                return self._status()
            case 5:
                return self._read_fifo()
        return 0xFF

    def write(self, offset: int, _size: int, value: int) -> None:
        """OUT to 3F0h + ``offset``."""
        value &= 0xFF
        match offset:
            case 2:
                self._write_dor(value)
            case 3:
                self.state.tdr = value & 3
            case 4:
                self.state.rate = value & Dsr.RATE
                if value & Dsr.RESET and self.state.dor & Dor.NOT_RESET:
                    self._soft_reset()
            case 5:
                self._write_fifo(value)
            case _:
                pass

    def dir_read(self, _offset: int, _size: int) -> int:
        """IN from 3F7h, Digital Input Register: the selected drive's disk change line."""
        select = self.state.dor & Dor.SELECT
        if self._types[select] == DriveType.NONE:
            return 0
        changed = self.state.drives[select].changed or self._disks[select] is None
        return DISK_CHANGED if changed else 0

    def dir_write(self, _offset: int, _size: int, value: int) -> None:
        """OUT to 3F7h, Configuration Control Register: the data rate."""
        self.state.rate = value & Dsr.RATE

    def _status(self) -> int:
        state = self.state
        if not state.dor & Dor.NOT_RESET or state.resetting:
            return 0
        value = state.seeking
        if state.command or state.phase != Phase.COMMAND:
            value |= Msr.COMMAND_BUSY
        match state.phase:
            case Phase.COMMAND:
                value |= Msr.RQM
            case Phase.RESULT:
                value |= Msr.RQM | Msr.DIO
            case Phase.TRANSFER:
                value |= Msr.RQM | Msr.NON_DMA | (0 if self._writing() else Msr.DIO)
            case _:
                value |= Msr.NON_DMA if self._non_dma() else 0
        return int(value)

    def _write_dor(self, value: int) -> None:
        state = self.state
        before, state.dor = state.dor, value
        if not value & Dor.NOT_RESET:
            if before & Dor.NOT_RESET:
                self._soft_reset()
            self._timer.disarm()
            state.resetting = False
        elif not before & Dor.NOT_RESET:
            self._soft_reset()
        self._update_irq()

    def _soft_reset(self) -> None:
        """Reset by DOR or DSR: what LOCK protects stays, and polling reports all four drives."""
        state = self.state
        state.phase = Phase.COMMAND
        state.command.clear()
        state.result.clear()
        state.buffer.clear()
        state.position = state.seeking = state.seek_ended = state.polled = 0
        state.perpendicular &= 0x3C  # GAP and WGATE go, the drives' bits stay (PERPENDICULAR MODE)
        if not state.locked:
            state.configure, state.precompensation = DEFAULT_CONFIGURE, 0
        state.interrupt = False
        state.resetting = True
        self._update_irq()
        self._start()

    def _update_irq(self) -> None:
        self._irq.set(self.state.interrupt and bool(self.state.dor & Dor.DMA_GATE))

    def _raise(self) -> None:
        """An interrupt, and an edge even if the last one was never answered."""
        self._lower()
        self.state.interrupt = True
        self._update_irq()

    def _lower(self) -> None:
        self.state.interrupt = False
        self._update_irq()

    # Time.

    def _busy(self) -> bool:
        state = self.state
        return state.resetting or bool(state.seeking) or state.phase == Phase.EXECUTION

    def _start(self) -> None:
        self.state.due_ns = self._clock.now_ns() + COMMAND_TIME_NS
        self._timer.arm(self.state.due_ns)

    def _on_timer(self) -> None:
        state = self.state
        if state.resetting:
            state.resetting = False
            if not state.configure & POLL_OFF:
                state.polled = DRIVES
                self._raise()
        if state.seeking:
            state.seek_ended |= state.seeking
            state.seeking = 0
            self._raise()
        if state.phase == Phase.EXECUTION:
            self._execute()

    # The FIFO.

    def _read_fifo(self) -> int:
        state = self.state
        if state.phase == Phase.RESULT:
            self._lower()
            value = state.result.pop(0)
            if not state.result:
                state.phase = Phase.COMMAND
            return value
        if state.phase == Phase.TRANSFER and not self._writing():
            value = state.buffer[state.position]
            self._passed()
            return value
        return 0

    def _write_fifo(self, value: int) -> None:
        state = self.state
        if not state.dor & Dor.NOT_RESET or state.resetting:
            return
        if state.phase == Phase.TRANSFER and self._writing():
            state.buffer[state.position] = value
            self._passed()
            return
        if state.phase != Phase.COMMAND:
            return
        state.command.append(value)
        parsed = parse(state.command[0])
        if parsed is None:
            self._answer(St0.INVALID)
        elif len(state.command) > parsed[1]:
            self._begin(parsed[0])

    def _passed(self) -> None:
        """A byte has gone through the FIFO in non-DMA mode: interrupts by threshold, then the next sector."""
        state = self.state
        state.position += 1
        if state.position < len(state.buffer):
            threshold = 1 if state.configure & FIFO_OFF else 1 + (state.configure & 0x0F)
            if state.position % threshold == 0:
                self._raise()
            else:
                self._lower()
            return
        self._lower()
        if not self._writing():
            self._next_polled()
        elif self._code() == Command.FORMAT_TRACK:
            self._format(bytes(state.buffer))
        elif self._store(bytes(state.buffer)):
            self._next_polled()

    def _next_polled(self) -> None:
        """Without DMA nobody gives a terminal count: the end of the cylinder is a normal end here. By the data
        sheet it is not, but a driver that polls must accept that end, and many accept only this one."""
        if self._advance():
            self._offer()
        else:
            self._finish()

    def _offer(self) -> None:
        """Open the FIFO for the next sector in non-DMA mode."""
        state = self.state
        if self._writing():
            if self._code() != Command.FORMAT_TRACK and self._locate() is None:
                return
            length = SECTOR if self._code() != Command.FORMAT_TRACK else 4 * state.command[3]
            state.buffer = bytearray(length)
        else:
            data = self._load()
            if data is None:
                return
            state.buffer = bytearray(data)
        state.position = 0
        if not state.buffer:
            self._finish()
            return
        state.phase = Phase.TRANSFER
        self._raise()

    # Commands.

    def _answer(self, *values: int) -> None:
        """End the command with a result, or without."""
        state = self.state
        state.command.clear()
        state.buffer.clear()
        state.position = 0
        state.result[:] = bytes(values)
        state.phase = Phase.RESULT if values else Phase.COMMAND

    def _begin(self, command: Command) -> None:
        state = self.state
        if command in TIMED:
            state.phase = Phase.EXECUTION
            self._start()
            return
        arguments = bytes(state.command)
        match command:
            case Command.SPECIFY:
                state.specify[:] = arguments[1:3]
                self._answer()
            case Command.SENSE_DRIVE_STATUS:
                self._answer(self._st3(arguments[1]))
            case Command.SENSE_INTERRUPT:
                self._sense_interrupt()
            case Command.RECALIBRATE:
                self._recalibrate(arguments[1] & 3)
            case Command.SEEK:
                self._seek_command(arguments)
            case Command.DUMPREG:
                self._dump()
            case Command.VERSION:
                self._answer(VERSION)
            case Command.PERPENDICULAR:
                # The drives' bits change only with OW, bit 7.
                keep = 0 if arguments[1] & 0x80 else 0x3C
                state.perpendicular = state.perpendicular & keep | arguments[1] & ~keep & 0x3F
                self._answer()
            case Command.CONFIGURE:
                state.configure, state.precompensation = arguments[2] & 0x7F, arguments[3]
                self._answer()
            case _:
                state.locked = bool(arguments[0] & LOCK_ON)
                self._answer(state.locked << 4)

    def _st3(self, argument: int) -> int:
        unit = argument & 3
        disk = self._disks[unit]
        value = St3.READY | St3.TWO_SIDES | argument & 7
        if self._types[unit] != DriveType.NONE and self.state.drives[unit].track == 0:
            value |= St3.TRACK_0
        if disk is not None and disk.readonly:
            value |= St3.WRITE_PROTECTED
        return value

    def _sense_interrupt(self) -> None:
        """Which drive wanted attention (5.2.4). Without any the command is invalid."""
        state = self.state
        for unit in range(DRIVES):
            if state.seek_ended & 1 << unit:
                state.seek_ended &= ~(1 << unit)
                self._lower()
                self._answer(state.seek_status[unit], state.drives[unit].present_cylinder)
                return
        if state.polled:
            unit = DRIVES - state.polled
            state.polled -= 1
            self._lower()
            self._answer(St0.POLLING | unit, state.drives[unit].present_cylinder)
            return
        self._answer(St0.INVALID)

    def _recalibrate(self, unit: int) -> None:
        state = self.state
        status = St0.SEEK_END | unit
        if self._types[unit] == DriveType.NONE or state.drives[unit].track > LAST_STEP:
            status |= St0.EQUIPMENT_CHECK | St0.ABNORMAL
        target = max(state.drives[unit].track - LAST_STEP, 0)
        self._seek(unit, target)
        state.drives[unit].present_cylinder = 0
        self._seek_later(unit, status)

    def _seek_command(self, arguments: bytes) -> None:
        unit = arguments[1] & 3
        target = arguments[2]
        if arguments[0] & RELATIVE_SEEK:
            here = self.state.drives[unit].present_cylinder
            target = here + target if arguments[0] & SEEK_INWARDS else here - target
        target = max(0, min(target, 0xFF))
        self._seek(unit, target)
        self._seek_later(unit, St0.SEEK_END | unit)  # H is always 0 (5.2.4 and SEEK)

    def _seek_later(self, unit: int, status: int) -> None:
        self.state.seek_status[unit] = status
        self.state.seeking |= 1 << unit
        self._answer()
        self._start()

    def _seek(self, unit: int, cylinder: int) -> None:
        """Move the head; a step with a disk inside turns the disk change line off."""
        drive = self.state.drives[unit]
        if cylinder != drive.track and self._disks[unit] is not None:
            drive.changed = False
        drive.track = drive.present_cylinder = cylinder

    def _dump(self) -> None:
        state = self.state
        cylinders = [drive.present_cylinder for drive in state.drives]
        flags = state.locked << 7 | state.perpendicular & 0x3F
        self._answer(*cylinders, *state.specify, state.last_eot, flags, state.configure, state.precompensation)
