"""Taking a snapshot: whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import msgspec

from engine import atomic, toml
from engine.config import MachineConfig
from engine.directory import MachineDirectory, RuntimeDirectory
from engine.error import EngineError
from engine.presence import running_pid
from engine.progress import Progress
from engine.snapshot import journal
from engine.snapshot.shelf import (
    DESCRIPTION,
    HEAD,
    NEW,
    RECORD,
    Copy,
    Record,
    Snapshot,
    check_new,
    find,
    head_of,
    sweep,
    working,
)
from engine.storage.lock import guard
from engine.storage.sparse import check_room, copy_sparse, sync_file
from engine.store import Store


def take(store: Store, machine: str, name: str, note: str, progress: Progress) -> Snapshot:
    """Take one of a machine that is off. EngineError says why not, CancelledError that it was asked to stop; nothing
    is left of it then."""
    config, directory = store.load(machine), store.stored(machine).directory
    check_new(directory, name)
    with Taking(directory, lambda: config, name, progress) as taking, ExitStack() as guards:
        # In this order: whoever starts it claims its place first, and then looks whether somebody works here.
        if running_pid(RuntimeDirectory.of(config.uuid).pid) is not None:
            raise EngineError(f"{machine!r} has just been started.", "Try again: a running machine can do it itself.")
        for path in written_to(config, directory.path):
            guards.enter_context(guard(path, shared=True))
        taking.copy()
        return taking.keep(note, live=False)


class Taking:
    """A snapshot on its way. Entered, it keeps others from the machine's snapshots; left, it takes back what was not
    kept. EngineError says why a step cannot be done; CancelledError from each that was asked to stop.

    ``describe()`` is the machine as it is; its disks must not change during ``copy`` alone.
    """

    def __init__(
        self, directory: MachineDirectory, describe: Callable[[], MachineConfig], name: str, progress: Progress
    ) -> None:
        self._directory, self._describe = directory, describe
        self._name, self._progress = name, progress
        self._held = ExitStack()
        self._draft: Path | None = None
        self._config: MachineConfig | None = None
        self._copies: tuple[Copy, ...] = ()

    def __enter__(self) -> Taking:
        """Look whether it can be."""
        self._held.enter_context(working(self._directory))
        try:
            check_new(self._directory, self._name)
            with self._speaking():
                sweep(self._directory)
                files = self._files()
                check_room(files, self._directory.snapshots)
        except BaseException:
            self._held.close()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        if self._draft is not None:
            shutil.rmtree(self._draft, ignore_errors=True)  # Nothing is there any more if it was kept.
        self._held.close()

    def flush(self) -> None:
        """Write to stable storage what the disks have in the host's memory: ``copy`` is the quicker for it."""
        self._progress.what = "Flushing disks"
        with self._speaking():
            for path in self._files():
                sync_file(path)
                self._progress.check()

    def copy(self) -> None:
        """Copy the disks."""
        self._config = self._describe()
        files = self._files()
        self._progress.total = sum(path.stat().st_size for path in files)
        with self._speaking():
            self._draft = Path(tempfile.mkdtemp(dir=self._directory.snapshots, prefix=NEW))
        for path, text in files.items():
            self._progress.what = f"Copying {path.name}"
            copy = Copy(text, f"{len(self._copies)}-{path.name}")
            copy_sparse(path, self._draft / copy.file, self._progress, sync=False)
            self._copies += (copy,)

    def keep(self, note: str, *, live: bool) -> Snapshot:
        """Make it a snapshot, once it has been copied."""
        place, draft, config = self._directory.snapshots, self._draft, self._config
        assert draft is not None and config is not None
        self._progress.what = "Writing to disk"
        with self._speaking():
            for copy in self._copies:
                sync_file(draft / copy.file)
                self._progress.check()
            parent = _parent(self._directory)
            record = Record(when=time.time(), note=note, parent=parent, live=live, copies=self._copies)
            atomic.write(draft / DESCRIPTION, toml.encode(config).encode())
            atomic.write(draft / RECORD, msgspec.json.encode(record))
            self._progress.check()
            draft.rename(place / self._name)
            journal.sync(place)
        with suppress(OSError):  # It is there; at worst the tree does not show what is made after it as its child.
            atomic.write(place / HEAD, self._name.encode())
        return find(self._directory, self._name)

    def _files(self) -> dict[Path, str]:
        files = written_to(self._config or self._describe(), self._directory.path)
        for path in files:
            _check_copyable(path)
        return files

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        """What the host refuses, in words."""
        try:
            yield
        except OSError as error:
            raise EngineError(
                f"The snapshot {self._name!r} cannot be written: {error.strerror}.", "Free some space and try again."
            ) from None


def written_to(config: MachineConfig, directory: Path) -> dict[Path, str]:
    """The files that the guest can write to, and what the description calls them."""
    texts = [disk.path for disk in config.disks if not disk.readonly]
    if config.floppy and os.access(directory / config.floppy, os.W_OK):
        texts.append(config.floppy)
    return {directory / text: text for text in texts}


def _parent(directory: MachineDirectory) -> str:
    head = head_of(directory)
    return head if (directory.snapshots / head).is_dir() else ""


def _check_copyable(path: Path) -> None:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        raise EngineError(
            f"{path} cannot be copied: {error.strerror}.", "Correct the machine's disks first."
        ) from None
    if not stat.S_ISREG(mode):
        raise EngineError(
            f"{path} is a device of this host: a snapshot can only hold disks that are files.",
            "Detach it, or attach it read-only.",
        )
