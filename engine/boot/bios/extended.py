"""INT 13h's extensions: AH=41h to 4Eh."""

from __future__ import annotations

import struct
from collections.abc import Generator
from typing import Protocol

from engine.boot.bios import unit as units
from engine.boot.bios.call import Call
from engine.boot.bios.eltorito import BootImage
from engine.boot.bios.memory import Memory
from engine.boot.bios.service import Wait
from engine.boot.bios.unit import FIRST_HARD_DISK, Status, Transfer, Unit

# Interface support bitmap (EDD, "Check Extensions Present"): fixed disk access, locking and ejecting, EDD.
ACCESS, LOCKING, ENHANCED = 1, 2, 4
_VERSION = 0x30
_REMOVABLE, _CHANGE_LINE, _LOCKABLE = 4, 0x10, 0x20


class Drives(Protocol):
    """What this module needs of Disks."""

    units: dict[int, Unit]
    emulation: BootImage | None


class ExtendedDisk:
    """The services that address a disk by sector numbers, and El Torito's own."""

    def __init__(self, memory: Memory, drives: Drives) -> None:
        self._memory = memory
        self._drives = drives

    def call(self, call: Call, unit: Unit, function: int) -> Generator[Wait, None, int | None]:
        """AH=41h to 49h and 4Eh. The status; None when the answer is given already."""
        if unit.number < FIRST_HARD_DISK:
            return Status.BAD_COMMAND
        if function == 0x41:
            return self._present(call, unit)
        if function in (0x42, 0x43, 0x44, 0x47):
            return (yield from self._transfer(call, unit, function))
        if function == 0x45:
            return self._lock(call, unit)
        if function == 0x46:
            return Status.NOT_LOCKED + 1 if unit.is_cd else Status.NOT_REMOVABLE
        if function == 0x48:
            return self._parameters(call, unit)
        if function == 0x49:
            return Status.OK
        return Status.OK if call.al in (1, 3, 4, 6) else Status.BAD_COMMAND  # 4Eh: DMA and prefetch are moot

    def _present(self, call: Call, unit: Unit) -> int | None:
        if call.bx != 0x55AA:
            return Status.BAD_COMMAND
        call.bx = 0xAA55
        call.cx = ACCESS | ENHANCED | (LOCKING if unit.is_cd else 0)
        call.ah = _VERSION
        call.carry = False
        return None

    def _lock(self, call: Call, unit: Unit) -> int:
        if not unit.is_cd:
            return Status.NOT_REMOVABLE
        if call.al > 2:
            return Status.BAD_COMMAND
        call.al = 0
        return Status.OK

    def _transfer(self, call: Call, unit: Unit, function: int) -> Transfer:
        """By the packet at DS:SI: size, count, buffer, first sector; its count is then what was moved."""
        memory, packet = self._memory, call.linear(call.frame.ds, call.si)
        size, _, count, offset, segment, first = struct.unpack("<BBHHHQ", memory.read(packet, 16))
        if size < 16:
            return Status.BAD_COMMAND
        address = (segment << 4) + offset
        if offset == segment == 0xFFFF and size >= 24:
            address = int.from_bytes(memory.read(packet + 16, 8), "little")
        if first + count > unit.sectors:
            memory.put_word(packet + 2, 0)
            return Status.SECTOR_NOT_FOUND if unit.is_cd else Status.BAD_COMMAND
        if function in (0x44, 0x47) or count == 0:
            return Status.OK
        if function == 0x43 and unit.readonly:
            memory.put_word(packet + 2, 0)
            return Status.WRITE_PROTECTED
        move = units.write if function == 0x43 else units.read
        at, length = unit.start + first * unit.sector_size, count * unit.sector_size
        status = yield from move(unit.drive.disk, memory, at, address, length)
        if status != Status.OK:
            memory.put_word(packet + 2, 0)
        return status

    def _parameters(self, call: Call, unit: Unit) -> int:
        """AH=48h: 26 bytes at DS:SI, 30 if there is room."""
        memory, place = self._memory, call.linear(call.frame.ds, call.si)
        room = memory.word(place)
        if room < 26:
            return Status.BAD_COMMAND
        flags = 0x02 if not unit.is_cd else _REMOVABLE | _CHANGE_LINE | _LOCKABLE | 0x40
        cylinders, heads, sectors = (0xFFFFFFFF,) * 3 if unit.is_cd else unit.geometry
        if not unit.is_cd:
            cylinders = min(unit.sectors // (heads * sectors), 0xFFFFFFFF)
        told = struct.pack(
            "<HHIIIQH", 30 if room >= 30 else 26, flags, cylinders, heads, sectors, unit.sectors, unit.sector_size
        )
        if room >= 30:
            told += b"\xff" * 4  # no device parameter table extension
        memory.write(place, told)
        return Status.OK

    def emulate(self, call: Call, function: int) -> Transfer:
        """AH=4Ah to 4Dh: El Torito's disk emulation (specification, "INT 13 functions")."""
        yield from ()
        image = self._drives.emulation
        if function == 0x4D and image is not None and call.al == 0:
            return (yield from self._catalog(call, image))
        if function != 0x4B or image is None:
            return Status.BAD_COMMAND
        packet = struct.pack(
            "<BBBBIHHHBBB",
            *(0x13, image.media, image.number, 0, image.sector, 0, image.segment, image.count),
            *(image.geometry.cylinders & 0xFF, image.geometry.sectors & 0x3F, image.geometry.heads - 1),
        )
        self._memory.write(call.linear(call.frame.ds, call.si), packet)
        if call.al == 0 and image.media:
            self._drives.units = {number: unit for number, unit in self._drives.units.items() if not unit.emulated}
        return Status.OK

    def _catalog(self, call: Call, image: BootImage) -> Transfer:
        """AH=4Dh: sectors of the boot catalog, by the packet at DS:SI."""
        packet = self._memory.read(call.linear(call.frame.ds, call.si), 8)
        _, count, address, first = struct.unpack("<BBIH", packet)
        offset, length = (image.catalog + first) * units.CD_SECTOR, count * units.CD_SECTOR
        return (yield from units.read(image.drive.disk, self._memory, offset, address, length))
