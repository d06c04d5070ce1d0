"""A guest clock that moves only when a test says so."""

from __future__ import annotations

from collections.abc import Callable

SECOND = 1_000_000_000
MILLISECOND = 1_000_000
# 2024-02-28 23:59:00 UTC, a Wednesday one minute before the 29th of a leap year's February.
WALL_START_NS = 1_709_164_740 * SECOND


class ManualTimer:
    """A one-shot alarm of a ManualClock (engine.bus.clock.Timer)."""

    def __init__(self, callback: Callable[[], None]) -> None:
        self.callback = callback
        self.deadline_ns: int | None = None

    def arm(self, deadline_ns: int) -> None:
        """Fire when the clock is moved to ``deadline_ns`` or beyond; never inside this call."""
        self.deadline_ns = deadline_ns

    def disarm(self) -> None:
        """Do not fire."""
        self.deadline_ns = None


class ManualClock:
    """Guest time by hand (engine.bus.clock.Clock). ``advance`` fires what falls due, in order."""

    def __init__(self, now_ns: int = 0, wall_ns: int = WALL_START_NS) -> None:
        self._now_ns = now_ns
        self._wall_ns = wall_ns
        self._timers: list[ManualTimer] = []

    def now_ns(self) -> int:
        """Nanoseconds since power-on."""
        return self._now_ns

    def wall_ns(self) -> int:
        """Nanoseconds since 1970-01-01 UTC."""
        return self._wall_ns

    def timer(self, callback: Callable[[], None]) -> ManualTimer:
        """A new alarm, not armed."""
        timer = ManualTimer(callback)
        self._timers.append(timer)
        return timer

    def armed(self) -> list[int]:
        """The deadlines of all armed alarms, earliest first."""
        return sorted(timer.deadline_ns for timer in self._timers if timer.deadline_ns is not None)

    def advance(self, ns: int, limit: int = 100_000) -> int:
        """Move ``ns`` forward, firing due alarms at their own time. Returns how many fired.

        An alarm armed in the past fires at the present time. AssertionError after ``limit`` alarms: a chip
        that re-arms itself for now would otherwise never end.
        """
        target = self._now_ns + ns
        fired = 0
        while True:
            due = [timer for timer in self._timers if timer.deadline_ns is not None]
            timer = min(due, key=lambda each: each.deadline_ns or 0, default=None)
            if timer is None or timer.deadline_ns is None or timer.deadline_ns > target:
                break
            self._move_to(max(timer.deadline_ns, self._now_ns))
            timer.deadline_ns = None
            timer.callback()
            fired += 1
            assert fired < limit, "an alarm keeps re-arming itself"
        self._move_to(target)
        return fired

    def advance_wall(self, ns: int) -> None:
        """Let only the wall clock run on, as while the machine is paused."""
        self._wall_ns += ns

    def _move_to(self, now_ns: int) -> None:
        self._wall_ns += now_ns - self._now_ns
        self._now_ns = now_ns
