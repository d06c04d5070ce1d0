"""Text on its way to the guest's keyboard: one text at a time, at a pace, with progress and an end before the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from engine.control.input import Keyboard
from engine.control.protocol import RequestError

RATES: Final = (1.0, 200.0)
"""Characters a second: the slowest and the fastest that can be asked for."""
PROGRESS_S: Final = 0.25
EVENT: Final = "X_VIRTGUI_TYPED"
"""``{"typed", "total", "state"}``, four times a second and at the end; state is typing, done or cancelled."""

Announce = Callable[[str, dict[str, object]], None]


class Typist:
    """Types texts one after another. Event-loop thread only."""

    def __init__(self, keyboard: Keyboard, announce: Announce) -> None:
        self._keyboard = keyboard
        self._announce = announce
        self._turn = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None
        self._typed = self._total = 0

    async def type(self, chords: Sequence[Sequence[str]], rate: float | None = None) -> int:
        """Type all of it and return how many characters that were. RequestError when somebody cancels it."""
        async with self._turn:
            if self._task is not None:
                await asyncio.wait([self._task])
            self._begin(chords, rate)
            task = self._task
            assert task is not None
            await asyncio.wait([task])
            if task.cancelled():
                raise RequestError(f"Typing was cancelled after {self._typed} of {self._total} characters")
            return self._typed

    def start(self, chords: Sequence[Sequence[str]], rate: float | None = None) -> int:
        """Begin, and return how many characters there are; EVENT tells the rest. RequestError while it types."""
        if self._turn.locked() or (self._task is not None and not self._task.done()):
            raise RequestError("A text is being typed; cancel it with x-virtgui-type-cancel, or wait")
        self._begin(chords, rate)
        return len(chords)

    def cancel(self) -> int:
        """Type no further; how many characters were typed. 0 when nothing is being typed."""
        if self._task is None or self._task.done():
            return 0
        self._task.cancel()
        return self._typed

    def _begin(self, chords: Sequence[Sequence[str]], rate: float | None) -> None:
        self._typed, self._total = 0, len(chords)
        self._task = asyncio.create_task(self._strike(chords, rate))

    async def _strike(self, chords: Sequence[Sequence[str]], rate: float | None) -> None:
        clock = asyncio.get_running_loop().time
        told = clock()
        state = "cancelled"
        try:
            for names in chords:
                began = clock()
                await self._keyboard.strike(names, 0.5 / rate if rate else None)
                self._typed += 1
                if rate:
                    await asyncio.sleep(max(0.0, began + 1 / rate - clock()))
                if clock() - told >= PROGRESS_S:
                    told = clock()
                    self._tell("typing")
            state = "done"
        finally:
            self._tell(state)

    def _tell(self, state: str) -> None:
        self._announce(EVENT, {"typed": self._typed, "total": self._total, "state": state})


def checked_rate(rate: float | None) -> float | None:
    """A rate that can be asked for. RequestError for another."""
    if rate is not None and not RATES[0] <= rate <= RATES[1]:
        raise RequestError(f"rate is {rate:g} characters a second; it can be {RATES[0]:g} to {RATES[1]:g}")
    return rate
