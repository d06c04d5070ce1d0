"""engine.boot.bios.modeset: the VGA after a mode is set."""

from __future__ import annotations

import pytest

from engine.boot.bios.mode import MODES
from tests.support.biosrig import BiosRig


@pytest.mark.parametrize("number", sorted(MODES))
def test_registers_reach_the_chip(machine: BiosRig, number: int) -> None:
    machine.call(0x10, ax=number)
    state, mode = machine.board.vga.state, MODES[number]
    assert state.misc == mode.misc and bytes(state.seq[1:5]) == mode.seq
    assert bytes(state.attr[:16]) == mode.attr[:16] and bytes(state.gfx[:9]) == mode.gfx
    assert bytes(state.crtc[:10]) == mode.crtc[:10]
    assert state.screen_on
