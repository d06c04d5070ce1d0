"""What is behind the BIOS's drives: the machine's own disks, with the locks of the chips that share them."""

from __future__ import annotations

import errno
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Protocol

from engine.storage.backend import Done, Request
from engine.storage.floppy import FloppyImage
from engine.storage.queue import DiskQueue

FLOPPY_LIMIT = 2880 << 10


class Holder(Protocol):
    """A drive of the board with a queue, and the lock of the controller which uses the queue too."""

    @property
    def path(self) -> str:
        """The image's; empty when nothing is in the drive."""

    @property
    def queue(self) -> DiskQueue:
        """What reads and writes it."""

    @property
    def seat(self) -> Locked:
        """The controller's."""


class FloppyHolder(Protocol):
    """A diskette drive of the board."""

    @property
    def path(self) -> str:
        """The image's; empty when nothing is in the drive."""

    @property
    def image(self) -> FloppyImage:
        """What is in it."""

    @property
    def seat(self) -> Locked:
        """The controller's."""


class Locked(Protocol):
    """What a chip's lock belongs to."""

    @property
    def lock(self) -> Lock:
        """Held around every use of the chip."""


class QueuedDisk:
    """A disk with a queue."""

    def __init__(self, drive: Holder) -> None:
        self._drive = drive

    @property
    def path(self) -> str:
        return self._drive.path

    @property
    def size(self) -> int:
        return self._drive.queue.size

    @property
    def readonly(self) -> bool:
        return self._drive.queue.readonly

    def submit(self, request: Request, done: Done) -> bool:
        """See Disk."""
        with self._drive.seat.lock:
            return self._drive.queue.submit(request, done)


class FloppyDisk:
    """A diskette image, which is read and written at once. What it lacks to a whole diskette reads as zeros."""

    def __init__(
        self, drive: FloppyHolder, filled: Callable[[Sequence[memoryview]], None] = lambda _buffers: None
    ) -> None:
        self._drive = drive
        self._filled = filled

    @property
    def path(self) -> str:
        return self._drive.path

    @property
    def size(self) -> int:
        return self._drive.image.size

    @property
    def readonly(self) -> bool:
        return self._drive.image.readonly

    def submit(self, request: Request, done: Done) -> bool:
        """See Disk. An error is told before this returns."""
        try:
            with self._drive.seat.lock:
                self._transfer(request)
        except OSError as error:
            done(error.errno or errno.EIO)
            return False
        return True

    def _transfer(self, request: Request) -> None:
        at, image = request.offset, self._drive.image
        if not image.loaded:
            raise OSError(errno.ENOMEDIUM, "there is no diskette in the drive")
        if at + request.length > FLOPPY_LIMIT:
            raise OSError(errno.EINVAL, "beyond the end of the diskette")
        for buffer in request.buffers:
            length = buffer.nbytes
            if request.op == "read":
                buffer[:] = image.read(at, length).ljust(length, b"\0")
            elif request.op == "write":
                image.write(at, bytes(buffer))
            at += length
        if request.op == "read":
            self._filled(request.buffers)
