"""virtgui.models.removal: what goes with a machine, and what stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.config import Disk
from engine.directory import MachineDirectory
from engine.error import EngineError
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
    for name in ("disk.img", "notes.txt", "serial0.log", "serial0.log.1", "machine.log"):
        (place / name).write_bytes(b"x")
    items = survey(MachineDirectory(place), config)
    own = {item.path.name for item in items if item.bookkeeping}
    assert own == {"machine.toml", "serial0.log", "serial0.log.1", "machine.log"}
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


def test_what_could_not_be_deleted_is_named(make, store) -> None:
    make("a")
    stubborn = store.root / "a" / "folder.img"
    stubborn.mkdir()
    with pytest.raises(EngineError, match=r"folder\.img") as failure:
        delete(store, "a", [stubborn])
    assert "machine is deleted" in failure.value.what
    assert not (store.root / "a" / "machine.toml").exists()


def test_a_directory_that_has_gone(store) -> None:
    with pytest.raises(EngineError, match="cannot be read"):
        survey(MachineDirectory(store.root / "none"), None)
