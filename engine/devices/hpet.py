"""The high precision event timer: a counter at 100 MHz and three comparators. (IA-PC HPET Specification 1.0a)

The interrupts are level or edge as the guest chooses; messages (FSB delivery) are not offered. A comparator that
asks for more interrupts than a host can deliver gets one every SHORTEST_NS.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import msgspec

from engine.bus.clock import Clock
from engine.bus.irq import IrqLine

BASE = 0xFED00000
LENGTH = 0x400
TIMERS = 3
TICK_NS = 10
PERIOD_FS = TICK_NS * 1_000_000
BLOCK_ID = 0x8086 << 16 | 1 << 15 | 1 << 13 | TIMERS - 1 << 8 | 1
"""The low half of the capabilities: vendor, legacy routes, 64 bits, timers, revision. ACPI's table has it too."""
ROUTES = (20, 21, 22, 23)
"""Inputs of the IOAPIC that a comparator may be routed to."""
LEGACY_ROUTES = (0, 8)
"""Of comparators 0 and 1 with legacy replacement, in place of the interval timer and the clock."""
SHORTEST_NS = 100_000
_64 = (1 << 64) - 1
_32 = (1 << 32) - 1


class Register:
    """Section 2.3.2; comparators are 20h apart."""

    CAPABILITIES = 0x000
    CONFIGURATION = 0x010
    STATUS = 0x020
    COUNTER = 0x0F0
    TIMER_CONFIGURATION = 0x100
    COMPARATOR = 0x108


class Configuration:
    """General configuration (2.3.5)."""

    ENABLE = 0x1
    LEGACY = 0x2


class Timer:
    """A comparator's configuration (2.3.8)."""

    LEVEL = 0x0002
    INTERRUPT = 0x0004
    PERIODIC = 0x0008
    CAN_PERIODIC = 0x0010
    IS_64 = 0x0020
    SET_VALUE = 0x0040
    MODE_32 = 0x0100
    ROUTE = 0x3E00


_WRITABLE = Timer.LEVEL | Timer.INTERRUPT | Timer.PERIODIC | Timer.SET_VALUE | Timer.MODE_32 | Timer.ROUTE
_FIXED = Timer.CAN_PERIODIC | Timer.IS_64 | sum(1 << route for route in ROUTES) << 32


class ComparatorState(msgspec.Struct):
    """``value`` is the next match, ``period`` what is added to it then."""

    configuration: int = 0
    value: int = _64
    period: int = 0


class HpetState(msgspec.Struct):
    """``counter`` is the main counter at ``start_ns``, from when on it counts while it is enabled."""

    configuration: int = 0
    status: int = 0
    counter: int = 0
    start_ns: int = 0
    timers: list[ComparatorState] = msgspec.field(default_factory=lambda: [ComparatorState() for _ in range(TIMERS)])


class Hpet:
    """The chip. ``routes`` are the lines of ROUTES, ``legacy_routes`` those of LEGACY_ROUTES; ``legacy(on)`` says
    that they are this chip's now, or no more."""

    def __init__(
        self,
        clock: Clock,
        routes: Sequence[IrqLine],
        legacy_routes: Sequence[IrqLine],
        legacy: Callable[[bool], None],
        state: HpetState | None = None,
    ) -> None:
        self.state = state if state is not None else HpetState()
        self._clock = clock
        self._routes = dict(zip(ROUTES, routes, strict=True))
        self._legacy_routes = tuple(legacy_routes)
        self._legacy = legacy
        self._alarms = [clock.timer(partial(self._matched, index)) for index in range(TIMERS)]
        self._rearm()
        self._drive()

    def reset(self) -> None:
        """Everything off, and the counter at 0."""
        if self.state.configuration & Configuration.LEGACY:
            self._legacy(False)
        self.state = HpetState()
        self._rearm()
        self._drive()

    # The window.

    def read(self, offset: int, size: int) -> int:
        """A load of ``size`` bytes."""
        value = self._register(offset & ~7) >> 8 * (offset & 7)
        return value & (1 << 8 * size) - 1

    def write(self, offset: int, size: int, value: int) -> None:
        """A store of ``size`` bytes; registers take 4 or 8 (2.1.1)."""
        if size < 4 or offset & 3:
            return
        base, shift = offset & ~7, 8 * (offset & 7)
        mask = (1 << 8 * size) - 1 << shift & _64
        value = value << shift & mask
        if base == Register.STATUS:
            self.state.status &= ~value
            self._drive()
            return
        self._store(base, self._register(base) & ~mask | value, mask)

    def _register(self, base: int) -> int:
        state = self.state
        if base == Register.CAPABILITIES:
            return PERIOD_FS << 32 | BLOCK_ID
        if base == Register.CONFIGURATION:
            return state.configuration
        if base == Register.STATUS:
            return state.status
        if base == Register.COUNTER:
            return self._now()
        index, register = divmod(base - Register.TIMER_CONFIGURATION, 0x20)
        if not 0 <= index < TIMERS or register > 8:
            return 0
        timer = state.timers[index]
        return timer.value if register == 8 else timer.configuration | _FIXED

    def _store(self, base: int, value: int, mask: int) -> None:
        state = self.state
        if base == Register.CONFIGURATION:
            self._configure(value & 3)
        elif base == Register.COUNTER:
            # Undefined while it counts (2.3.7); here it goes on from the new value.
            state.counter, state.start_ns = value, self._clock.now_ns()
        else:
            index, register = divmod(base - Register.TIMER_CONFIGURATION, 0x20)
            if not 0 <= index < TIMERS or register > 8:
                return
            timer = state.timers[index]
            if register == 0:
                timer.configuration = value & _WRITABLE
                state.status &= ~(0 if timer.configuration & Timer.LEVEL else 1 << index)
            else:
                self._set_comparator(timer, value, mask)
        self._rearm()
        self._drive()

    def _configure(self, value: int) -> None:
        state = self.state
        changed = state.configuration ^ value
        if changed & Configuration.ENABLE:
            state.counter, state.start_ns = self._now(), self._clock.now_ns()
        state.configuration = value
        if changed & Configuration.LEGACY:
            self._legacy(bool(value & Configuration.LEGACY))

    def _set_comparator(self, timer: ComparatorState, value: int, mask: int) -> None:
        """Of a periodic timer the first store, after SET_VALUE, is the next match, and any the period (2.3.9.2.2)."""
        if timer.configuration & Timer.MODE_32:
            value, mask = value & _32, mask & _32
        periodic = bool(timer.configuration & Timer.PERIODIC)
        if not periodic or timer.configuration & Timer.SET_VALUE:
            timer.value = value
        if periodic:
            timer.period = timer.period & ~mask & _64 | value & mask
        timer.configuration &= ~Timer.SET_VALUE

    # Time.

    def _now(self) -> int:
        state = self.state
        if not state.configuration & Configuration.ENABLE:
            return state.counter
        return state.counter + (self._clock.now_ns() - state.start_ns) // TICK_NS & _64

    def _rearm(self) -> None:
        running = bool(self.state.configuration & Configuration.ENABLE)
        for index, timer in enumerate(self.state.timers):
            if running and timer.configuration & Timer.INTERRUPT:
                self._arm(index, timer, 0)
            else:
                self._alarms[index].disarm()

    def _arm(self, index: int, timer: ComparatorState, shortest_ns: int) -> None:
        ticks = timer.value - self._now()
        if timer.configuration & Timer.MODE_32:
            ticks &= _32
        elif ticks < 0:
            self._alarms[index].disarm()  # It has passed, and comes again in 5,800 years.
            return
        if ticks * TICK_NS < 1 << 62:
            self._alarms[index].arm(self._clock.now_ns() + max(ticks * TICK_NS, shortest_ns))

    def _matched(self, index: int) -> None:
        timer = self.state.timers[index]
        if timer.configuration & Timer.PERIODIC and timer.period:
            behind = self._now() - timer.value
            if timer.configuration & Timer.MODE_32:
                behind &= _32
                timer.value = timer.value + (behind // timer.period + 1) * timer.period & _32
            else:
                timer.value = timer.value + (max(behind, 0) // timer.period + 1) * timer.period & _64
            self._arm(index, timer, SHORTEST_NS)
        if timer.configuration & Timer.LEVEL:
            self.state.status |= 1 << index
            self._drive()
        else:
            line = self._line(index, timer)
            if line is not None:
                line.pulse()

    # Interrupts.

    def _line(self, index: int, timer: ComparatorState) -> IrqLine | None:
        if self.state.configuration & Configuration.LEGACY and index < len(self._legacy_routes):
            return self._legacy_routes[index]
        return self._routes.get((timer.configuration & Timer.ROUTE) >> 9)

    def _drive(self) -> None:
        """Levels: a line is up while a comparator routed to it has an interrupt that is not cleared."""
        up = {
            id(self._line(index, timer))
            for index, timer in enumerate(self.state.timers)
            if self.state.status >> index & 1 and timer.configuration & Timer.INTERRUPT
        }
        for line in (*self._routes.values(), *self._legacy_routes):
            line.set(id(line) in up)
