"""Replacing a machine's description, with the disk images that are made for it. The functions block."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication

from engine.config import MachineConfig
from engine.error import EngineError
from engine.store import Store

Amendment = MachineConfig | Callable[[MachineConfig], MachineConfig]
"""A description, or what makes one of the present one: only that loses nothing of what others changed meanwhile."""


def write(
    store: Store,
    name: str,
    amendment: Amendment,
    fresh: Sequence[tuple[str, int]] = (),
    no_rename: str = "",
) -> MachineConfig:
    """Make the images ``fresh`` (path, bytes), rename the machine if need be, and write the description, which is
    returned. ``no_rename``: why it cannot be renamed now.

    EngineError says why not; images made for nothing are removed.
    """
    from engine.storage.raw import create_raw  # Late: the first window needs no disks.

    config = amendment if isinstance(amendment, MachineConfig) else amendment(store.load(name))
    if config.name != name and no_rename:
        raise EngineError(no_rename)
    directory = store.root / name
    made = []
    try:
        for path, size in fresh:
            create_raw(directory / path, size)
            made.append(directory / path)
        if config.name != name:
            _rename(store, name, config.name)
        store.save(config)
    except EngineError:
        for image in made:
            image.unlink(missing_ok=True)
        raise
    return config


def _rename(store: Store, name: str, new: str) -> None:
    try:
        store.rename(name, new)
    except OSError as error:
        raise EngineError(
            _tr("{0} cannot be renamed: {1}.").format(name, error.strerror), _tr("Check its directory.")
        ) from None


def _tr(text: str) -> str:
    return QCoreApplication.translate("amend", text)
