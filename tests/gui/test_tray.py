"""The tray's menu, and what is told."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from virtgui.models.state import MachineState
from virtgui.windows.tray import Notifier, Tray, notify


def test_a_menu_for_each_machine_that_runs(fleet, bridge, make, opened, qtbot) -> None:
    make("a")
    make("b")
    a = opened("a")
    opened("b")
    tray = Tray(fleet, bridge)
    asked: list[tuple[str, object]] = []
    tray.wanted.connect(lambda verb, machine: asked.append((verb, machine)))
    tray.fill()
    texts = [action.text() for action in tray.menu.actions() if action.text()]
    assert texts == ["Show the manager", "No machine runs", "Quit"]
    a.state = MachineState.RUNNING
    tray.fill()
    inner = next(action.menu() for action in tray.menu.actions() if action.text() == "a: Running")
    enabled = [action.text() for action in inner.actions() if action.isEnabled()]
    assert enabled == ["Open", "Pause", "Shut down", "Power off"]
    inner.actions()[1].trigger()
    assert asked == [("pause", a)]
    a.state = MachineState.OFF


def test_what_happens_to_machines_is_told_once(fleet, make, opened, qtbot) -> None:
    make("a")
    a = opened("a")
    notifier = Notifier(fleet)
    told: list[str] = []
    notifier.told.connect(lambda _machine, title, _text: told.append(title))
    for state in (MachineState.STARTING, MachineState.RUNNING, MachineState.CRASHED, MachineState.CRASHED):
        a.state = state
        a.changed.emit()
    assert told == ["a: Crashed"]
    a.state = MachineState.OFF


def test_notify_send_is_used_where_it_is(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert notify("a", "b") is False
    command = tmp_path / "notify-send"
    command.write_text(f'#!/bin/sh\nprintf "%s|" "$@" > {tmp_path}/said\n')
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    assert notify("a: Crashed", "Why") is True
    assert (tmp_path / "said").read_text().endswith("a: Crashed|Why|")
    assert os.access(command, os.X_OK)
