"""Modes the guest sets with SM and DECSET, numbered as pyte numbers them ("XTerm Control Sequences", DECSET)."""

from __future__ import annotations

from pyte import modes as mo

PRIVATE = 5
"""How far pyte shifts the number of a private mode."""

CURSOR_KEYS = 1 << PRIVATE  # DECCKM
CURSOR_BLINK = 12 << PRIVATE
KEYPAD = 66 << PRIVATE  # DECNKM, also ESC = and ESC >
FOCUS = 1004 << PRIVATE
SAVE_CURSOR = 1048 << PRIVATE
BRACKETED_PASTE = 2004 << PRIVATE

ALTERNATE = 47 << PRIVATE
ALTERNATE_CLEAR_AFTER = 1047 << PRIVATE
ALTERNATE_SAVE = 1049 << PRIVATE

ALTERNATES = frozenset({ALTERNATE, ALTERNATE_CLEAR_AFTER, ALTERNATE_SAVE})

KNOWN = ALTERNATES | {
    mo.IRM,
    mo.LNM,
    mo.DECTCEM,
    mo.DECSCNM,
    mo.DECOM,
    mo.DECAWM,
    CURSOR_KEYS,
    CURSOR_BLINK,
    KEYPAD,
    FOCUS,
    SAVE_CURSOR,
    BRACKETED_PASTE,
}
"""The modes that do something here; the others are remembered nowhere and reported as unknown."""
