"""List and pictures: whatever is shown, the same things work in it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

SHORT = 20000


@pytest.fixture
def pictures(manager):
    manager.bar.grid.trigger()
    return manager


def names(machines) -> list[str]:
    return [machine.name for machine in machines]


def test_the_first_is_selected_at_the_start(pictures, make, fleet, qtbot) -> None:
    make("b")
    make("a")
    with qtbot.waitSignal(fleet.ready):
        fleet.open()
    qtbot.waitUntil(lambda: names(pictures.views.chosen()) == ["a"], timeout=SHORT)
    assert pictures.actions_["start"].isEnabled()


def test_what_was_just_made_is_selected(pictures, make, row, fleet, qtbot) -> None:
    make("a")
    row("a")
    make("new")
    pictures._created("new", False)
    qtbot.waitUntil(lambda: names(pictures.views.chosen()) == ["new"], timeout=SHORT)


def test_enter_in_the_search_selects_what_was_found(pictures, make, row, qtbot) -> None:
    for name in ("a", "b"):
        make(name)
        row(name)
    pictures.bar.search.setText("b")
    qtbot.keyClick(pictures.bar.search, Qt.Key.Key_Return)
    assert names(pictures.views.chosen()) == ["b"]


def test_what_was_looked_for_is_said_in_both_views(manager, make, row) -> None:
    """And as soon as there is nothing of it, and no longer."""
    make("a")
    row("a")
    shown = manager.bar.show_
    shown.setCurrentIndex(shown.findData("trouble"))
    shown.activated.emit(shown.currentIndex())
    assert "“In trouble”" in manager.empty._title.text()
    for _ in range(2):
        manager.bar.grid.trigger()
        assert manager.empty.isVisible()
        assert "“In trouble”" in manager.empty._title.text()


def test_the_page_comes_and_goes_with_what_there_is_to_show(manager, make, row, fleet, qtbot) -> None:
    make("a")
    row("a")
    manager.bar.search.setText("other name")
    assert manager.empty.isVisible()
    machine = fleet.machine("a")
    machine.rename("other name")
    qtbot.waitUntil(lambda: not manager.empty.isVisible(), timeout=SHORT)
    machine.rename("a")
    qtbot.waitUntil(manager.empty.isVisible, timeout=SHORT)


def test_a_page_teaches_where_there_is_nothing(pictures, fleet, qtbot) -> None:
    with qtbot.waitSignal(fleet.ready):
        fleet.open()
    assert pictures.empty.isVisible()
    pictures.bar.grid.trigger()
    assert pictures.empty.isVisible()
