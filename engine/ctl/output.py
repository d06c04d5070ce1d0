"""What vgctl prints: lines, aligned columns, JSON."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import msgspec


def say(line: str = "") -> None:
    """One line on standard output."""
    sys.stdout.write(line + "\n")


def hint(line: str) -> None:
    """One line beside the output proper."""
    sys.stderr.write(line + "\n")


def say_json(value: object) -> None:
    """A value as JSON, indented for people."""
    say(msgspec.json.format(msgspec.json.encode(value)).decode())


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of cells as lines: every column as wide as its widest cell, two blanks between."""
    if not rows:
        return []
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return ["  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def amount(count: float) -> str:
    """A number of bytes for people, in units of 1024."""
    for unit in ("B", "KiB", "MiB"):
        if count < 1024:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1024
    return f"{count:.1f} GiB"


def span(seconds: float) -> str:
    """A time for people: 7s, 3m 12s, 5h 02m, 4d 3h."""
    whole = int(max(0, seconds))
    minutes, hours, days = whole // 60, whole // 3600, whole // 86400
    if days:
        return f"{days}d {hours % 24}h"
    if hours:
        return f"{hours}h {minutes % 60:02}m"
    return f"{minutes}m {whole % 60:02}s" if minutes else f"{whole}s"
