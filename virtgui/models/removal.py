"""What deleting a machine is about, file by file. The functions block."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QCoreApplication

from engine.config import MachineConfig
from engine.directory import MachineDirectory
from engine.error import EngineError
from engine.store import Store

if TYPE_CHECKING:
    from engine.trash import Trashed


class Item(msgspec.Struct, frozen=True):
    """A file of a machine, or one of its snapshots, a directory with ``files`` in it. ``bookkeeping`` goes with the
    machine; the others stay unless chosen.

    ``bytes`` is what it occupies on the host's disk."""

    path: Path
    bytes: int
    bookkeeping: bool
    files: tuple[str, ...] = ()


def survey(directory: MachineDirectory, config: MachineConfig | None) -> list[Item]:
    """The files of a machine: all in its directory, its snapshots, and the writable disks it uses elsewhere.
    EngineError."""
    try:
        paths = sorted(path for path in directory.path.iterdir() if path.is_file() or path.is_symlink())
    except OSError as error:
        raise _unreadable(directory.path, error) from None
    for disk in config.disks if config is not None else ():
        path = directory.path / disk.path
        if not disk.readonly and path.is_file() and path not in paths:
            paths.append(path)
    found = [Item(path, _occupied(path), directory.keeps(path)) for path in paths]
    return found + [_snapshot(path) for path in _snapshots(directory)]


def _snapshots(directory: MachineDirectory) -> list[Path]:
    try:
        return sorted(path for path in directory.snapshots.iterdir() if path.is_dir() and path.name[0] != ".")
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise _unreadable(directory.snapshots, error) from None


def _unreadable(directory: Path, error: OSError) -> EngineError:
    return EngineError(
        _tr("{0} cannot be read: {1}.").format(directory, error.strerror), _tr("Check its permissions.")
    )


def _snapshot(path: Path) -> Item:
    files = sorted(path.iterdir())
    return Item(path, sum(_occupied(file) for file in files), False, tuple(file.name for file in files))


def delete(store: Store, name: str, files: Sequence[Path], for_good: bool = False) -> list[Trashed]:
    """Delete a machine, and those of its disks that are in ``files``: into the desktop's trash, or ``for_good``.

    Returns what is in the trash now, for ``engine.trash.restore``. EngineError says what stayed.
    """
    from engine.trash import delete_for_good, trash  # Late: the first window deletes nothing.

    directory = MachineDirectory(store.root / name)
    items = survey(directory, None)
    snapshots = {item.path for item in items if item.path.parent == directory.snapshots}
    going = [item.path for item in items if item.bookkeeping or item.path in files]
    going += [path for path in files if path not in going and (path.exists() or path.is_symlink())]
    if snapshots <= set(going) and directory.snapshots.is_dir():
        # Beside them nothing but a lock is in it.
        going = [directory.snapshots, *(path for path in going if path not in snapshots)]
    if _empties(directory.path, going):
        # A directory of which nothing stays goes as one: whoever looks into the trash finds a machine.
        going = [directory.path, *(path for path in going if not path.is_relative_to(directory.path))]
    if not for_good:
        return trash(going)
    delete_for_good(going)
    return []


def _empties(directory: Path, going: Sequence[Path]) -> bool:
    try:
        return all(path in going for path in directory.iterdir())
    except OSError:
        return False


def _occupied(path: Path) -> int:
    try:
        return path.stat().st_blocks * 512
    except OSError:
        return 0


def _tr(text: str) -> str:
    return QCoreApplication.translate("removal", text)
