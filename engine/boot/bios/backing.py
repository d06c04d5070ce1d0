"""What is behind the BIOS's drives: the machine's own disks, with the locks of the chips that share them."""

from __future__ import annotations

import errno
from collections.abc import Callable, Sequence
from threading import Lock

from engine.storage.backend import Done, Request, length_of
from engine.storage.floppy import FloppyImage
from engine.storage.queue import DiskQueue

FLOPPY_LIMIT = 2880 << 10


class QueuedDisk:
    """A disk with a queue. ``lock`` is that of the controller which uses the queue too."""

    def __init__(self, queue: DiskQueue, lock: Lock) -> None:
        self._queue = queue
        self._lock = lock

    @property
    def size(self) -> int:
        return self._queue.size

    @property
    def readonly(self) -> bool:
        return self._queue.readonly

    def submit(self, request: Request, done: Done) -> bool:
        """See Disk."""
        with self._lock:
            return self._queue.submit(request, done)


class FloppyDisk:
    """A diskette image, which is read and written at once. What it lacks to a whole diskette reads as zeros."""

    def __init__(
        self, image: FloppyImage, lock: Lock, filled: Callable[[Sequence[memoryview]], None] = lambda _buffers: None
    ) -> None:
        self._image = image
        self._filled = filled
        self._lock = lock

    @property
    def size(self) -> int:
        return self._image.size

    @property
    def readonly(self) -> bool:
        return self._image.readonly

    def submit(self, request: Request, done: Done) -> bool:
        """See Disk. An error is told before this returns."""
        try:
            with self._lock:
                self._transfer(request)
        except OSError as error:
            done(error.errno or errno.EIO)
            return False
        return True

    def _transfer(self, request: Request) -> None:
        at = request.offset
        if not self._image.loaded:
            raise OSError(errno.ENOMEDIUM, "there is no diskette in the drive")
        if at + length_of(request.buffers) > FLOPPY_LIMIT:
            raise OSError(errno.EINVAL, "beyond the end of the diskette")
        for buffer in request.buffers:
            length = buffer.nbytes
            if request.op == "read":
                buffer[:] = self._image.read(at, length).ljust(length, b"\0")
            elif request.op == "write":
                self._image.write(at, bytes(buffer))
            at += length
        if request.op == "read":
            self._filled(request.buffers)
