"""Taking a snapshot: whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from contextlib import ExitStack, suppress
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
from engine.storage.sparse import check_room, copy_sparse
from engine.store import Store


def take(store: Store, machine: str, name: str, note: str, progress: Progress) -> Snapshot:
    """Take one of a machine that is off. EngineError says why not, CancelledError that it was asked to stop; nothing
    is left of it then."""
    config, directory = store.load(machine), store.stored(machine).directory
    check_new(directory, name)
    with working(directory), ExitStack() as guards:
        # In this order: whoever starts it claims its place first, and then looks whether somebody works here.
        if running_pid(RuntimeDirectory.of(config.uuid).pid) is not None:
            raise EngineError(f"{machine!r} has just been started.", "Try again: a running machine can do it itself.")
        for path in written_to(config, directory.path):
            guards.enter_context(guard(path, shared=True))
        return take_of(directory, config, name, note, progress, live=False)


def take_of(
    directory: MachineDirectory, config: MachineConfig, name: str, note: str, progress: Progress, *, live: bool
) -> Snapshot:
    """Take one of disks that nobody writes to now, for whoever holds ``working``. Errors as above."""
    check_new(directory, name)
    files = written_to(config, directory.path)
    for path in files:
        _check_copyable(path)
    place = directory.snapshots
    try:
        sweep(directory)
        progress.total = sum(path.stat().st_size for path in files)
        check_room(files, place)
        draft = Path(tempfile.mkdtemp(dir=place, prefix=NEW))
        try:
            copies = _copied(files, draft, progress)
            record = Record(when=time.time(), note=note, parent=_parent(directory), live=live, copies=copies)
            atomic.write(draft / DESCRIPTION, toml.encode(config).encode())
            atomic.write(draft / RECORD, msgspec.json.encode(record))
            progress.check()
            draft.rename(place / name)
            journal.sync(place)
        finally:
            shutil.rmtree(draft, ignore_errors=True)  # Nothing is there any more if all went well.
    except OSError as error:
        raise EngineError(
            f"The snapshot {name!r} cannot be written: {error.strerror}.", "Free some space and try again."
        ) from None
    with suppress(OSError):  # It is there; at worst the tree does not show what is made after it as its child.
        atomic.write(place / HEAD, name.encode())
    return find(directory, name)


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


def _copied(files: dict[Path, str], draft: Path, progress: Progress) -> tuple[Copy, ...]:
    copies: list[Copy] = []
    for path, text in files.items():
        progress.what = f"Copying {path.name}"
        file = f"{len(copies)}-{path.name}"
        copy_sparse(path, draft / file, progress)
        copies.append(Copy(text, file))
    return tuple(copies)
