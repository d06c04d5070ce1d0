"""Lines and areas of a graph, from columns of samples to points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QPolygonF

from virtgui.widgets.history import Column

Outline = list[list[list[Column]]]
"""Per series its runs, per run its columns."""

_PIECE = 16


class Frame(NamedTuple):
    """Where a graph lies: the plot's rectangle, the values of its grid lines from 0 up, its first and last time."""

    plot: QRectF
    levels: list[float]
    start_s: float
    end_s: float

    def x(self, time_s: float) -> float:
        """Across, of a time."""
        share = (time_s - self.start_s) / (self.end_s - self.start_s)
        return self.plot.left() + share * self.plot.width()

    def y(self, value: float) -> float:
        """Down, of a value."""
        return self.plot.bottom() - value / self.levels[-1] * self.plot.height()

    def time_s(self, x: float) -> float:
        """The time at ``x``."""
        return self.start_s + (x - self.plot.left()) / self.plot.width() * (self.end_s - self.start_s)


def stack(outline: Outline) -> Outline:
    """Each series on top of those before it: ``low`` is the sum below it, ``high`` and ``mean`` with it."""
    below: dict[float, float] = {}
    stacked: Outline = []
    for runs in outline:
        raised: list[list[Column]] = []
        for run in runs:
            raised.append([])
            for column in run:
                base = below.get(column.time_s, 0.0)
                top = base + column.mean
                below[column.time_s] = top
                raised[-1].append(Column(column.time_s, base, top, top))
        stacked.append(raised)
    return stacked


def greatest(outline: Outline) -> float:
    """The highest value; 0 without any."""
    return max((column.high for runs in outline for run in runs for column in run), default=0.0)


def points(frame: Frame, run: list[Column]) -> list[QPointF]:
    """The mean of each column of a run; two points at least."""
    scale_x, left, scale_y, bottom = _scale(frame)
    found = [QPointF(left + column[0] * scale_x, bottom - column[3] * scale_y) for column in run]
    if len(found) == 1:
        found.append(found[0] + QPointF(1.5, 0))
    return found


def segments(line: list[QPointF]) -> list[QLineF]:
    """A line as separate pieces: Qt strokes these 50 times faster than one jagged polyline with joins."""
    return list(map(QLineF, line, line[1:]))


def areas(frame: Frame, run: list[Column], line: list[QPointF], *, stacked: bool) -> Iterator[QPolygonF]:
    """What lies under ``line``, down to the axis or to the series below.

    In pieces side by side, because Qt's time to fill a jagged polygon grows with the square of its corners.
    """
    scale_x, left, scale_y, bottom = _scale(frame)
    floor = [QPointF(point.x(), bottom) for point in line]
    if stacked and len(run) == len(line):
        floor = [QPointF(left + column[0] * scale_x, bottom - column[1] * scale_y) for column in run]
    for first in range(0, len(line) - 1, _PIECE):
        piece = slice(first, first + _PIECE + 1)
        yield QPolygonF([*line[piece], *reversed(floor[piece])])


def spreads(frame: Frame, run: list[Column], width: float) -> list[QRectF]:
    """From the low to the high of each column that has several samples."""
    scale_x, left, scale_y, bottom = _scale(frame)
    return [
        QRectF(left + at * scale_x - width / 2, bottom - high * scale_y, width, (high - low) * scale_y)
        for at, low, high, _ in run
        if high > low
    ]


def _scale(frame: Frame) -> tuple[float, float, float, float]:
    scale_x = frame.plot.width() / (frame.end_s - frame.start_s)
    left = frame.plot.left() - frame.start_s * scale_x
    return scale_x, left, frame.plot.height() / frame.levels[-1], frame.plot.bottom()
