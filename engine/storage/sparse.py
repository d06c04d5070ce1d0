"""Copying disk images: shared blocks where the filesystem can, holes as holes everywhere."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from engine.error import EngineError
from engine.progress import CancelledError, Progress

CHUNK: Final = 4 << 20
FICLONE: Final = 0x40049409
"""ioctl_ficlone(2): both files share their blocks until one of them is written to."""


def copy_sparse(source: Path, target: Path, progress: Progress) -> None:
    """Copy a file; ``progress.done`` grows by its size. EngineError says why not, CancelledError that it was asked
    to stop: then there is no copy."""
    begun = False
    before = progress.done
    try:
        with source.open("rb", buffering=0) as reader, target.open("xb", buffering=0) as writer:
            begun = True
            size = os.lseek(reader.fileno(), 0, os.SEEK_END)
            if progress.total < before + size:
                progress.total = before + size
            if not _share(reader.fileno(), writer.fileno()):
                writer.truncate(size)
                for start, end in extents(reader.fileno(), size):
                    progress.done = before + start
                    _copy_extent(reader.fileno(), writer.fileno(), start, end, progress)
            os.fsync(writer.fileno())
            progress.done = before + size
    except CancelledError:
        target.unlink()
        raise
    except OSError as error:
        if begun:
            target.unlink(missing_ok=True)
        raise EngineError(
            f"{source} could not be copied to {target.parent}: {os.strerror(error.errno or 0)}.",
            "Free some space, or use the file where it is." if error.errno == errno.ENOSPC else "",
        ) from None


def extents(fd: int, size: int) -> Iterator[tuple[int, int]]:
    """The stretches of a file that hold data, as (start, end)."""
    at = 0
    while at < size:
        try:
            start = os.lseek(fd, at, os.SEEK_DATA)
            end = os.lseek(fd, start, os.SEEK_HOLE)
        except OSError as error:
            if error.errno == errno.ENXIO:  # Nothing but a hole from here on.
                return
            start, end = at, size  # The filesystem cannot tell.
        yield start, end
        at = end


def _share(source: int, target: int) -> bool:
    """Whether the filesystem could copy by reference."""
    try:
        fcntl.ioctl(target, FICLONE, source)
    except OSError:
        return False
    return True


def _copy_extent(source: int, target: int, start: int, end: int, progress: Progress) -> None:
    while start < end:
        progress.check()
        data = os.pread(source, min(CHUNK, end - start), start)
        if not data:
            return
        written = os.pwrite(target, data, start)
        start += written
        progress.done += written
