"""The local APIC of the one CPU that is not KVM's: Intel SDM vol. 3A, chapter 10 ("10.x" below).

It is in xAPIC mode at its usual address. The interrupt controllers of the ISA come in at LINT0. As firmware for PCs
expects, LINT0 lets them through from the start ("virtual wire"), although the manual has it masked after RESET.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from engine.bus.clock import Clock

SECOND = 10**9
VERSION = 0x14 | 5 << 16
EXTERNAL = -1
"""``acknowledge`` says this when the vector is the ISA interrupt controllers' to tell."""
OWED_LIMIT = 2000
"""Ticks of a periodic timer that are made up for when the host rang late."""
SHORTEST_NS = 20_000
"""A guest cannot have the timer ring more often than this; it would have no time for anything else."""


class Register:
    """Offsets (10.4.1, table 10-1)."""

    ID = 0x20
    VERSION = 0x30
    TPR = 0x80
    APR = 0x90
    PPR = 0xA0
    EOI = 0xB0
    LDR = 0xD0
    DFR = 0xE0
    SVR = 0xF0
    ISR = 0x100
    TMR = 0x180
    IRR = 0x200
    ESR = 0x280
    ICR_LOW = 0x300
    ICR_HIGH = 0x310
    LVT_TIMER = 0x320
    LVT_LINT0 = 0x350
    LVT_ERROR = 0x370
    INITIAL = 0x380
    CURRENT = 0x390
    DIVIDE = 0x3E0


LVT_COUNT = 6
TIMER, THERMAL, PERFORMANCE, LINT0, LINT1, ERROR = range(LVT_COUNT)
_LVT_WRITABLE = (0x310FF, 0x117FF, 0x117FF, 0x1F7FF, 0x1F7FF, 0x110FF)
MASKED = 1 << 16
PERIODIC = 1 << 17
MODE, MODE_FIXED, MODE_EXTINT = 7 << 8, 0, 7 << 8
SVR_ENABLE = 1 << 8
ESR_ILLEGAL_VECTOR = 1 << 6
_WORDS = 8


def _lvt() -> list[int]:
    return [MASKED, MASKED, MASKED, MODE_EXTINT, MASKED, MASKED]


class LapicState(msgspec.Struct):
    """``isr``, ``tmr`` and ``irr`` are sets of vectors as 256-bit numbers. ``start_ns`` is when the timer started,
    ``told`` how many of its periods have become interrupts, ``owed`` how many wait."""

    tpr: int = 0
    ldr: int = 0
    dfr: int = 0xFFFFFFFF
    svr: int = 0xFF
    isr: int = 0
    tmr: int = 0
    irr: int = 0
    esr: int = 0
    error: int = 0
    icr: int = 0
    lvt: list[int] = msgspec.field(default_factory=_lvt)
    external: bool = False
    initial: int = 0
    divide: int = 0
    start_ns: int = 0
    told: int = 0
    owed: int = 0


class Lapic:
    """The chip. ``interrupt(level)`` is the CPU's INTR; ``end(vector)`` is told when a level-triggered interrupt has
    been served; ``timer_hz()`` is how fast its timer counts before it is divided."""

    BASE = 0xFEE00000
    LENGTH = 0x1000

    def __init__(
        self,
        interrupt: Callable[[bool], None],
        end: Callable[[int], None],
        clock: Clock,
        timer_hz: Callable[[], int],
        state: LapicState | None = None,
    ) -> None:
        self.state = state if state is not None else LapicState()
        self._interrupt = interrupt
        self._end = end
        self._clock = clock
        self._timer_hz = timer_hz
        self._alarm = clock.timer(self._ring)
        self._out = False
        self._arm()
        self._update()

    def reset(self) -> None:
        """RESET (10.4.7.1). The input stays where the ISA controllers hold it."""
        new, external = LapicState(), self.state.external
        for name in LapicState.__struct_fields__:
            setattr(self.state, name, getattr(new, name))
        self.state.external = external
        self._alarm.disarm()
        self._update()

    # From outside.

    def set_external(self, level: bool) -> None:
        """LINT0: the ISA interrupt controllers' INTR."""
        self.state.external = level
        self._update()

    def accept(self, vector: int, level_triggered: bool = False) -> None:
        """A fixed interrupt from the bus (10.8.4)."""
        state, bit = self.state, 1 << vector
        if vector < 16:
            self._error(ESR_ILLEGAL_VECTOR)
            return
        if not state.svr & SVR_ENABLE:
            return
        state.irr |= bit
        state.tmr = state.tmr | bit if level_triggered else state.tmr & ~bit
        self._update()

    def acknowledge(self) -> int:
        """The CPU takes an interrupt: its vector, EXTERNAL, or the spurious one (10.9)."""
        state = self.state
        if self._lets_external_in():
            return EXTERNAL
        vector = self._pending()
        if vector is None:
            return state.svr & 0xFF
        state.irr &= ~(1 << vector)
        state.isr |= 1 << vector
        if state.owed and vector == state.lvt[TIMER] & 0xFF:
            state.owed -= 1
            self._tick()
        self._update()
        return vector

    # From the CPU.

    def read(self, offset: int, size: int) -> int:
        """One load; registers are 32 bits every 16 bytes."""
        value = self._read(offset & ~0xF) if not offset & 0xC else 0
        return value >> 8 * (offset & 3) & (1 << 8 * size) - 1

    def write(self, offset: int, size: int, value: int) -> None:
        """One store. Only whole registers can be written (10.4.1)."""
        if offset & 0xF or size < 4:
            return
        self._write(offset, value & 0xFFFFFFFF)
        self._update()

    def _read(self, register: int) -> int:
        state = self.state
        if Register.ISR <= register < Register.ESR:
            vectors = (state.isr, state.tmr, state.irr)[(register - Register.ISR) >> 7]
            return vectors >> 32 * (register >> 4 & _WORDS - 1) & 0xFFFFFFFF
        if Register.LVT_TIMER <= register <= Register.LVT_ERROR:
            return state.lvt[(register - Register.LVT_TIMER) >> 4]
        match register:
            case Register.VERSION:
                return VERSION
            case Register.TPR | Register.APR:
                return state.tpr
            case Register.PPR:
                return self._priority()
            case Register.LDR:
                return state.ldr
            case Register.DFR:
                return state.dfr
            case Register.SVR:
                return state.svr
            case Register.ESR:
                return state.esr
            case Register.ICR_LOW:
                return state.icr & 0xFFFFFFFF
            case Register.ICR_HIGH:
                return state.icr >> 32
            case Register.INITIAL:
                return state.initial
            case Register.CURRENT:
                return self._count()
            case Register.DIVIDE:
                return state.divide
        return 0

    def _write(self, register: int, value: int) -> None:
        state = self.state
        if Register.LVT_TIMER <= register <= Register.LVT_ERROR:
            self._write_lvt((register - Register.LVT_TIMER) >> 4, value)
            return
        match register:
            case Register.TPR:
                state.tpr = value & 0xFF
            case Register.EOI:
                self._end_of_interrupt()
            case Register.LDR:
                state.ldr = value & 0xFF000000
            case Register.DFR:
                state.dfr = value | 0x0FFFFFFF
            case Register.SVR:
                state.svr = value & 0x1FF
                if not value & SVR_ENABLE:
                    # Software-disabled: what is in the table is masked (10.4.7.2).
                    state.lvt = [entry | MASKED for entry in state.lvt]
            case Register.ESR:
                # What happened since the last write shows itself (10.5.3).
                state.esr, state.error = state.error, 0
            case Register.ICR_LOW:
                state.icr = state.icr >> 32 << 32 | value & 0xCCFFF & ~(1 << 12)
                self._send(value)
            case Register.ICR_HIGH:
                state.icr = state.icr & 0xFFFFFFFF | (value & 0xFF000000) << 32
            case Register.INITIAL:
                state.initial, state.start_ns, state.told, state.owed = value, self._clock.now_ns(), 0, 0
                self._arm()
            case Register.DIVIDE:
                self._rebase()
                state.divide = value & 0xB
                self._arm()

    def _write_lvt(self, entry: int, value: int) -> None:
        state = self.state
        value &= _LVT_WRITABLE[entry]
        if not state.svr & SVR_ENABLE:
            value |= MASKED
        if entry == TIMER and (value ^ state.lvt[TIMER]) & PERIODIC:
            self._rebase()
        state.lvt[entry] = value
        if entry == TIMER:
            self._arm()

    def _send(self, value: int) -> None:
        """The interrupt command (10.6). There is nobody else: what goes to all but oneself is lost, as are INIT, SMI,
        NMI and start-up to oneself."""
        shorthand = value >> 18 & 3
        to_self = (True, True, True, False)[shorthand] if shorthand else self._is_me(self.state.icr >> 56, value)
        if to_self and value & MODE in (MODE_FIXED, 1 << 8):
            self.accept(value & 0xFF)

    def takes(self, destination: int, logical: bool) -> bool:
        """Whether a message to ``destination`` is for this CPU (10.6.2)."""
        return self._is_me(destination, 1 << 11 if logical else 0)

    def _is_me(self, destination: int, mode: int) -> bool:
        if not mode & 1 << 11:
            return destination in (0, 0xFF)
        own = self.state.ldr >> 24
        if self.state.dfr >> 28 == 0xF:
            return bool(own & destination)
        return own >> 4 == destination >> 4 and bool(own & destination & 0xF)

    # Priorities.

    def _priority(self) -> int:
        served = max(self.state.isr.bit_length() - 1, 0)
        return self.state.tpr if self.state.tpr >> 4 >= served >> 4 else served & 0xF0

    def _pending(self) -> int | None:
        vector = self.state.irr.bit_length() - 1
        return vector if vector >> 4 > self._priority() >> 4 and self.state.svr & SVR_ENABLE else None

    def _lets_external_in(self) -> bool:
        entry = self.state.lvt[LINT0]
        return self.state.external and not entry & MASKED and entry & MODE == MODE_EXTINT

    def _end_of_interrupt(self) -> None:
        state = self.state
        vector = state.isr.bit_length() - 1
        if vector < 0:
            return
        bit = 1 << vector
        state.isr &= ~bit
        if state.tmr & bit:
            self._end(vector)

    def _error(self, bit: int) -> None:
        state = self.state
        state.error |= bit
        entry = state.lvt[ERROR]
        if not entry & MASKED and entry & 0xFF >= 16:
            state.irr |= 1 << (entry & 0xFF)
        self._update()

    def _update(self) -> None:
        out = self._lets_external_in() or self._pending() is not None
        if out != self._out:
            self._out = out
            self._interrupt(out)

    # The timer (10.5.4).

    def _hz(self) -> int:
        code = self.state.divide & 3 | self.state.divide >> 1 & 4
        return max(self._timer_hz() >> (0 if code == 7 else code + 1), 1)

    def _elapsed(self) -> int:
        return (self._clock.now_ns() - self.state.start_ns) * self._hz() // SECOND

    def _count(self) -> int:
        state = self.state
        if not state.initial:
            return 0
        elapsed = self._elapsed()
        if state.lvt[TIMER] & PERIODIC:
            return state.initial - elapsed % state.initial
        return max(state.initial - elapsed, 0)

    def _rebase(self) -> None:
        """The rate or the mode changes: go on from the present count."""
        state = self.state
        if state.initial:
            done = state.initial - self._count()
            state.told = 0
            state.start_ns = self._clock.now_ns() - done * SECOND // self._hz()

    def _arm(self) -> None:
        state = self.state
        if not state.initial or (state.told and not state.lvt[TIMER] & PERIODIC):
            self._alarm.disarm()
            return
        due = state.start_ns + -(-state.initial * (state.told + 1) * SECOND // self._hz())
        self._alarm.arm(max(due, self._clock.now_ns() + SHORTEST_NS) if state.told else due)

    def _ring(self) -> None:
        state = self.state
        periods = self._elapsed() // state.initial if state.initial else 0
        due, state.told = periods - state.told, max(periods, state.told)
        if due > 0 and not state.lvt[TIMER] & MASKED:
            waits = state.irr >> (state.lvt[TIMER] & 0xFF) & 1
            if state.lvt[TIMER] & PERIODIC:
                state.owed = min(state.owed + due - (not waits), OWED_LIMIT)
            if not waits:
                self._tick()
        self._arm()

    def _tick(self) -> None:
        vector = self.state.lvt[TIMER] & 0xFF
        if not self.state.lvt[TIMER] & MASKED:
            self.accept(vector)
