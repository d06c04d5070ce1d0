"""Finding text in a document, across wrapped lines, a portion at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from virtgui.terminal.document import Document, Position, Span
from virtgui.terminal.line import is_narrow, is_wrapped, pieces, plain, width


def compiled(text: str, case: bool) -> re.Pattern[str]:
    """A pattern for literal ``text``; capitals matter if ``case``."""
    return re.compile(re.escape(text), 0 if case else re.IGNORECASE)


def hits_in(document: Document, first: int, last: int, pattern: re.Pattern[str]) -> list[Span]:
    """All hits in guest lines that begin in lines first..last (``last`` not included), in order."""
    found: list[Span] = []
    number = max(first, document.first)
    # One look at everything, as if there were no line ends, tells at once that there is nothing.
    whole = map(plain, document.between(number, _line_end(document, last - 1)))
    if not pattern.search("".join(whole)):
        return found
    while number < min(last, document.end):
        stored = document.line(number)
        if isinstance(stored, str):
            if pattern.search(stored):
                found.extend(_spans(document, number, [stored], pattern))
            number += 1
            continue
        group = [plain(stored)]
        start = number
        while is_wrapped(document.line(number)) and number + 1 < document.end:
            number += 1
            group.append(plain(document.line(number)))
        number += 1
        found.extend(_spans(document, start, group, pattern))
    return found


def portions(document: Document, pattern: re.Pattern[str], size: int = 2000) -> Iterator[list[Span]]:
    """All hits in the document, ``size`` lines a time, so that a caller can do other work in between."""
    number = document.first
    while number < document.end:
        start = line_start(document, number)
        yield hits_in(document, number if start == number else _line_end(document, number), number + size, pattern)
        number += size


def nearest(document: Document, pattern: re.Pattern[str], start: Position, forwards: bool) -> Span | None:
    """The first hit at or after ``start``, or the last one ending at or before it; going round at the ends."""
    step = 2000
    first, end = document.first, document.end
    here = line_start(document, min(max(start.line, first), end - 1))
    if forwards:
        ranges = [(n, min(n + step, end)) for n in range(here, end, step)]
        ranges += [(n, min(n + step, here + 1)) for n in range(first, here + 1, step)]
    else:
        below = _line_end(document, here)
        ranges = [(max(n - step, first), n) for n in range(below, first, -step)]
        ranges += [(max(n - step, here), n) for n in range(end, here, -step)]
    for turn, (low, high) in enumerate(ranges):
        # A guest line may begin before the portion; those are found with the portion they begin in.
        hits = hits_in(document, _begin(document, low), high, pattern)
        near = turn == 0
        if forwards:
            fitting = [hit for hit in hits if not near or hit[0] >= start]
            if fitting:
                return fitting[0]
        else:
            fitting = [hit for hit in hits if not near or hit[1] <= start]
            if fitting:
                return fitting[-1]
    return None


def line_start(document: Document, number: int) -> int:
    """The first row of the guest line that ``number`` belongs to."""
    while number > document.first and is_wrapped(document.line(number - 1)):
        number -= 1
    return number


def _line_end(document: Document, number: int) -> int:
    while number < document.end - 1 and is_wrapped(document.line(number)):
        number += 1
    return number + 1


def _begin(document: Document, number: int) -> int:
    return number if line_start(document, number) == number else _line_end(document, number)


def _spans(document: Document, first: int, group: list[str], pattern: re.Pattern[str]) -> Iterator[Span]:
    text = "".join(group)
    widths = [width(document.line(first + index)) for index in range(len(group))]
    for match in pattern.finditer(text):
        if match.end() > match.start():
            start = _cells(text, match.start())
            end = _cells(text, match.end())
            yield _place(first, widths, start, False), _place(first, widths, end, True)


def _cells(text: str, index: int) -> int:
    """Cells before character ``index``."""
    return index if is_narrow(text[:index]) else len(pieces(text[:index]))


def _place(first: int, widths: list[int], offset: int, is_end: bool) -> Position:
    """A cell's offset in a guest line as a position; an end stays at the end of its row."""
    row = 0
    while row < len(widths) - 1 and (offset > widths[row] or (offset == widths[row] and not is_end)):
        offset -= widths[row]
        row += 1
    return Position(first + row, offset)
