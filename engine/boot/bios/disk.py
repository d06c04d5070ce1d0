"""INT 13h: hard disks from 80h, diskettes from 00h, CDs from E0h, and what El Torito puts in front of them.

(IBM PS/2 and PC BIOS Interface Technical Reference, "Interrupt 13h"; BIOS Enhanced Disk Drive Specification 3.0,
here EDD; "El Torito" Bootable CD-ROM Format Specification 1.0)
"""

from __future__ import annotations

from collections.abc import Callable, Generator

from engine.boot.bios import unit as units
from engine.boot.bios.bda import Bda
from engine.boot.bios.call import Call
from engine.boot.bios.eltorito import BootImage
from engine.boot.bios.extended import ExtendedDisk
from engine.boot.bios.geometry import MAX_CYLINDERS
from engine.boot.bios.inventory import unit_of
from engine.boot.bios.platform import Platform
from engine.boot.bios.rom import DISKETTE_PARAMETERS, SEGMENT
from engine.boot.bios.service import Steps, Wait
from engine.boot.bios.unit import FIRST_CD, FIRST_HARD_DISK, Status, Transfer, Unit
from engine.storage.backend import Request

_TOUCHING = frozenset((0x02, 0x03, 0x04, 0x05, 0x42, 0x43, 0x44, 0x47))
_TELLING = frozenset((0x02, 0x03, 0x04, 0x05, 0x16, 0x49))
"""Functions that need a medium, and those that say when it has changed."""
TYPE_FLOPPY_CHANGE_LINE, TYPE_HARD_DISK = 2, 3


class Disks:
    """All drives by number. ``emulation`` is the El Torito image that the machine was started from, if any."""

    def __init__(self, platform: Platform) -> None:
        self._memory = platform.memory
        self.units: dict[int, Unit] = {}
        self.changed: set[int] = set()
        """The drives whose medium is another than the one that was used last."""
        self.emulation: BootImage | None = None
        extended = ExtendedDisk(platform.memory, self)
        self._extended = extended
        self._plain: dict[int, Callable[[Call, Unit], Transfer]] = {
            0x00: self._ready,
            0x02: self._transfer,
            0x03: self._transfer,
            0x04: self._verify,
            0x05: self._format,
            0x08: self._parameters,
            0x09: self._ready,
            0x0C: self._seek,
            0x0D: self._ready,
            0x10: self._ready,
            0x11: self._ready,
            0x14: self._ready,
            0x15: self._type,
            0x16: self._changed,
            0x17: self._ready,
            0x18: self._media_type,
        }

    def start(self, found: dict[int, Unit]) -> None:
        """At power-on: these are the drives."""
        self.units = found
        self.changed.clear()
        self.emulation = None
        memory = self._memory
        memory.put_byte(Bda.DISK_COUNT, self.hard_disks)
        memory.put_byte(Bda.DISK_STATUS, 0)
        memory.put_byte(Bda.DISKETTE_STATUS, 0)

    @property
    def hard_disks(self) -> int:
        """How many there are."""
        return sum(FIRST_HARD_DISK <= number < FIRST_CD for number in self.units)

    @property
    def floppies(self) -> int:
        """How many diskette drives there are."""
        return sum(number < FIRST_HARD_DISK for number in self.units)

    def call(self, call: Call) -> Steps:
        """INT 13h."""
        function, number = call.ah, call.dl
        if function == 0x01:
            status = self._memory.byte(self._status_place(number))
            call.ah, call.carry = status, status != Status.OK
            return
        if 0x4A <= function <= 0x4D:
            status = yield from self._extended.emulate(call, function)
        else:
            unit = yield from self.current(number)
            plain = self._plain.get(function)
            if unit is None:
                status = self._absent(call, function)
            elif function in _TOUCHING and unit.removable and unit.drive.empty:
                status = Status.NO_MEDIUM if unit.is_cd else Status.TIMEOUT
            elif function in _TELLING and number in self.changed:
                # Whoever used the medium before learns that it is another, once.
                self.changed.discard(number)
                status = Status.CHANGED
            elif 0x41 <= function <= 0x49 or function == 0x4E:
                answer = yield from self._extended.call(call, unit, function)
                if answer is None:
                    return
                status = answer
            elif plain is not None:
                status = yield from plain(call, unit)
            else:
                status = Status.BAD_COMMAND
        self.answer(call, number, status)

    def current(self, number: int) -> Generator[Wait, None, Unit | None]:
        """The unit of that number, with what is in its drive now."""
        unit = self.units.get(number)
        if unit is None or not unit.removable or unit.medium == unit.drive.medium:
            return unit
        self.changed.add(number)
        self.units[number] = yield from unit_of(number, unit.drive)
        return self.units[number]

    def answer(self, call: Call, number: int, status: int) -> None:
        """Status in AH, carry, and the data area. AH=15h has put its own answer into AH."""
        self._memory.put_byte(self._status_place(number), status)
        if call.ah == 0x15 and status == Status.OK:
            call.ah = self._kind(number)
        else:
            call.ah = status
        call.carry = status != Status.OK

    def _kind(self, number: int) -> int:
        if number not in self.units:
            return 0
        return TYPE_HARD_DISK if number >= FIRST_HARD_DISK else TYPE_FLOPPY_CHANGE_LINE

    def _status_place(self, number: int) -> int:
        return Bda.DISK_STATUS if number >= FIRST_HARD_DISK else Bda.DISKETTE_STATUS

    def _absent(self, call: Call, function: int) -> int:
        if function == 0x15:
            return Status.OK  # answer() finds that there is no such drive
        if function == 0x08 and call.dl < FIRST_HARD_DISK:
            call.ax = call.bx = call.cx = call.dx = 0
            call.dl = self.floppies
        return Status.TIMEOUT if call.dl < FIRST_HARD_DISK and function != 0x08 else Status.BAD_COMMAND

    # Functions that mean the same to every kind of drive. Each is a generator, as reading takes time.

    def _ready(self, _call: Call, _unit: Unit) -> Transfer:
        yield from ()
        return Status.OK

    def _place(self, call: Call, unit: Unit) -> int | None:
        """The first sector that CH, CL and DH name."""
        cylinder = call.ch
        if unit.number >= FIRST_HARD_DISK:
            cylinder |= (call.cl & 0xC0) << 2
            return unit.geometry.sector(cylinder, call.dh, call.cl & 0x3F)
        return unit.geometry.sector(cylinder, call.dh, call.cl)

    def _range(self, call: Call, unit: Unit) -> tuple[int, int] | int:
        """First sector and count, or the status that says why not."""
        if unit.is_cd:
            return Status.BAD_COMMAND
        first, count = self._place(call, unit), call.al
        if count == 0:
            return Status.BAD_COMMAND
        if first is None or first + count > unit.sectors:
            return Status.SECTOR_NOT_FOUND
        return first, count

    def _transfer(self, call: Call, unit: Unit) -> Transfer:
        """AH=02h and 03h. AL is then the number of sectors moved."""
        wanted = self._range(call, unit)
        if isinstance(wanted, int):
            call.al = 0
            return wanted
        first, count = wanted
        writing = call.ah == 0x03
        if writing and unit.readonly:
            call.al = 0
            return Status.WRITE_PROTECTED
        offset, address = unit.start + first * 512, call.linear(call.frame.es, call.bx)
        move = units.write if writing else units.read
        status = yield from move(unit.drive.disk, self._memory, offset, address, count * 512)
        call.al = count if status == Status.OK else 0
        return status

    def _verify(self, call: Call, unit: Unit) -> Transfer:
        yield from ()
        wanted = self._range(call, unit)
        return wanted if isinstance(wanted, int) else Status.OK

    def _seek(self, call: Call, unit: Unit) -> Transfer:
        yield from ()
        cylinder = call.ch | (call.cl & 0xC0) << 2
        there = cylinder < unit.geometry.cylinders and call.dh < unit.geometry.heads
        return Status.OK if there else Status.SECTOR_NOT_FOUND

    def _format(self, call: Call, unit: Unit) -> Transfer:
        """A track of a diskette gets sectors of F6h; hard disks are formatted already."""
        if unit.number >= FIRST_HARD_DISK:
            return Status.OK
        if unit.readonly:
            return Status.WRITE_PROTECTED
        first = unit.geometry.sector(call.ch, call.dh, 1)
        if first is None or call.ch >= unit.geometry.cylinders:
            return Status.SECTOR_NOT_FOUND
        blank = memoryview(b"\xf6" * (512 * unit.geometry.sectors))
        request = Request("write", unit.start + first * 512, [blank], len(blank))
        return (yield from units.transfer(unit.drive.disk, request))

    def _parameters(self, call: Call, unit: Unit) -> Transfer:
        """AH=08h: highest cylinder, head and sector, and how many drives of the kind there are."""
        yield from ()
        if unit.is_cd:
            return Status.BAD_COMMAND
        last = min(unit.geometry.cylinders, MAX_CYLINDERS) - 1
        call.al = 0
        call.ch = last & 0xFF
        call.cl = (last >> 2 & 0xC0) | unit.geometry.sectors & 0x3F
        call.dh = unit.geometry.heads - 1
        if unit.number >= FIRST_HARD_DISK:
            call.dl = self.hard_disks
        else:
            call.dl = self.floppies
            call.bx = unit.floppy_type
            call.frame.es, call.di = SEGMENT, DISKETTE_PARAMETERS
        return Status.OK

    def _type(self, call: Call, unit: Unit) -> Transfer:
        """AH=15h: for a hard disk CX:DX is the number of its sectors."""
        yield from ()
        if unit.number >= FIRST_HARD_DISK:
            sectors = unit.geometry.cylinders * unit.geometry.heads * unit.geometry.sectors
            call.cx, call.dx = sectors >> 16, sectors & 0xFFFF
        return Status.OK

    def _changed(self, _call: Call, unit: Unit) -> Transfer:
        yield from ()
        return Status.OK if unit.number < FIRST_HARD_DISK else Status.BAD_COMMAND

    def _media_type(self, call: Call, unit: Unit) -> Transfer:
        """AH=18h: whether a diskette can be formatted with that many tracks and sectors."""
        yield from ()
        if unit.number >= FIRST_HARD_DISK:
            return Status.BAD_COMMAND
        if call.ch + 1 != unit.geometry.cylinders or call.cl & 0x3F != unit.geometry.sectors:
            return 0x0C
        call.frame.es, call.di = SEGMENT, DISKETTE_PARAMETERS
        return Status.OK
