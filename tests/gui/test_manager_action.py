"""virtgui.windows.manager_action and manager_bar: what can be done with the selected machines."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow, QMenu

from virtgui.models.machine import Machine, MachineState
from virtgui.windows.manager_action import MachineActions, specs
from virtgui.windows.manager_bar import STOPS, ManagerBar, ManagerMenus, fill_machine_menu


class Done:
    """What was asked for."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, list[str]]] = []
        self.owner = QObject()
        self.actions = MachineActions(self.owner, self._do)

    def _do(self, verb: str, machines: list[Machine]) -> None:
        self.calls.append((verb, [machine.name for machine in machines]))


@pytest.fixture
def done(qapp) -> Done:
    return Done()


@pytest.fixture
def pair(make, opened):
    """a is off, b runs."""
    make("a")
    make("b")
    machines = [opened("a"), opened("b")]
    machines[1].state = MachineState.RUNNING
    yield machines
    machines[1].state = MachineState.OFF


def test_nothing_selected_is_a_reason(done) -> None:
    for spec in specs():
        assert not done.actions[spec.verb].isEnabled()
        assert "Select" in done.actions[spec.verb].toolTip()


def test_an_action_is_done_with_those_that_allow_it(done, pair) -> None:
    done.actions.update(pair)
    done.actions["start"].trigger()
    done.actions["kill"].trigger()
    assert done.calls == [("start", ["a"]), ("kill", ["b"])]


def test_a_machine_that_changed_meanwhile_is_left_out(done, pair) -> None:
    done.actions.update([pair[0]])
    pair[0].state = MachineState.STARTING
    done.actions["start"].trigger()
    pair[0].state = MachineState.OFF
    assert done.calls == []


def test_tips_name_the_shortcut_or_the_machine_and_why_not(done, pair) -> None:
    done.actions.update([pair[0]])
    assert "Ctrl+R" in done.actions["start"].toolTip()
    assert done.actions["pause"].toolTip() == f"a: {pair[0].can('pause')}"


def test_no_two_actions_share_a_shortcut_or_a_letter() -> None:
    shortcuts = [spec.shortcut for spec in specs() if spec.shortcut]
    letters = [spec.text[spec.text.index("&") + 1].lower() for spec in specs()]
    assert len(set(shortcuts)) == len(shortcuts)
    assert len(set(letters)) == len(letters)


def test_the_menu_has_every_action(done) -> None:
    menu = QMenu()
    fill_machine_menu(menu, done.actions)
    assert {action.text() for action in menu.actions() if action.text()} == {spec.text for spec in specs()}


def test_the_toolbar_offers_resume_in_the_place_of_run(done, qtbot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    bar = ManagerBar(done.actions, window)
    assert bar.run.defaultAction() is done.actions["start"]
    bar.offer_resume(True)
    assert bar.run.defaultAction() is done.actions["resume"]
    bar.offer_resume(False)
    assert bar.run.defaultAction() is done.actions["start"]


def test_stop_is_there_while_any_way_to_stop_is(done, pair, qtbot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    bar = ManagerBar(done.actions, window)
    done.actions.update([pair[0]])
    assert not bar.stop.isEnabled()
    pair[1].state = MachineState.FAULTED  # It cannot shut itself down any more.
    done.actions.update([pair[1]])
    assert not done.actions["stop"].isEnabled()
    assert bar.stop.isEnabled()
    assert [action.isEnabled() for action in bar.stop.menu().actions()] == [verb != "stop" for verb in STOPS]


def test_one_scheme_at_a_time(done, qtbot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    bar = ManagerBar(done.actions, window)
    left: list[int] = []
    menus = ManagerMenus(window, bar, done.actions, lambda: left.append(1))
    menus.scheme["dark"].trigger()
    menus.scheme["light"].trigger()
    assert [name for name, action in menus.scheme.items() if action.isChecked()] == ["light"]
    window.menuBar().actions()[0].menu().actions()[-1].trigger()
    assert left == [1]
