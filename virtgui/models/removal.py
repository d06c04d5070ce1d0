"""What deleting a machine is about, file by file. The functions block."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.config import MachineConfig
from engine.directory import MachineDirectory
from engine.error import EngineError
from engine.store import Store

BOOKKEEPING = ("machine.toml", "machine.log", "ended.json", "thumbnail.png")
BOOKKEEPING_PREFIXES = (".machine.toml.", "serial0.log", "serial1.log")


@dataclass(frozen=True, slots=True)
class Item:
    """A file of a machine. ``bookkeeping`` goes with the machine; the others stay unless chosen.

    ``bytes`` is what it occupies on the host's disk."""

    path: Path
    bytes: int
    bookkeeping: bool


def survey(directory: MachineDirectory, config: MachineConfig | None) -> list[Item]:
    """The files of a machine: all in its directory, and the writable disks it uses elsewhere. EngineError."""
    try:
        paths = sorted(path for path in directory.path.iterdir() if path.is_file() or path.is_symlink())
    except OSError as error:
        raise EngineError(f"{directory.path} cannot be read: {error.strerror}.", "Check its permissions.") from None
    for disk in config.disks if config is not None else ():
        path = directory.path / disk.path
        if not disk.readonly and path.is_file() and path not in paths:
            paths.append(path)
    return [Item(path, _occupied(path), is_bookkeeping(directory, path)) for path in paths]


def is_bookkeeping(directory: MachineDirectory, path: Path) -> bool:
    """Whether a file is the machine's own: description, logs, last picture."""
    return path.parent == directory.path and (path.name in BOOKKEEPING or path.name.startswith(BOOKKEEPING_PREFIXES))


def delete(store: Store, name: str, files: Sequence[Path]) -> None:
    """Delete a machine, and those of its disks that are in ``files``. EngineError says what stayed."""
    directory = MachineDirectory(store.root / name)
    try:
        store.delete(name)
    except OSError as error:
        raise EngineError(f"{name} cannot be deleted: {error.strerror}.", f"Check {directory.path}.") from None
    failures = []
    for path in files:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            failures.append(f"{path} ({error.strerror})")
    try:
        directory.path.rmdir()
    except OSError:
        pass  # Disks are left in it, or it has gone already.
    if failures:
        raise EngineError(
            f"The machine is deleted, but these files could not be: {', '.join(failures)}.", "Delete them by hand."
        )


def _occupied(path: Path) -> int:
    try:
        return path.stat().st_blocks * 512
    except OSError:
        return 0
