"""Time, as chips are given it: nobody in devices/ asks the operating system what time it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol


class Timer(Protocol):
    """A one-shot alarm. The callback runs with the owning chip's lock held, never inside ``arm``."""

    def arm(self, deadline_ns: int) -> None:
        """Fire once at guest time ``deadline_ns``, at once if it has passed. Replaces an earlier deadline."""

    def disarm(self) -> None:
        """Do not fire. No effect when not armed."""


class Clock(Protocol):
    """Guest time. It stands still while the machine is paused."""

    def now_ns(self) -> int:
        """Nanoseconds since power-on, not counting pauses."""

    def wall_ns(self) -> int:
        """Nanoseconds since 1970-01-01 UTC: what a battery-backed clock would show. Runs on while paused."""

    def timer(self, callback: Callable[[], None]) -> Timer:
        """A new alarm, not armed."""
