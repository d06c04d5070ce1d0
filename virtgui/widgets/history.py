"""Samples of the last hour, and their outline at a given width."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import msgspec

CAPACITY: Final = 3600
INTERVAL_S: Final = 1.0
"""How often samples are expected."""

GAP: Final = 2.5
"""This many intervals without a sample are a gap."""

_NAN = math.nan


class Column(NamedTuple):
    """What happened within one column of the graph that begins at ``time_s``."""

    time_s: float
    low: float
    high: float
    mean: float


class _Folded(msgspec.Struct):
    """Columns that no further sample can change: they are computed once, not at every repaint."""

    column_s: float
    done: int
    runs: list[list[Column]] = msgspec.field(default_factory=list)


class History:
    """The last CAPACITY samples of some named series, oldest first. A missing value is NaN."""

    def __init__(self, names: Sequence[str], capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._dropped = 0
        self._folded: dict[str, _Folded] = {}
        self.times: list[float] = []
        self.values: dict[str, list[float]] = {name: [] for name in names}

    def __len__(self) -> int:
        return len(self.times)

    def append(self, time_s: float, values: Mapping[str, float | None]) -> None:
        """Add a sample. One that is not newer than the last is ignored; a series not in ``values`` is missing."""
        if self.times and time_s <= self.times[-1]:
            return
        self.times.append(time_s)
        for name, series in self.values.items():
            value = values.get(name)
            series.append(_NAN if value is None else float(value))
        # Cut rarely and much: deleting the first of a list moves all others.
        if len(self.times) >= self._capacity + 256:
            surplus = len(self.times) - self._capacity
            del self.times[:surplus]
            for series in self.values.values():
                del series[:surplus]
            self._dropped += surplus
            self._folded.clear()

    def last(self, name: str) -> float:
        """The newest value; NaN without one."""
        series = self.values[name]
        return series[-1] if series else _NAN

    def index_near(self, time_s: float) -> int:
        """The sample nearest to a time. ValueError without samples."""
        if not self.times:
            raise ValueError("no samples")
        after = bisect_left(self.times, time_s)
        nearby = range(max(0, after - 1), min(after + 1, len(self.times)))
        return min(nearby, key=lambda index: abs(self.times[index] - time_s))

    def runs(self, name: str, start_s: float, column_s: float) -> list[list[Column]]:
        """The outline of a series from ``start_s`` on, in columns of ``column_s``, broken at gaps.

        Columns lie on multiples of ``column_s`` from time zero, so a column does not change as time goes by.
        Not wider than INTERVAL_S: every sample is a column.
        """
        if not self.times:
            return []
        folded = self._folded.get(name)
        if folded is None or folded.column_s != column_s:
            folded = self._folded[name] = _Folded(column_s, self._dropped)
        index = folded.done - self._dropped
        newest = self._begin(self.times[-1], column_s)
        while self._begin(self.times[index], column_s) < newest:
            index = self._fold(name, index, column_s, folded.runs)
        folded.done = index + self._dropped
        visible = [_from(run, start_s) for run in folded.runs if run[-1].time_s >= start_s]
        self._fold(name, index, column_s, visible)
        return visible

    def _begin(self, time_s: float, column_s: float) -> float:
        return time_s if column_s <= INTERVAL_S else math.floor(time_s / column_s) * column_s

    def _fold(self, name: str, index: int, column_s: float, runs: list[list[Column]]) -> int:
        """Add the column that begins with sample ``index`` to ``runs``; returns the first sample after it."""
        begin = self._begin(self.times[index], column_s)
        after = index + 1
        if column_s > INTERVAL_S:
            after = max(after, bisect_left(self.times, begin + column_s, index))
        part = [value for value in self.values[name][index:after] if value == value]
        if part:
            column = Column(begin, min(part), max(part), sum(part) / len(part))
            missed = index > 0 and math.isnan(self.values[name][index - 1])
            longest = max(GAP * INTERVAL_S, GAP * column_s)
            if runs and not missed and begin - runs[-1][-1].time_s <= longest:
                runs[-1].append(column)
            else:
                runs.append([column])
        return after


def _from(run: list[Column], start_s: float) -> list[Column]:
    """A copy of ``run`` from the last column before ``start_s`` on, so that the line enters from the edge."""
    return run[max(0, bisect_right(run, start_s, key=lambda column: column.time_s) - 1) :]
