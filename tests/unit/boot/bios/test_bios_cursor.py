"""engine.boot.bios.cursor: places and shapes."""

from __future__ import annotations

import pytest

from tests.support.biosrig import BiosRig


@pytest.mark.parametrize(("shape", "lines"), [(0x0607, (13, 14)), (0x0007, (0, 15)), (0x0D0E, (13, 14))])
def test_shapes_fit_the_character(machine: BiosRig, shape: int, lines: tuple[int, int]) -> None:
    machine.call(0x10, ax=0x0100, cx=shape)
    crtc = machine.board.vga.state.crtc
    assert (crtc[0x0A], crtc[0x0B]) == lines


def test_hidden(machine: BiosRig) -> None:
    machine.call(0x10, ax=0x0100, cx=0x2607)
    assert machine.board.vga.state.crtc[0x0A] & 0x20
