"""What a disk is to the rest of the machine: bytes at offsets, and requests to move them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, Protocol

import msgspec

SECTOR = 512

Op = Literal["read", "write", "flush", "zero", "discard"]
Done = Callable[[int], None]


class BlockBackend(Protocol):
    """A disk image, or a device of the host. Calls block, and raise OSError for what the host refuses.

    Offsets and lengths are in bytes and need no alignment. One thread at a time.
    """

    @property
    def size(self) -> int:
        """Bytes the guest sees, a multiple of 512."""

    @property
    def readonly(self) -> bool:
        """True when ``write_from`` is refused (OSError EROFS)."""

    def read_into(self, offset: int, buffers: Sequence[memoryview]) -> None:
        """Fill ``buffers``, in order, from ``offset``. What lies beyond the stored data reads as zeros."""

    def write_from(self, offset: int, buffers: Sequence[memoryview]) -> None:
        """Store ``buffers``, in order, at ``offset``. The data may be in a cache until ``flush``."""

    def try_read_into(self, offset: int, buffers: Sequence[memoryview]) -> bool:
        """``read_into`` if that takes no waiting. False: not done, and ``buffers`` hold anything."""

    def erase(self, offset: int, length: int, *, unmap: bool) -> None:
        """Make a stretch read as zeros; with ``unmap`` it takes no space any more, where that can be."""

    def flush(self) -> None:
        """Return when everything written is on stable storage."""

    def close(self) -> None:
        """Let go of the files and their locks. A second close has no effect."""


class Request(msgspec.Struct, frozen=True):
    """One transfer between a disk and the ``length`` bytes of ``buffers``. ``offset`` is in bytes; a flush has
    neither. To zero or discard needs no buffers; what was discarded reads as zeros."""

    op: Op
    offset: int = 0
    buffers: list[memoryview] = msgspec.field(default_factory=list)
    length: int = 0


class DiskPort(Protocol):
    """A disk as a controller chip sees it. ``engine.storage.queue.DiskQueue`` is the real one."""

    @property
    def size(self) -> int:
        """Bytes, a multiple of 512."""

    @property
    def readonly(self) -> bool:
        """True when writes will fail."""

    def submit(self, request: Request, done: Done) -> bool:
        """Begin ``request``. True: it is done, without error, and ``done`` will not be called.

        False: ``done(errno)`` is called later, never inside ``submit``, with the chip's lock held; errno is 0
        for success. Until then the buffers belong to the disk.
        """


def length_of(buffers: Sequence[memoryview]) -> int:
    """Bytes in all ``buffers``, which are of bytes, together."""
    return sum(map(len, buffers))


def skip(buffers: Sequence[memoryview], count: int) -> list[memoryview]:
    """``buffers`` without their first ``count`` bytes."""
    for i, buffer in enumerate(buffers):
        if count < buffer.nbytes:
            return [buffer[count:], *buffers[i + 1 :]]
        count -= buffer.nbytes
    return []


def zero(buffers: Sequence[memoryview]) -> None:
    """Fill ``buffers`` with zeros."""
    for buffer in buffers:
        buffer[:] = bytes(buffer.nbytes)
