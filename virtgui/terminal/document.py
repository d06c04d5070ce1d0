"""Scrollback and screen as one text: lines by number, positions, words, and the text between two positions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from virtgui.terminal.line import Stored, is_wrapped, joined, pieces, plain, width
from virtgui.terminal.screen import TerminalScreen

_WORD_EXTRA = "-_./~:@%+#=?&"
"""Besides letters and digits, what a double click takes for part of a word: paths, addresses, options."""


class Position(NamedTuple):
    """A place between two cells: before column ``column`` of line ``line``."""

    line: int
    column: int


Span = tuple[Position, Position]
"""From one position to a later one."""


class Document:
    """A view of a screen and its scrollback. Line numbers never change while text scrolls, only on reflow."""

    def __init__(self, screen: TerminalScreen) -> None:
        self.screen = screen

    @property
    def first(self) -> int:
        """Number of the oldest line kept."""
        return self.screen.scrollback.first

    @property
    def top(self) -> int:
        """Number of the screen's first line."""
        return self.screen.scrollback.end

    @property
    def end(self) -> int:
        """One more than the number of the screen's last line."""
        return self.screen.scrollback.end + self.screen.lines

    def line(self, number: int) -> Stored:
        """The line of that number; empty if there is none."""
        if number >= self.top:
            y = number - self.top
            return self.screen.buffer.stored(y) if y < self.screen.lines else ""
        return self.screen.scrollback.line(number) if number >= self.first else ""

    def between(self, first: int, last: int) -> list[Stored]:
        """Lines first..last (``last`` not included), as far as there are."""
        found = self.screen.scrollback.between(first, min(last, self.top))
        return found + [self.line(number) for number in range(max(first, self.top), min(last, self.end))]

    def lines(self) -> Iterator[Stored]:
        """Every line, oldest first, down to the last one written."""
        yield from self.screen.scrollback
        rows = list(self.screen.buffer)
        while rows and not plain(rows[-1]):
            rows.pop()
        yield from rows

    def text(self) -> str:
        """Everything, with a newline after each line the guest ended."""
        return joined(self.lines())

    def text_between(self, start: Position, end: Position) -> str:
        """The text of a span, as copied."""
        chosen: list[str] = []
        for number in range(max(start.line, self.first), min(end.line, self.end - 1) + 1):
            stored = self.line(number)
            cells = pieces(plain(stored))
            left = start.column if number == start.line else 0
            right = end.column if number == end.line else len(cells)
            part = "".join(cells[left:right])
            if number == end.line or is_wrapped(stored):
                chosen.append(part)
            else:
                chosen.append(part.rstrip(" ") + "\n")
        return "".join(chosen)

    def word_at(self, position: Position) -> Span:
        """The word around a position; a single cell if there is none."""
        cells = pieces(plain(self.line(position.line)))
        if position.column >= len(cells):
            return position, Position(position.line, position.column + 1)
        start = end = position.column
        if _in_word(cells[start]):
            while start > 0 and _in_word(cells[start - 1]):
                start -= 1
            while end < len(cells) and _in_word(cells[end]):
                end += 1
        else:
            end += 1
        return Position(position.line, start), Position(position.line, end)

    def line_at(self, number: int) -> Span:
        """The whole guest line that ``number`` belongs to."""
        first = last = number
        while first > self.first and is_wrapped(self.line(first - 1)):
            first -= 1
        while last < self.end - 1 and is_wrapped(self.line(last)):
            last += 1
        return Position(first, 0), Position(last, max(width(self.line(last)), self.screen.columns))

    def everything(self) -> Span:
        """From the first line to the last one written."""
        last = self.end - 1
        while last > self.first and not plain(self.line(last)):
            last -= 1
        return Position(self.first, 0), Position(last, max(width(self.line(last)), 1))


def _in_word(cell: str) -> bool:
    return cell == "" or cell[0].isalnum() or cell[0] in _WORD_EXTRA
