"""The disk images of a machine, opened: what goes into which drive."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from engine.config import IDE_PLACES, DiskBus, MachineConfig
from engine.error import EngineError
from engine.storage.empty import EmptyMedium
from engine.storage.floppy import FloppyImage
from engine.storage.raw import RawDisk

CD_PLACE = 2
"""A CD drive is the secondary channel's master where that is free, as on most PCs."""


class Medium(msgspec.Struct, frozen=True):
    """An open image. ``place`` is 0 to 3 on IDE: primary master, primary slave, secondary master, secondary slave;
    on virtio it counts from 0. A CD drive may be empty, and then has no ``path``."""

    place: int
    kind: Literal["disk", "cdrom"]
    path: Path | None
    backend: RawDisk | EmptyMedium
    bus: DiskBus = "ide"


class Media(msgspec.Struct, frozen=True):
    """Everything a machine's drives hold: IDE disks and CDs, and a floppy."""

    drives: tuple[Medium, ...] = ()
    floppy: FloppyImage | None = None


def open_media(config: MachineConfig, directory: Path) -> Media:
    """Open a machine's disks and CD; relative paths start at its directory.

    EngineError when one cannot be used; those opened before are closed again.
    """
    media: list[Medium] = []
    try:
        for disk in config.disks:
            if disk.format != "raw":
                raise EngineError(f"{disk.path}: disk format {disk.format} is not supported yet.", _CONVERT)
            path = directory / disk.path
            place = _free(media, 0) if disk.bus == "ide" else sum(medium.bus == disk.bus for medium in media)
            media.append(Medium(place, "disk", path, RawDisk(path, readonly=disk.readonly), disk.bus))
        if config.cdrom is not None:
            disc = directory / config.cdrom if config.cdrom else None
            backend = RawDisk(disc, readonly=True) if disc else EmptyMedium()
            media.append(Medium(_free(media, CD_PLACE), "cdrom", disc, backend))
        floppy = None
        if config.floppy is not None:
            floppy = FloppyImage(directory / config.floppy if config.floppy else None)
    except EngineError:
        for medium in media:
            medium.backend.close()
        raise
    return Media(tuple(media), floppy)


_CONVERT = "Convert it: qemu-img convert -O raw OLD NEW"


def _free(media: list[Medium], wish: int) -> int:
    """A place nobody has: the wished one, or else the first."""
    taken = {medium.place for medium in media if medium.bus == "ide"}
    places: list[int] = [wish, *range(IDE_PLACES)]
    return next(place for place in places if place not in taken)
