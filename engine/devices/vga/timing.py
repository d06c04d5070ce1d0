"""How long a frame lasts and what part of it is picture, from the CRT controller's registers."""

from __future__ import annotations

import msgspec

from engine.devices.vga.register import Crtc, Misc, Seq
from engine.devices.vga.state import VgaState

_DOT_CLOCKS_HZ = (25_175_000, 28_322_000, 25_175_000, 25_175_000)
_DOTS_8 = 0x01
_HALF_CLOCK = 0x08
# Outside these the registers do not describe a picture (a mode set half done): assume the usual text mode.
_SHORTEST_NS, _LONGEST_NS = 5_000_000, 50_000_000
_USUAL_FRAME_NS, _USUAL_PICTURE_NS = 14_268_000, 12_711_000


class Timing(msgspec.Struct, frozen=True):
    """``frame_ns``: one frame. ``picture_ns``: from its start to the end of its last visible line."""

    frame_ns: int
    picture_ns: int


def timing_of(state: VgaState) -> Timing:
    """Frame timing (PS/2 Video, "CRT Controller": horizontal total is 5 characters more than its register
    says, vertical total 2 lines more, vertical display end 1 line more)."""
    crtc, clocking = state.crtc, state.seq[Seq.CLOCKING_MODE]
    overflow = crtc[Crtc.OVERFLOW]
    dots = (8 if clocking & _DOTS_8 else 9) * (2 if clocking & _HALF_CLOCK else 1)
    dots *= crtc[Crtc.HORIZONTAL_TOTAL] + 5
    lines = (crtc[Crtc.VERTICAL_TOTAL] | (overflow & 1) << 8 | (overflow & 0x20) << 4) + 2
    visible = (crtc[Crtc.VERTICAL_DISPLAY_END] | (overflow & 2) << 7 | (overflow & 0x40) << 3) + 1
    clock_hz = _DOT_CLOCKS_HZ[(state.misc & Misc.CLOCK_SELECT) >> 2]
    frame_ns = dots * lines * 1_000_000_000 // clock_hz
    if not _SHORTEST_NS <= frame_ns <= _LONGEST_NS or visible >= lines:
        return Timing(_USUAL_FRAME_NS, _USUAL_PICTURE_NS)
    return Timing(frame_ns, frame_ns * visible // lines)
