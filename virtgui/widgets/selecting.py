"""Selecting text on the guest's screen with the mouse."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QPainter

from virtgui.widgets.selection import Place, Selection, Shape, Span, everything, word

if TYPE_CHECKING:
    from engine.display.screen import Screen

_SELECTED: Final = QColor(90, 148, 242, 120)


class Selector:
    """The selection, if any, and the drag that makes it. ``changed()`` is called when it looks different.

    Positions are device pixels, ``target`` is where the picture lies. A screen in graphics has no cells.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self.selection: Selection | None = None
        self.dragging = False

    def clear(self) -> None:
        """Select nothing."""
        self.dragging = False
        self._set(None)

    def begin(self, screen: Screen, target: QRect, at: QPointF) -> None:
        """The button went down."""
        place = _place(screen, target, at)
        if place is not None:
            self.dragging = True
            self._set(Selection(place, place, screen.mode.columns))

    def drag(self, screen: Screen, target: QRect, at: QPointF, shape: Shape) -> None:
        """The mouse moved with the button down."""
        place = _place(screen, target, at)
        if place is not None and self.selection is not None:
            self._set(Selection(self.selection.anchor, place, self.selection.columns, shape))

    def end(self) -> None:
        """The button went up. A click without a movement selects nothing."""
        self.dragging = False
        if self.selection is not None and self.selection.anchor == self.selection.head:
            self._set(None)

    def select_word(self, screen: Screen, target: QRect, at: QPointF) -> None:
        """Select the word under the mouse."""
        place = _place(screen, target, at)
        if place is not None:
            self._set(word(screen.text(), place, screen.mode.columns))

    def select_all(self, screen: Screen) -> None:
        """Select the whole text screen."""
        if screen.mode.kind == "text":
            self._set(everything(screen.mode.columns, screen.mode.rows))

    def text(self, screen: Screen) -> str:
        """The text in the selected cells; empty without any."""
        return "" if self.selection is None else self.selection.text(screen.text())

    def paint(self, painter: QPainter, screen: Screen, target: QRect) -> None:
        """Tint the selected cells."""
        if self.selection is not None:
            for cells in cell_rects(screen, target, self.selection.spans()):
                painter.fillRect(cells, _SELECTED)

    def _set(self, selection: Selection | None) -> None:
        if selection != self.selection:
            self.selection = selection
            self._changed()


def cell_rects(screen: Screen, target: QRect, spans: Iterable[Span]) -> Iterator[QRect]:
    """Where spans of cells lie, in device pixels; nothing in graphics."""
    mode = screen.mode
    if not (mode.columns and mode.rows):
        return
    across = mode.cell_width * target.width() / mode.width
    down = mode.cell_height * target.height() / mode.height
    for span in spans:
        left, right = round(span.first * across), round(span.end * across)
        top, bottom = round(span.row * down), round((span.row + 1) * down)
        yield QRect(target.left() + left, target.top() + top, right - left, bottom - top) & target


def shape_for(modifiers: Qt.KeyboardModifier) -> Shape:
    """Alt selects a rectangle."""
    return "block" if modifiers & Qt.KeyboardModifier.AltModifier else "stream"


def _place(screen: Screen, target: QRect, at: QPointF) -> Place | None:
    """The nearest character cell."""
    mode = screen.mode
    if mode.kind != "text" or not (mode.columns and mode.rows) or target.isEmpty():
        return None
    column = math.floor((at.x() - target.left()) * mode.width / target.width() / mode.cell_width)
    row = math.floor((at.y() - target.top()) * mode.height / target.height() / mode.cell_height)
    return Place(min(max(column, 0), mode.columns - 1), min(max(row, 0), mode.rows - 1))
