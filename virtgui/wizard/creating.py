"""Making the machine: its files, then its description. Blocks; runs in a worker, and can be cancelled."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from engine.config import MachineConfig
from engine.error import EngineError
from engine.progress import Progress
from engine.resource import resource_path
from engine.storage.raw import create_raw
from engine.storage.sparse import copy_sparse
from engine.store import Store, new_uuid
from virtgui.wizard.draft import GIB, WELCOME_FILE, Draft, Files, describe, files


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
            raise EngineError(
                _tr("There is a machine called “{0}” already.").format(draft.name), _tr("Choose another name.")
            )
        _make_files(directory, draft, named, progress, made)
        progress.what = _tr("Writing the description")
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
            _tr("{0} cannot be made: {1}.").format(directory, os.strerror(error.errno or 0)),
            _tr("Check the disk and its permissions."),
        ) from None
    return True


def _make_files(directory: Path, draft: Draft, named: Files, progress: Progress, made: list[Path]) -> None:
    """Put the machine's own files into ``directory``; ``made`` gets each."""
    for name, source in (
        (named.welcome, resource_path("guests", WELCOME_FILE)),
        (named.copy, Path(draft.path)),
    ):
        if name:
            progress.what = _tr("Copying {0}").format(source.name)
            copy_sparse(source, directory / name, progress)
            made.append(directory / name)
    if named.disk:
        progress.what = _tr("Creating a disk of {0} GiB").format(draft.disk_gib)
        progress.check()
        create_raw(directory / named.disk, draft.disk_gib * GIB)
        made.append(directory / named.disk)


def _tr(text: str) -> str:
    return QCoreApplication.translate("creating", text)
