"""Bootable CDs: what the boot catalog says.

("El Torito" Bootable CD-ROM Format Specification, version 1.0, sections 2 and 3; ISO 9660)
"""

from __future__ import annotations

import struct

import msgspec

from engine.boot.bios.geometry import Geometry, of_disk
from engine.boot.bios.platform import Drive

SECTOR = 2048
BOOT_RECORD_SECTOR = 17
_RECORD = b"\x00CD001\x01EL TORITO SPECIFICATION"
DEFAULT_SEGMENT = 0x7C0
NO_GEOMETRY = Geometry(1, 1, 1)
NO_EMULATION, FLOPPY_1200, FLOPPY_1440, FLOPPY_2880, HARD_DISK = range(5)
_FLOPPIES = {
    FLOPPY_1200: Geometry(80, 2, 15),
    FLOPPY_1440: Geometry(80, 2, 18),
    FLOPPY_2880: Geometry(80, 2, 36),
}
FLOPPY_TYPES = {FLOPPY_1200: 2, FLOPPY_1440: 4, FLOPPY_2880: 5}


class BootImage(msgspec.Struct, frozen=True):
    """The default entry of a CD's boot catalog. ``sector`` is the CD's sector where the image begins, ``count`` how
    many sectors of 512 bytes are loaded at ``segment``; ``catalog`` the catalog's sector; ``number`` the drive
    number that the image, or without emulation the CD, is booted as."""

    drive: Drive
    media: int
    segment: int
    count: int
    sector: int
    catalog: int
    number: int = 0
    geometry: Geometry = NO_GEOMETRY


def catalog_sector(record: bytes) -> int | None:
    """Where the boot catalog is, by the CD's boot record volume descriptor; None if it is not El Torito's."""
    if record[: len(_RECORD)] != _RECORD:
        return None
    return int.from_bytes(record[0x47:0x4B], "little")


def default_entry(drive: Drive, catalog: bytes, at: int) -> BootImage | str:
    """The default entry of ``catalog``, which lies in sector ``at``; or why it cannot be booted."""
    words = struct.unpack("<16H", catalog[:32])
    if catalog[0] != 1 or catalog[0x1E:0x20] != b"\x55\xaa" or sum(words) & 0xFFFF:
        return "its boot catalog is damaged"
    indicator, media, segment, _, _, count, sector = struct.unpack("<BBHBBHI", catalog[32:44])
    if indicator != 0x88:
        return "its boot catalog says that it is not bootable"
    if media & 0x0F > HARD_DISK:
        return f"its boot catalog has an unknown kind of image ({media & 0x0F})"
    return BootImage(drive, media & 0x0F, segment or DEFAULT_SEGMENT, count or 4, sector, at)


def emulated_geometry(image: BootImage, first_sector: bytes, sectors: int) -> Geometry:
    """How an emulated disk is laid out; a hard disk by its partition table."""
    return _FLOPPIES.get(image.media) or of_disk(sectors, first_sector)
