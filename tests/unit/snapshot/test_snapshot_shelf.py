"""engine.snapshot.shelf: the snapshots that a machine has."""

from __future__ import annotations

import shutil

import pytest

from engine.directory import MachineDirectory
from engine.error import EngineError
from engine.progress import Progress
from engine.snapshot import journal
from engine.snapshot.revert import revert
from engine.snapshot.shelf import admit, check_new, count, delete, find, free_name, head_of, listed, tidy, working
from engine.snapshot.take import take
from engine.store import Store


def tree(directory: MachineDirectory) -> dict[str, str]:
    return {one.name: one.record.parent for one in listed(directory)}


def snapshots(store: Store, *names: str) -> None:
    for name in names:
        take(store, "box", name, "", Progress())


def test_a_machine_without_any(directory: MachineDirectory) -> None:
    assert listed(directory) == [] and count(directory) == 0 and head_of(directory) == ""
    tidy(directory)
    admit(directory)
    assert not directory.snapshots.exists()
    with pytest.raises(EngineError, match="no snapshot called 'a'"):
        find(directory, "a")


def test_they_are_a_tree_from_oldest_to_newest(store: Store, directory: MachineDirectory) -> None:
    snapshots(store, "a", "b")
    revert(store, "box", "a", Progress())
    assert head_of(directory) == "a"
    snapshots(store, "c")
    assert tree(directory) == {"a": "", "b": "a", "c": "a"}
    assert [one.head for one in listed(directory)] == [False, False, True]
    assert count(directory) == 3


def test_deleting_keeps_the_tree_in_one_piece(store: Store, directory: MachineDirectory) -> None:
    snapshots(store, "a", "b", "c")
    delete(directory, "b")
    assert tree(directory) == {"a": "", "c": "a"}
    delete(directory, "c")
    assert head_of(directory) == "a"
    delete(directory, "a")
    assert head_of(directory) == "" and tree(directory) == {}
    assert sorted(path.name for path in directory.snapshots.iterdir()) == [".head", ".lock"]
    with pytest.raises(EngineError, match="no snapshot"):
        delete(directory, "a")


@pytest.mark.parametrize("name", ["..", ".lock", "", "/etc"])
def test_only_snapshots_are_deleted(store: Store, directory: MachineDirectory, name: str) -> None:
    snapshots(store, "a")
    with pytest.raises(EngineError):
        delete(directory, name)
    assert (directory.path / "disk.img").exists()


def test_one_that_is_damaged_is_listed_and_can_be_deleted(store: Store, directory: MachineDirectory) -> None:
    snapshots(store, "a", "b", "c")
    (directory.snapshots / "a" / "snapshot.json").write_text("{")
    (directory.snapshots / "b" / "snapshot.json").write_text('{"schema": 2, "when": 5}')
    (directory.snapshots / "c" / "machine.toml").unlink()
    found = {one.name: one for one in listed(directory)}
    assert "damaged" in found["a"].error and "newer" in found["b"].error
    for one in found.values():
        with pytest.raises(EngineError, match=f"snapshot '{one.name}' cannot be"):
            one.config()
        delete(directory, one.name)
    assert listed(directory) == []


def test_what_was_left_half_done_goes_at_the_next_look(store: Store, directory: MachineDirectory) -> None:
    snapshots(store, "a")
    for name in (".new-x", ".old-y"):
        (directory.snapshots / name).mkdir()
        (directory.snapshots / name / "0-disk.img").write_bytes(b"half")
    with working(directory):
        assert len(listed(directory)) == 1, "somebody is at it: nothing of theirs is touched"
        assert (directory.snapshots / ".new-x").exists()
    listed(directory)
    assert sorted(path.name for path in directory.snapshots.iterdir()) == [".head", ".lock", "a"]


def test_one_at_a_time_but_for_readers(store: Store, directory: MachineDirectory) -> None:
    snapshots(store, "a")
    with working(directory, shared=True), working(directory, shared=True):
        admit(directory)
        with pytest.raises(EngineError, match="Something else"), working(directory, patience_s=0):
            pass
    with working(directory), pytest.raises(EngineError, match="Something else"):
        admit(directory)


def test_a_revert_that_was_interrupted_is_finished_before_the_machine_starts(
    store: Store, directory: MachineDirectory
) -> None:
    snapshots(store, "a")
    draft = directory.path / ".disk.img.revert"
    shutil.copy(directory.snapshots / "a" / "0-disk.img", draft)
    (directory.path / "disk.img").write_bytes(b"later")
    journal.write(directory.snapshots / ".revert", [(draft.name, "disk.img")], committed=True)
    admit(directory)
    assert (directory.path / "disk.img").read_bytes() == b"one" * 5000
    assert not draft.exists()


def test_names(store: Store, directory: MachineDirectory) -> None:
    snapshots(store, "a")
    check_new(directory, "b")
    assert free_name([]) == "snapshot-1"
    assert free_name(["a", "snapshot-3"]) == "snapshot-4"


def test_a_place_that_cannot_be_written(directory: MachineDirectory) -> None:
    directory.snapshots.write_text("in the way")
    with pytest.raises(EngineError, match="cannot be written"), working(directory):
        pass
    assert listed(directory) == []


def test_a_directory_that_is_no_snapshot_is_shown_as_what_it_is(directory: MachineDirectory) -> None:
    (directory.snapshots / "strange").mkdir(parents=True)
    (directory.snapshots / "file").write_text("")
    (found,) = listed(directory)
    assert found.name == "strange" and found.error
