"""Floppy disks: what an image is to the floppy controller, and which image is which disk."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple, Protocol

SECTOR = 512


class FloppyDisk(Protocol):
    """What is in a drive: a flat image. Calls return at once (the image is in the page cache). OSError from
    ``read`` and ``write`` reaches the guest as a data error."""

    @property
    def readonly(self) -> bool:
        """Whether it is write-protected."""

    @property
    def size(self) -> int:
        """Bytes in the image now."""

    def read(self, offset: int, length: int) -> bytes:
        """The bytes there; fewer, or none, beyond the end."""

    def write(self, offset: int, data: bytes) -> None:
        """Store ``data``; beyond the end the image grows."""


class DriveType(IntEnum):
    """Types as CMOS byte 10h names them."""

    NONE = 0
    D360K = 1
    D1200K = 2
    D720K = 3
    D1440K = 4
    D2880K = 5


class Geometry(NamedTuple):
    """How a disk is laid out. ``rates`` are the data rates (DSR bits 0 and 1) at which it can be read."""

    tracks: int
    heads: int
    sectors: int
    drive: DriveType
    rates: tuple[int, ...]

    @property
    def size(self) -> int:
        """Bytes on the disk."""
        return self.tracks * self.heads * self.sectors * SECTOR


_DOUBLE = (1, 2)  # 300 kb/s in a 1.2 MB drive, else 250 kb/s
_HIGH = (0,)
_GEOMETRIES = (
    Geometry(40, 1, 8, DriveType.D360K, _DOUBLE),
    Geometry(40, 1, 9, DriveType.D360K, _DOUBLE),
    Geometry(40, 2, 8, DriveType.D360K, _DOUBLE),
    Geometry(40, 2, 9, DriveType.D360K, _DOUBLE),
    Geometry(80, 2, 8, DriveType.D720K, _DOUBLE),
    Geometry(80, 2, 9, DriveType.D720K, _DOUBLE),
    Geometry(80, 2, 15, DriveType.D1200K, _HIGH),
    Geometry(80, 2, 18, DriveType.D1440K, _HIGH),
    Geometry(80, 2, 21, DriveType.D1440K, _HIGH),
    Geometry(82, 2, 21, DriveType.D1440K, _HIGH),
    Geometry(80, 2, 36, DriveType.D2880K, (3,)),
)
USUAL = _GEOMETRIES[7]


def geometry_for(size: int) -> Geometry:
    """The layout of an image of ``size`` bytes. One that is no disk's size is the beginning of a 1.44 MB disk or,
    if it does not fit, of a 2.88 MB one."""
    for geometry in _GEOMETRIES:
        if geometry.size == size:
            return geometry
    return USUAL if size <= USUAL.size else _GEOMETRIES[-1]
