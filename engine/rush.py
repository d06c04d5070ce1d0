"""When a guest pours out characters, the kernel gathers them, instead of stopping the guest for each.

A character written to a UART's THR costs an exit. While many come, writes to THR go into KVM's coalesced ring
(Documentation/virt/kvm/api.rst, 4.116) and are delivered before the guest's next exit, so before it can see that
anything was different: it polls LSR, or its interrupt handler reads IIR. Only a guest that does neither waits: for
the interrupt that tells it that THR is empty again. It is found waiting, and gathering ends.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable

from engine.cpu.accel import Accel

MANY = 32
"""So many characters within TICK_S, two fillings of the FIFO, are a rush."""
FEW = 8
"""A slow host takes longer for as many; fewer than these at once are none on any."""
TICK_S = 0.002
STUCK_TICKS = 5
"""A guest whose characters nobody has fetched for so long waits, or its vCPU does for the host."""
CALM_TICKS = 25
"""After so many ticks without a character the rush is over."""
HOLD_OFF_S = 1.0
HOLD_OFF_FIRST_S = 0.02
"""How long a guest that has waited for an interrupt is left alone: twice as long each time, up to HOLD_OFF_S."""
FLOWING = 1024
"""After so many characters it was the host that was slow, and not the guest that waited."""


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
        self._stuck = 0
        self._flowed = 0
        self._hold_off_s = HOLD_OFF_FIRST_S
        self._not_before = 0.0

    @property
    def gathering(self) -> bool:
        """Whether characters are held back now."""
        return self._next is not None

    def passed(self, count: int, within_s: float = TICK_S) -> None:
        """So many characters have come within so long, and were passed on in one go."""
        self._calm = 0
        if self.gathering:
            self._flowed += count
            if self._flowed >= FLOWING:
                self._hold_off_s = HOLD_OFF_FIRST_S
        elif count >= max(FEW, MANY * TICK_S / within_s) and time.monotonic() >= self._not_before:
            self._accel.coalesce(self._port, 1, pio=True)
            self._seen, self._stuck, self._flowed = None, 0, 0
            self._next = asyncio.get_running_loop().call_later(TICK_S, self._tick)

    def end(self) -> None:
        """Deliver each character at once again."""
        if self._next is not None:
            self._next.cancel()
            self._next = None
            self._accel.uncoalesce(self._port, 1, pio=True)
            self._accel.settle()

    def close(self) -> None:
        """As ``end``, and for good: what comes from now on is nothing to gather for."""
        self.end()
        self._not_before = math.inf

    def _tick(self) -> None:
        self._next = asyncio.get_running_loop().call_later(TICK_S, self._tick)
        self._calm += 1
        oldest = self._accel.oldest_held()
        stuck = oldest is not None and oldest == self._seen
        self._seen = oldest
        self._stuck = self._stuck + 1 if stuck else 0
        if stuck and self._waits():
            if self._stuck >= STUCK_TICKS:
                self._leave_alone()
        elif stuck:
            self._accel.settle()
        elif self._calm > CALM_TICKS:
            self.end()

    def _leave_alone(self) -> None:
        self._not_before = time.monotonic() + self._hold_off_s
        self._hold_off_s = min(2 * self._hold_off_s, HOLD_OFF_S)
        self.end()
