"""The interval timer: Intel 8254 at 0x40. Counter 0 is IRQ 0, counter 1 refreshed memory once, 2 is the speaker.

After Intel 8254 Programmable Interval Timer (order number 231164). A counter is a start time and a period; what
it shows is computed when somebody looks.

A host that is busy rings late, and one ring may stand for several ticks. They are delivered one after another, each
when the one before has been acknowledged, so that a guest that counts ticks keeps the time.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from engine.bus.clock import Clock
from engine.bus.irq import IrqLine

HZ = 1_193_182
SECOND = 10**9
CONTROL = 3
READ_BACK = 3
OWED_LIMIT = 2000
"""Ticks that are made up for: two seconds at the usual highest rate. What was missed before that is lost."""

SHORTEST_NS = 20_000
"""The alarm does not ring more often than this, or a guest could keep the host from all else; what comes in between
is owed."""


class Access:
    """RW1, RW0 of the control word."""

    LATCH = 0
    LOW = 1
    HIGH = 2
    BOTH = 3


class CounterState(msgspec.Struct):
    """``reload`` is the count as written, 0 for the largest. ``start_ns`` is when it was loaded, None before that.
    ``first`` holds the low byte of a write, ``latch`` a latched count; ``gate_ns`` is when the gate went down."""

    mode: int = 3
    access: int = int(Access.BOTH)
    bcd: bool = False
    reload: int = 0
    start_ns: int | None = 0
    gate: bool = True
    gate_ns: int | None = None
    first: int | None = None
    high_next: bool = False
    latch: int | None = None
    status: int | None = None


class I8254State(msgspec.Struct):
    """Three counters, and what counter 0 owes: ``told`` of its periods have become ticks, ``owed`` ticks wait."""

    counters: list[CounterState] = msgspec.field(default_factory=lambda: [CounterState(), CounterState(), _speaker()])
    told: int = 0
    owed: int = 0


def _speaker() -> CounterState:
    return CounterState(gate=False, gate_ns=0)


class I8254:
    """The chip. ``free()`` says whether the interrupt controller can take another tick on ``irq``, ``heard()``
    whether anybody listens to it."""

    BASE = 0x40
    LENGTH = 4

    def __init__(
        self,
        irq: IrqLine,
        clock: Clock,
        free: Callable[[], bool] = lambda: True,
        heard: Callable[[], bool] = lambda: True,
        state: I8254State | None = None,
    ) -> None:
        self.state = state if state is not None else I8254State()
        self._irq = irq
        self._clock = clock
        self._free = free
        self._heard = heard
        self._alarm = clock.timer(self._ring)
        if state is not None:
            self._arm()

    def reset(self) -> None:
        """The 8254's state at power-on is undefined; firmware programs it. Ours counts, as a PC's after POST."""
        new = I8254State()
        self.state.counters, self.state.told, self.state.owed = new.counters, 0, 0
        self._irq.set(False)
        self._alarm.disarm()

    def read(self, offset: int, _size: int) -> int:
        """One IN: a latched status, a latched count, or the count itself."""
        if offset == CONTROL:
            return 0xFF
        counter = self.state.counters[offset]
        if counter.status is not None:
            status, counter.status = counter.status, None
            return status
        count = self._count(counter) if counter.latch is None else counter.latch
        if counter.access == Access.BOTH:
            high, counter.high_next = counter.high_next, not counter.high_next
            if high:
                counter.latch = None
            return count >> 8 if high else count & 0xFF
        counter.latch = None
        return count & 0xFF if counter.access == Access.LOW else count >> 8

    def write(self, offset: int, _size: int, value: int) -> None:
        """One OUT: a control word, or part of a count."""
        if offset == CONTROL:
            self._control(value)
            return
        counter = self.state.counters[offset]
        if counter.access == Access.BOTH:
            if counter.first is None:
                counter.first = value
                if counter.mode == 0:
                    # The first byte stops counting in mode 0 (231164, "Mode 0").
                    counter.start_ns = None
                    self._changed(offset)
                return
            value, counter.first = counter.first | value << 8, None
        elif counter.access == Access.HIGH:
            value <<= 8
        self._load(offset, value)

    # Counter 2 belongs to port 61h.

    def set_gate(self, level: bool) -> None:
        """The gate of counter 2."""
        counter, now = self.state.counters[2], self._clock.now_ns()
        if level == counter.gate:
            return
        counter.gate = level
        if not level:
            counter.gate_ns = now
        elif counter.start_ns is not None:
            # A rising gate reloads in modes 1, 2, 3 and 5; in modes 0 and 4 it lets counting go on.
            held = now - counter.gate_ns if counter.gate_ns is not None and counter.mode in (0, 4) else None
            counter.start_ns = now if held is None else counter.start_ns + held
            counter.gate_ns = None

    def wave(self) -> tuple[int, int]:
        """Mode and period, in clocks, of counter 2."""
        counter = self.state.counters[2]
        return counter.mode, self._period(counter)

    def output(self) -> bool:
        """OUT of counter 2."""
        return self._output(self.state.counters[2])

    def acknowledged(self) -> None:
        """The CPU has taken a tick: the next one that is owed may come."""
        if self.state.owed:
            self.state.owed -= 1
            self._irq.pulse()

    def _control(self, value: int) -> None:
        number, access = value >> 6, value >> 4 & 3
        if number == READ_BACK:
            for index, counter in enumerate(self.state.counters):
                if value >> 1 + index & 1:
                    if not value & 0x20:
                        self._latch(counter)
                    if not value & 0x10 and counter.status is None:
                        counter.status = self._status(counter)
            return
        counter = self.state.counters[number]
        if access == Access.LATCH:
            self._latch(counter)
            return
        counter.access, counter.bcd = access, bool(value & 1)
        mode = value >> 1 & 7
        counter.mode = mode - 4 if mode > 5 else mode
        counter.start_ns = counter.first = counter.latch = counter.status = None
        counter.high_next = False
        self._changed(number)

    def _latch(self, counter: CounterState) -> None:
        if counter.latch is None:
            counter.latch = self._count(counter)
            counter.high_next = False

    def _status(self, counter: CounterState) -> int:
        return (
            self._output(counter) << 7
            | (counter.start_ns is None) << 6
            | counter.access << 4
            | counter.mode << 1
            | counter.bcd
        )

    def _load(self, number: int, value: int) -> None:
        counter, now = self.state.counters[number], self._clock.now_ns()
        if number == 0 and counter.start_ns is not None and counter.mode in (2, 3):
            self._settle()
        counter.reload, counter.start_ns = value, now
        if not counter.gate:
            counter.gate_ns = now
        self._changed(number)

    def _changed(self, number: int) -> None:
        if number:
            return
        state = self.state
        state.told = state.owed = 0
        counter = state.counters[0]
        if counter.mode == 0 or counter.start_ns is not None:
            # OUT goes low with the control word in mode 0; elsewhere a tick is a pulse.
            self._irq.set(False)
        self._arm()

    # Time.

    def _period(self, counter: CounterState) -> int:
        if not counter.bcd:
            return counter.reload or 0x10000
        digits = sum((counter.reload >> 4 * i & 0xF) * 10**i for i in range(4))
        return digits or 10000

    def _elapsed(self, counter: CounterState) -> int:
        if counter.start_ns is None:
            return 0
        now = self._clock.now_ns() if counter.gate or counter.gate_ns is None else counter.gate_ns
        return (now - counter.start_ns) * HZ // SECOND

    def _count(self, counter: CounterState) -> int:
        period, elapsed = self._period(counter), self._elapsed(counter)
        largest = 10000 if counter.bcd else 0x10000
        if counter.start_ns is None:
            count = period
        elif counter.mode in (2, 3):
            step = 2 if counter.mode == 3 else 1
            count = period - elapsed * step % period
        else:
            count = (period - elapsed) % largest
        count %= largest
        if counter.bcd:
            return sum(count // 10**i % 10 << 4 * i for i in range(4))
        return count

    def _output(self, counter: CounterState) -> bool:
        if counter.start_ns is None:
            return counter.mode != 0
        period, elapsed = self._period(counter), self._elapsed(counter)
        match counter.mode:
            case 0:
                return elapsed >= period
            case 1:
                return elapsed >= period
            case 2:
                return not counter.gate or elapsed % period != period - 1
            case 3:
                return not counter.gate or elapsed % period < (period + 1) // 2
        return elapsed != period

    # Ticks of counter 0.

    def _ticks(self) -> int:
        """How many rising edges OUT 0 has had since the count was loaded."""
        counter = self.state.counters[0]
        if counter.start_ns is None or counter.mode in (1, 5):
            return 0
        periods = self._elapsed(counter) // self._period(counter)
        return periods if counter.mode in (2, 3) else min(periods, 1)

    def _arm(self) -> None:
        counter, state = self.state.counters[0], self.state
        if counter.start_ns is None or counter.mode in (1, 5) or (counter.mode in (0, 4) and state.told):
            self._alarm.disarm()
            return
        ticks = self._period(counter) * (state.told + 1)
        due = counter.start_ns + -(-ticks * SECOND // HZ)
        self._alarm.arm(max(due, self._clock.now_ns() + SHORTEST_NS) if state.told else due)

    def _settle(self) -> None:
        """Turn the time that has passed into ticks."""
        state, ticks = self.state, self._ticks()
        due, state.told = ticks - state.told, ticks
        if due <= 0:
            return
        if state.counters[0].mode == 0:
            self._irq.set(True)
            return
        if not self._heard():
            state.owed = 0
            self._irq.pulse()
            return
        state.owed = min(state.owed + due, OWED_LIMIT)
        if self._free():
            self.acknowledged()

    def _ring(self) -> None:
        self._settle()
        self._arm()
