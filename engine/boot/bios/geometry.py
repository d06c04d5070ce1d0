"""How INT 13h sees a disk: cylinders, heads and sectors.

A disk that is partitioned already has the geometry that its partition table was made with; another gets the usual
one, with as many heads as it takes to stay below 1,024 cylinders ("LBA assist" of the BIOS Enhanced Disk Drive
Specification, version 3.0, annex).
"""

from __future__ import annotations

import struct
from typing import NamedTuple

MAX_CYLINDERS = 1024
_USUAL_SECTORS = 63
_HEADS = (16, 32, 64, 128, 255)
_ENTRY = struct.Struct("<BBHBBHII")


class Geometry(NamedTuple):
    """Counts, not highest numbers."""

    cylinders: int
    heads: int
    sectors: int

    def sector(self, cylinder: int, head: int, sector: int) -> int | None:
        """The number of a sector (``sector`` counts from 1); None if there is no such place."""
        if head >= self.heads or not 1 <= sector <= self.sectors:
            return None
        return (cylinder * self.heads + head) * self.sectors + sector - 1


def usual(sectors: int) -> Geometry:
    """For a disk of ``sectors`` sectors of which nothing else is known."""
    heads = next((count for count in _HEADS if sectors <= MAX_CYLINDERS * count * _USUAL_SECTORS), _HEADS[-1])
    cylinders = sectors // (heads * _USUAL_SECTORS)
    return Geometry(max(1, min(cylinders, MAX_CYLINDERS)), heads, _USUAL_SECTORS)


def of_disk(sectors: int, boot_record: bytes) -> Geometry:
    """By the partition table in ``boot_record``, where that says something, or else the usual."""
    if boot_record[510:512] != b"\x55\xaa":
        return usual(sectors)
    for at in range(446, 510, 16):
        flag, _, _, kind, head, word, start, count = _ENTRY.unpack_from(boot_record, at)
        heads, per_track, cylinder = head + 1, word & 0x3F, word >> 8 & 0xFF | (word & 0xC0) << 2
        if flag & 0x7F or not kind or not count or not per_track or heads < 2:
            continue
        last = start + count - 1
        made = Geometry(MAX_CYLINDERS, heads, per_track)
        if cylinder < MAX_CYLINDERS - 1 and made.sector(cylinder, head, per_track) == last:
            cylinders = max(1, min(sectors // (heads * per_track), MAX_CYLINDERS))
            return Geometry(cylinders, heads, per_track)
    return usual(sectors)
