"""engine.boot.bios.eltorito: boot catalogs."""

from __future__ import annotations

from engine.boot.bios.eltorito import FLOPPY_1440, HARD_DISK, BootImage, catalog_sector, emulated_geometry
from engine.boot.bios.platform import Drive


def test_boot_record() -> None:
    record = b"\x00CD001\x01EL TORITO SPECIFICATION".ljust(0x47, b"\0") + b"\x13\0\0\0"
    assert catalog_sector(record) == 0x13
    assert catalog_sector(b"\x01" + record[1:]) is None


def test_geometry_of_images() -> None:
    drive: Drive = None  # type: ignore[assignment]  # not looked at
    assert emulated_geometry(BootImage(drive, FLOPPY_1440, 0, 1, 0, 0), bytes(512), 0) == (80, 2, 18)
    assert emulated_geometry(BootImage(drive, HARD_DISK, 0, 1, 0, 0), bytes(512), 2048) == (2, 16, 63)
