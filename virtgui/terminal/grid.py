"""The rows of one screen: pyte's ``buffer``, with rows kept compact until something edits them cell by cell."""

from __future__ import annotations

from collections.abc import Iterator

from virtgui.terminal.cell import PLAIN, Cell, StyleTable
from virtgui.terminal.line import Line, Row, Stored, appended, compress, row_of, width


class Grid:
    """``lines`` rows. Indexing gives an editable Row, as pyte expects of its buffer; ``stored`` a compact line."""

    def __init__(self, lines: int, columns: int, styles: StyleTable) -> None:
        self.columns = columns
        self._styles = styles
        self._rows: list[Stored | Row] = [""] * lines

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, y: int) -> Row:
        raw = self._rows[y]
        if not isinstance(raw, Row):
            raw = self._rows[y] = row_of(raw)
        return raw

    def __setitem__(self, y: int, row: Stored | Row) -> None:
        self._rows[y] = row

    def __iter__(self) -> Iterator[Stored]:
        return (self.stored(y) for y in range(len(self._rows)))

    def clear(self) -> None:
        """Make every row blank."""
        self._rows = [""] * len(self._rows)

    def stored(self, y: int) -> Stored:
        """Row ``y`` as a line."""
        raw = self._rows[y]
        return compress(raw, self.columns, self._styles) if isinstance(raw, Row) else raw

    def is_blank(self, y: int) -> bool:
        """True if nothing was ever written to row ``y``."""
        return not self._rows[y]

    def replace(self, rows: list[Stored], columns: int) -> None:
        """Hold these rows instead, ``columns`` wide."""
        self.columns = columns
        self._rows = list(rows)

    def resize(self, lines: int, columns: int) -> None:
        """Cut or add rows at the bottom. Cells right of ``columns`` are kept, unseen, until overwritten."""
        self.columns = columns
        self._rows = self._rows[:lines] + [""] * (lines - len(self._rows))

    def put(self, y: int, x: int, text: str, style: Cell) -> None:
        """Write narrow text at column ``x``; it must end within the row."""
        raw = self._rows[y]
        if not isinstance(raw, Row):
            if x >= width(raw):
                self._rows[y] = appended(raw, x, text, style)
                return
            if isinstance(raw, str) and style is PLAIN:
                self._rows[y] = raw[:x] + text + raw[x + len(text) :]
                return
            raw = self[y]
        rest = style[1:]
        make = Cell._make
        raw.update(zip(range(x, x + len(text)), [make((char, *rest)) for char in text], strict=True))

    def wrap(self, y: int, wrapped: bool) -> None:
        """Say whether the guest's line goes on in the row below."""
        raw = self._rows[y]
        if isinstance(raw, str):
            if wrapped:
                self._rows[y] = Line(raw, ((len(raw), PLAIN),) if raw else (), True)
        elif isinstance(raw, Line):
            self._rows[y] = Line(raw.text, raw.runs, wrapped)
        else:
            raw.wrapped = wrapped

    def scroll_up(self, top: int, bottom: int, count: int, blank: Stored) -> list[Stored]:
        """Move rows top..bottom (both included) up; blank rows come in below. The rows that left are returned."""
        count = min(count, bottom - top + 1)
        gone = [self.stored(y) for y in range(top, top + count)]
        rows = self._rows
        del rows[top : top + count]
        rows[bottom + 1 - count : bottom + 1 - count] = [blank] * count
        return gone

    def scroll_down(self, top: int, bottom: int, count: int, blank: Stored) -> None:
        """Move rows top..bottom (both included) down; blank rows come in above."""
        count = min(count, bottom - top + 1)
        rows = self._rows
        del rows[bottom + 1 - count : bottom + 1]
        rows[top:top] = [blank] * count

    def run_through(self, incoming: list[Stored]) -> list[Stored]:
        """Let whole rows pass from below, ending in a blank bottom row; what left at the top is returned.

        The bottom row must be blank: the first incoming row takes its place.
        """
        lines = len(self._rows)
        if len(incoming) >= lines:
            gone = [self.stored(y) for y in range(lines - 1)]
            cut = len(incoming) - (lines - 1)
            gone += incoming[:cut]
            self._rows = [*incoming[cut:], ""]
            return gone
        gone = [self.stored(y) for y in range(len(incoming))]
        self._rows = [*self._rows[len(incoming) : lines - 1], *incoming, ""]
        return gone
