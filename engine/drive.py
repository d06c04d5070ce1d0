"""The board's drives as people know them: what is in them, and changing it while the machine runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from engine import phrase
from engine.error import EngineError
from engine.storage.empty import EmptyMedium
from engine.storage.floppy import FloppyImage
from engine.storage.queue import DiskQueue
from engine.storage.raw import RawDisk
from engine.wiring import Seat

if TYPE_CHECKING:  # Whoever makes a drive imports its chips: most machines have neither a floppy nor a CD drive.
    from engine.devices.floppydisk import DriveType
    from engine.devices.i82077 import I82077
    from engine.devices.ide.atapi import AtapiCd

LEAVE_S = 5.0
"""How long a disc is waited for that is still being read when it is taken out."""

TrayMoved = Callable[[str, bool], None]


class LockedError(EngineError):
    """The guest does not let its medium go. It has been told that somebody wants it."""


class Drive(msgspec.Struct):
    """A disk, or the CD drive ``cd``, whose medium the queue reads. ``path`` is empty when nothing is in it.
    ``resized()`` tells a guest that can hear it of another size, with the chip's lock held."""

    name: str
    path: str
    kind: str
    queue: DiskQueue
    seat: Seat
    cd: AtapiCd | None = None
    resized: Callable[[], None] | None = None

    @property
    def removable(self) -> bool:
        return self.cd is not None

    def describe(self) -> dict[str, object]:
        """As QMP's query-block lists it."""
        described: dict[str, object] = {
            "device": self.name,
            "type": self.kind,
            "removable": self.removable,
            "locked": False,
            "io-status": "nospace" if self.queue.held else "ok",
        }
        if self.cd is not None:
            with self.seat.lock:
                state = self.cd.interface.state
                described |= {"locked": state.locked, "tray_open": state.tray_open}
        if self.path:
            described["inserted"] = {"file": self.path, "drv": "raw", "ro": self.queue.readonly}
        return described

    def eject(self, force: bool, moved: TrayMoved) -> None:
        """Take the medium out; blocks for as long as the disc is busy. LockedError if the guest holds the tray and
        this is not ``force``."""
        if self.cd is None:
            raise EngineError(f"Device '{self.name}' is not removable.")
        with self.seat.lock:
            was_open = self.cd.interface.state.tray_open
            if not self.cd.eject(force=force):
                raise LockedError(
                    f"Device '{self.name}' {phrase.LOCKED}, wait for tray to open and try again.",
                    "The guest uses the disc: unmount or eject it there, or use force.",
                )
        if not was_open:
            moved(self.name, True)
        self._load(EmptyMedium())
        self.path = ""

    def insert(self, path: Path, force: bool, moved: TrayMoved) -> None:
        """Put the image at ``path`` into the drive, in place of what is in it. EngineError when it cannot be used:
        then the old medium stays."""
        if self.cd is None:
            raise EngineError(f"Device '{self.name}' is not removable.")
        disc = RawDisk(path, readonly=True)
        try:
            self.eject(force, moved)
        except EngineError:
            disc.close()
            raise
        self._load(disc)
        self.path = str(path)
        with self.seat.lock:
            self.cd.insert(self.queue)
        moved(self.name, False)

    def grow(self, size: int) -> None:
        """Make the disk longer under the guest. EngineError when that cannot be."""
        backend = self.queue.backend
        if self.resized is None or not isinstance(backend, RawDisk):
            raise EngineError(
                f"Device '{self.name}' keeps its size while the machine runs.", "Disks on virtio can grow."
            )
        backend.grow(size)
        self.seat.deliver(self.resized)

    def _load(self, medium: RawDisk | EmptyMedium) -> None:
        """Exchange what the queue reads. The chip has let go of it, so what is under way is for nobody."""
        self.queue.cancel()
        self.queue.drain(LEAVE_S)
        with self.seat.lock:
            old = self.queue.load(medium)
        old.close()


class FloppyDrive(msgspec.Struct):
    """Drive A. ``path`` is empty when nothing is in it."""

    name: str
    path: str
    type: DriveType
    image: FloppyImage
    controller: I82077
    seat: Seat

    removable = True

    def describe(self) -> dict[str, object]:
        """As QMP's query-block lists it."""
        described: dict[str, object] = {
            "device": self.name,
            "type": "floppy",
            "removable": True,
            "locked": False,
            "tray_open": not self.path,
            "io-status": "ok",
        }
        if self.path:
            described["inserted"] = {"file": self.path, "drv": "raw", "ro": self.image.readonly}
        return described

    def eject(self, _force: bool, moved: TrayMoved) -> None:
        """Take the diskette out: a drive without a lock lets it go at any time."""
        if not self.path:
            return
        with self.seat.lock:
            self.controller.insert(0, None)
            self.image.take_out()
        self.path = ""
        moved(self.name, True)

    def insert(self, path: Path, force: bool, moved: TrayMoved) -> None:
        """Put the image at ``path`` into the drive, in place of what is in it. EngineError when it cannot be used."""
        from engine.devices.floppydisk import DriveType, geometry_for  # There already, where such a drive is.

        disk = FloppyImage.open(path)
        if geometry_for(disk.size).drive is DriveType.D2880K and self.type is not DriveType.D2880K:
            disk.close()
            raise EngineError(
                f"{path} is a diskette of 2.88 MB, and this drive was made for less when the machine started.",
                "Attach it, and start the machine again.",
            )
        self.eject(force, moved)
        with self.seat.lock:
            self.image.put_in(disk)
            self.controller.insert(0, self.image)
        self.path = str(path)
        moved(self.name, False)
