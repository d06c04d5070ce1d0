"""virtgui.windows.manager_clone: what is asked about a clone."""

from __future__ import annotations

import pytest

from engine.progress import Progress
from engine.snapshot.take import take
from virtgui.models.machine import MachineState
from virtgui.models.snapshot import Shelf, look
from virtgui.windows.manager_clone import ClonePanel


@pytest.fixture
def machine(make, opened, store):
    make("box")
    for name in ("one", "two", "broken"):
        take(store, "box", name, "", Progress())
    (store.root / "box" / "snapshots" / "broken" / "snapshot.json").unlink()
    yield (found := opened("box"))
    found.state = MachineState.OFF


def asked(qtbot, machine, store, chosen: str = "", shares: bool = True) -> tuple[ClonePanel, list[object]]:
    shelf = look(machine.directory, store.load("box"), store.root)
    panel = ClonePanel()
    qtbot.addWidget(panel)
    taken: list[object] = []
    panel.ask_clone(
        machine,
        Shelf(shelf.snapshots, shares, shares, 0),
        chosen,
        "box clone",
        lambda name: "" if name else "Name?",
        lambda *words: taken.append(words),
    )
    return panel, taken


def test_its_disks_or_a_snapshot_the_newest_first(machine, store, qtbot) -> None:
    panel, taken = asked(qtbot, machine, store)
    assert [panel.source.itemData(index) for index in range(panel.source.count())] == ["", "two", "one"]
    panel.confirm.click()
    assert taken == [("box clone", "", "must")]


def test_of_one_that_runs_the_last_snapshot(machine, store, qtbot) -> None:
    machine.state = MachineState.RUNNING
    panel, taken = asked(qtbot, machine, store)
    assert "not while it runs" in panel.source.itemText(0)
    panel.full.setChecked(True)
    panel.confirm.click()
    assert taken == [("box clone", "two", "never")]


def test_the_snapshot_that_was_chosen_elsewhere(machine, store, qtbot) -> None:
    panel, taken = asked(qtbot, machine, store, "one", shares=False)
    assert panel.source.currentData() == "one"
    assert not panel.linked.isEnabled() and "cannot share" in panel.linked.toolTip()
    panel.confirm.click()
    assert taken == [("box clone", "one", "never")]
