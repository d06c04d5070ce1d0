"""The PC speaker as a person hears it: counter 2 of the timer makes a square wave, port 61h lets it through.

(Intel 8254 data sheet, "Mode 3"; IBM PC/AT Technical Reference, "Speaker")
"""

from __future__ import annotations

PIT_HZ = 1_193_182
SQUARE_WAVE = 3
AUDIBLE_HZ = range(20, 20_001)


def tone_hz(mode: int, count: int, *, gate: bool, speaker: bool) -> int:
    """The tone's frequency; 0 for silence. ``count`` is counter 2's period in clocks (0 is the longest), ``gate`` and
    ``speaker`` are bits 0 and 1 of port 61h."""
    # Mode 7 is mode 3 as well.
    if not gate or not speaker or mode & 3 != SQUARE_WAVE:
        return 0
    hertz = PIT_HZ // (count or 0x10000)
    return hertz if hertz in AUDIBLE_HZ else 0
