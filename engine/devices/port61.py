"""System control port B, 0x61: the speaker's gate and the outputs of the timer.

After Intel 82371SB (PIIX3), section 2.6.6, "NMI status and control register".
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from engine.bus.clock import Clock

REFRESH_NS = 15_085
"""Counter 1 asks for a refresh every 18 of its clocks; the bit turns each time."""


class ControlB:
    """Bits of the port. 2 and 3 are enables of error checks; there are no errors."""

    GATE_2 = 1 << 0
    SPEAKER = 1 << 1
    REFRESH = 1 << 4
    OUT_2 = 1 << 5


WRITABLE = 0x0F


class Port61State(msgspec.Struct):
    """The bits that are written."""

    value: int = 0


class Port61:
    """The port. ``set_gate(level)`` and ``output()`` are counter 2's."""

    BASE = 0x61
    LENGTH = 1

    def __init__(
        self,
        set_gate: Callable[[bool], None],
        output: Callable[[], bool],
        clock: Clock,
        state: Port61State | None = None,
    ) -> None:
        self.state = state if state is not None else Port61State()
        self._set_gate = set_gate
        self._output = output
        self._clock = clock

    def reset(self) -> None:
        """The speaker is off."""
        self.state.value = 0
        self._set_gate(False)

    def read(self, _offset: int, _size: int) -> int:
        """One IN."""
        value = self.state.value
        if self._clock.now_ns() // REFRESH_NS & 1:
            value |= ControlB.REFRESH
        return value | ControlB.OUT_2 if self._output() else value

    def write(self, _offset: int, _size: int, value: int) -> None:
        """One OUT."""
        self.state.value = value & WRITABLE
        self._set_gate(bool(value & ControlB.GATE_2))
