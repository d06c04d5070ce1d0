"""When each line arrived. Kept by line number, one entry for all lines that came at once."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Iterable

from virtgui.terminal.document import Document
from virtgui.terminal.line import Stored, is_wrapped, plain

LIMIT = 200_000
"""Entries kept."""


class Stamps:
    """Times of arrival here, by ``wall`` (epoch seconds): what was sent before we connected came with the rest."""

    def __init__(self, document: Document, wall: Callable[[], float] = time.time) -> None:
        self._document = document
        self._wall = wall
        self._lines: list[int] = []
        self._times: list[float] = []

    def note(self) -> None:
        """Something arrived: all lines down to the cursor are there now, and its own if anything stands in it."""
        screen = self._document.screen
        if screen.is_alternate:
            return
        last = self._document.top + screen.cursor.y
        if screen.cursor.x == 0 and not plain(self._document.line(last)):
            last -= 1
        while self._lines and self._lines[-1] > last:
            self._lines.pop()  # The cursor went up: what is below is written anew.
            self._times.pop()
        if not self._lines or self._lines[-1] < last:
            self._lines.append(last)
            self._times.append(self._wall())
        if len(self._lines) > LIMIT:
            del self._lines[: LIMIT // 2], self._times[: LIMIT // 2]

    def at(self, line: int) -> float | None:
        """When a line arrived; None if it has not, or that is forgotten."""
        index = bisect_left(self._lines, line)
        return self._times[index] if index < len(self._lines) and line >= self._document.first else None

    def renumber(self, resize: Callable[[], None]) -> None:
        """Do what wraps lines anew, and keep each guest line's time though it has another number."""
        if not self._lines:
            resize()
            return
        before = dict(enumerate(self._line_times()))
        first = self._document.first
        resize()
        if self._document.first == first:
            return  # Nothing was wrapped: the numbers hold.
        lines: list[int] = []
        times: list[float] = []
        for ordinal, end in enumerate(_ends(self._document.first, self._document.lines())):
            when = before.get(ordinal)
            if when is not None and (not times or when != times[-1]):
                lines.append(end)
                times.append(when)
            elif when is not None:
                lines[-1] = end
        self._lines, self._times = lines, times

    def _line_times(self) -> list[float | None]:
        return [self.at(end) for end in _ends(self._document.first, self._document.lines())]


def _ends(first: int, lines: Iterable[Stored]) -> list[int]:
    """The number of the last row of each guest line."""
    return [number for number, line in enumerate(lines, first) if not is_wrapped(line)]


def clock_text(when: float | None) -> str:
    """``12:34:56.789``; blanks for an unknown time."""
    if when is None:
        return " " * 12
    return time.strftime("%H:%M:%S", time.localtime(when)) + f".{int(when % 1 * 1000):03d}"
