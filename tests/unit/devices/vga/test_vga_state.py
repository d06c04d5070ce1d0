"""engine.devices.vga.state: a chip goes on from another one's state."""

from __future__ import annotations

import copy

from engine.devices.vga.chip import Vga
from engine.devices.vga.state import VgaState
from tests.support.vgacard import VgaCard


def test_new_states_share_nothing() -> None:
    one, other = VgaState(), VgaState()
    one.dac[0] = one.crtc[0] = 1
    assert other == VgaState()


def test_restored_chip_leaves_text_where_it_is() -> None:
    card = VgaCard(3)
    card.put(0, 0, "X")
    vga = Vga(card.clock, card.text, card.vram, card.windows.append, copy.deepcopy(card.vga.state))
    assert vga.window == card.vga.window
    assert bytes(card.text[:2]) == b"X\x07"
    assert vga.publish(card.memory)
    assert vga.registers() == card.vga.registers()
