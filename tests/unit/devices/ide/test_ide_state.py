"""The state of a channel is a value."""

from __future__ import annotations

import copy

from engine.devices.ide.state import DriveState, IdeChannelState, Step


def test_copies_are_independent():
    state = IdeChannelState()
    other = copy.deepcopy(state)
    assert other == state
    other.drive_0.data += b"x"
    assert state.drive_0.data == b""
    assert other != state


def test_a_new_drive_is_idle():
    assert DriveState().step == Step.IDLE
