"""Searching the text on the guest's screen: hits as spans of cells. No widget."""

from __future__ import annotations

from collections.abc import Sequence

from virtgui.widgets.selection import Span


class ScreenFinder:
    """The hits of a text in ``rows``, which change under it; ``current`` is the one that is looked at, or None."""

    def __init__(self) -> None:
        self.hits: list[Span] = []
        self.current: Span | None = None
        self._text = ""
        self._case = False

    @property
    def place(self) -> int:
        """Which of the hits is current, from 1; 0 for none."""
        return self.hits.index(self.current) + 1 if self.current in self.hits else 0

    def find(self, rows: Sequence[str], text: str, forwards: bool, case: bool, again: bool) -> Span | None:
        """Search, and go to the next hit (``again``), or stay where there still is one."""
        self._text, self._case = text, case
        self.hits = found(rows, text, case)
        if not self.hits:
            self.current = None
        elif self.current in self.hits and again:
            step = 1 if forwards else -1
            self.current = self.hits[(self.hits.index(self.current) + step) % len(self.hits)]
        elif self.current not in self.hits:
            self.current = self.hits[0] if forwards or not again else self.hits[-1]
        return self.current

    def recount(self, rows: Sequence[str]) -> None:
        """The screen shows something else."""
        self.hits = found(rows, self._text, self._case)
        if self.current not in self.hits:
            self.current = None

    def stop(self) -> None:
        """Search for nothing."""
        self.hits, self.current, self._text = [], None, ""


def found(rows: Sequence[str], text: str, case: bool) -> list[Span]:
    """Where ``text`` stands in ``rows``, from top to bottom; a hit does not run on from row to row."""
    if not text:
        return []
    fold = str if case else _lower
    wanted = fold(text)
    hits: list[Span] = []
    for number, row in enumerate(rows):
        line = fold(row)
        start = line.find(wanted)
        while start >= 0:
            hits.append(Span(number, start, start + len(text)))
            start = line.find(wanted, start + len(text))
    return hits


def _lower(text: str) -> str:
    """Lower case, as long as it was: a place in it is a place on the screen."""
    return "".join(lower if len(lower := character.lower()) == 1 else character for character in text)
