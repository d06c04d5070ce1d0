"""Cloning machines."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest

from engine.clone import clone
from engine.config import Channel, Disk, Kernel, MachineConfig, Network, Serial
from engine.directory import RuntimeDirectory
from engine.error import EngineError
from engine.presence import claim
from engine.progress import CancelledError, Progress
from engine.snapshot.take import take
from engine.store import Store

UUID = "12345678-1234-1234-1234-123456789abc"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    with TemporaryDirectory() as run:  # A socket's path must be short.
        monkeypatch.setenv("XDG_RUNTIME_DIR", run)
        yield Store(tmp_path / "machines")


@pytest.fixture
def machine(store: Store, tmp_path: Path) -> MachineConfig:
    for name in ("shared.img", "outside.img", "cd.iso", "vmlinuz"):
        (tmp_path / name).write_bytes(name.encode() * 100)
    config = MachineConfig(
        name="a",
        uuid=UUID,
        disks=(
            Disk(path="disk.img"),
            Disk(path=str(tmp_path / "outside.img")),
            Disk(path=str(tmp_path / "shared.img"), readonly=True),
        ),
        cdrom=str(tmp_path / "cd.iso"),
        kernel=Kernel(
            path=str(tmp_path / "vmlinuz"), append="quiet", modules=(f"{tmp_path / 'vmlinuz'} a b", "disk.img")
        ),
        notes="n",
    )
    (store.create(config).path / "disk.img").write_bytes(os.urandom(5000))
    return config


def test_what_is_written_to_is_copied_and_the_rest_shared(
    store: Store, machine: MachineConfig, tmp_path: Path
) -> None:
    made = clone(store, "a", "b", Progress())
    assert store.load("b") == made
    assert made.uuid != machine.uuid
    assert [disk.path for disk in made.disks] == ["disk.img", "outside.img", str(tmp_path / "shared.img")]
    assert made.cdrom == machine.cdrom
    assert made.kernel == machine.kernel, "its files are nobody's to write to"
    assert (store.root / "b" / "disk.img").read_bytes() == (store.root / "a" / "disk.img").read_bytes()
    assert (store.root / "b" / "outside.img").read_bytes() == (tmp_path / "outside.img").read_bytes()
    (store.root / "b" / "disk.img").write_bytes(b"other")
    assert len((store.root / "a" / "disk.img").read_bytes()) == 5000


@pytest.mark.parametrize("new", ["a", "", "../x"])
def test_names_that_cannot_be(store: Store, machine: MachineConfig, new: str) -> None:
    with pytest.raises(EngineError):
        clone(store, "a", new, Progress())
    assert sorted(path.name for path in store.root.iterdir()) == ["a"]


def test_nothing_is_left_when_it_fails_or_is_stopped(store: Store, machine: MachineConfig, tmp_path: Path) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(CancelledError):
        clone(store, "a", "b", progress)
    (tmp_path / "outside.img").unlink()
    with pytest.raises(EngineError, match=r"outside\.img"):
        clone(store, "a", "b", Progress())
    assert not (store.root / "b").exists()


def test_a_running_machine_is_refused(store: Store, machine: MachineConfig) -> None:
    descriptor = claim(RuntimeDirectory.of(UUID).pid)
    try:
        with pytest.raises(EngineError, match="running"):
            clone(store, "a", "b", Progress())
    finally:
        os.close(descriptor)


def test_two_disks_of_one_name_stay_two(store: Store, machine: MachineConfig, tmp_path: Path) -> None:
    (tmp_path / "disk.img").write_bytes(b"another")
    config = msgspec.structs.replace(machine, disks=(Disk(path="disk.img"), Disk(path=str(tmp_path / "disk.img"))))
    store.save(config)
    made = clone(store, "a", "b", Progress())
    assert [disk.path for disk in made.disks] == ["disk.img", "disk-2.img"]
    assert (store.root / "b" / "disk-2.img").read_bytes() == b"another"


def test_what_two_cannot_share_is_its_own(store: Store, machine: MachineConfig) -> None:
    config = msgspec.structs.replace(
        machine,
        serial=(Serial(), Serial(target="socket", path="/tmp/com2.sock")),
        parallel="/tmp/printed.txt",
        channels=(Channel(name="agent", path="/tmp/agent.sock"),),
        networks=(Network(backend="user", mac="52:54:00:12:34:56"),),
    )
    store.save(config)
    made = clone(store, "a", "b", Progress())
    assert [port.path for port in made.serial] == ["", "com2.sock"]
    assert [line.path for line in made.channels] == ["agent.sock"]
    assert made.parallel == "printed.txt"
    assert [card.mac for card in made.networks] == [""]


def test_a_clone_of_a_snapshot_is_as_it_was_then(store: Store, machine: MachineConfig, tmp_path: Path) -> None:
    (tmp_path / "a.img").write_bytes(b"floppy")
    store.save(msgspec.structs.replace(machine, floppy=str(tmp_path / "a.img"), memory_mib=77))
    then = (store.root / "a" / "disk.img").read_bytes()
    take(store, "a", "one", "", Progress())
    store.save(msgspec.structs.replace(machine, disks=()))
    for path in (store.root / "a" / "disk.img", tmp_path / "outside.img", tmp_path / "a.img"):
        path.write_bytes(b"later")
    descriptor = claim(RuntimeDirectory.of("u-1").pid)
    try:
        made = clone(store, "a", "b", Progress(), "one")
    finally:
        os.close(descriptor)
    assert made.memory_mib == 77 and len(made.disks) == 3
    assert (store.root / "b" / "disk.img").read_bytes() == then
    assert (store.root / "b" / "outside.img").read_bytes() == b"outside.img" * 100
    assert made.floppy == "a.img" and (store.root / "b" / "a.img").read_bytes() == b"floppy"
    assert not (store.root / "b" / "snapshots").exists()
    with pytest.raises(EngineError, match="no snapshot"):
        clone(store, "a", "c", Progress(), "two")


def test_a_linked_clone_is_one_or_none(store: Store, machine: MachineConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.storage.sparse._share", lambda *_: False)
    with pytest.raises(EngineError, match="cannot share blocks"):
        clone(store, "a", "b", Progress(), share="must")
    assert not (store.root / "b").exists()
    asked: list[object] = []
    monkeypatch.setattr("engine.storage.sparse._share", lambda *fds: bool(asked.append(fds)))
    clone(store, "a", "b", Progress(), share="never")
    assert asked == []
