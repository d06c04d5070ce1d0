"""Without a window: autostart, leaving, and the tray's part in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from virtgui.models.state import MachineState
from virtgui.windows.manager_background import REMEMBERED

pytest_plugins = ("tests.support.bench_fixture",)

LONG = 60000


@pytest.fixture
def left(monkeypatch) -> list[str]:
    """Whether the application was told to end."""
    calls: list[str] = []
    monkeypatch.setattr(QApplication, "quit", lambda *_: calls.append("quit"))
    return calls


def test_a_machine_that_starts_by_itself(kvm, manager, make, opened, qtbot) -> None:
    make("auto", autostart=True)
    make("other")
    machine = opened("auto")
    qtbot.waitUntil(lambda: machine.state.alive, timeout=LONG)
    assert opened("other").state is MachineState.OFF
    assert manager.windows() == {}
    qtbot.waitUntil(lambda: machine.state is not MachineState.STARTING, timeout=LONG)


def test_changes_that_were_not_applied_are_not_lost_to_quit(manager, make, row, left) -> None:
    make("a")
    manager.open_machine(row("a"))
    (window,) = manager.windows().values()
    window.show_view("details")
    window.details_page.edit.set("vcpus", 2)
    window.show_view("screen")
    manager.quit()
    assert left == []
    assert window.view == "details"
    assert "not applied" in window.message.what
    # The answer to what becomes of machines that run comes after that.
    manager.background._leave(False)
    assert left == []
    window.details_page.edit.discard()
    manager.quit()
    assert left == ["quit"]


def test_nothing_runs_nothing_is_asked(manager, make, row, left) -> None:
    make("a")
    row("a")
    manager.quit()
    assert left == ["quit"]


def test_leaving_machines_running_and_never_asking_again(kvm, manager, make, running, left, qtbot) -> None:
    make("a")
    machine = running("a")
    manager.quit()
    panel = manager.background.panel
    assert panel is not None
    assert panel.isVisible()
    assert panel.title.text() == "a is running."
    assert left == []
    panel.cancel.click()
    assert panel.isHidden()
    manager.quit()
    panel.remember.click()
    panel.keep.click()
    assert left == ["quit"]
    assert manager._settings.value(REMEMBERED) in (True, "true")
    assert machine.state is MachineState.RUNNING


def test_shutting_them_down_first(kvm, manager, make, running, left, tmp_path: Path, qtbot) -> None:
    make("a")
    machine = running("a")
    manager.quit()
    panel = manager.background.panel
    panel.stop.click()
    assert "Waiting for a" in panel.text.text()
    assert left == []
    panel.kill.click()
    qtbot.waitUntil(lambda: left == ["quit"], timeout=LONG)
    assert machine.state is MachineState.OFF
