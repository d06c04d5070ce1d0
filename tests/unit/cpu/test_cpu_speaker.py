"""engine.cpu.speaker: what a person would hear."""

from __future__ import annotations

import pytest

from engine.cpu.speaker import tone_hz


@pytest.mark.parametrize(
    ("mode", "count", "gate", "speaker", "hertz"),
    [
        (3, 1193, True, True, 1000),
        (7, 1193, True, True, 1000),
        (3, 1193, False, True, 0),
        (3, 1193, True, False, 0),
        (2, 1193, True, True, 0),
        (3, 0, True, True, 0),  # 18 Hz: clicks, no tone
        (3, 10, True, True, 0),  # too high
    ],
)
def test_tones(mode: int, count: int, gate: bool, speaker: bool, hertz: int) -> None:
    assert tone_hz(mode, count, gate=gate, speaker=speaker) == hertz
