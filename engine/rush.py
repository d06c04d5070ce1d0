"""When a guest pours out characters, the kernel gathers them, instead of stopping the guest for each.

A character written to a UART's THR costs an exit. While many come, writes to THR go into KVM's coalesced ring
(Documentation/virt/kvm/api.rst, 4.116) and are delivered before the guest's next exit, so before it can see that
anything was different: it polls LSR, or its interrupt handler reads IIR. Only a guest that does neither waits: for
the interrupt that tells it that THR is empty again. It is found waiting, and gathering ends.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from engine.cpu.accel import Accel

MANY = 32
"""So many characters at once, two fillings of the FIFO, are a rush."""
TICK_S = 0.002
CALM_TICKS = 25
"""After so many ticks without a character the rush is over."""
HOLD_OFF_S = 1.0
"""How long a guest that has waited for an interrupt is left alone."""


class Rush:
    """For the UART whose data register is ``port``. ``waits()`` says whether its guest has asked to be interrupted
    when THR is empty. Event-loop thread only."""

    def __init__(self, accel: Accel, port: int, waits: Callable[[], bool]) -> None:
        self._accel = accel
        self._port = port
        self._waits = waits
        self._next: asyncio.TimerHandle | None = None
        self._calm = 0
        self._seen: int | None = None
        self._not_before = 0.0

    @property
    def gathering(self) -> bool:
        """Whether characters are held back now."""
        return self._next is not None

    def passed(self, count: int) -> None:
        """So many characters have come and were passed on in one go."""
        self._calm = 0
        if count >= MANY and not self.gathering and time.monotonic() >= self._not_before:
            self._accel.coalesce(self._port, 1, pio=True)
            self._seen = None
            self._next = asyncio.get_running_loop().call_later(TICK_S, self._tick)

    def end(self) -> None:
        """Deliver each character at once again."""
        if self._next is not None:
            self._next.cancel()
            self._next = None
            self._accel.uncoalesce(self._port, 1, pio=True)
            self._accel.settle()

    def _tick(self) -> None:
        self._next = asyncio.get_running_loop().call_later(TICK_S, self._tick)
        self._calm += 1
        oldest = self._accel.oldest_held()
        stuck = oldest is not None and oldest == self._seen
        self._seen = oldest
        if stuck and self._waits():
            self._not_before = time.monotonic() + HOLD_OFF_S
            self.end()
        elif stuck:
            self._accel.settle()
        elif self._calm > CALM_TICKS:
            self.end()
