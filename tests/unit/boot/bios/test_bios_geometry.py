"""engine.boot.bios.geometry: how INT 13h lays a disk out."""

from __future__ import annotations

import struct

import pytest

from engine.boot.bios.geometry import Geometry, of_disk, usual


@pytest.mark.parametrize(
    ("sectors", "expected"),
    [
        (2048, (2, 16, 63)),
        (100, (1, 16, 63)),
        (1024 * 16 * 63, (1024, 16, 63)),
        (1024 * 16 * 63 + 1, (512, 32, 63)),
        (1 << 24, (1024, 255, 63)),
        (1 << 40, (1024, 255, 63)),
    ],
)
def test_usual(sectors: int, expected: tuple[int, int, int]) -> None:
    assert usual(sectors) == expected


def record(head: int, cylinder: int, sector: int, start: int, count: int) -> bytes:
    entry = struct.pack(
        "<BBHBBHII", 0x80, 1, 1, 0x0B, head, sector | (cylinder & 0xFF) << 8 | cylinder >> 2 & 0xC0, start, count
    )
    return bytes(446) + entry + bytes(48) + b"\x55\xaa"


def test_a_partition_tables_own_geometry() -> None:
    # 4 heads, 17 sectors: the partition ends with cylinder 614.
    made = record(3, 614, 17, 17, 615 * 4 * 17 - 17)
    assert of_disk(615 * 4 * 17, made) == (615, 4, 17)


def test_a_partition_table_that_says_nothing() -> None:
    assert of_disk(2048, record(254, 1023, 63, 2048, 1 << 20)) == usual(2048)
    assert of_disk(2048, record(3, 614, 17, 17, 12345)) == usual(2048)
    assert of_disk(2048, bytes(512)) == usual(2048)


def test_sectors() -> None:
    geometry = Geometry(80, 2, 18)
    assert geometry.sector(0, 0, 1) == 0
    assert geometry.sector(1, 1, 18) == 71
    assert geometry.sector(0, 2, 1) is geometry.sector(0, 0, 0) is geometry.sector(0, 0, 19) is None
