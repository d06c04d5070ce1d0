"""engine.boot.bios.inventory: drive numbers."""

from __future__ import annotations

import struct

from engine.boot.bios.geometry import Geometry
from engine.boot.bios.inventory import _FLOPPIES, floppy_geometry


def test_floppy_geometries_have_their_sizes() -> None:
    for sectors, (geometry, _) in _FLOPPIES.items():
        assert geometry.cylinders * geometry.heads * geometry.sectors == sectors


def boot_record(sectors: int, per_track: int, heads: int) -> bytes:
    """With a DOS file system's parameters."""
    return struct.pack("<11xHBHBHHBHHH", 512, 1, 1, 2, 224, sectors, 0xF0, 9, per_track, heads).ljust(512, b"\0")


def test_a_file_system_knows_its_diskette() -> None:
    assert floppy_geometry(40, boot_record(720, 9, 2)) == (Geometry(40, 2, 9), 1)
    assert floppy_geometry(1640, boot_record(1640, 10, 2)) == (Geometry(82, 2, 10), 2)
    assert floppy_geometry(3486, boot_record(3486, 21, 2)) == (Geometry(83, 2, 21), 4)
    assert floppy_geometry(5000, boot_record(5760, 36, 2)) == (Geometry(80, 2, 36), 5)


def test_what_cannot_be_is_not_believed() -> None:
    usual = Geometry(80, 2, 18), 4
    for record in (bytes(512), boot_record(0, 9, 2), boot_record(720, 0, 2), boot_record(719, 9, 2)):
        assert floppy_geometry(40, record) == usual
    assert floppy_geometry(40, boot_record(720, 9, 9)) == usual
