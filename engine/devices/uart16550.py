"""The serial port: National Semiconductor PC16550D, "Universal Asynchronous Receiver/Transmitter with FIFOs"
(data sheet of June 1995; its sections are named by their titles), wired as IBM's serial adapter wires it:
OUT2 opens the gate between INTR and the bus.

A character leaves the moment it is written: no baud rate is emulated, only reported by ``line_format``.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

import msgspec

from engine.bus.clock import Clock
from engine.bus.irq import IrqLine

FIFO_SIZE = 16
CLOCK_HZ = 1_843_200
TRIGGER_LEVELS = (1, 4, 8, 14)
TIMEOUT_LIMIT_NS = 10_000_000


class Register:
    """Summary of registers. With LCR.DLAB set, offsets 0 and 1 are the divisor latch instead."""

    DATA = 0  # RBR when read, THR when written, DLL
    IER = 1  # DLM
    IIR_FCR = 2
    LCR = 3
    MCR = 4
    LSR = 5
    MSR = 6
    SCR = 7


class Ier:
    """Interrupt Enable Register."""

    ERBFI = 0x01
    ETBEI = 0x02
    ELSI = 0x04
    EDSSI = 0x08
    ALL = 0x0F


class Iir(IntEnum):
    """Interrupt Identification Register (Interrupt Control Functions), in order of priority."""

    LINE_STATUS = 0x06
    DATA = 0x04
    TIMEOUT = 0x0C
    THR_EMPTY = 0x02
    MODEM_STATUS = 0x00
    NONE = 0x01


IIR_FIFOS = 0xC0


class Fcr:
    """FIFO Control Register. Bits 6 and 7 choose the trigger level."""

    ENABLE = 0x01
    RX_RESET = 0x02
    TX_RESET = 0x04


class Lcr:
    """Line Control Register. Bits 0 and 1 are the word length less 5."""

    STB = 0x04
    PEN = 0x08
    EPS = 0x10
    STICK = 0x20
    BREAK = 0x40
    DLAB = 0x80


class Mcr:
    """Modem Control Register."""

    DTR = 0x01
    RTS = 0x02
    OUT1 = 0x04
    OUT2 = 0x08
    LOOP = 0x10
    ALL = 0x1F


class Lsr:
    """Line Status Register."""

    DR = 0x01
    OE = 0x02
    PE = 0x04
    FE = 0x08
    BI = 0x10
    THRE = 0x20
    TEMT = 0x40
    FIFO_ERROR = 0x80
    ERRORS = 0x1E


class Msr:
    """Modem Status Register."""

    DCTS = 0x01
    DDSR = 0x02
    TERI = 0x04
    DDCD = 0x08
    CTS = 0x10
    DSR = 0x20
    RI = 0x40
    DCD = 0x80
    DELTAS = 0x0F
    LINES = 0xF0


class UartState(msgspec.Struct):
    """Every bit the chip remembers. ``rx_errors`` has, for each byte in ``rx``, its LSR bits that have not been
    shown yet; ``lines`` are the modem's own signals in MSR positions, which loopback hides."""

    ier: int = 0
    fifo_enabled: bool = False
    trigger: int = 0
    lcr: int = 0
    mcr: int = 0
    errors: int = 0
    msr: int = Msr.CTS | Msr.DSR | Msr.DCD
    lines: int = Msr.CTS | Msr.DSR | Msr.DCD
    scr: int = 0
    divisor: int = 12
    rx: bytearray = msgspec.field(default_factory=bytearray)
    rx_errors: bytearray = msgspec.field(default_factory=bytearray)
    thr_empty_pending: bool = False
    timeout_pending: bool = False
    timeout_at_ns: int = 0


def _ignore() -> None:
    """Nobody wants to know that there is room."""


class Uart16550A:
    """One serial port.

    ``output(characters)`` gets what the guest sends. ``on_room()`` is called when the guest has taken the
    last received character (it may call ``receive`` at once).
    """

    LENGTH = 8

    def __init__(
        self,
        irq: IrqLine,
        output: Callable[[bytes], None],
        clock: Clock,
        state: UartState | None = None,
        on_room: Callable[[], None] = _ignore,
    ) -> None:
        self.state = state if state is not None else UartState()
        self.on_room = on_room
        self._irq = irq
        self._output = output
        self._clock = clock
        self._timer = clock.timer(self._on_timeout)
        self._timer_armed = self._below_trigger() and not self.state.timeout_pending
        if self._timer_armed:
            self._timer.arm(self.state.timeout_at_ns)
        self._update_irq()

    # The host's side.

    def receive(self, data: bytes) -> int:
        """Characters arrive on the wire. Returns how many fitted; offer the rest again after ``on_room``.

        In loopback the receiver is off the wire, and nothing is taken until the guest ends it.
        """
        state = self.state
        if state.mcr & Mcr.LOOP:
            return 0
        room = (FIFO_SIZE if state.fifo_enabled else 1) - len(state.rx)
        taken = data[: max(room, 0)]
        if taken:
            state.rx += taken
            state.rx_errors += bytes(len(taken))
            self._want_timeout()
            self._update_irq()
        return len(taken)

    def receive_break(self) -> None:
        """The other end holds the line low for longer than a character (Line Status Register, bit 4)."""
        if not self.state.mcr & Mcr.LOOP:
            self._push(0, Lsr.BI)
            self._update_irq()

    def set_modem_lines(self, *, cts: bool, dsr: bool, ri: bool, dcd: bool) -> None:
        """State the four inputs from the modem; changes show as deltas in MSR."""
        lines = (Msr.CTS * cts) | (Msr.DSR * dsr) | (Msr.RI * ri) | (Msr.DCD * dcd)
        self.state.lines = int(lines)
        self._update_lines()
        self._update_irq()

    def line_format(self) -> tuple[int, str]:
        """What the guest has programmed: bits a second (0 when the divisor is 0), and e.g. "8N1"."""
        state = self.state
        baud = CLOCK_HZ // (16 * state.divisor) if state.divisor else 0
        length = 5 + (state.lcr & 3)
        parity = "N"
        if state.lcr & Lcr.PEN:
            parity = ("OE" if not state.lcr & Lcr.STICK else "MS")[bool(state.lcr & Lcr.EPS)]
        stop = "1" if not state.lcr & Lcr.STB else "1.5" if length == 5 else "2"
        return baud, f"{length}{parity}{stop}"

    def interrupts_when_empty(self) -> bool:
        """Whether the guest has asked for an interrupt when THR is empty. From any thread."""
        return bool(self.state.ier & Ier.ETBEI)

    def reset(self) -> None:
        """Master Reset (UART Reset Configuration). The wire on the other side stays as it is."""
        self.state = UartState(lines=self.state.lines, msr=self.state.lines)
        self._timer.disarm()
        self._timer_armed = False
        self._update_irq()
        self.on_room()

    # The guest's side.

    def read(self, offset: int, _size: int) -> int:
        """One IN."""
        state = self.state
        match offset & 7:
            case Register.DATA:
                return state.divisor & 0xFF if state.lcr & Lcr.DLAB else self._read_data()
            case Register.IER:
                return state.divisor >> 8 if state.lcr & Lcr.DLAB else state.ier
            case Register.IIR_FCR:
                return self._read_iir()
            case Register.LCR:
                return state.lcr
            case Register.MCR:
                return state.mcr
            case Register.LSR:
                value = self._lsr()
                if state.errors:
                    state.errors = 0
                    self._update_irq()
                return value
            case Register.MSR:
                value = state.msr
                state.msr &= Msr.LINES
                if value & Msr.DELTAS:
                    self._update_irq()
                return value
        return state.scr

    def write(self, offset: int, _size: int, value: int) -> None:
        """One OUT."""
        state = self.state
        value &= 0xFF
        match offset & 7:
            case Register.DATA:
                if state.lcr & Lcr.DLAB:
                    state.divisor = state.divisor & 0xFF00 | value
                else:
                    self._transmit(bytes((value,)))
            case Register.IER:
                if state.lcr & Lcr.DLAB:
                    state.divisor = state.divisor & 0xFF | value << 8
                else:
                    self._write_ier(value)
            case Register.IIR_FCR:
                self._write_fcr(value)
            case Register.LCR:
                self._write_lcr(value)
            case Register.MCR:
                self._write_mcr(value)
            case Register.SCR:
                state.scr = value
            case _:
                pass  # LSR and MSR are for the factory's tests only.

    def write_block(self, offset: int, size: int, data: bytes) -> None:
        """REP OUTS: as many writes at one register."""
        if offset == Register.DATA and size == 1 and not self.state.lcr & Lcr.DLAB:
            self._transmit(data)
            return
        for value in data[::size]:
            self.write(offset, size, value)

    def _transmit(self, data: bytes) -> None:
        state = self.state
        if not data:
            return
        # THRE goes down and, as sending takes no time, up again: INTR falls and rises, and the edge counts.
        state.thr_empty_pending = False
        if state.ier:
            self._update_irq()
        if state.mcr & Mcr.LOOP:
            for value in data:
                self._push(value & (0x1F << (state.lcr & 3) | 0x1F), 0)
        elif not state.lcr & Lcr.BREAK:
            # The word length does not mask: programs that never set LCR (5 bits after reset) mean 8.
            self._output(data)
        state.thr_empty_pending = True
        if state.ier:
            self._update_irq()

    def _push(self, value: int, errors: int) -> None:
        """A character has come in, with nobody to hold it back (Line Status Register, bit 1: overrun)."""
        state = self.state
        if len(state.rx) >= (FIFO_SIZE if state.fifo_enabled else 1):
            state.errors |= Lsr.OE
            if not state.fifo_enabled:
                state.rx[0], state.rx_errors[0] = value, 0
                state.errors |= errors
            return
        state.rx.append(value)
        state.rx_errors.append(errors)
        self._surface()
        self._want_timeout()

    def _surface(self) -> None:
        """Errors are shown when their character is at the top of the FIFO (Line Status Register, bits 2 to 4)."""
        state = self.state
        if state.rx_errors and state.rx_errors[0]:
            state.errors |= state.rx_errors[0]
            state.rx_errors[0] = 0

    def _read_data(self) -> int:
        state = self.state
        if not state.rx:
            return 0
        value = state.rx.pop(0)
        state.rx_errors.pop(0)
        state.timeout_pending = False
        self._surface()
        self._want_timeout()
        self._update_irq()
        if not state.rx:
            self.on_room()
        return value

    def _read_iir(self) -> int:
        source = self._source()
        if source == Iir.THR_EMPTY:
            self.state.thr_empty_pending = False
            self._update_irq()
        return source | (IIR_FIFOS if self.state.fifo_enabled else 0)

    def _lsr(self) -> int:
        state = self.state
        value = Lsr.THRE | Lsr.TEMT | state.errors
        if state.rx:
            value |= Lsr.DR
        if state.fifo_enabled and (any(state.rx_errors) or state.errors & ~Lsr.OE):
            value |= Lsr.FIFO_ERROR
        return int(value)

    def _write_ier(self, value: int) -> None:
        state = self.state
        if value & ~state.ier & Ier.ETBEI:
            state.thr_empty_pending = True  # THR is empty, as always: enabling says so at once
        state.ier = value & Ier.ALL
        self._update_irq()

    def _write_fcr(self, value: int) -> None:
        state = self.state
        enable = bool(value & Fcr.ENABLE)
        changed = enable != state.fifo_enabled
        had_data = bool(state.rx)
        if changed or (enable and value & Fcr.RX_RESET):
            state.rx.clear()
            state.rx_errors.clear()
            state.timeout_pending = False
        if changed or (enable and value & Fcr.TX_RESET):
            state.thr_empty_pending = True
        state.fifo_enabled = enable
        state.trigger = value >> 6 if enable else 0
        self._want_timeout()
        self._update_irq()
        if (had_data or changed) and not state.rx:
            self.on_room()

    def _write_lcr(self, value: int) -> None:
        state = self.state
        began = value & ~state.lcr & Lcr.BREAK
        state.lcr = value
        if began and state.mcr & Mcr.LOOP:
            self._push(0, Lsr.BI)
            self._update_irq()

    def _write_mcr(self, value: int) -> None:
        state = self.state
        ended = state.mcr & ~value & Mcr.LOOP
        state.mcr = value & Mcr.ALL
        self._update_lines()
        self._update_irq()
        if ended and not state.rx:
            self.on_room()

    def _update_lines(self) -> None:
        """MSR from the modem or, in loopback, from MCR (Modem Control Register, bit 4)."""
        state = self.state
        lines = state.lines
        if state.mcr & Mcr.LOOP:
            mcr = state.mcr
            lines = (
                Msr.CTS * bool(mcr & Mcr.RTS)
                | Msr.DSR * bool(mcr & Mcr.DTR)
                | Msr.RI * bool(mcr & Mcr.OUT1)
                | Msr.DCD * bool(mcr & Mcr.OUT2)
            )
        changed = (state.msr ^ lines) & Msr.LINES
        deltas = changed >> 4 & ~Msr.TERI
        if changed & Msr.RI and not lines & Msr.RI:
            deltas |= Msr.TERI  # only the trailing edge counts
        state.msr = int(state.msr & Msr.DELTAS | lines | deltas)

    # Interrupts.

    def _source(self) -> Iir:
        state = self.state
        if state.ier & Ier.ELSI and state.errors:
            return Iir.LINE_STATUS
        if state.ier & Ier.ERBFI and state.rx:
            if not state.fifo_enabled or len(state.rx) >= TRIGGER_LEVELS[state.trigger]:
                return Iir.DATA
            if state.timeout_pending:
                return Iir.TIMEOUT
        if state.ier & Ier.ETBEI and state.thr_empty_pending:
            return Iir.THR_EMPTY
        if state.ier & Ier.EDSSI and state.msr & Msr.DELTAS:
            return Iir.MODEM_STATUS
        return Iir.NONE

    def _update_irq(self) -> None:
        # In loopback the OUT2 pin is inactive whatever MCR says, so the adapter's gate is shut.
        gate = self.state.mcr & (Mcr.OUT2 | Mcr.LOOP) == Mcr.OUT2
        self._irq.set(gate and self._source() != Iir.NONE)

    def _below_trigger(self) -> bool:
        state = self.state
        return state.fifo_enabled and 0 < len(state.rx) < TRIGGER_LEVELS[state.trigger]

    def _want_timeout(self) -> None:
        """Characters wait below the trigger level: after four character times without a change the time-out
        interrupt comes (FIFO Interrupt Mode Operation). The alarm is moved only when it fires."""
        if not self._below_trigger() or self.state.timeout_pending:
            return
        character_ns = 10 * 16 * max(self.state.divisor, 1) * 1_000_000_000 // CLOCK_HZ
        self.state.timeout_at_ns = self._clock.now_ns() + min(4 * character_ns, TIMEOUT_LIMIT_NS)
        if not self._timer_armed:
            self._timer_armed = True
            self._timer.arm(self.state.timeout_at_ns)

    def _on_timeout(self) -> None:
        self._timer_armed = False
        if not self._below_trigger():
            return
        if self._clock.now_ns() < self.state.timeout_at_ns:
            self._timer_armed = True
            self._timer.arm(self.state.timeout_at_ns)
            return
        self.state.timeout_pending = True
        self._update_irq()
