"""Making the machine: its files, then its description. Blocks; runs in a worker, and can be cancelled."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Final

from engine.config import MachineConfig
from engine.error import EngineError
from engine.resource import resource_path
from engine.storage.raw import create_raw
from engine.store import Store, new_uuid
from virtgui.wizard.draft import GIB, WELCOME_FILE, Draft, Files, describe, files

CHUNK: Final = 4 << 20


class Progress:
    """How far the work is. Written by the worker, read by anyone: single values, never torn."""

    def __init__(self) -> None:
        self.what = ""
        self.done = 0
        self.total = 0
        self._cancelled = Event()

    def cancel(self) -> None:
        """Ask the worker to stop. It takes back what it has made."""
        self._cancelled.set()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked."""
        return self._cancelled.is_set()

    def check(self) -> None:
        """Raises CancelledError if somebody asked to stop."""
        if self.cancelled:
            raise CancelledError


class CancelledError(EngineError):
    """The person said stop."""

    def __init__(self) -> None:
        super().__init__("Cancelled.")


def create(store: Store, draft: Draft, progress: Progress) -> MachineConfig:
    """Make the machine and return its description. EngineError says why that failed.

    The description is written last: until then there is no machine, and whatever was made is removed when
    anything goes wrong, or ``progress`` is cancelled.
    """
    directory = store.root / draft.name
    made: list[Path] = []
    fresh = False
    try:
        fresh = _make_directory(directory)
        named = files(draft, os.listdir(directory))  # noqa: PTH208  # names are what is wanted
        config = describe(draft, named, new_uuid())
        if (directory / "machine.toml").exists():
            raise EngineError(f"There is a machine called {draft.name!r} already.", "Choose another name.")
        _make_files(directory, draft, named, progress, made)
        progress.what = "Writing the description"
        progress.check()
        store.create(config)
    except BaseException:
        for path in made:
            path.unlink(missing_ok=True)
        if fresh:
            directory.rmdir()
        raise
    return config


def _make_directory(directory: Path) -> bool:
    """Make it; False if it was there (a deleted machine's disks may have stayed in it)."""
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        directory.mkdir(mode=0o700)
    except OSError as error:
        if directory.is_dir():
            return False
        raise EngineError(
            f"{directory} cannot be made: {os.strerror(error.errno or 0)}.", "Check the disk and its permissions."
        ) from None
    return True


def _make_files(directory: Path, draft: Draft, named: Files, progress: Progress, made: list[Path]) -> None:
    """Put the machine's own files into ``directory``; ``made`` gets each."""
    for name, source in (
        (named.welcome, resource_path("guests", WELCOME_FILE)),
        (named.copy, Path(draft.path)),
    ):
        if name:
            progress.what = f"Copying {source.name}"
            copy_sparse(source, directory / name, progress)
            made.append(directory / name)
    if named.disk:
        progress.what = f"Creating a disk of {draft.disk_gib} GiB"
        progress.check()
        create_raw(directory / named.disk, draft.disk_gib * GIB)
        made.append(directory / named.disk)


def copy_sparse(source: Path, target: Path, progress: Progress) -> None:
    """Copy a file, holes as holes. EngineError says why not, CancelledError that it was asked to stop: then there
    is no copy."""
    begun = False
    try:
        with source.open("rb", buffering=0) as reader, target.open("xb", buffering=0) as writer:
            begun = True
            size = os.lseek(reader.fileno(), 0, os.SEEK_END)
            progress.done, progress.total = 0, size
            writer.truncate(size)
            for start, end in _extents(reader.fileno(), size):
                _copy_extent(reader.fileno(), writer.fileno(), start, end, progress)
            os.fsync(writer.fileno())
            progress.done = size
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


def _extents(fd: int, size: int) -> Iterator[tuple[int, int]]:
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


def _copy_extent(source: int, target: int, start: int, end: int, progress: Progress) -> None:
    while start < end:
        progress.check()
        data = os.pread(source, min(CHUNK, end - start), start)
        if not data:
            return
        start += os.pwrite(target, data, start)
        progress.done = start
