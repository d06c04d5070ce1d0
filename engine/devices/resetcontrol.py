"""The reset control register at port 0xCF9.

After Intel 82371SB (PIIX3) datasheet (order number 290550), 2.5.10, "RC: Reset Control Register". The port lies
inside PCI's CONFIG_ADDRESS: PciHost hands single bytes at 0xCF9 on to this chip.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec


class Rc:
    """Bits of the register. SRST asks for a hard rather than a soft reset, RCPU going from 0 to 1 does it."""

    SRST = 1 << 1
    RCPU = 1 << 2


class ResetControlState(msgspec.Struct):
    """The register as last written."""

    value: int = 0


class ResetControl:
    """Calls ``reset_machine()`` when the guest asks for a reset, soft or hard: both start the machine anew."""

    LENGTH = 1

    def __init__(self, reset_machine: Callable[[], None], state: ResetControlState | None = None) -> None:
        self.state = state if state is not None else ResetControlState()
        self._reset_machine = reset_machine

    def reset(self) -> None:
        """RST#: the register is clear."""
        self.state.value = 0

    def read(self, _offset: int, _size: int) -> int:
        """One IN."""
        return self.state.value

    def write(self, _offset: int, _size: int, value: int) -> None:
        """One OUT."""
        before = self.state.value
        self.state.value = value & (Rc.SRST | Rc.RCPU)
        if value & ~before & Rc.RCPU:
            self._reset_machine()
