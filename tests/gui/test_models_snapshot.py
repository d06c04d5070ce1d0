"""virtgui.models.snapshot: a machine with its snapshots."""

from __future__ import annotations

import pytest

from engine import phrase
from engine.config import Disk
from engine.error import EngineError
from engine.progress import CancelledError, Progress
from engine.snapshot.take import take
from virtgui.models.machine import MachineState
from virtgui.models.snapshot import LiveProgress, look, name_problem

SHORT = 20000


@pytest.fixture
def machine(make, opened, store):
    make("box", disks=(Disk(path="disk.img"), Disk(path="/nowhere.img")))
    (store.root / "box" / "disk.img").write_bytes(b"x" * 8192)
    return opened("box")


class Outcome:
    """How something ended."""

    def __init__(self) -> None:
        self.done: list[float] = []
        self.errors: list[EngineError] = []


def begin(machine, monkeypatch) -> tuple[Outcome, Progress, list[tuple[str, object]]]:
    """A snapshot that the machine takes, played by the test."""
    asked: list[tuple[str, object]] = []
    monkeypatch.setattr(
        machine, "execute", lambda command, arguments=None, *_, **__: asked.append((command, arguments))
    )
    machine.state = MachineState.RUNNING
    outcome, progress = Outcome(), machine.snapshot_progress()
    assert isinstance(progress, LiveProgress)
    machine.take_snapshot("one", "note", progress, outcome.done.append, outcome.errors.append)
    assert asked == [("x-virtgui-snapshot", {"name": "one", "note": "note"})]
    return outcome, progress, asked


def test_a_look_says_what_there_is_and_what_it_takes(machine, store) -> None:
    take_one = Progress()
    config = store.load("box")
    with pytest.raises(EngineError):
        take(store, "box", "one", "", take_one)  # Its second disk is missing.
    shelf = look(machine.directory, config, store.root)
    assert shelf.snapshots == () and shelf.bytes >= 8192
    assert shelf.shares == shelf.clones_share


def test_what_a_machine_tells_of_its_snapshot(machine, monkeypatch) -> None:
    outcome, progress, asked = begin(machine, monkeypatch)
    machine.snapshot_told.emit({"name": "other", "state": "done"})
    machine.snapshot_told.emit({"name": "one", "state": "copying", "what": "Copying a", "done": 5, "total": 10})
    assert (progress.what, progress.done, progress.total) == ("Copying a", 5, 10)
    machine.take_snapshot("two", "", Progress(), outcome.done.append, outcome.errors.append)
    assert "already" in outcome.errors.pop().what
    progress.cancel()
    assert asked[-1] == ("x-virtgui-snapshot-cancel", None)
    machine.snapshot_told.emit({"name": "one", "state": "done", "done": 10, "total": 10, "stood-ms": 1500})
    assert (outcome.done, outcome.errors) == ([1.5], [])
    machine.state = MachineState.OFF


@pytest.mark.parametrize(
    ("told", "kind", "what"),
    [
        ({"state": "cancelled"}, CancelledError, "Cancelled"),
        ({"state": "failed", "error": "It is full.", "remedy": "Free some."}, EngineError, "It is full."),
    ],
)
def test_one_that_comes_to_nothing(machine, monkeypatch, told, kind, what) -> None:
    outcome, _progress, _asked = begin(machine, monkeypatch)
    machine.snapshot_told.emit({"name": "one"} | told)
    assert outcome.done == [] and isinstance(outcome.errors[0], kind) and what in outcome.errors[0].what
    machine.state = MachineState.OFF


def test_a_connection_that_was_lost(machine, monkeypatch) -> None:
    outcome, _progress, _asked = begin(machine, monkeypatch)
    machine._first_contact(phrase.SNAPSHOT)
    assert outcome.errors == []
    machine._first_contact("")
    assert "not known" in outcome.errors[0].what
    machine.state = MachineState.OFF


def test_names() -> None:
    assert name_problem("", ()) and name_problem("a/b", ()) and name_problem("x", ("x",)) and name_problem("x.", ())
    assert name_problem("before update 2", ("x",)) == ""


def test_a_machine_that_runs_is_cloned_only_from_a_snapshot(machine) -> None:
    assert machine.can("clone") == ""
    machine.state = MachineState.RUNNING
    assert "take a snapshot" in machine.can("clone")
    machine.snapshots = ("one",)
    assert machine.can("clone") == ""
    assert machine.can("revert") and not machine.can("snapshot")
    machine.state = MachineState.BROKEN
    assert machine.can("clone") and machine.can("snapshot")
    machine.state = MachineState.OFF
