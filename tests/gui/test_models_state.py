"""virtgui.models.state: what can be done where."""

from __future__ import annotations

import pytest

from virtgui.models.state import OF_QMP, MachineState, title, why_not


def test_every_state_has_its_own_title(qapp) -> None:
    assert len({title(state) for state in MachineState}) == len(MachineState)


@pytest.mark.parametrize("action", ["start", "rename", "delete"])
def test_what_touches_a_description_needs_a_machine_that_is_off(qapp, action: str) -> None:
    for state in MachineState:
        assert not (state.alive and why_not(action, state) == "")
    assert why_not(action, MachineState.OFF) == ""
    assert why_not(action, MachineState.CRASHED) == ""


@pytest.mark.parametrize("action", ["pause", "stop", "reset", "kill", "type"])
def test_what_touches_a_process_needs_one(qapp, action: str) -> None:
    for state in (MachineState.OFF, MachineState.CRASHED, MachineState.BROKEN):
        assert why_not(action, state)
    assert why_not(action, MachineState.RUNNING) == ""


def test_a_guest_that_stopped_for_good_can_be_reset_but_not_resumed(qapp) -> None:
    assert "reset it" in why_not("resume", MachineState.FAULTED)
    assert why_not("reset", MachineState.FAULTED) == why_not("kill", MachineState.FAULTED) == ""


def test_a_broken_machine_can_only_be_looked_at_mended_and_deleted(qapp) -> None:
    verbs = ("start", "open", "save", "rename", "reset", "delete")
    possible = [verb for verb in verbs if not why_not(verb, MachineState.BROKEN)]
    assert possible == ["open", "save", "delete"]


def test_an_unknown_action_is_our_mistake() -> None:
    with pytest.raises(ValueError, match="fly"):
        why_not("fly", MachineState.OFF)


def test_qmp_knows_no_state_of_a_machine_that_is_off() -> None:
    assert all(state.alive for state in OF_QMP.values())
