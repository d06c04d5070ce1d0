"""Selecting text in character cells, as terminals do. No widget, no screen: positions and rows of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import msgspec

Shape = Literal["stream", "block"]


class Place(NamedTuple):
    """A character cell."""

    column: int
    row: int


class Span(NamedTuple):
    """Selected cells of one row: ``first`` up to ``end`` (not included)."""

    row: int
    first: int
    end: int


class Selection(msgspec.Struct, frozen=True):
    """From ``anchor``, where the drag began, to ``head``, where it is; both ends included.

    ``stream`` runs on from line to line, ``block`` is the rectangle between the two. ``columns`` is the
    screen's width.
    """

    anchor: Place
    head: Place
    columns: int
    shape: Shape = "stream"

    def spans(self) -> Iterator[Span]:
        """The selected cells, row by row."""
        top, bottom = sorted((self.anchor, self.head), key=lambda place: (place.row, place.column))
        left, right = sorted((self.anchor.column, self.head.column))
        for row in range(top.row, bottom.row + 1):
            if self.shape == "block":
                yield Span(row, left, right + 1)
            else:
                first = top.column if row == top.row else 0
                end = bottom.column + 1 if row == bottom.row else self.columns
                yield Span(row, first, end)

    def text(self, rows: Sequence[str]) -> str:
        """The selected text of ``rows``, lines parted by newlines, blanks at the end of lines left out."""
        picked = (rows[span.row][span.first : span.end] for span in self.spans() if span.row < len(rows))
        return "\n".join(line.rstrip() for line in picked)


def everything(columns: int, rows: int) -> Selection:
    """The whole screen."""
    return Selection(Place(0, 0), Place(columns - 1, rows - 1), columns)


def word(rows: Sequence[str], at: Place, columns: int) -> Selection:
    """The run of non-blank cells around ``at`` (just that cell if it is blank)."""
    line = rows[at.row].ljust(columns) if at.row < len(rows) else " " * columns
    first = end = at.column
    if not line[at.column].isspace():
        while first > 0 and not line[first - 1].isspace():
            first -= 1
        while end < columns - 1 and not line[end + 1].isspace():
            end += 1
    return Selection(Place(first, at.row), Place(end, at.row), columns)
