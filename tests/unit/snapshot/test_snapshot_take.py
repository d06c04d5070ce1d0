"""engine.snapshot.take: whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from engine import toml
from engine.config import Disk, MachineConfig
from engine.directory import MachineDirectory, RuntimeDirectory
from engine.error import EngineError
from engine.presence import claim
from engine.progress import CancelledError, Progress
from engine.snapshot.shelf import listed
from engine.snapshot.take import Taking, take, written_to
from engine.storage.raw import RawDisk
from engine.store import Store
from tests.support.mount import small_place


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A filesystem of a megabyte."""
    with small_place(tmp_path / "small", "1m") as place:
        yield place


def visible(directory: MachineDirectory) -> list[str]:
    return sorted(path.name for path in directory.snapshots.iterdir() if path.name not in (".lock", ".head"))


def test_it_has_what_the_guest_can_write_to_and_the_description(
    store: Store, config: MachineConfig, directory: MachineDirectory, tmp_path: Path
) -> None:
    progress = Progress()
    taken = take(store, "box", "clean", "before the update", progress)
    (directory.path / "disk.img").write_bytes(b"later")
    assert [copy.path for copy in taken.record.copies] == ["disk.img", str(tmp_path / "outside.img")]
    copies = [(taken.path / copy.file).read_bytes() for copy in taken.record.copies]
    assert copies == [b"one" * 5000, b"outside.img" * 100]
    assert toml.decode((taken.path / "machine.toml").read_text()) == taken.config() == config
    assert (taken.record.note, taken.record.live, taken.head) == ("before the update", False, True)
    assert taken.bytes > 0
    assert progress.done == progress.total == 15000 + 1100
    assert visible(directory) == ["clean"]


def test_a_floppy_is_written_to_unless_it_is_write_protected(directory: MachineDirectory) -> None:
    config = MachineConfig(name="x", uuid="u", floppy="a.img", disks=(Disk(path="r.img", readonly=True),))
    assert written_to(config, directory.path) == {}
    (directory.path / "a.img").write_bytes(b"x")
    assert written_to(config, directory.path) == {directory.path / "a.img": "a.img"}


@pytest.mark.parametrize("name", ["", ".", "..", ".head", "a/b", "../x", "a\0b", "x" * 65, "end.", "clean"])
def test_names_that_cannot_be(store: Store, directory: MachineDirectory, name: str) -> None:
    take(store, "box", "clean", "", Progress())
    with pytest.raises(EngineError) as failure:
        take(store, "box", name, "", Progress())
    assert failure.value.remedy
    assert visible(directory) == ["clean"]


def test_nothing_is_left_of_one_that_was_cancelled(store: Store, directory: MachineDirectory) -> None:
    progress = Progress()
    progress.cancel()
    with pytest.raises(CancelledError):
        take(store, "box", "clean", "", progress)
    assert visible(directory) == []


def test_a_disk_that_is_missing_or_a_device_is_named(
    store: Store, config: MachineConfig, directory: MachineDirectory
) -> None:
    (directory.path / "disk.img").unlink()
    with pytest.raises(EngineError, match=r"disk\.img"):
        take(store, "box", "clean", "", Progress())
    store.save(msgspec.structs.replace(config, disks=(Disk(path="/dev/null"),)))
    with pytest.raises(EngineError, match="/dev/null is a device"):
        take(store, "box", "clean", "", Progress())
    assert visible(directory) == []


def test_one_that_runs_or_whose_disk_is_used_is_not_copied(store: Store, directory: MachineDirectory) -> None:
    descriptor = claim(RuntimeDirectory.of("u-1").pid)
    with pytest.raises(EngineError, match="started"):
        take(store, "box", "clean", "", Progress())
    os.close(descriptor)
    other = RawDisk(directory.path / "disk.img")
    with pytest.raises(EngineError, match="in use"):
        take(store, "box", "clean", "", Progress())
    other.close()
    take(store, "box", "clean", "", Progress())


def test_a_full_disk_is_noticed_before(store: Store, small: Path) -> None:
    store = Store(small)
    directory = store.create(MachineConfig(name="box", uuid="u", disks=(Disk(path="disk.img"),)))
    (directory.path / "disk.img").write_bytes(bytes(range(256)) * 2400)
    with pytest.raises(EngineError, match=r"0\.6 MiB.* free"):
        take(store, "box", "clean", "", Progress())
    assert visible(directory) == []


def test_a_disk_that_fills_up_meanwhile_leaves_nothing(
    store: Store, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(small)
    directory = store.create(MachineConfig(name="box", uuid="u", disks=(Disk(path="disk.img"),)))
    (directory.path / "disk.img").write_bytes(bytes(range(256)) * 2400)
    monkeypatch.setattr("engine.snapshot.take.check_room", lambda *_: None)
    with pytest.raises(EngineError, match="No space left"):
        take(store, "box", "clean", "", Progress())
    assert visible(directory) == []
    assert listed(directory) == []


def test_disks_may_change_again_before_it_is_kept(
    store: Store, config: MachineConfig, directory: MachineDirectory
) -> None:
    with Taking(directory, lambda: config, "clean", Progress()) as taking:
        taking.flush()
        taking.copy()
        (directory.path / "disk.img").write_bytes(b"later")
        assert listed(directory) == []
        taken = taking.keep("", live=True)
    assert (taken.path / "0-disk.img").read_bytes() == b"one" * 5000
    assert taken.record.live


def test_what_is_not_kept_goes(store: Store, config: MachineConfig, directory: MachineDirectory) -> None:
    with Taking(directory, lambda: config, "clean", Progress()) as taking:
        taking.copy()
        assert any(directory.snapshots.glob(".new-*/0-disk.img"))
    assert visible(directory) == []
    with Taking(directory, lambda: config, "clean", Progress()), pytest.raises(EngineError, match="Something else"):
        take(store, "box", "other", "", Progress())
