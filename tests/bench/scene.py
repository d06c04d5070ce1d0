"""Where a measurement takes place: scratch space, boot media, machines."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from engine.config import AccelName
from engine.store import new_uuid
from tests.support.vm import Vm

ROOT = Path(__file__).parents[2]
WELCOME = ROOT / "resources" / "guests" / "welcome.img"
sys.path.append(str(ROOT / "tests" / "guests"))  # As pytest does: that directory is no package.

import image  # noqa: E402  # from the directory above


@dataclass(frozen=True, slots=True)
class Scene:
    """``home`` is a directory with XDG directories of its own; ``quick`` asks for fewer repetitions."""

    home: Path
    quick: bool = False

    def guest(self, name: str) -> Path:
        """The disk image of a guest from tests/guests/asm."""
        return image.boot_sector(ROOT / "build" / "guests", name)

    def welcome(self) -> Path:
        """A copy of the Welcome guest's disk image; the one in the tree may be in use, and locked."""
        copy = self.home / WELCOME.name
        if not copy.exists():
            shutil.copyfile(WELCOME, copy)
        return copy

    def machine(self, disk: Path, memory_mib: int = 64, accel: AccelName = "kvm") -> Vm:
        """A machine of ours that boots from a copy of ``disk``; not started. On KVM, as QEMU beside it."""
        uuid = new_uuid()  # Its directory is called so, and the application wants that to be its name.
        store = self.home / "data" / "virtgui" / "machines"
        return Vm.with_disk(store, disk, memory_mib=memory_mib, uuid=uuid, name=uuid, accel=accel)

    def times(self, full: int) -> int:
        """How often to do what is done ``full`` times."""
        return max(2, full // 3) if self.quick else full


@contextmanager
def scene(quick: bool = False) -> Iterator[Scene]:
    """A scene that leaves nothing. Its path is short: a Unix socket's may have 107 bytes."""
    home = Path(tempfile.mkdtemp(prefix="vgb-"))
    # Caches of compiled modules are part of how a program starts.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    for name, variable in (("data", "XDG_DATA_HOME"), ("run", "XDG_RUNTIME_DIR"), ("config", "XDG_CONFIG_HOME")):
        (home / name).mkdir(mode=0o700)
        os.environ[variable] = str(home / name)
    (home / "data" / "virtgui" / "machines").mkdir(parents=True)
    try:
        yield Scene(home, quick)
    finally:
        shutil.rmtree(home, ignore_errors=True)
