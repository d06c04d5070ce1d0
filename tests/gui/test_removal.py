"""virtgui.models.removal: what goes with a machine, and what stays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.config import Disk
from engine.directory import MachineDirectory
from engine.error import EngineError
from engine.progress import Progress
from engine.snapshot.take import take
from engine.trash import restore
from virtgui.models.removal import delete, survey


def test_bookkeeping_goes_and_everything_else_is_a_question(make, store, home: Path) -> None:
    outside, readonly = home / "outside.img", home / "install.img"
    for path in (outside, readonly):
        path.write_bytes(b"x" * 5000)
    disks = (
        Disk(path="disk.img"),
        Disk(path=str(outside)),
        Disk(path=str(readonly), readonly=True),
        Disk(path="/nowhere.img"),
    )
    config = make("a", disks=disks)
    place = store.root / "a"
    for name in ("disk.img", "notes.txt", "serial0.log", "serial4.log.1", "machine.log"):
        (place / name).write_bytes(b"x")
    items = survey(MachineDirectory(place), config)
    own = {item.path.name for item in items if item.bookkeeping}
    assert own == {"machine.toml", "serial0.log", "serial4.log.1", "machine.log"}
    asked = {item.path for item in items if not item.bookkeeping}
    assert asked == {place / "disk.img", place / "notes.txt", outside}
    assert next(item.bytes for item in items if item.path == outside) >= 5000


def test_a_log_of_the_same_name_elsewhere_is_not_ours(make, store, home: Path) -> None:
    (home / "machine.log").touch()
    config = make("a", disks=(Disk(path=str(home / "machine.log")),))
    items = survey(MachineDirectory(store.root / "a"), config)
    assert [item.bookkeeping for item in items if item.path.parent == home] == [False]


def test_only_ticked_files_are_deleted(make, store) -> None:
    make("a")
    place = store.root / "a"
    for name in ("keep.img", "drop.img"):
        (place / name).touch()
    delete(store, "a", [place / "drop.img"])
    assert [path.name for path in place.iterdir()] == ["keep.img"]


def test_an_empty_directory_goes_too(make, store) -> None:
    make("a")
    delete(store, "a", [store.root / "a" / "gone-already.img"])
    assert not (store.root / "a").exists()


def test_it_goes_to_the_trash_and_comes_back(make, store, home: Path) -> None:
    config = make("a")
    (store.root / "a" / "disk.img").write_text("precious")
    trashed = delete(store, "a", [store.root / "a" / "disk.img"])
    assert [one.origin.name for one in trashed] == ["a"], "as one directory"
    assert (home / "data" / "Trash" / "files" / "a" / "disk.img").exists()
    restore(trashed)
    assert store.load("a") == config
    assert (store.root / "a" / "disk.img").read_text() == "precious"


def test_a_kept_disk_stays_where_it_is(make, store, home: Path) -> None:
    make("a")
    (store.root / "a" / "disk.img").write_text("precious")
    trashed = delete(store, "a", [])
    assert [one.origin.name for one in trashed] == ["machine.toml"]
    assert (store.root / "a" / "disk.img").exists()
    restore(trashed)
    assert store.load("a")


def test_for_good(make, store, home: Path) -> None:
    make("a")
    assert delete(store, "a", [], for_good=True) == []
    assert not (store.root / "a").exists()
    assert not (home / "data" / "Trash").exists()


def test_nothing_is_deleted_when_the_trash_cannot_be_used(make, store, home: Path) -> None:
    config = make("a")
    (home / "data" / "Trash").write_text("no directory")
    with pytest.raises(EngineError, match="cannot be moved to the trash"):
        delete(store, "a", [])
    assert store.load("a") == config


def test_a_directory_that_has_gone(store) -> None:
    with pytest.raises(EngineError, match="cannot be read"):
        survey(MachineDirectory(store.root / "none"), None)


def test_snapshots_are_a_question_each(make, store) -> None:
    config = make("a")
    for name in ("one", "two"):
        take(store, "a", name, "", Progress())
    place = store.root / "a" / "snapshots"
    (place / ".new-half").mkdir()
    asked = [item for item in survey(MachineDirectory(store.root / "a"), config) if not item.bookkeeping]
    assert [(item.path, item.files) for item in asked] == [
        (place / name, ("machine.toml", "snapshot.json")) for name in ("one", "two")
    ]
    delete(store, "a", [place / "two"])
    assert [path.name for path in (store.root / "a").iterdir()] == ["snapshots"]
    assert (place / "one").exists() and not (place / "two").exists()


def test_the_last_snapshot_takes_the_place_of_all_with_it(make, store) -> None:
    make("a")
    take(store, "a", "one", "", Progress())
    trashed = delete(store, "a", [store.root / "a" / "snapshots" / "one"])
    assert [one.origin.name for one in trashed] == ["a"]
    restore(trashed)
    assert (store.root / "a" / "snapshots" / "one").exists()


def test_a_place_for_snapshots_without_any_goes_with_the_machine(make, store) -> None:
    make("a")
    (store.root / "a" / "snapshots").mkdir()
    (store.root / "a" / "snapshots" / ".lock").touch()
    delete(store, "a", [])
    assert not (store.root / "a").exists()


def test_snapshots_that_cannot_be_listed_do_not_go(make, store, monkeypatch) -> None:
    make("a")
    place = MachineDirectory(store.root / "a").snapshots
    place.mkdir()
    really_list = Path.iterdir

    def listed(path: Path) -> Iterator[Path]:
        if path == place:
            raise PermissionError(13, "Permission denied")
        return really_list(path)

    monkeypatch.setattr(Path, "iterdir", listed)
    with pytest.raises(EngineError, match="snapshots cannot be read"):
        delete(store, "a", [], for_good=True)
    assert (store.root / "a" / "machine.toml").exists() and place.is_dir()
