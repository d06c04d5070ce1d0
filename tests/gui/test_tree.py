"""virtgui.models.tree: what the rows of the list say. How they are arranged is in test_fleet."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt

from virtgui.models.machine import MachineState
from virtgui.models.sample import Sample
from virtgui.models.tree import COUNT_ROLE, MEASURED, Column, MachineTree, measured_text, state_text

TIP = Qt.ItemDataRole.ToolTipRole
SPOKEN = Qt.ItemDataRole.AccessibleTextRole
SAMPLE = Sample(0, 20, 10, 5.4, 33 << 20, 2048, 1024, 0, 0, (1500.0,))


@pytest.fixture
def tree(fleet) -> MachineTree:
    return MachineTree(fleet)


def test_figures_have_units() -> None:
    texts = [measured_text(SAMPLE, column) for column in MEASURED]
    assert texts == ["35 %", "33 MiB", "3 KiB/s", "1.5 k/s"]


def test_a_running_machine_says_for_how_long(make, opened) -> None:
    make("a")
    machine = opened("a")
    assert state_text(machine) == "Off"
    machine.state, machine.started = MachineState.RUNNING, time.time() - 125
    assert state_text(machine) == "Running 2 min"
    machine.state = MachineState.OFF


def test_whatever_a_cell_cuts_off_is_in_its_tip(make, opened, tree, store) -> None:
    make("a", notes="My notes.")
    make("b")
    (store.root / "b" / "machine.toml").write_text("name = 3")
    machine, broken = opened("a"), opened("b")
    tree.arrange()
    machine.state, machine.reason, machine.remedy = MachineState.FAULTED, "It met a fault.", "Reset it."
    assert tree.index_of(machine, Column.NAME).data(TIP) == "a\nMy notes."
    assert tree.index_of(machine, Column.STATE).data(TIP) == "Stopped by a fault\nIt met a fault.\nReset it."
    machine.history.append(SAMPLE)
    assert "guest 20 %, kernel 10 %, VM process 5 %" in tree.index_of(machine, Column.CPU).data(TIP)
    assert "16 MiB" in tree.index_of(machine, Column.MEMORY).data(TIP)
    assert "2 KiB/s read, 1 KiB/s written" in tree.index_of(machine, Column.DISK).data(TIP)
    machine.state, machine.reason, machine.remedy = MachineState.OFF, "", ""
    assert str(store.root / "b" / "machine.toml") in tree.index_of(broken, Column.NAME).data(TIP)
    for column in (Column.STATE, *MEASURED):
        assert broken.reason in tree.index_of(broken, column).data(TIP), "its reason goes on over these columns"


def test_a_group_says_how_many_machines_it_has(make, opened, tree) -> None:
    make("a", group="Lab")
    make("b", group="Lab")
    make("c", group="Home")
    opened("a")
    tree.arrange()
    home, lab = tree.index(0, 0), tree.index(1, 0)
    assert (home.data(SPOKEN), lab.data(SPOKEN)) == ("Group Home, 1 machine", "Group Lab, 2 machines")
    assert (home.data(COUNT_ROLE), lab.data(COUNT_ROLE)) == (1, 2)


def test_machines_can_be_selected_and_headings_cannot(make, opened, tree) -> None:
    make("a", group="Lab")
    machine = opened("a")
    tree.arrange()
    heading = tree.index(0, 0)
    assert not heading.flags() & Qt.ItemFlag.ItemIsSelectable
    assert tree.index_of(machine).flags() & Qt.ItemFlag.ItemIsSelectable
    assert tree.parent(tree.index_of(machine)) == heading
    assert not tree.index(5, 0).isValid()


def test_every_column_has_a_title_and_explains_itself(tree) -> None:
    for role in (Qt.ItemDataRole.DisplayRole, TIP):
        said = {tree.headerData(column, Qt.Orientation.Horizontal, role) for column in Column}
        assert len(said) == len(Column)
