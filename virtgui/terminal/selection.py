"""Text chosen with the mouse or by "select all"."""

from __future__ import annotations

from enum import Enum

from virtgui.terminal.document import Document, Position, Span


class Unit(Enum):
    """What a drag chooses by: cells, or after a double or triple click whole words or lines."""

    CELL = 1
    WORD = 2
    LINE = 3


class Selection:
    """A span of a document that grows from where it began to wherever the pointer is."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._unit = Unit.CELL
        self._anchor: Span | None = None
        self._span: Span | None = None

    @property
    def span(self) -> Span | None:
        """What is chosen; None if nothing."""
        return self._span if self._span is not None and self._span[0] < self._span[1] else None

    def begin(self, position: Position, unit: Unit = Unit.CELL) -> None:
        """Start at a position, choosing its word or line at once."""
        self._unit = unit
        self._anchor = self._span = self._around(position)

    def extend(self, position: Position) -> None:
        """Reach to a position, from where it began."""
        if self._anchor is None:
            self.begin(position)
            return
        there = self._around(position)
        self._span = min(self._anchor[0], there[0]), max(self._anchor[1], there[1])

    def choose(self, span: Span) -> None:
        """Choose exactly this."""
        self._anchor = self._span = span

    def clear(self) -> None:
        """Choose nothing."""
        self._anchor = self._span = None

    def text(self) -> str:
        """The chosen text; "" if there is none."""
        return self._document.text_between(*self.span) if self.span is not None else ""

    def _around(self, position: Position) -> Span:
        if self._unit is Unit.WORD:
            return self._document.word_at(position)
        if self._unit is Unit.LINE:
            return self._document.line_at(position.line)
        return position, position


def cells_on(span: Span, line: int, columns: int) -> tuple[int, int] | None:
    """The cells of a line that a span covers, or None."""
    start, end = span
    if not start.line <= line <= end.line:
        return None
    left = start.column if line == start.line else 0
    right = end.column if line == end.line else columns
    return (left, right) if right > left else None
