"""Characters as pixels: font, attribute, ninth column, underline and blinking, made once and kept."""

from __future__ import annotations

import msgspec

from engine.display.layout import Registers
from engine.display.mode import Mode
from engine.display.plane import Planes

_SEQ_CHARACTER_MAP = 3
_CRTC_UNDERLINE = 0x14
_ATTR_MODE = 0x10
_MONOCHROME, _LINE_GRAPHICS, _BLINK = 0x02, 0x04, 0x08
_LINES = 32
# A guest may show any of 65,536 cells; so many are more than fit a screen.
_MOST = 6000

# The eight pixels of a byte of a font, leftmost in bit 7.
_PIXELS = tuple(bytes(bits >> (7 - x) & 1 for x in range(8)) for bits in range(256))
_COLOURS = tuple(bytes((i >> 4, i & 15)) + bytes(254) for i in range(256))

Glyph = tuple[bytes, ...]


class Style(msgspec.Struct, frozen=True):
    """All that decides what a cell looks like besides its two bytes.

    ``font_0`` is used by characters whose attribute bit 3 is 0, ``font_1`` by the others; 8 KiB each.
    ``underline`` is a line of the cell or -1.
    """

    width: int
    height: int
    font_0: bytes
    font_1: bytes
    line_graphics: bool
    blinks: bool
    underline: int


def style_of(registers: Registers, mode: Mode, planes: Planes) -> Style:
    """The style that the registers choose, with the fonts as they are now (PS/2 Video, "Character Map Select
    Register": map A for attribute bit 3 = 1, map B for 0)."""
    select, control = registers.seq[_SEQ_CHARACTER_MAP], registers.attr[_ATTR_MODE]
    map_b = select & 3 | select >> 2 & 4
    map_a = select >> 2 & 3 | select >> 3 & 4
    font_b = planes.font(map_b)
    return Style(
        width=mode.cell_width,
        height=mode.cell_height,
        font_0=font_b,
        font_1=font_b if map_a == map_b else planes.font(map_a),
        line_graphics=bool(control & _LINE_GRAPHICS),
        blinks=bool(control & _BLINK),
        underline=registers.crtc[_CRTC_UNDERLINE] & 0x1F if control & _MONOCHROME else -1,
    )


class GlyphCache(dict[int, Glyph]):
    """Cell (character | attribute << 8) to its pixel rows, ``height`` strings of ``width`` indices 0-15.

    ``shown`` is False in the dark half of the blink period.
    """

    def __init__(self, style: Style, shown: bool) -> None:
        super().__init__()
        self._style = style
        self._hides = style.blinks and not shown

    def __missing__(self, cell: int) -> Glyph:
        style = self._style
        if len(self) >= _MOST:
            self.clear()
        attribute = cell >> 8
        foreground, background = attribute & 15, attribute >> 4
        hidden = self._hides and bool(background & 8)
        if style.blinks:
            background &= 7
        if hidden:
            foreground = background
        shape = self._shape(cell)
        if style.underline >= 0 and attribute & 0x77 == 0x01 and style.underline < style.height:
            start = style.underline * style.width
            shape = shape[:start] + b"\1" * style.width + shape[start + style.width :]
        pixels = shape.translate(_COLOURS[background << 4 | foreground])
        width = style.width
        glyph = tuple([pixels[i : i + width] for i in range(0, len(pixels), width)])
        self[cell] = glyph
        return glyph

    def _shape(self, cell: int) -> bytes:
        """The character as 0 (background) and 1 (foreground)."""
        style = self._style
        code = cell & 0xFF
        font = style.font_1 if cell & 0x800 else style.font_0
        lines = font[code * _LINES : code * _LINES + style.height]
        if style.width == 8:
            return b"".join([_PIXELS[bits] for bits in lines])
        if style.line_graphics and 0xC0 <= code <= 0xDF:
            return b"".join([_PIXELS[bits] + _PIXELS[bits][7:] for bits in lines])
        return b"".join([_PIXELS[bits] + b"\0" for bits in lines])
