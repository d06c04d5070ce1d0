"""The machines as pictures."""

from __future__ import annotations

from PySide6.QtCore import Qt

from virtgui.models.tree import MACHINE_ROLE

SHORT = 20000


def names(manager) -> list[str]:
    flat = manager.grid.flat
    return [flat.index(row).data(MACHINE_ROLE).name for row in range(flat.rowCount())]


def test_the_grid_shows_what_the_list_shows_and_keeps_the_selection(manager, make, row, qtbot) -> None:
    for name, group in (("a", "Z"), ("b", ""), ("c", "")):
        make(name, group=group)
        row(name)
    manager.bar.grid.trigger()
    assert manager.grid.isVisible()
    assert names(manager) == ["b", "c", "a"]
    assert [machine.name for machine in manager.grid.chosen()] == ["c"]
    assert manager.actions_["start"].isEnabled()
    manager.bar.search.setText("b")
    assert names(manager) == ["b"]
    manager.bar.search.clear()
    manager.bar.grid.trigger()
    assert manager.list.isVisible()


def test_several_are_chosen_and_one_is_opened_by_keyboard(manager, make, row, qtbot) -> None:
    for name in ("a", "b"):
        make(name)
    a, b = row("a"), row("b")
    manager.bar.grid.trigger()
    manager.grid.selectAll()
    assert manager.grid.chosen() == [a, b]
    manager.grid.choose([b])
    qtbot.keyClick(manager.grid, Qt.Key.Key_Return)
    assert b in manager.windows()


def test_a_card_says_name_and_state(manager, make, row, qtbot) -> None:
    make("a")
    row("a")
    manager.bar.grid.trigger()
    index = manager.grid.flat.index(0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "a, Off"
    card = manager.grid.grab(manager.grid.visualRect(index)).toImage()
    assert len({card.pixelColor(x, y).name() for x in range(0, 200, 4) for y in range(0, 150, 4)}) > 3


def test_which_view_is_remembered(manager, make, row, qtbot) -> None:
    make("a")
    row("a")
    manager.bar.grid.trigger()
    manager.close()
    assert manager._settings.value("manager/grid") in (True, "true")
