"""Putting a machine back to a snapshot: all of it or nothing."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path

import msgspec

from engine import toml
from engine.config import MachineConfig
from engine.directory import MachineDirectory, RuntimeDirectory
from engine.error import EngineError
from engine.presence import running_pid
from engine.progress import Progress
from engine.snapshot import journal
from engine.snapshot.shelf import HEAD, JOURNAL, Snapshot, find, sweep, working
from engine.storage.lock import guard
from engine.storage.sparse import check_room, copy_sparse
from engine.store import Store


def revert(store: Store, machine: str, name: str, progress: Progress) -> MachineConfig:
    """Give a machine that is off the disks and the hardware that it had. What its disks hold now is lost.

    Its name, uuid, notes, group and whether it starts by itself stay as they are. EngineError says why not,
    CancelledError that it was asked to stop; then nothing has changed.
    """
    present, directory = store.load(machine), store.stored(machine).directory
    with working(directory), ExitStack() as guards:
        # In this order: whoever starts it claims its place first, and then looks whether somebody works here.
        if running_pid(RuntimeDirectory.of(present.uuid).pid) is not None:
            raise EngineError(
                f"{machine!r} is running: its disks cannot be exchanged under it.", "Power it off first."
            )
        snapshot = find(directory, name)
        config = restored(snapshot.config(), present)
        sweep(directory)
        targets = {snapshot.path / copy.file: _real(directory.path / copy.path) for copy in snapshot.record.copies}
        for target in targets.values():
            if target.exists():
                guards.enter_context(guard(target, shared=False))
        try:
            _exchange(directory, config, snapshot, targets, progress)
        except OSError as error:
            raise EngineError(
                f"{machine!r} cannot be reverted: {error}.", "Free some space, check permissions, and try again."
            ) from None
    return config


def restored(then: MachineConfig, now: MachineConfig) -> MachineConfig:
    """The hardware of ``then`` for the machine that is ``now``: what it is called and said of it is its own."""
    return msgspec.structs.replace(
        then, name=now.name, uuid=now.uuid, notes=now.notes, group=now.group, autostart=now.autostart
    )


def _exchange(
    directory: MachineDirectory,
    config: MachineConfig,
    snapshot: Snapshot,
    targets: dict[Path, Path],
    progress: Progress,
) -> None:
    progress.total = sum(copy.stat().st_size for copy in targets)
    for place in {target.parent for target in targets.values()}:
        check_room([copy for copy, target in targets.items() if target.parent == place], place)
    token = os.urandom(4).hex()
    drafts = {copy: target.with_name(f".{target.name}.{token}.revert") for copy, target in targets.items()}
    small = {directory.config: toml.encode(config), directory.snapshots / HEAD: snapshot.name}
    small_drafts = {target: target.with_name(f".{target.name.lstrip('.')}.{token}.revert") for target in small}
    renames = [(_text(drafts[copy], directory), _text(target, directory)) for copy, target in targets.items()]
    renames += [(_text(draft, directory), _text(target, directory)) for target, draft in small_drafts.items()]
    path = directory.snapshots / JOURNAL
    journal.write(path, renames, committed=False)
    try:
        for copy, draft in drafts.items():
            progress.what = f"Copying {targets[copy].name}"
            copy_sparse(copy, draft, progress)
            draft.chmod(targets[copy].stat().st_mode & 0o777 if targets[copy].exists() else 0o600)
        for target, text in small.items():
            _write(small_drafts[target], text.encode())
        for place in {draft.parent for draft in (*drafts.values(), *small_drafts.values())}:
            journal.sync(place)
        progress.check()
        journal.write(path, renames, committed=True)
    except (EngineError, OSError):
        journal.recover(path, directory.path)  # Takes back what was not committed.
        raise
    try:
        journal.recover(path, directory.path)  # Finishes what was.
    except OSError as error:
        raise EngineError(
            f"The revert to {snapshot.name!r} is decided, and not finished: {error}.",
            "It goes on when the machine is started, or its snapshots are listed.",
        ) from None


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _real(path: Path) -> Path:
    """What is to be replaced where a link stands."""
    return path.resolve() if path.is_symlink() else path


def _text(path: Path, directory: MachineDirectory) -> str:
    """Relative where that can be: the machine may be renamed before the journal is read."""
    return str(path.relative_to(directory.path)) if path.is_relative_to(directory.path) else str(path)
