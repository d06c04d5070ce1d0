"""engine.boot.bios.mode: the mode table, against the one the display's tests use."""

from __future__ import annotations

import pytest

from engine.boot.bios.mode import MODES
from tests.support import vgamode


@pytest.mark.parametrize("number", sorted(set(vgamode.MODES) & set(MODES)))
def test_registers_are_ibms(number: int) -> None:
    mode, ibm = MODES[number], vgamode.MODES[number]
    assert (mode.misc, mode.seq, mode.attr, mode.gfx) == (ibm.misc, ibm.seq, ibm.attr, ibm.gfx)
    assert mode.crtc == ibm.crtc


def test_every_mode_is_whole() -> None:
    assert sorted(MODES) == [*range(8), *range(0x0D, 0x14)]
    for mode in MODES.values():
        assert (len(mode.seq), len(mode.crtc), len(mode.attr), len(mode.gfx)) == (4, 25, 20, 9)
        assert mode.is_text == (mode.width == 0)
        if mode.width:
            assert (mode.columns, mode.rows) == (mode.width // 8, mode.height // mode.font)
