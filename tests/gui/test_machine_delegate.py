"""virtgui.widgets.machine_delegate: a machine in words and colours."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from virtgui.models.machine import MachineState
from virtgui.models.sample import EXIT_NAMES, Sample
from virtgui.models.thumbnail import Thumbnails
from virtgui.models.tree import MEASURED, Column, MachineTree
from virtgui.theme import DARK, LIGHT
from virtgui.widgets.machine_delegate import ROW_HEIGHT, STATE_ICON, STEADY_S, MachineDelegate, summary, tone
from virtgui.widgets.machine_list import MachineList
from virtgui.widgets.sparkline import SAMPLES


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"memory_mib": 32}, "1 CPU · 32 MiB"),
        ({"memory_mib": 2048, "vcpus": 4}, "4 CPUs · 2 GiB"),
        ({"memory_mib": 1536}, "1 CPU · 1536 MiB"),
    ],
)
def test_what_a_machine_is_in_a_line(make, opened, fields, words: str) -> None:
    make("a", **fields)
    machine = opened("a")
    assert summary(machine) == words
    machine.facts = {"accel": "soft"}
    assert summary(machine) == f"{words} · software CPU"


def test_a_broken_machine_shows_where_its_description_is(make, opened, store) -> None:
    make("a")
    (store.root / "a" / "machine.toml").write_text("x")
    assert summary(opened("a")) == str(store.root / "a" / "machine.toml")


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_trouble_is_red_and_waiting_is_amber(make, opened, colours) -> None:
    make("a")
    machine = opened("a")
    wanted = {
        MachineState.RUNNING: colours.running,
        MachineState.FAULTED: colours.crashed,
        MachineState.CRASHED: colours.crashed,
        MachineState.BROKEN: colours.crashed,
        MachineState.IO_ERROR: colours.paused,
        MachineState.PAUSED: colours.paused,
        MachineState.OFF: colours.off,
    }
    for state, colour in wanted.items():
        machine.state = state
        assert tone(machine, colours) == colour, state
    machine.state = MachineState.OFF


def test_every_state_has_an_icon() -> None:
    assert set(STATE_ICON) == set(MachineState)


def test_rows_have_room_for_the_picture_and_two_lines(make, opened, fleet, bridge, qtbot) -> None:
    make("a", group="Lab")
    machine = opened("a")
    tree = MachineTree(fleet)
    tree.arrange()
    view = MachineList(tree, Thumbnails(bridge))
    qtbot.addWidget(view)
    index = tree.index_of(machine)
    assert view.sizeHintForIndex(index).height() >= ROW_HEIGHT
    assert view.sizeHintForIndex(index.parent()).height() < ROW_HEIGHT
    font = view.font()
    font.setPointSizeF(font.pointSizeF() * 3)
    view.setFont(font)
    assert view.sizeHintForIndex(index.siblingAtColumn(Column.NAME)).height() > ROW_HEIGHT


def measured(time: float, cpu: float = 0.0) -> Sample:
    return Sample(time, cpu, 0.0, 0.0, 50 << 20, 0.0, 0.0, 0.0, 0.0, (0.0,) * len(EXIT_NAMES))


def test_only_what_would_look_otherwise_is_painted_again(make, opened, fleet, bridge, qtbot) -> None:
    make("a")
    machine = opened("a")
    machine.state = MachineState.RUNNING
    view = MachineList(MachineTree(fleet), Thumbnails(bridge))
    qtbot.addWidget(view)
    view.resize(1000, 300)
    painter = view._painter

    def stale() -> list[Column]:
        return [column for column in (Column.STATE, *MEASURED) if painter.is_stale(machine, column)]

    machine.history.append(measured(100.0))
    assert stale() == [Column.STATE, *MEASURED], "nothing was painted yet"
    view.grab()
    assert stale() == []
    machine.history.append(measured(101.0))
    assert stale() == [], "it does the same as before"
    machine.history.append(measured(102.0, 0.4))
    assert stale() == [Column.CPU], "too little for its figure, but its line shows it"
    view.grab()
    machine.history.append(measured(103.0, 7.0))
    assert stale() == [Column.CPU]
    view.grab()
    machine.history.append(measured(103.0 + STEADY_S, 7.0))
    assert stale() == list(MEASURED), "lines move on, if not each second"
    machine.state = MachineState.OFF
    assert Column.STATE in stale()


def test_of_a_row_only_the_cell_that_changed_is_painted(make, opened, fleet, bridge, qtbot, monkeypatch) -> None:
    make("a")
    machine = opened("a")
    view = MachineList(MachineTree(fleet), Thumbnails(bridge))
    qtbot.addWidget(view)
    view.resize(1000, 300)
    with qtbot.waitExposed(view):
        view.show()
    painted: list[int] = []
    really_paint = MachineDelegate._paint_ground

    def paint(self: MachineDelegate, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        painted.append(index.column())
        really_paint(self, painter, option, index)

    monkeypatch.setattr(MachineDelegate, "_paint_ground", paint)
    view.grab()
    assert painted == list(Column)
    painted.clear()
    view.viewport().repaint(view.visualRect(view._tree.index_of(machine, Column.DISK)))
    assert painted == [Column.DISK]


def test_a_line_that_is_flat_from_end_to_end_is_not_painted_again(make, opened, fleet, bridge, qtbot) -> None:
    make("a")
    machine = opened("a")
    machine.state = MachineState.RUNNING
    view = MachineList(MachineTree(fleet), Thumbnails(bridge))
    qtbot.addWidget(view)
    view.resize(1000, 300)
    for second in range(SAMPLES):
        machine.history.append(measured(second))
    view.grab()
    for second in range(2 * int(STEADY_S)):
        machine.history.append(measured(SAMPLES + second))
        assert not any(view._painter.is_stale(machine, column) for column in MEASURED)
    machine.history.append(measured(SAMPLES + 10, 0.1))
    assert not view._painter.is_stale(machine, Column.CPU), "too little to be seen at once"
    machine.history.append(measured(SAMPLES + 14, 0.1))
    assert view._painter.is_stale(machine, Column.CPU), "but it goes along with the line"
    machine.state = MachineState.OFF
