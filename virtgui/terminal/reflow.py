"""Wrapping lines anew for another width, so that a narrower window hides no text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from virtgui.terminal.cell import PLAIN, StyleTable
from virtgui.terminal.line import Stored, expand, is_wrapped, pack, plain, split, width


def needs_reflow(lines: Iterable[Stored], columns: int) -> bool:
    """True if some line is wrapped or wider than ``columns``."""
    return any(not (isinstance(line, str) and len(line) <= columns) and _matters(line, columns) for line in lines)


def _matters(line: Stored, columns: int) -> bool:
    return is_wrapped(line) or width(line) > columns


def groups(lines: Iterable[Stored]) -> Iterator[list[Stored]]:
    """The rows of each line the guest wrote."""
    group: list[Stored] = []
    for line in lines:
        group.append(line)
        if not is_wrapped(line):
            yield group
            group = []
    if group:
        yield group


def reflow(lines: Iterable[Stored], columns: int, styles: StyleTable) -> list[Stored]:
    """All lines, wrapped at ``columns``."""
    rows: list[Stored] = []
    for group in groups(lines):
        rows.extend(rewrap(group, columns, styles))
    return rows


def _is_plain(line: Stored) -> bool:
    return isinstance(line, str) or (line.text.isascii() and len(line.runs) == 1 and line.runs[0][1] is PLAIN)


def rewrap(group: list[Stored], columns: int, styles: StyleTable) -> list[Stored]:
    """The rows of one guest line, wrapped at ``columns``. If its last row is marked as wrapped it stays so."""
    if len(group) == 1:
        (line,) = group
        if width(line) <= columns:
            return group
        if isinstance(line, str):
            return split(line, columns)
    if all(map(_is_plain, group)) and not is_wrapped(group[-1]):
        return split("".join(map(plain, group)), columns)
    cells = [cell for line in group for cell in expand(line)]
    rows: list[Stored] = []
    start = 0
    while len(cells) - start > columns:
        end = start + columns
        if cells[end].data == "" and columns > 1:
            end -= 1  # a wide character does not fit: all of it goes to the next row
        rows.append(pack(cells[start:end], True, styles))
        start = end
    rows.append(pack(cells[start:], is_wrapped(group[-1]), styles))
    return rows
