"""Copying disk images: shared blocks where the filesystem can, holes as holes everywhere."""

from __future__ import annotations

import errno
import fcntl
import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Literal

from engine.error import EngineError
from engine.progress import Progress

CHUNK: Final = 4 << 20
FICLONE: Final = 0x40049409
"""ioctl_ficlone(2): both files share their blocks until one of them is written to."""
Sharing = Literal["try", "must", "never"]
"""Whether a copy shares its blocks with the original: where the filesystem can, or else not at all, or not."""
CANNOT_SHARE: Final = "Btrfs and XFS can, within one filesystem."


def copy_sparse(source: Path, target: Path, progress: Progress, share: Sharing = "try", *, sync: bool = True) -> None:
    """Copy a file; ``progress.done`` grows by its size. EngineError says why not, CancelledError that it was asked
    to stop: then there is no copy. Without ``sync`` it may be in the host's memory only (see ``sync_file``)."""
    begun = False
    before = progress.done
    try:
        with source.open("rb", buffering=0) as reader, target.open("xb", buffering=0) as writer:
            begun = True
            size = os.lseek(reader.fileno(), 0, os.SEEK_END)
            if progress.total < before + size:
                progress.total = before + size
            if share == "never" or not _share(reader.fileno(), writer.fileno()):
                if share == "must":
                    raise EngineError(
                        f"{source} and a copy in {target.parent} cannot share blocks there.", CANNOT_SHARE
                    )
                writer.truncate(size)
                for start, end in extents(reader.fileno(), size):
                    progress.done = before + start
                    _copy_extent(reader.fileno(), writer.fileno(), start, end, progress)
            if sync:
                os.fsync(writer.fileno())
            progress.done = before + size
    except EngineError:
        target.unlink()
        raise
    except OSError as error:
        if begun:
            target.unlink(missing_ok=True)
        raise EngineError(
            f"{source} could not be copied to {target.parent}: {os.strerror(error.errno or 0)}.",
            "Free some space, or use the file where it is." if error.errno == errno.ENOSPC else "",
        ) from None


def sync_file(path: Path) -> None:
    """Return when what was written to a file, by whomever, is on stable storage. OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def can_share(source: Path, place: Path) -> bool:
    """Whether a copy of ``source`` in the directory ``place`` would share its blocks."""
    try:
        with source.open("rb", buffering=0) as reader, tempfile.TemporaryFile(dir=place) as writer:
            return _share(reader.fileno(), writer.fileno())
    except OSError:
        return False


def check_room(sources: Iterable[Path], place: Path) -> None:
    """EngineError when copies of these files will not fit into the directory ``place``. Those that share their blocks
    need no room."""
    needed = sum(_data_bytes(source) for source in sources if not can_share(source, place))
    room = os.statvfs(place)
    free = room.f_bavail * room.f_frsize
    if needed > free:
        raise EngineError(
            f"The copies need {_mib(needed)}, and {_mib(free)} are free in {place}.", "Free some space first."
        )


def _data_bytes(path: Path) -> int:
    with path.open("rb", buffering=0) as file:
        return sum(end - start for start, end in extents(file.fileno(), os.lseek(file.fileno(), 0, os.SEEK_END)))


def _mib(size: int) -> str:
    return f"{size / (1 << 20):,.1f} MiB"


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
