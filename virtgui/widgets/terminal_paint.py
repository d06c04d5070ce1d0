"""Painting a terminal's rows, cell by cell exact in device pixels."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from virtgui.terminal.cell import PLAIN, Cell
from virtgui.terminal.line import Stored, pieces, plain, runs
from virtgui.terminal.palette import Palette, Rgb
from virtgui.widgets.terminal_box import rectangles

_SEGMENT = re.compile(r"[ -~]+|[^ -~]")

Highlight = tuple[int, int, Rgb]
"""Cells from, to (not included), and their background."""


class CellFont:
    """A monospace font cut to cells of whole device pixels. ``width`` and ``height`` are in logical pixels."""

    def __init__(self, font: QFont, ratio: float) -> None:
        self.ratio = ratio
        base = QFont(font)
        base.setKerning(False)
        base.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0)
        metrics = QFontMetricsF(base)
        advance = metrics.horizontalAdvance("M" * 64) / 64
        self.device_width = max(1, round(advance * ratio))
        self.device_height = max(1, math.ceil(metrics.height() * ratio))
        self.width = self.device_width / ratio
        self.height = self.device_height / ratio
        self.ascent = round((metrics.ascent() + (self.height - metrics.height()) / 2) * ratio) / ratio
        # The glyphs' own advance need not be whole pixels: spacing makes up the difference, so runs do not drift.
        base.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, self.width - advance)
        self._fonts: dict[tuple[bool, bool], QFont] = {}
        for bold in (False, True):
            for italic in (False, True):
                variant = QFont(base)
                variant.setBold(bold)
                variant.setItalic(italic)
                excess = QFontMetricsF(variant).horizontalAdvance("M" * 64) / 64 - self.width
                if abs(excess) > 0.001:
                    variant.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, variant.letterSpacing() - excess)
                self._fonts[bold, italic] = variant

    def font(self, style: Cell) -> QFont:
        """The font for a style."""
        return self._fonts[style.bold, style.italics]


class RowPainter:
    """Paints rows with a font and a palette. ``swapped`` is DECSCNM."""

    def __init__(self, painter: QPainter, cells: CellFont, palette: Palette, swapped: bool) -> None:
        self._painter = painter
        self._cells = cells
        self._palette = palette
        self._swapped = swapped

    def paint(self, x: float, y: float, stored: Stored, columns: int, highlights: Sequence[Highlight]) -> None:
        """One row with its upper left corner at (x, y): backgrounds first, then highlights, then text."""
        cells = self._cells
        data: str | list[str] = plain(stored)
        if not isinstance(stored, str) and not stored.text.isascii():
            data = pieces(stored.text)
        start = 0
        for length, style in runs(stored):
            back = self._palette.colours(style, self._swapped)[1]
            if back is not None:
                self.fill(x + start * cells.width, y, min(length, columns - start), back)
            start += length
        for first, last, colour in highlights:
            self.fill(x + first * cells.width, y, min(last, columns) - first, colour)
        start = 0
        for length, style in runs(stored):
            self._run(x + start * cells.width, y, data[start : min(start + length, columns)], style)
            start += length
            if start >= columns:
                break

    def fill(self, x: float, y: float, count: int, colour: Rgb) -> None:
        """Paint the background of ``count`` cells."""
        if count > 0:
            self._painter.fillRect(QRectF(x, y, count * self._cells.width, self._cells.height), QColor(*colour))

    def _run(self, x: float, y: float, data: str | list[str], style: Cell) -> None:
        if not data:
            return
        cells, painter = self._cells, self._painter
        front = QColor(*self._palette.colours(style, self._swapped)[0])
        painter.setPen(front)
        painter.setFont(cells.font(style))
        if isinstance(data, str) and data.isascii():
            if not data.isspace():
                painter.drawText(QPointF(x, y + cells.ascent), data)
        else:
            self._mixed(x, y, data, front)
        if style.underscore or style.strikethrough:
            self._rules(x, y, len(data), style, front)

    def _mixed(self, x: float, y: float, data: str | list[str], front: QColor) -> None:
        """Text with characters from other fonts: each of those is placed in its own cell."""
        cells, painter = self._cells, self._painter
        if isinstance(data, str):
            for match in _SEGMENT.finditer(data):
                self._piece(x + match.start() * cells.width, y, match[0], front)
            return
        for column, piece in enumerate(data):
            if piece not in ("", " "):
                self._piece(x + column * cells.width, y, piece, front)
        painter.setPen(front)

    def _piece(self, x: float, y: float, text: str, front: QColor) -> None:
        cells, painter = self._cells, self._painter
        shapes = rectangles(text, cells.device_width, cells.device_height) if len(text) == 1 else ()
        if not shapes:
            painter.drawText(QPointF(x, y + cells.ascent), text)
            return
        ratio = cells.ratio
        for left, top, width, height, opacity in shapes:
            colour = QColor(front)
            colour.setAlphaF(opacity)
            painter.fillRect(QRectF(x + left / ratio, y + top / ratio, width / ratio, height / ratio), colour)

    def _rules(self, x: float, y: float, count: int, style: Cell, front: QColor) -> None:
        cells = self._cells
        thick = max(1, round(cells.device_height / 16)) / cells.ratio
        size = count * cells.width
        if style.underscore:
            below = min(cells.ascent + 2 * thick, cells.height - thick)
            self._painter.fillRect(QRectF(x, y + below, size, thick), front)
        if style.strikethrough:
            middle = round(cells.ascent * 0.66 * cells.ratio) / cells.ratio
            self._painter.fillRect(QRectF(x, y + middle, size, thick), front)

    def cursor(self, x: float, y: float, under: Stored, column: int, shape: str, focused: bool) -> None:
        """The cursor over column ``column`` of the row at (x, y); hollow without the focus."""
        cells, painter = self._cells, self._painter
        data = pieces(plain(under))
        char = data[column] if column < len(data) else " "
        wide = column + 1 < len(data) and data[column + 1] == ""
        left = x + column * cells.width
        box = QRectF(left, y, cells.width * (2 if wide else 1), cells.height)
        colour = QColor(*self._palette.cursor)
        thin = max(1, round(cells.device_width / 6)) / cells.ratio
        if not focused:
            pixel = 1 / cells.ratio
            painter.setPen(QPen(colour, pixel))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(pixel / 2, pixel / 2, -pixel / 2, -pixel / 2))
        elif shape == "bar":
            painter.fillRect(QRectF(left, y, thin, cells.height), colour)
        elif shape == "underline":
            painter.fillRect(QRectF(left, y + cells.height - thin, box.width(), thin), colour)
        else:
            painter.fillRect(box, colour)
            front = QColor(*self._palette.background)
            painter.setPen(front)
            if char.strip():
                painter.setFont(cells.font(_style_at(under, column)))
                self._piece(left, y, char, front)


def _style_at(stored: Stored, column: int) -> Cell:
    start = 0
    for length, style in runs(stored):
        start += length
        if column < start:
            return style
    return PLAIN
