"""A line of text at rest: compact, immutable, quick to store by the thousand.

A line that is plain (default style, every character one cell wide, ended by the guest) is a bare ``str``.
Anything else is a ``Line``. A row being edited cell by cell is a ``Row``, pyte's mapping of columns to cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

import msgspec
from pyte.screens import wcwidth

from virtgui.terminal.cell import PLAIN, Cell, Run, StyleTable

# Characters that certainly take one cell each: checked by one regular expression instead of one call a character.
_NARROW = re.compile(
    "[\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff\u0370-\u0377\u0391-\u03a1\u03a3-\u03ff\u0400-\u0482\u048a-\u052f"
    "\u1e00-\u1eff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u21ff\u23ba-\u23bd\u2400-\u2426\u2500-\u25fc\ufffd]*"
)


class Line(msgspec.Struct, frozen=True, gc=False):
    """Text with its style. Out of the garbage collector's sight: walking 100,000 of them would stall the GUI.

    ``text`` is what a reader sees: no stand-ins for the right halves of wide characters, combining marks after
    their base. ``runs`` cover all its cells. ``wrapped`` says that the guest's line goes on in the next one.
    """

    text: str
    runs: tuple[Run, ...]
    wrapped: bool = False


Stored = str | Line


class Row(dict[int, Cell]):
    """Cells by column, blank where nothing is written."""

    __slots__ = ("wrapped",)

    def __init__(self) -> None:
        super().__init__()
        self.wrapped = False

    def __missing__(self, column: int) -> Cell:
        return PLAIN


def is_narrow(text: str) -> bool:
    """True if every character certainly takes one cell."""
    return text.isascii() or _NARROW.fullmatch(text) is not None


def plain(stored: Stored) -> str:
    """The text alone."""
    return stored if isinstance(stored, str) else stored.text


def is_wrapped(stored: Stored) -> bool:
    """True if the guest's line goes on in the next one."""
    return not isinstance(stored, str) and stored.wrapped


def width(stored: Stored) -> int:
    """Width in cells."""
    return len(stored) if isinstance(stored, str) else sum(length for length, _style in stored.runs)


def runs(stored: Stored) -> tuple[Run, ...]:
    """The runs that cover the line; none for an empty one."""
    if isinstance(stored, str):
        return ((len(stored), PLAIN),) if stored else ()
    return stored.runs


def pieces(text: str) -> list[str]:
    """Text by cells: one entry a cell, "" for the right half of a wide character."""
    if is_narrow(text):
        return list(text)
    cells: list[str] = []
    for char in text:
        columns = wcwidth(char)
        if columns > 0:
            cells.append(char)
            if columns == 2:
                cells.append("")
        elif cells:
            base = len(cells) - (2 if cells[-1] == "" and len(cells) > 1 else 1)
            cells[base] += char
    return cells


def expand(stored: Stored) -> list[Cell]:
    """A line as cells."""
    data = pieces(plain(stored))
    cells: list[Cell] = []
    for length, style in runs(stored):
        start = len(cells)
        cells.extend(style._replace(data=piece) for piece in data[start : start + length])
    return cells


def row_of(stored: Stored) -> Row:
    """A line as a row to edit."""
    row = Row()
    row.update(enumerate(expand(stored)))
    row.wrapped = is_wrapped(stored)
    return row


def compress(row: Row, columns: int, styles: StyleTable) -> Stored:
    """A row as a line, of at most ``columns`` cells; blanks at the end that are no different from nothing go."""
    last = min(max(row, default=-1) + 1, columns)
    return pack([row[column] for column in range(last)], row.wrapped, styles)


def pack(cells: list[Cell], wrapped: bool, styles: StyleTable) -> Stored:
    """Cells as a line. Halves of wide characters that lost their other half become blanks."""
    end = len(cells)
    if not wrapped:
        while end and cells[end - 1] == PLAIN:
            end -= 1
    cells = cells[:end]
    text = "".join([cell.data for cell in cells])
    if len(text) != end or not is_narrow(text):
        cells = _whole(cells)
        text = "".join([cell.data for cell in cells])
    packed = tuple([(len(list(group)), style) for style, group in groupby(map(styles.of, cells))])
    if not wrapped and is_narrow(text) and (not packed or packed == ((end, PLAIN),)):
        return text
    return Line(text, packed, wrapped)


def _whole(cells: list[Cell]) -> list[Cell]:
    mended = list(cells)
    for column, cell in enumerate(cells):
        if cell.data == "":
            if column == 0 or not _is_wide(cells[column - 1].data):
                mended[column] = cell._replace(data=" ")
        elif _is_wide(cell.data) and (column + 1 == len(cells) or cells[column + 1].data != ""):
            mended[column] = cell._replace(data=" ")
    return mended


def _is_wide(data: str) -> bool:
    return data != "" and wcwidth(data[0]) == 2


def appended(stored: Stored, column: int, text: str, style: Cell) -> Stored:
    """``stored`` with narrow ``text`` put at ``column``, which must be at or right of its end."""
    gap = column - width(stored)
    if isinstance(stored, str) and style is PLAIN:
        return stored + " " * gap + text if gap else stored + text
    covered = list(runs(stored))
    if gap:
        covered.append((gap, PLAIN))
    if covered and covered[-1][1] is style:
        covered[-1] = (covered[-1][0] + len(text), style)
    else:
        covered.append((len(text), style))
    return Line(plain(stored) + " " * gap + text, tuple(covered), is_wrapped(stored))


def marked_wrapped(stored: Stored) -> Line:
    """The same line, going on in the next one."""
    return Line(stored, runs(stored), True) if isinstance(stored, str) else Line(stored.text, stored.runs, True)


def split(text: str, columns: int) -> list[Stored]:
    """Narrow plain text as rows of at most ``columns`` cells, all but the last marked as wrapped."""
    whole = ((columns, PLAIN),)
    rows: list[Stored] = [
        Line(text[start : start + columns], whole, True) for start in range(0, len(text) - columns, columns)
    ]
    rows.append(text[len(rows) * columns :])
    return rows


def joined(lines: Iterable[Stored]) -> str:
    """Text with a newline after each line that the guest ended; blanks at the ends of lines are dropped."""
    output: list[str] = []
    logical: list[str] = []
    for stored in lines:
        if isinstance(stored, str) and not logical:
            output.append(stored.rstrip(" "))
            continue
        logical.append(plain(stored))
        if not is_wrapped(stored):
            output.append("".join(logical).rstrip(" "))
            logical.clear()
    if logical:
        output.append("".join(logical).rstrip(" "))
    return "\n".join(output)
