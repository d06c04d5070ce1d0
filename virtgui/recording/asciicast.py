"""Text recordings as asciinema plays them: asciicast version 2, a line of JSON for the header and each event
(docs.asciinema.org/manual/asciicast/v2)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final, TextIO

from engine.display import cp437

_ANSI: Final = (0, 4, 2, 6, 1, 5, 3, 7)
"""A PC's colours (blue is bit 0) in the order of ECMA-48 (red is bit 0)."""
HOME: Final = "\x1b[0m\x1b[2J\x1b[H"


class CastWriter:
    """Writes events with their times, in seconds from the beginning, to ``file``."""

    def __init__(self, file: TextIO, columns: int, rows: int, title: str, started: float) -> None:
        self._file = file
        header = {"version": 2, "width": columns, "height": rows, "timestamp": int(started), "title": title}
        self._line(header)

    def output(self, time_s: float, text: str) -> None:
        """Text that appeared."""
        if text:
            self._line([round(time_s, 6), "o", text])

    def resize(self, time_s: float, columns: int, rows: int) -> None:
        """The terminal has another size."""
        self._line([round(time_s, 6), "r", f"{columns}x{rows}"])

    def close(self) -> None:
        """Nothing is held back."""

    def _line(self, value: object) -> None:
        self._file.write(json.dumps(value, ensure_ascii=False, separators=(", ", ": ")) + "\n")


def repaint(before: Sequence[bytes], after: Sequence[bytes], cursor: tuple[int, int] | None) -> str:
    """The control sequences that make a terminal show ``after`` instead of ``before``.

    Rows are cells of a text screen as in video memory: code, attribute, code, attribute. ``cursor``: column and row.
    """
    parts: list[str] = []
    if len(before) != len(after):
        parts.append(HOME)
        before = [b""] * len(after)
    for number, (old, new) in enumerate(zip(before, after, strict=True), 1):
        if old != new:
            parts.append(f"\x1b[{number};1H{row_text(new)}")
    if cursor is None:
        parts.append("\x1b[?25l")
    else:
        parts.append(f"\x1b[{cursor[1] + 1};{cursor[0] + 1}H\x1b[?25h")
    return "".join(parts)


def row_text(cells: bytes) -> str:
    """One row with its colours, ending in the default ones."""
    parts: list[str] = []
    start, attributes = 0, cells[1::2]
    text = cp437.decode(cells[0::2])
    for end in range(1, len(attributes) + 1):
        if end == len(attributes) or attributes[end] != attributes[start]:
            parts.append(f"\x1b[{_colours(attributes[start])}m{text[start:end]}")
            start = end
    return "".join(parts) + "\x1b[0m"


def _colours(attribute: int) -> str:
    """SGR parameters: bits 0-2 and 4-6 of the attribute are colours, bit 3 makes the first of them bright."""
    ink = (90 if attribute & 8 else 30) + _ANSI[attribute & 7]
    return f"0;{ink};{40 + _ANSI[attribute >> 4 & 7]}"
