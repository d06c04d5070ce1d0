"""The list of machines: what is selected, and how it looks. virtgui.widgets.machine_list, machine_header."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage

from virtgui.models.machine import MachineState
from virtgui.models.thumbnail import Thumbnails
from virtgui.models.tree import Column, MachineTree
from virtgui.theme import DARK, LIGHT, Theme
from virtgui.widgets.machine_header import MachineHeader
from virtgui.widgets.machine_list import MachineList
from virtgui.widgets.tint import mixed

SHORT = 20000


@pytest.fixture
def machines(fleet, bridge, qtbot) -> Iterator[MachineList]:
    view = MachineList(MachineTree(fleet), Thumbnails(bridge))
    qtbot.addWidget(view)
    view.resize(1000, 400)
    view.show()
    yield view
    view.hide()


@pytest.fixture
def three(make, opened, fleet, machines, qtbot):
    """Machines a, b and c, each with a row."""
    for name in "abc":
        make(name)
    opened("a")
    qtbot.waitUntil(lambda: len(machines._tree.machines()) == 3, timeout=SHORT)
    return [fleet.machine(name) for name in "abc"]


def test_the_selection_outlives_scans_and_sorting(make, fleet, machines, three, qtbot) -> None:
    machines.choose(three[1])
    fleet.rescan()
    make("aa")
    qtbot.waitUntil(lambda: len(machines._tree.machines()) == 4, timeout=SHORT)
    assert machines.chosen() == [three[1]]
    machines.sortByColumn(Column.NAME, Qt.SortOrder.DescendingOrder)
    assert [machine.name for machine in machines._tree.machines()] == ["c", "b", "aa", "a"]
    assert machines.chosen() == [three[1]]
    assert machines.currentIndex() == machines._tree.index_of(three[1])


def test_a_machine_without_a_row_yet_is_selected_when_it_gets_one(make, fleet, machines, three, qtbot) -> None:
    make("d")
    fleet.rescan()
    qtbot.waitUntil(lambda: fleet.machine("d") is not None, timeout=SHORT)
    machines.choose(fleet.machine("d"))
    qtbot.waitUntil(lambda: machines.chosen() == [fleet.machine("d")], timeout=SHORT)


def test_only_what_can_be_seen_is_visible(machines, three) -> None:
    assert machines.visible_machines() == three
    machines.resize(1000, machines.header().height() + 10)
    assert machines.visible_machines() == three[:1]
    machines.hide()
    assert machines.visible_machines() == []


def colour(image: QImage, x: int, y: int) -> str:
    return image.pixelColor(x, y).name()


def rgb(name: str) -> bytes:
    return bytes.fromhex(name[1:])


def test_light_and_dark_reach_header_and_selection_at_once(machines, three, qapp) -> None:
    theme = Theme(qapp, "light")
    machines.choose(three[0])
    for scheme, colours in (("dark", DARK), ("light", LIGHT), ("dark", DARK)):
        theme.set_scheme(scheme)
        qapp.processEvents()
        image = machines.grab().toImage()
        assert colour(image, 300, 3) == colours.window.name(), "header"
        row = machines.visualRect(machines._tree.index_of(three[0]))
        ground = colour(image, row.right() - 4, machines.header().height() + row.top() + 4)
        # The style makes what has the focus a little lighter.
        wanted = mixed(colours.accent, colours.base, 0.14)
        assert all(abs(is_ - should) < 12 for is_, should in zip(rgb(ground), rgb(wanted.name()), strict=True))
        row = machines.visualRect(machines._tree.index_of(three[1]))
        assert colour(image, row.right() - 4, machines.header().height() + row.top() + 4) == colours.base.name()
    theme.set_scheme("system")


def test_the_arrow_is_at_the_column_that_sorts(machines, three) -> None:
    header = machines.header()
    assert isinstance(header, MachineHeader)

    def drawn(column: Column) -> QImage:
        left, width = header.sectionViewportPosition(column), header.sectionSize(column)
        return header.grab().toImage().copy(left, 0, width, header.height())

    plain = drawn(Column.CPU)
    machines.sortByColumn(Column.CPU, Qt.SortOrder.DescendingOrder)
    down = drawn(Column.CPU)
    machines.sortByColumn(Column.CPU, Qt.SortOrder.AscendingOrder)
    up = drawn(Column.CPU)
    assert plain != down != up != plain
    machines.sortByColumn(Column.NAME, Qt.SortOrder.AscendingOrder)
    assert drawn(Column.CPU) == plain
    assert all(header.sectionSizeFromContents(column).height() <= header.height() for column in Column)


def test_a_click_on_the_header_sorts(machines, three, qtbot) -> None:
    three[2].state = MachineState.RUNNING
    header = machines.header()
    x = header.sectionViewportPosition(Column.STATE) + 30
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=header.viewport().rect().topLeft() + _at(x))
    first = [machine.name for machine in machines._tree.machines()]
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=header.viewport().rect().topLeft() + _at(x))
    second = [machine.name for machine in machines._tree.machines()]
    three[2].state = MachineState.OFF
    assert {first[0], second[0]} == {"a", "c"}


def _at(x: int) -> QPoint:

    return QPoint(x, 10)


def test_a_column_that_is_hidden_is_not_painted_again_each_second(machines, three, monkeypatch) -> None:
    three[0].state = MachineState.RUNNING
    touched: list[Column] = []
    monkeypatch.setattr(machines._tree, "touch", lambda cells: touched.extend(column for _, column in cells))
    machines.setColumnHidden(Column.DISK, True)
    machines._painter._painted.clear()
    machines.tick()
    assert touched == [Column.STATE, Column.CPU, Column.MEMORY, Column.EXITS]
