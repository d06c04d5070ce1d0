"""The ready-made machine: Welcome, a guest of our own that runs without any download."""

from __future__ import annotations

import shutil

from engine import atomic
from engine.config import Disk, MachineConfig
from engine.error import EngineError
from engine.resource import resource_path
from engine.store import Store, new_uuid

NAME = "Welcome"
IMAGE = "welcome.img"
MEMORY_MIB = 32
NOTES = "A guest that comes with VirtGUI: it shows what the machine can do."


def welcome_config(name: str = NAME, disk: str = IMAGE) -> MachineConfig:
    """A fresh description of Welcome. ``disk`` is absolute, or relative to the machine's directory."""
    return MachineConfig(
        name=name,
        uuid=new_uuid(),
        memory_mib=MEMORY_MIB,
        disks=(Disk(path=disk),),
        notes=NOTES,
        welcome=True,
    )


def ensure_welcome(store: Store) -> bool:
    """Create Welcome if this is the first start ever; a person who deleted it does not get it again.

    Whether it was created. EngineError when the store cannot be written. Blocks for as long as a small file takes.
    """
    marker = store.root.parent / "welcome.created"
    if marker.exists():
        return False
    created = not (store.root / NAME / "machine.toml").exists()
    if created:
        create_welcome(store)
    try:
        atomic.write(marker, b"Welcome was created once. Remove this file to have it created again.\n")
    except OSError as error:
        raise EngineError(f"{marker} cannot be written: {error.strerror}.", "Free some space.") from None
    return created


def create_welcome(store: Store) -> None:
    """Add Welcome to the store. A disk that an earlier Welcome left behind is used again. EngineError."""
    directory = store.root / NAME
    if (directory / "machine.toml").exists():
        raise EngineError(f"There is a machine called {NAME!r} already.", "Delete or rename it first.")
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Before the description: whoever watches the store sees a whole machine.
        if not (directory / IMAGE).exists():
            shutil.copyfile(resource_path("guests", IMAGE), directory / IMAGE)
    except OSError as error:
        raise EngineError(f"{directory / IMAGE} cannot be made: {error.strerror}.", "Free some space.") from None
    store.create(welcome_config())
