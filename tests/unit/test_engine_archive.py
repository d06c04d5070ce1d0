"""Machines as one file."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import msgspec
import pytest

from engine import archive, toml
from engine.config import Channel, Disk, Kernel, MachineConfig, Serial
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


OUTSIDE = (
    {"disks": (Disk(path="/home/me/disk.img"),)},
    {"disks": (Disk(path="../b/disk.img"),)},
    {"disks": (Disk(path="machine.toml"),)},
    {"cdrom": "/home/me/cd.iso"},
    {"floppy": "../f"},
    {"bios": "/etc/passwd"},
    {"kernel": Kernel(path="/vmlinuz")},
    {"kernel": Kernel(path="vmlinuz", initrd="../initrd")},
    {"kernel": Kernel(path="vmlinuz", modules=("/etc/passwd text",))},
    {"serial": (Serial(target="file", path="/home/me/.profile"),)},
    {"serial": (Serial(target="file", path="machine.toml"),)},
    {"channels": (Channel(name="agent", path="/home/me/socket"),)},
    {"parallel": "/home/me/.profile"},
    {"parallel": "serial0.log"},
)


@pytest.mark.parametrize("fields", OUTSIDE)
def test_no_path_leads_out_of_the_directory(
    store: Store, box: bytes, tmp_path: Path, fields: dict[str, object]
) -> None:
    """A guest writes to its disks, serial ports and printer: none of them may be the person's files."""
    archive.export(store, "box", tmp_path / "b", Progress())
    evil = toml.encode(msgspec.structs.replace(MachineConfig(name="box", uuid=UUID), **fields)).encode()
    bad = rewritten(tmp_path / "b", tmp_path / "bad", **{"machine.toml": evil})
    with pytest.raises(EngineError, match="not in its directory"):
        archive.unpack(store, bad, Progress(), "c")
    assert not (store.root / "c").exists()


def test_nothing_that_was_unpacked_starts_by_itself(store: Store, box: bytes, tmp_path: Path) -> None:
    store.save(msgspec.structs.replace(store.load("box"), autostart=True))
    archive.export(store, "box", tmp_path / "b", Progress())
    assert not archive.unpack(store, tmp_path / "b", Progress(), "c").autostart


def test_a_kernel_and_its_modules_go_along(store: Store, box: bytes, tmp_path: Path) -> None:
    for name in ("kernel", "one.mod", "two.mod"):
        (tmp_path / name).write_bytes(name.encode())
    (store.root / "box" / "one.mod").write_bytes(b"another of that name")
    lines = (f"{tmp_path / 'one.mod'} root=here", "one.mod", str(tmp_path / "two.mod"))
    kernel = Kernel(path=str(tmp_path / "kernel"), modules=lines)
    store.save(msgspec.structs.replace(store.load("box"), kernel=kernel))
    archive.export(store, "box", tmp_path / "b", Progress())
    config = archive.unpack(store, tmp_path / "b", Progress(), "c")
    assert config.kernel == Kernel(path="kernel", modules=("one.mod root=here", "one-2.mod", "two.mod"))
    assert (store.root / "c" / "one.mod").read_bytes() == b"one.mod"
    assert (store.root / "c" / "one-2.mod").read_bytes() == b"another of that name"


def test_what_unpacks_to_more_than_there_is_room_for_is_refused(
    store: Store, box: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive.export(store, "box", tmp_path / "b", Progress())
    with zipfile.ZipFile(tmp_path / "text", "w", zipfile.ZIP_DEFLATED) as bag:
        bag.writestr("machine.toml", b" " * (archive.TEXT_LIMIT + 1))
    with pytest.raises(EngineError, match="is not a machine"):
        archive.unpack(store, tmp_path / "text", Progress())
    monkeypatch.setattr("shutil.disk_usage", lambda _path: SimpleNamespace(free=100_000))
    with pytest.raises(EngineError, match=r"room for 0\.0 GiB"):
        archive.unpack(store, tmp_path / "b", Progress(), "c")
    assert not (store.root / "c").exists()


@pytest.mark.parametrize("size", [-1, 1 << 70])
def test_a_file_of_an_impossible_size_is_damage(store: Store, box: bytes, tmp_path: Path, size: int) -> None:
    archive.export(store, "box", tmp_path / "b", Progress())
    text = b'{"version": 1, "files": [{"name": "a", "size": %d, "extents": [], "sha256": ""}]}' % size
    bad = rewritten(tmp_path / "b", tmp_path / "bad", **{"manifest.json": text})
    with pytest.raises(EngineError, match="damaged"):
        archive.unpack(store, bad, Progress(), "c")
    assert not (store.root / "c").exists()


def test_any_damage_is_an_error_of_the_archive(store: Store, box: bytes, tmp_path: Path) -> None:
    archive.export(store, "box", tmp_path / "b", Progress())
    whole, dice = (tmp_path / "b").read_bytes(), Random(1)
    for _ in range(300):
        damaged = bytearray(whole)
        at = dice.choice((dice.randrange(len(whole)), -1 - dice.randrange(600), dice.randrange(80)))
        damaged[at] = dice.randrange(256)
        (tmp_path / "bad").write_bytes(damaged)
        try:
            archive.unpack(store, tmp_path / "bad", Progress(), "c")
        except EngineError:
            assert not (store.root / "c").exists()
        else:
            shutil.rmtree(store.root / "c")
