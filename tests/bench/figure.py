"""One measured figure, what it is held against, and how figures are shown."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

HEADINGS = ("what", "ours", "peer", "unit", "ratio", "aim", "")


@dataclass(frozen=True, slots=True)
class Figure:
    """Smaller is better, unless ``at_least``. ``aim`` bounds the ratio to the peer if ``aim_is_ratio``, else ours."""

    name: str
    unit: str
    ours: float
    peer: float | None = None
    peer_name: str = ""
    aim: float | None = None
    aim_is_ratio: bool = False
    at_least: bool = False

    @property
    def ratio(self) -> float | None:
        """Ours by the peer's; None without a peer."""
        return self.ours / self.peer if self.peer else None

    @property
    def holds(self) -> bool | None:
        """Whether the aim is met; None when there is none, or nothing to compare with."""
        figure = self.ratio if self.aim_is_ratio else self.ours
        if self.aim is None or figure is None:
            return None
        return figure >= self.aim if self.at_least else figure <= self.aim

    def record(self) -> dict[str, object]:
        """What build/bench.json says of it."""
        return asdict(self) | {"ratio": self.ratio, "aim": self._aim(), "holds": self.holds}

    def cells(self) -> tuple[str, ...]:
        """Its row of the table, under HEADINGS."""
        peer = "" if self.peer is None else f"{short(self.peer)} ({self.peer_name})"
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        verdict = {True: "holds", False: "MISSED", None: ""}[self.holds]
        return (self.name, short(self.ours), peer, self.unit, ratio, self._aim(), verdict)

    def _aim(self) -> str:
        if self.aim is None:
            return ""
        bound = f"{'>=' if self.at_least else '<='} {short(self.aim)}"
        return f"{bound} x {self.peer_name or 'peer'}" if self.aim_is_ratio else f"{bound} {self.unit}"


def short(number: float) -> str:
    """Three digits that count; whole numbers in full."""
    if number == 0 or abs(number) >= 100:
        return f"{number:,.0f}"
    return f"{number:.{max(0, 2 - math.floor(math.log10(abs(number))))}f}"


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return percentile(values, 50)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that ``percent`` of the values do not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(0, math.ceil(len(ranked) * percent / 100) - 1)]


def table(figures: Sequence[Figure]) -> str:
    """All figures as text."""
    rows = [HEADINGS, *(figure.cells() for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    right = {1, 4}

    def line(row: tuple[str, ...]) -> str:
        cells = [c.rjust(w) if i in right else c.ljust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True))]
        return "  ".join(cells).rstrip()

    return "\n".join([line(rows[0]), line(tuple("-" * width for width in widths)), *map(line, rows[1:])])


def save(figures: Sequence[Figure], path: Path) -> None:
    """Write build/bench.json."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([figure.record() for figure in figures], indent=1) + "\n")
