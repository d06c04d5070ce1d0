"""Which drive gets which number."""

from __future__ import annotations

import struct
from collections.abc import Generator

from engine.boot.bios import unit as units
from engine.boot.bios.geometry import Geometry, of_disk
from engine.boot.bios.platform import Drive, Platform
from engine.boot.bios.service import Steps, Wait
from engine.boot.bios.unit import CD_SECTOR, FIRST_CD, FIRST_HARD_DISK, Unit

# Diskette geometries by size in sectors, with the drive type of INT 13h AH=08h.
_FLOPPIES = {
    320: (Geometry(40, 1, 8), 1),
    360: (Geometry(40, 1, 9), 1),
    640: (Geometry(40, 2, 8), 1),
    720: (Geometry(40, 2, 9), 1),
    1280: (Geometry(80, 2, 8), 3),
    1440: (Geometry(80, 2, 9), 3),
    2400: (Geometry(80, 2, 15), 2),
    2880: (Geometry(80, 2, 18), 4),
    3360: (Geometry(80, 2, 21), 4),
    3444: (Geometry(82, 2, 21), 4),
    5760: (Geometry(80, 2, 36), 5),
}


class Inventory:
    """Numbers the drives: diskettes from 00h, disks from 80h, CDs from E0h, in the order of ``platform.drives``."""

    def __init__(self, platform: Platform) -> None:
        self._drives = platform.drives
        self.units: dict[int, Unit] = {}

    def take(self) -> Steps:
        """Look at the drives again; the result is in ``units``."""
        self.units = {}
        counts = {"floppy": 0, "disk": FIRST_HARD_DISK, "cdrom": FIRST_CD}
        for drive in self._drives:
            number = counts[drive.kind]
            counts[drive.kind] += 1
            self.units[number] = yield from unit_of(number, drive)


def unit_of(number: int, drive: Drive) -> Generator[Wait, None, Unit]:
    """The drive as it is with what is in it now."""
    medium = drive.medium
    if drive.kind == "cdrom":
        sectors = drive.disk.size // CD_SECTOR
        return Unit(number, drive, Geometry(1, 1, 1), sectors, CD_SECTOR, medium=medium)
    record = (yield from units.fetch(drive.disk, 0, 512)) or bytes(512)
    if drive.kind == "floppy":
        return _floppy(number, drive, record)
    sectors = drive.disk.size // 512
    return Unit(number, drive, of_disk(sectors, record), sectors, medium=medium)


def floppy_geometry(sectors: int, boot_record: bytes) -> tuple[Geometry, int]:
    """A diskette's layout, and the type of a drive for it: by its size; or by the file system's word for it, as the
    size of an image may be anything; or else the beginning of a 1.44 MB diskette, or a 2.88 MB one."""
    known = _FLOPPIES.get(sectors)
    if known is not None:
        return known
    usual, kind = _FLOPPIES[2880 if sectors <= 2880 else 5760]
    # The BIOS parameter block of a DOS file system.
    size, _, _, _, _, whole, _, _, per_track, heads = struct.unpack_from("<HBHBHHBHHH", boot_record, 11)
    if size != 512 or not 8 <= per_track <= 36 or heads not in (1, 2) or whole < sectors:
        return usual, kind
    cylinders, rest = divmod(whole, per_track * heads)
    if rest or cylinders not in range(39, 86):
        return usual, kind
    for limit, fitting in ((9, 1 if cylinders < 50 else 3), (15, 2), (21, 4)):
        if per_track <= limit:
            return Geometry(cylinders, heads, per_track), fitting
    return Geometry(cylinders, heads, per_track), 5


def _floppy(number: int, drive: Drive, boot_record: bytes) -> Unit:
    sectors = -(-drive.disk.size // 512)
    geometry, kind = floppy_geometry(sectors, boot_record)
    whole = geometry.cylinders * geometry.heads * geometry.sectors
    return Unit(number, drive, geometry, whole, floppy_type=kind, medium=drive.medium)
