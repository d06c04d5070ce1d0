"""engine.display.glyph: cells drawn by hand."""

from __future__ import annotations

from msgspec.structs import replace

from engine.display import glyph
from engine.display.glyph import GlyphCache, Style

FONT = bytearray(8192)
FONT[0x41 * 32 : 0x41 * 32 + 2] = bytes((0b1000_0001, 0b0111_1110))
FONT[0xC4 * 32 : 0xC4 * 32 + 2] = bytes((0b0000_0001, 0b0000_0010))
STYLE = Style(8, 2, bytes(FONT), bytes(8192), line_graphics=True, blinks=False, underline=-1)


def drawn(style: Style, code: int, attribute: int, shown: bool = True) -> tuple[bytes, ...]:
    return GlyphCache(style, shown)[attribute << 8 | code]


def test_foreground_and_background() -> None:
    assert drawn(STYLE, 0x41, 0x25) == (bytes((5, 2, 2, 2, 2, 2, 2, 5)), bytes((2, 5, 5, 5, 5, 5, 5, 2)))


def test_attribute_bit_3_selects_the_other_font() -> None:
    assert drawn(STYLE, 0x41, 0x2D) == (bytes([2] * 8),) * 2


def test_ninth_column_is_background_but_for_line_graphics() -> None:
    wide = replace(STYLE, width=9)
    assert [row[8] for row in drawn(wide, 0x41, 0x25)] == [2, 2]
    assert [row[7:] for row in drawn(wide, 0xC4, 0x25)] == [b"\5\5", b"\2\2"]
    assert [row[7:] for row in drawn(replace(wide, line_graphics=False), 0xC4, 0x25)] == [b"\5\2", b"\2\2"]


def test_bit_7_is_intensity_or_blinking() -> None:
    assert drawn(STYLE, 0x41, 0xA5)[0][:2] == b"\x05\x0a"
    blinking = replace(STYLE, blinks=True)
    assert drawn(blinking, 0x41, 0xA5)[0][:2] == b"\5\2"
    assert drawn(blinking, 0x41, 0xA5, shown=False)[0] == b"\2" * 8
    assert drawn(blinking, 0x41, 0x25, shown=False)[0][:2] == b"\5\2"


def test_underline_of_monochrome_attribute_1() -> None:
    underlined = replace(STYLE, underline=1)
    assert drawn(underlined, 0x41, 0x01)[1] == b"\1" * 8
    assert drawn(underlined, 0x41, 0x01)[0][:2] == b"\1\0"
    assert drawn(underlined, 0x41, 0x07)[1][:2] == b"\0\7"
    assert drawn(replace(STYLE, underline=5), 0x41, 0x01)[1][:2] == b"\0\1"
    assert len(drawn(replace(STYLE, underline=2), 0x41, 0x01)) == 2


def test_the_cache_stays_small() -> None:
    cache = GlyphCache(STYLE, True)
    for cell in range(glyph._MOST + 10):
        assert len(cache[cell]) == 2
    assert len(cache) <= glyph._MOST
