"""A parallel port with a printer that takes every byte at once.

(IEEE 1284-1994, compatibility mode; IBM PC/AT Technical Reference, "Printer Adapter": data, status and control at
378h to 37Ah, interrupt 7)
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from engine.bus.irq import IrqLine


class Status:
    """The status register. The lines that are active low read 1 while nothing is the matter."""

    NOT_ERROR = 0x08
    SELECTED = 0x10
    PAPER_OUT = 0x20
    NOT_ACKNOWLEDGE = 0x40
    NOT_BUSY = 0x80


class Control:
    """The control register."""

    STROBE = 0x01
    AUTO_FEED = 0x02
    NOT_INITIALISE = 0x04
    SELECT = 0x08
    INTERRUPT_ENABLE = 0x10
    DIRECTION = 0x20  # of a bidirectional port: this one only sends


_READY = Status.NOT_ERROR | Status.SELECTED | Status.NOT_ACKNOWLEDGE | Status.NOT_BUSY
_WRITABLE = 0x1F
_UNUSED, _UNUSED_STATUS = 0xC0, 0x07


class LptState(msgspec.Struct):
    """The data latch and the control register. ``acknowledges`` from a strobe on until the guest has seen the
    printer's acknowledgement: a BIOS waits for it."""

    data: int = 0
    control: int = 0x0C
    acknowledges: bool = False


class Lpt:
    """The port. ``printed(byte)`` gets what the guest strobes out; the interrupt is the edge that ends the
    printer's acknowledgement."""

    BASE = 0x378
    LENGTH = 3
    IRQ = 7

    def __init__(self, irq: IrqLine, printed: Callable[[int], None], state: LptState | None = None) -> None:
        self.state = state if state is not None else LptState()
        self._irq = irq
        self._printed = printed

    def reset(self) -> None:
        """Nothing latched, interrupts off."""
        self.state = LptState()
        self._irq.set(False)

    def read(self, offset: int, _size: int) -> int:
        """One IN."""
        if offset == 0:
            return self.state.data
        return self._status() if offset == 1 else self.state.control | _UNUSED

    def _status(self) -> int:
        state = self.state
        status = int(_READY) | _UNUSED_STATUS
        if state.acknowledges and not state.control & Control.STROBE:
            state.acknowledges = False
            return status & ~Status.NOT_ACKNOWLEDGE & ~Status.NOT_BUSY
        return status & ~Status.NOT_BUSY if state.acknowledges else status

    def write(self, offset: int, _size: int, value: int) -> None:
        """One OUT."""
        if offset == 0:
            self.state.data = value & 0xFF
        elif offset == 2:
            before, self.state.control = self.state.control, value & _WRITABLE
            if value & ~before & Control.STROBE:
                self.state.acknowledges = True
                self._printed(self.state.data)
                if self.state.control & Control.INTERRUPT_ENABLE:
                    self._irq.pulse()
