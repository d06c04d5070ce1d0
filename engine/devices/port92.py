"""System control port A, 0x92: fast reset and the fast A20 gate.

After IBM Personal System/2 Hardware Interface Technical Reference, "System Control Port A (Hex 0092)".
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec


class ControlA:
    """Bits of the port. Bits 6 and 7 light the disk lamp; 3 locks the CMOS password; none do anything here."""

    FAST_RESET = 1 << 0
    A20 = 1 << 1


class Port92State(msgspec.Struct):
    """The port as last written. A20 is open from the start, as firmware expects of a PC since the 486."""

    value: int = int(ControlA.A20)


class Port92:
    """The port. ``reset_machine()`` is called when bit 0 goes from 0 to 1, ``set_a20(level)`` when bit 1 changes."""

    BASE = 0x92
    LENGTH = 1

    def __init__(
        self,
        reset_machine: Callable[[], None],
        set_a20: Callable[[bool], None] = lambda _level: None,
        state: Port92State | None = None,
    ) -> None:
        self.state = state if state is not None else Port92State()
        self._set_a20 = set_a20
        self._reset_machine = reset_machine

    @property
    def a20(self) -> bool:
        """Whether the guest asked for address line 20."""
        return bool(self.state.value & ControlA.A20)

    def reset(self) -> None:
        """Back to A20 on, no reset asked for."""
        self.state.value = int(ControlA.A20)

    def read(self, _offset: int, _size: int) -> int:
        """One IN."""
        return self.state.value

    def write(self, _offset: int, _size: int, value: int) -> None:
        """One OUT."""
        before = self.state.value
        self.state.value = value & 0xFF
        if (value ^ before) & ControlA.A20:
            self._set_a20(self.a20)
        if value & ~before & ControlA.FAST_RESET:
            self._reset_machine()
