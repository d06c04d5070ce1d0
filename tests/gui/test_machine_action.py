"""The actions of a machine's window."""

from __future__ import annotations

import pytest

from tests.support.bench import Bench
from virtgui.models.state import MachineState
from virtgui.widgets.scale import SCALES

pytest_plugins = ("tests.support.bench_fixture",)


def test_what_is_greyed_out_says_why(bench: Bench) -> None:
    actions = bench.window(bench.add()).actions_
    assert actions.run.isEnabled()
    assert "Switch it on" in actions.run.toolTip()
    for action in (actions.pause, actions.stop, actions.reset, actions.kill, actions.paste, actions.copy):
        assert not action.isEnabled()
        assert "off" in action.toolTip()
    assert "not shown anything" in actions.screenshot_menu.menuAction().toolTip()
    assert all(not action.isEnabled() and action.toolTip() for action in actions.combos.values())


@pytest.mark.parametrize(
    ("state", "enabled"),
    [
        (MachineState.RUNNING, {"pause", "stop", "reset", "kill"}),
        (MachineState.PAUSED, {"run", "reset", "kill"}),
        (MachineState.IO_ERROR, {"run", "reset", "kill"}),
        (MachineState.FAULTED, {"reset", "kill"}),
        (MachineState.CRASHED, {"run"}),
        (MachineState.STARTING, set()),
    ],
)
def test_enabled_by_state(bench: Bench, state: MachineState, enabled: set[str]) -> None:
    machine = bench.add()
    actions = bench.window(machine).actions_
    machine.state = state
    machine.changed.emit()
    names = ("run", "pause", "stop", "reset", "kill")
    assert {name for name in names if getattr(actions, name).isEnabled()} == enabled
    machine.state = MachineState.OFF


def test_scales(bench: Bench) -> None:
    window = bench.window(bench.add())
    display = window.screen_page.display
    assert set(window.actions_.scales) == {"fit", "whole", "stretch", *SCALES}
    window.actions_.scales[2.0].trigger()
    assert display.scale == 2.0
    window.actions_.scales["fit"].trigger()
    assert display.scale == "fit"


def test_another_host_key(bench: Bench) -> None:
    window = bench.window(bench.add())
    entry = next(
        action
        for action in window.actions_.keys_menu.findChildren(type(window.actions_.run))
        if action.text() == "Scroll Lock" and action.isCheckable()
    )
    entry.trigger()
    assert window.screen_page.display.host_key == "scroll_lock"
