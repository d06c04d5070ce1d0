"""Guest time in the VM process, and alarms on its event loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from threading import Lock

from engine.nudge import Nudge


class MachineClock:
    """Nanoseconds since power-on that stand still while the machine is paused.

    Alarms live on the event loop's thread; ``arm`` and ``disarm`` may be called from any.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._behind_ns = time.monotonic_ns()
        self._stopped_ns: int | None = self._behind_ns
        self._alarms: set[_Alarm] = set()

    def now_ns(self) -> int:
        stopped = self._stopped_ns
        return (time.monotonic_ns() if stopped is None else stopped) - self._behind_ns

    def wall_ns(self) -> int:
        return time.time_ns()

    def start(self) -> None:
        """Let guest time run. Event-loop thread only, as ``stop``."""
        if self._stopped_ns is not None:
            self._behind_ns += time.monotonic_ns() - self._stopped_ns
            self._stopped_ns = None
            for alarm in list(self._alarms):
                alarm.schedule()

    def stop(self) -> None:
        """Let guest time stand still: no alarm fires until ``start``."""
        if self._stopped_ns is None:
            self._stopped_ns = time.monotonic_ns()
            for alarm in list(self._alarms):
                alarm.cancel()

    def for_chip(self, lock: Lock) -> ChipClock:
        """This clock, with alarms that hold ``lock`` while they ring."""
        return ChipClock(self, lock)

    @property
    def stopped(self) -> bool:
        return self._stopped_ns is not None


class ChipClock:
    """The clock a chip is given: its alarms take the chip's lock."""

    def __init__(self, clock: MachineClock, lock: Lock) -> None:
        self._clock = clock
        self._lock = lock
        self.now_ns = clock.now_ns
        self.wall_ns = clock.wall_ns

    def timer(self, callback: Callable[[], None]) -> _Alarm:
        return _Alarm(self._clock, self._lock, callback)


class _Alarm:
    """One alarm. ``deadline`` is written under the chip's lock; the rest belongs to the event loop."""

    def __init__(self, clock: MachineClock, lock: Lock, callback: Callable[[], None]) -> None:
        self._clock = clock
        self._lock = lock
        self._callback = callback
        self._deadline: int | None = None
        self._handle: asyncio.TimerHandle | None = None
        self._nudge = Nudge(clock._loop, self.schedule)
        clock._alarms.add(self)

    def arm(self, deadline_ns: int) -> None:
        self._deadline = deadline_ns
        self._nudge()

    def disarm(self) -> None:
        self._deadline = None

    def cancel(self) -> None:
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    def schedule(self) -> None:
        """Set the event loop's timer for the deadline. Event-loop thread."""
        self.cancel()
        deadline = self._deadline
        if deadline is not None and not self._clock.stopped:
            delay_s = max(0, deadline - self._clock.now_ns()) / 1e9
            self._handle = self._clock._loop.call_later(delay_s, self._ring)

    def _ring(self) -> None:
        self._handle = None
        with self._lock:
            deadline = self._deadline
            if deadline is None or self._clock.stopped:
                return
            if deadline <= self._clock.now_ns():
                self._deadline = None
                self._callback()
                return
        self.schedule()
