"""A machine with two disks, a read-only one and a CD, off."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.config import Disk, MachineConfig
from engine.directory import MachineDirectory
from engine.store import Store


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    (tmp_path / "run").mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "run"))
    return Store(tmp_path / "machines")


@pytest.fixture
def config(store: Store, tmp_path: Path) -> MachineConfig:
    for name in ("outside.img", "shared.img", "cd.iso"):
        (tmp_path / name).write_bytes(name.encode() * 100)
    config = MachineConfig(
        name="box",
        uuid="u-1",
        memory_mib=64,
        disks=(
            Disk(path="disk.img"),
            Disk(path=str(tmp_path / "outside.img")),
            Disk(path=str(tmp_path / "shared.img"), readonly=True),
        ),
        cdrom=str(tmp_path / "cd.iso"),
        notes="first",
    )
    (store.create(config).path / "disk.img").write_bytes(b"one" * 5000)
    return config


@pytest.fixture
def directory(store: Store, config: MachineConfig) -> MachineDirectory:
    return store.stored("box").directory
