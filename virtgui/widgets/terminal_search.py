"""The state of a search in a terminal: all hits, gathered a portion at a time, and the current one."""

from __future__ import annotations

import bisect
import re
import time
from collections.abc import Iterator

from PySide6.QtCore import QObject, QTimer, Signal

from virtgui.terminal.document import Document, Position, Span
from virtgui.terminal.search import compiled, nearest, portions

_BUDGET_S = 0.006


class Finder(QObject):
    """Finds text in a document. ``changed`` is emitted when hits or the current one change."""

    changed = Signal()

    def __init__(self, document: Document, parent: QObject) -> None:
        super().__init__(parent)
        self._document = document
        self._pattern: re.Pattern[str] | None = None
        self._portions: Iterator[list[Span]] | None = None
        self.hits: list[Span] = []
        self._gathered: list[Span] = []
        self.current: Span | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._gather)

    @property
    def is_active(self) -> bool:
        """True while there is something to find."""
        return self._pattern is not None

    @property
    def is_complete(self) -> bool:
        """True once all hits are counted."""
        return self._portions is None

    def find(self, text: str, forwards: bool, case: bool, again: bool = True) -> Span | None:
        """The next or previous hit from the current one, going round; None if there is none.

        Without a current one, or with ``again`` False, as while text is being typed, from the text's far end.
        """
        if not text:
            self.stop()
            return None
        pattern = compiled(text, case)
        current = self.current
        if current is None or not again:
            start = Position(self._document.first, 0) if forwards else Position(self._document.end, 0)
        else:
            start = current[1] if forwards else current[0]
        self.current = nearest(self._document, pattern, start, forwards)
        if pattern != self._pattern:
            self._pattern = pattern
            self.hits = []
            self.restart()
        self.changed.emit()
        return self.current

    def restart(self) -> None:
        """Count again, as the text has changed."""
        self._gathered = []
        if self._pattern is not None:
            self._portions = portions(self._document, self._pattern)
            self._timer.start()

    def stop(self) -> None:
        """Forget the search."""
        self._timer.stop()
        self._pattern = self._portions = self.current = None
        self.hits = []
        self.changed.emit()

    def place(self) -> int:
        """Which of the hits is the current one, from 1; 0 if there is none."""
        if self.current is None:
            return 0
        index = bisect.bisect_left(self.hits, self.current)
        return index + 1 if index < len(self.hits) and self.hits[index] == self.current else 0

    def on_lines(self, first: int, last: int) -> list[Span]:
        """The hits that touch lines first..last, both included."""
        start = bisect.bisect_left(self.hits, (Position(first - 1, 0), Position(0, 0)))
        end = bisect.bisect_left(self.hits, (Position(last + 1, 0), Position(0, 0)))
        return self.hits[start:end]

    def _gather(self) -> None:
        deadline = time.perf_counter() + _BUDGET_S
        while self._portions is not None and time.perf_counter() < deadline:
            portion = next(self._portions, None)
            if portion is None:
                self._portions = None
                self._timer.stop()
                self.hits = self._gathered
            else:
                self._gathered.extend(portion)
        self.changed.emit()
