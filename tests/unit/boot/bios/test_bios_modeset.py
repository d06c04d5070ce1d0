"""engine.boot.bios.modeset: the VGA after a mode is set."""

from __future__ import annotations

import pytest

from engine.boot.bios.bda import Bda
from engine.boot.bios.mode import MODES
from engine.display.layout import Registers
from engine.display.mode import mode_of
from tests.support.biosrig import BiosRig


@pytest.mark.parametrize("number", sorted(MODES))
def test_registers_reach_the_chip(machine: BiosRig, number: int) -> None:
    machine.call(0x10, ax=number)
    state, mode = machine.board.vga.state, MODES[number]
    assert state.misc == mode.misc and bytes(state.seq[1:5]) == mode.seq
    assert bytes(state.attr[:16]) == mode.attr[:16] and bytes(state.gfx[:9]) == mode.gfx
    assert bytes(state.crtc[:10]) == mode.crtc[:10]
    assert state.screen_on


@pytest.mark.parametrize(("choice", "lines", "height"), [(0, 200, 8), (1, 350, 14), (2, 400, 16)])
def test_lines_of_text_modes(machine: BiosRig, choice: int, lines: int, height: int) -> None:
    """INT 10h AH=12h BL=30h counts from the next mode on."""
    assert machine.call(0x10, ax=0x1200 | choice, bx=0x30).al == 0x12
    for number in (1, 3, 1):
        machine.call(0x10, ax=number)
        state = machine.board.vga.state
        assert (machine.word(Bda.CHARACTER_HEIGHT), machine.read(Bda.VIDEO_ROWS, 1)) == (height, b"\x18")
        shown = mode_of(Registers(screen_on=True, seq=bytes(state.seq), gfx=bytes(state.gfx), crtc=bytes(state.crtc)))
        assert (shown.kind, shown.rows, shown.height) == ("text", 25, lines)
        assert shown.height * shown.double_y == (350 if lines == 350 else 400)
