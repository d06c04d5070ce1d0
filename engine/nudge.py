"""A call on the event loop that any thread may ask for, on and on: it waits there once at the most, so nothing that a
guest does fills the loop's queue with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Nudge:
    """Has ``call`` made on ``loop``, soon, and at least once after the last time that it was asked for."""

    def __init__(self, loop: asyncio.AbstractEventLoop, call: Callable[[], None]) -> None:
        self._loop = loop
        self._call = call
        self._posted = False

    def __call__(self) -> None:
        """Ask for it. From any thread."""
        if not self._posted:
            self._posted = True
            self._loop.call_soon_threadsafe(self._arrive)

    def _arrive(self) -> None:
        self._posted = False  # Before the call: who asks from now on means another.
        self._call()
