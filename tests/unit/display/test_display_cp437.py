"""engine.display.cp437: every code has the glyph of the PC's character generator."""

from __future__ import annotations

from engine.display import cp437


def test_all_codes() -> None:
    assert len(cp437.GLYPHS) == 256
    assert cp437.decode(b"Az09 ~") == "Az09 ~"
    assert cp437.decode(b"\x80\x9b\xb0\xc9\xdb\xe1\xfe") == "Ç¢░╔█ß■"


def test_control_codes_are_pictures() -> None:
    assert cp437.decode(b"\x01\x02\x03\x0a\x0d\x1a\x1b\x1f\x7f") == "☺☻♥◙♪→←▼⌂"


def test_blank_codes_are_spaces() -> None:
    assert cp437.decode(b"\x00\x20\xff") == "   "


def test_all_but_the_blanks_differ() -> None:
    assert len(set(cp437.GLYPHS)) == 254
