"""engine.devices.vga.timing: frame times from IBM's tables."""

from __future__ import annotations

import pytest

from engine.devices.vga.state import VgaState
from engine.devices.vga.timing import timing_of
from tests.support.vgacard import VgaCard


@pytest.mark.parametrize(
    ("mode", "hertz", "picture"),
    [(0x03, 70.09, 400 / 449), (0x01, 70.09, 400 / 449), (0x12, 59.94, 480 / 525), (0x10, 70.09, 350 / 449)],
)
def test_refresh_rates_of_the_bios_modes(mode: int, hertz: float, picture: float) -> None:
    timing = timing_of(VgaCard(mode).vga.state)
    assert 1e9 / timing.frame_ns == pytest.approx(hertz, abs=0.02)
    assert timing.picture_ns / timing.frame_ns == pytest.approx(picture, abs=1e-6)


@pytest.mark.parametrize("fill", [0x00, 0xFF])
def test_registers_that_describe_no_picture_give_the_usual_rate(fill: int) -> None:
    timing = timing_of(VgaState(crtc=bytearray([fill] * 32)))
    assert 1e9 / timing.frame_ns == pytest.approx(70.09, abs=0.02)
    assert 0 < timing.picture_ns < timing.frame_ns
