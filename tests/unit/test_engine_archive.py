"""Machines as one file."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest

from engine import archive
from engine.config import Disk, MachineConfig
from engine.error import EngineError
from engine.progress import CancelledError, Progress
from engine.store import Store

UUID = "12345678-1234-1234-1234-123456789abc"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with TemporaryDirectory() as run:  # A socket's path must be short.
        monkeypatch.setenv("XDG_RUNTIME_DIR", run)
        yield Store(tmp_path / "machines")


@pytest.fixture
def box(store: Store, tmp_path: Path) -> bytes:
    """A machine with a sparse disk of 64 MiB in its directory, another elsewhere, and a CD."""
    (tmp_path / "cd.iso").write_bytes(b"cd" * 3000)
    (tmp_path / "two.img").write_bytes(b"two" * 1000)
    disks = (Disk(path="disk.img"), Disk(path=str(tmp_path / "two.img"), bus="virtio"))
    directory = store.create(MachineConfig(name="box", uuid=UUID, disks=disks, cdrom=str(tmp_path / "cd.iso")))
    data = os.urandom(100_000)
    with (directory.path / "disk.img").open("wb") as disk:
        disk.truncate(64 << 20)
        disk.seek(32 << 20)
        disk.write(data)
    return data


def test_there_and_back(store: Store, box: bytes, tmp_path: Path) -> None:
    progress = Progress()
    archive.export(store, "box", tmp_path / "box.virtgui", progress)
    assert progress.done == progress.total > 100_000
    assert (tmp_path / "box.virtgui").stat().st_size < 200_000
    other = Store(tmp_path / "elsewhere")
    config = archive.unpack(other, tmp_path / "box.virtgui", Progress())
    assert other.load("box") == config
    assert config.uuid != UUID
    assert config.cdrom == "", "the drive is there, and empty"
    assert [(disk.path, disk.bus) for disk in config.disks] == [("disk.img", "ide"), ("two.img", "virtio")]
    disk = other.root / "box" / "disk.img"
    assert disk.stat().st_size == 64 << 20
    assert disk.stat().st_blocks < 1000
    assert disk.read_bytes()[32 << 20 :][:100_000] == box


def test_with_the_cd_and_another_name(store: Store, box: bytes, tmp_path: Path) -> None:
    archive.export(store, "box", tmp_path / "b", Progress(), with_cd=True)
    config = archive.unpack(store, tmp_path / "b", Progress(), "box 2")
    assert (config.name, config.cdrom) == ("box 2", "cd.iso")
    assert (store.root / "box 2" / "cd.iso").stat().st_size == 6000


def test_what_is_taken_is_not_written_over(store: Store, box: bytes, tmp_path: Path) -> None:
    (tmp_path / "b").write_text("mine")
    with pytest.raises(EngineError, match="exists"):
        archive.export(store, "box", tmp_path / "b", Progress())
    assert (tmp_path / "b").read_text() == "mine"
    archive.export(store, "box", tmp_path / "c", Progress())
    with pytest.raises(EngineError, match="already"):
        archive.unpack(store, tmp_path / "c", Progress())


def test_cancelled(store: Store, box: bytes, tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(CancelledError):
        archive.export(store, "box", tmp_path / "b", progress)
    assert not (tmp_path / "b").exists()
    archive.export(store, "box", tmp_path / "b", Progress())
    with pytest.raises(CancelledError):
        archive.unpack(store, tmp_path / "b", progress, "c")
    assert not (store.root / "c").exists()


def rewritten(source: Path, target: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, members.get(name, old.read(name)))
    return target


def test_damage_is_noticed(store: Store, box: bytes, tmp_path: Path) -> None:
    archive.export(store, "box", tmp_path / "b", Progress())
    (tmp_path / "noise").write_bytes(os.urandom(5000))
    with pytest.raises(EngineError, match="is not a machine"):
        archive.unpack(store, tmp_path / "noise", Progress())
    bad = rewritten(tmp_path / "b", tmp_path / "bad", **{"files/disk.img": b"x" * 102400})
    with pytest.raises(EngineError, match="checksum"):
        archive.unpack(store, bad, Progress(), "c")
    assert not (store.root / "c").exists()


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "machine.toml", ""])
def test_no_file_gets_out_of_its_directory(store: Store, box: bytes, tmp_path: Path, name: str) -> None:
    archive.export(store, "box", tmp_path / "b", Progress())
    manifest = archive.Manifest(1, (archive.Entry(name, 10, (), "00"),))
    bad = rewritten(tmp_path / "b", tmp_path / "bad", **{"manifest.json": msgspec.json.encode(manifest)})
    with pytest.raises(EngineError, match="damaged"):
        archive.unpack(store, bad, Progress(), "c")
    assert not (store.root / "c").exists()
