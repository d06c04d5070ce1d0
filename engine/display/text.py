"""Paint text modes, drawing only the rows that changed."""

from __future__ import annotations

from itertools import chain, islice

from engine.display.glyph import GlyphCache, Style
from engine.display.layout import Registers
from engine.display.mode import Cursor, Mode
from engine.display.plane import Planes
from engine.display.strip import Strip, strips_of

_CURSOR_START, _CURSOR_END, _CURSOR_HIGH, _CURSOR_LOW = 0x0A, 0x0B, 0x0E, 0x0F
_CURSOR_OFF = 0x20


def cursor_of(registers: Registers, mode: Mode, strips: list[Strip]) -> Cursor | None:
    """Where the cursor is; None if it is switched off or not on the screen.

    A start line below the end line hides it, as on the VGA (PS/2 Video, "Cursor Start Register"); the skew
    moves it to the right.
    """
    crtc = registers.crtc
    start, end = crtc[_CURSOR_START], crtc[_CURSOR_END]
    first, last = start & 0x1F, min(end & 0x1F, mode.cell_height - 1)
    if start & _CURSOR_OFF or first > last:
        return None
    location = (crtc[_CURSOR_HIGH] << 8 | crtc[_CURSOR_LOW]) + (end >> 5 & 3)
    for row, strip in enumerate(strips):
        column = location - strip.counter & 0xFFFF
        if column < mode.columns:
            return Cursor(column, row, first, last)
    return None


class TextPainter:
    """Keeps what every strip showed, to know what to draw. ``strips`` is one entry a row."""

    def __init__(self, mode: Mode, stride: int) -> None:
        self.strips: list[Strip] = []
        self.cursor: Cursor | None = None
        self._mode = mode
        self._stride = stride
        self._style: Style | None = None
        self._shown: GlyphCache | None = None
        self._hidden: GlyphCache | None = None
        self._geometry: list[tuple[int, int, int, int]] = []
        self._cells: list[bytes] = []
        self._overlays: list[Cursor | None] = []
        self._phases: list[bool | None] = []  # None: nothing blinks in this row

    def configure(self, registers: Registers, style: Style) -> None:
        """Follow a change of registers; what is on the screen is kept if it can still be right."""
        self.strips = strips_of(registers, self._mode)
        self.cursor = cursor_of(registers, self._mode, self.strips)
        geometry = [(strip.top, strip.first, strip.lines, strip.pan) for strip in self.strips]
        if style == self._style and geometry == self._geometry:
            return
        if style != self._style:
            self._style = style
            self._shown, self._hidden = GlyphCache(style, True), GlyphCache(style, False)
        self._geometry = geometry
        self._cells = [b""] * len(geometry)
        self._overlays = [None] * len(geometry)
        self._phases = [None] * len(geometry)

    def rows(self, planes: Planes) -> list[bytes]:
        """The cells of every row, characters and attributes alternating."""
        return [planes.cells(strip.offsets)[: self._mode.columns * 2] for strip in self.strips]

    def paint(self, planes: Planes, pixels: bytearray, blink: bool) -> tuple[int, int] | None:
        """Bring ``pixels`` up to date. Returns the pixel rows that changed, [top, bottom), or None."""
        top = bottom = -1
        cursor = self.cursor if blink else None
        cursor_row = cursor.row if cursor else -1
        shadow, phases, overlays = self._cells, self._phases, self._overlays
        read = planes.cells
        for row, strip in enumerate(self.strips):
            cells = read(strip.offsets)
            overlay = cursor if row == cursor_row else None
            if cells == shadow[row] and phases[row] in (None, blink) and overlays[row] == overlay:
                continue
            self._draw(strip, cells, pixels, blink)
            if overlay is not None:
                self._draw_cursor(strip, cells, overlay, pixels)
            shadow[row] = cells
            overlays[row] = overlay
            phases[row] = blink if self._blinks(cells) else None
            top = strip.top if top < 0 else top
            bottom = strip.top + strip.lines
        return None if top < 0 else (top, bottom)

    def _blinks(self, cells: bytes) -> bool:
        return self._style is not None and self._style.blinks and max(cells[1::2]) >= 0x80

    def _draw(self, strip: Strip, cells: bytes, pixels: bytearray, blink: bool) -> None:
        cache = self._shown if blink else self._hidden
        if cache is None:
            return
        glyphs = [cache[cell] for cell in memoryview(cells).cast("H")]
        lines = islice(zip(*glyphs, strict=True), strip.first, strip.first + strip.lines)
        stride, width = self._stride, self._mode.width
        at = strip.top * stride
        if not strip.pan and stride == width:
            pixels[at : at + strip.lines * stride] = b"".join(chain.from_iterable(lines))
            return
        for line in lines:
            pixels[at : at + width] = b"".join(line)[strip.pan : strip.pan + width]
            at += stride

    def _draw_cursor(self, strip: Strip, cells: bytes, cursor: Cursor, pixels: bytearray) -> None:
        mode = self._mode
        left = cursor.column * mode.cell_width - strip.pan
        right = min(left + mode.cell_width, mode.width)
        left = max(left, 0)
        colour = bytes((cells[cursor.column * 2 + 1] & 15,))
        for line in range(cursor.first_line - strip.first, cursor.last_line - strip.first + 1):
            if 0 <= line < strip.lines:
                at = (strip.top + line) * self._stride
                pixels[at + left : at + right] = colour * (right - left)
