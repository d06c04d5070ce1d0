"""engine.boot.bios.vgaport: the attribute controller's flip-flop."""

from __future__ import annotations

from tests.support.biosrig import BiosRig


def test_reading_leaves_the_picture_on_and_the_index_next(machine: BiosRig) -> None:
    machine.call(0x10, ax=0x1007, bx=3)
    assert machine.board.vga.state.screen_on and not machine.board.vga.state.attr_is_data
