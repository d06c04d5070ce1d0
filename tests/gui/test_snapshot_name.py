"""virtgui.windows.snapshot_name: a name, a note, and what a snapshot costs."""

from __future__ import annotations

import pytest

from virtgui.models.machine import MachineState
from virtgui.models.snapshot import Shelf
from virtgui.windows.snapshot_name import SnapshotPanel


@pytest.mark.parametrize(
    ("shares", "runs", "words"),
    [
        (True, True, "for an instant"),
        (True, False, "no room is taken until"),
        (False, True, "stands still while 3 MiB are copied"),
        (False, False, "3 MiB are copied"),
    ],
)
def test_it_says_what_it_costs(make, opened, qtbot, shares: bool, runs: bool, words: str) -> None:
    make("box")
    machine = opened("box")
    panel = SnapshotPanel()
    qtbot.addWidget(panel)
    taken: list[tuple[str, str]] = []
    machine.state = MachineState.RUNNING if runs else MachineState.OFF
    panel.ask_snapshot(machine, Shelf((), shares, shares, 3 << 20), lambda *both: taken.append(both))
    machine.state = MachineState.OFF
    assert words in panel.cost.text()
    panel.note.setText("  before the update ")
    panel.confirm.click()
    assert taken == [("snapshot-1", "before the update")]
