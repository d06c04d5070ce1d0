"""What the guest of tests/guests/asm/diskcount.asm has counted to, as its disk says."""

from __future__ import annotations

import struct
from pathlib import Path

NEAR, FAR = 64, 65536
"""The sectors that it writes, one after the other."""


def numbers(disk: Path) -> tuple[int, int]:
    """The number in its first sector, and in its second."""
    with disk.open("rb") as file:
        found = []
        for sector in (NEAR, FAR):
            file.seek(sector * 512)
            found.append(struct.unpack("<I", file.read(4))[0])
    return found[0], found[1]
