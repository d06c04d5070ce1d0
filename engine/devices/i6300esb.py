"""The watchdog timer of Intel's 6300ESB: unless the guest reloads it in time, something is done to the guest.

(Intel 6300ESB I/O Controller Hub datasheet, section 16: "Watchdog Timer")

Two stages follow one another. The first would interrupt, which nothing here is wired to; the second ends in ``bark``.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from engine.bus.clock import Clock
from engine.bus.pci import PciFunction, PciState

VENDOR, DEVICE, CLASS = 0x8086, 0x25AB, 0x088000
REGISTER_LENGTH = 0x10
CONFIGURATION, LOCK = 0x60, 0x68
"""In configuration space: 16 and 8 bits."""
SHORTEST_NS = 100_000
"""No stage is shorter: one that runs freely could else keep the host from all other work."""
_CLOCK_HZ = 33_000_000
_LONGEST = 0xFFFFF


class Configuration:
    """WDT Configuration Register, 60h."""

    PRESCALER = 0x04  # 0: the clock divided by 2^15, about 1 ms; 1: by 2^5, about 1 us
    OUTPUT_DISABLED = 0x20  # no reset at the end


class Lock:
    """WDT Lock Register, 68h."""

    LOCKED = 0x01
    ENABLED = 0x02
    FREE_RUNNING = 0x04


class Register:
    """In the memory window."""

    PRELOAD_1 = 0x00
    PRELOAD_2 = 0x04
    INTERRUPT_STATUS = 0x08
    RELOAD = 0x0C


class Reload:
    """Bits of the Reload Register."""

    RELOAD = 0x100
    TIMED_OUT = 0x200


# Written to the Reload Register, one after the other, they open the window's registers for one store.
_UNLOCK = (0x80, 0x86)


class I6300EsbState(msgspec.Struct):
    """The state. ``stage`` is 0 while it stands, else 1 or 2, and ends at ``due_ns``; ``unlock`` counts the steps of
    the unlocking sequence that were taken; ``timed_out`` survives the reset that it causes."""

    preload_1: int = _LONGEST
    preload_2: int = _LONGEST
    unlock: int = 0
    stage: int = 0
    due_ns: int = 0
    timed_out: bool = False


class I6300Esb:
    """The function. ``bark()`` is called when time is up; ``read`` and ``write`` are the window of BAR 0."""

    def __init__(
        self,
        clock: Clock,
        bark: Callable[[], None],
        state: I6300EsbState | None = None,
        pci_state: PciState | None = None,
    ) -> None:
        self.state = state if state is not None else I6300EsbState()
        self.pci = PciFunction(VENDOR, DEVICE, CLASS, subsystem=(0x1AF4, 0x1100), state=pci_state)
        self.pci.add_bar(0, "memory", REGISTER_LENGTH)
        self.pci.define(CONFIGURATION, 2, 0, writable=0x27)
        self.pci.define(LOCK, 1, 0, writable=Lock.LOCKED | Lock.ENABLED | Lock.FREE_RUNNING)
        self.pci.on_write = self._configured
        self._clock = clock
        self._bark = bark
        self._alarm = clock.timer(self._expired)
        self._lock = self.pci.get(LOCK)
        if self.state.stage:
            self._alarm.arm(self.state.due_ns)

    def reset(self) -> None:
        """RST#: the timer stands. That it was its doing stays to be read."""
        self._alarm.disarm()
        self.pci.reset()
        self._lock = 0
        self.state = I6300EsbState(timed_out=self.state.timed_out)

    def _configured(self, _offset: int, _size: int) -> None:
        """A store to configuration space: a locked register stays as it is until the next reset."""
        lock = self.pci.get(LOCK)
        if self._lock & Lock.LOCKED:
            self.pci.put(LOCK, 1, self._lock)
            return
        before, self._lock = self._lock, lock
        if lock & ~before & Lock.ENABLED:
            self._start(1)
        elif before & ~lock & Lock.ENABLED:
            self._stop()

    def read(self, offset: int, size: int) -> int:
        """A load of ``size`` bytes."""
        if offset == Register.RELOAD and size <= 4:
            return int(Reload.TIMED_OUT) & (1 << 8 * size) - 1 if self.state.timed_out else 0
        return 0

    def write(self, offset: int, size: int, value: int) -> None:
        """A store of ``size`` bytes."""
        state = self.state
        if offset == Register.RELOAD and value in _UNLOCK:
            state.unlock = 1 if value == _UNLOCK[0] else 2 if state.unlock == 1 else 0
            return
        unlocked, state.unlock = state.unlock == 2, 0
        if not unlocked or size < 2:
            return
        if offset == Register.RELOAD:
            if value & Reload.RELOAD and state.stage:
                self._start(1)
            if value & Reload.TIMED_OUT:
                state.timed_out = False
        elif offset == Register.PRELOAD_1:
            state.preload_1 = value & _LONGEST
        elif offset == Register.PRELOAD_2:
            state.preload_2 = value & _LONGEST

    def _start(self, stage: int) -> None:
        state = self.state
        ticks = (state.preload_1 if stage == 1 else state.preload_2) or 1
        shift = 5 if self.pci.get(CONFIGURATION, 2) & Configuration.PRESCALER else 15
        state.stage = stage
        state.due_ns = self._clock.now_ns() + max((ticks << shift) * 1_000_000_000 // _CLOCK_HZ, SHORTEST_NS)
        self._alarm.arm(state.due_ns)

    def _stop(self) -> None:
        self.state.stage = 0
        self._alarm.disarm()

    def _expired(self) -> None:
        state = self.state
        if state.stage == 1:
            self._start(2)
            return
        self._stop()
        state.timed_out = True
        if not self.pci.get(CONFIGURATION, 2) & Configuration.OUTPUT_DISABLED:
            self._bark()
        elif self._lock & Lock.FREE_RUNNING:
            self._start(1)
