"""Lines that left the screen at the top."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice

from virtgui.terminal.line import Stored, is_wrapped

LIMIT = 100_000
"""Lines kept unless told otherwise."""


class Scrollback:
    """The last ``limit`` lines that scrolled off; older ones are dropped.

    Every line ever stored has a number that never changes: ``first`` is that of the oldest one kept, ``end``
    one more than that of the newest.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        if limit < 1:
            raise ValueError(f"A scrollback holds at least one line, not {limit}.")
        self.limit = limit
        self.first = 0
        self._lines: deque[Stored] = deque(maxlen=limit)

    def __len__(self) -> int:
        return len(self._lines)

    def __iter__(self) -> Iterator[Stored]:
        return iter(self._lines)

    @property
    def end(self) -> int:
        """The number the next line will get."""
        return self.first + len(self._lines)

    def line(self, number: int) -> Stored:
        """The line of that number; IndexError if it is not kept."""
        index = number - self.first
        if index < 0:
            raise IndexError(f"Line {number} is not kept any more.")
        return self._lines[index]

    def extend(self, lines: Sequence[Stored]) -> None:
        """Store lines, oldest first."""
        end = self.end + len(lines)
        self._lines.extend(lines)
        self.first = end - len(self._lines)

    def append(self, line: Stored) -> None:
        """Store one line."""
        if len(self._lines) == self._lines.maxlen:
            self.first += 1
        self._lines.append(line)

    def between(self, first: int, last: int) -> list[Stored]:
        """Lines first..last (``last`` not included), as far as they are kept."""
        return list(islice(self._lines, max(first - self.first, 0), max(last - self.first, 0)))

    def pop(self) -> Stored:
        """Take the newest line back; IndexError if there is none."""
        return self._lines.pop()

    def clear(self) -> None:
        """Forget everything; numbers go on."""
        self.first = self.end
        self._lines.clear()

    def replace(self, lines: Sequence[Stored]) -> None:
        """Hold other lines instead, with new numbers: positions from before mean nothing afterwards.

        Rows of a wrapped line count as one, so that wrapping in a narrow window drops no text.
        """
        self.clear()
        self._lines = deque(lines, maxlen=self.limit + sum(map(is_wrapped, lines)))
