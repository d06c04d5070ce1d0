"""The panic device: by it a guest says that its kernel has crashed.

(QEMU docs/specs/pvpanic: one port, which reads as the events that the machine takes)
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

import msgspec


class Event(IntEnum):
    """Bits of the port."""

    PANICKED = 1 << 0
    CRASH_LOADED = 1 << 1  # it panicked, and a crash kernel of its own goes on


class PvPanicState(msgspec.Struct):
    """All that has been said since the reset."""

    events: int = 0


class PvPanic:
    """The port. ``happened(event)`` is called with what the guest says, panic before crash kernel."""

    BASE = 0x505
    LENGTH = 1

    def __init__(self, happened: Callable[[Event], None], state: PvPanicState | None = None) -> None:
        self.state = state if state is not None else PvPanicState()
        self._happened = happened

    def reset(self) -> None:
        """Nothing has happened."""
        self.state.events = 0

    def read(self, _offset: int, _size: int) -> int:
        """One IN: what may be said."""
        return Event.PANICKED | Event.CRASH_LOADED

    def write(self, _offset: int, _size: int, value: int) -> None:
        """One OUT: it happened. Said again, it is no news."""
        for event in Event:
            if value & event and not self.state.events & event:
                self.state.events |= event
                self._happened(event)
