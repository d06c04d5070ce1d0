"""The serial port, register by register."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.devices.uart16550 import FIFO_SIZE, Fcr, Ier, Iir, Lcr, Lsr, Mcr, Msr, Register, Uart16550A, UartState
from tests.support.clock import MILLISECOND, ManualClock
from tests.support.irq import RecordingIrq


class Bench:
    """A UART, its wire and its clock, spoken to as a program does."""

    def __init__(self, state: UartState | None = None) -> None:
        self.irq = RecordingIrq()
        self.clock = ManualClock()
        self.sent = bytearray()
        self.rooms = 0
        self.uart = Uart16550A(self.irq.line, self.sent.extend, self.clock, state, on_room=self._room)

    def _room(self) -> None:
        self.rooms += 1

    def read(self, register: int) -> int:
        return self.uart.read(register, 1)

    def write(self, register: int, value: int) -> None:
        self.uart.write(register, 1, value)

    def open(self, ier: int, fifo: int = Fcr.ENABLE) -> None:
        self.write(Register.MCR, Mcr.OUT2 | Mcr.DTR | Mcr.RTS)
        self.write(Register.IIR_FCR, fifo)
        self.write(Register.IER, ier)
        self.irq.clear()


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_reset_values(bench):
    assert bench.read(Register.IER) == 0
    assert bench.read(Register.IIR_FCR) == Iir.NONE
    assert bench.read(Register.LCR) == 0
    assert bench.read(Register.MCR) == 0
    assert bench.read(Register.LSR) == Lsr.THRE | Lsr.TEMT
    assert bench.read(Register.MSR) & Msr.DELTAS == 0


def test_what_is_written_is_sent_at_once(bench):
    for byte in b"hello":
        bench.write(Register.DATA, byte)
    bench.uart.write_block(Register.DATA, 1, b" world")
    assert bench.sent == b"hello world"
    assert bench.read(Register.LSR) & (Lsr.THRE | Lsr.TEMT) == Lsr.THRE | Lsr.TEMT


def test_divisor_latch_and_line_format(bench):
    bench.write(Register.LCR, Lcr.DLAB | 3)
    bench.write(Register.DATA, 1)
    bench.write(Register.IER, 0)
    assert (bench.read(Register.DATA), bench.read(Register.IER)) == (1, 0)
    bench.write(Register.LCR, 3)
    assert bench.uart.line_format() == (115200, "8N1")
    assert bench.read(Register.IER) == 0
    bench.write(Register.LCR, 2 | Lcr.PEN | Lcr.EPS | Lcr.STB)
    assert bench.uart.line_format() == (115200, "7E2")
    bench.write(Register.LCR, Lcr.PEN | Lcr.STICK | Lcr.STB)
    assert bench.uart.line_format() == (115200, "5M1.5")
    bench.write(Register.LCR, Lcr.DLAB)
    bench.write(Register.DATA, 0)
    assert bench.uart.line_format()[0] == 0


def test_block_output_with_dlab_set_goes_to_the_latch(bench):
    bench.write(Register.LCR, Lcr.DLAB)
    bench.uart.write_block(Register.DATA, 1, b"\x05\x06")
    assert bench.sent == b""
    assert bench.uart.state.divisor & 0xFF == 6


def test_fifo_has_16_places_and_asks_for_more_when_empty(bench):
    bench.open(0)
    bench.rooms = 0
    assert bench.uart.receive(bytes(range(40))) == FIFO_SIZE
    assert bench.uart.receive(b"x") == 0
    got = []
    while bench.read(Register.LSR) & Lsr.DR:
        assert bench.rooms == 0
        got.append(bench.read(Register.DATA))
    assert got == list(range(16))
    assert bench.rooms == 1


def test_without_fifo_one_byte_fits(bench):
    assert bench.uart.receive(b"ab") == 1
    assert bench.uart.receive(b"b") == 0
    assert bench.read(Register.DATA) == ord("a")
    assert bench.uart.receive(b"b") == 1


def test_room_may_be_answered_from_within(bench):
    feed = bytearray(b"0123456789" * 10)

    def refill() -> None:
        del feed[: bench.uart.receive(bytes(feed))]

    bench.open(Ier.ERBFI)
    bench.uart.on_room = refill
    refill()
    got = bytearray()
    while bench.read(Register.LSR) & Lsr.DR:
        got.append(bench.read(Register.DATA))
    assert got == b"0123456789" * 10


@pytest.mark.parametrize(("code", "level"), [(0, 1), (1, 4), (2, 8), (3, 14)])
def test_trigger_levels(bench, code, level):
    bench.open(Ier.ERBFI, Fcr.ENABLE | code << 6)
    bench.uart.receive(bytes(level - 1))
    assert not bench.irq.level
    bench.uart.receive(b"x")
    assert bench.irq.level
    assert bench.read(Register.IIR_FCR) == 0xC0 | Iir.DATA
    bench.read(Register.DATA)
    assert not bench.irq.level


def test_character_timeout_comes_after_four_characters_and_restarts(bench):
    bench.write(Register.LCR, Lcr.DLAB)
    bench.write(Register.DATA, 1)  # 115200: a character is 86.8 us
    bench.write(Register.LCR, 3)
    bench.open(Ier.ERBFI, Fcr.ENABLE | 0xC0)
    bench.uart.receive(b"ab")
    bench.clock.advance(340_000)
    assert not bench.irq.level
    bench.clock.advance(10_000)
    assert bench.read(Register.IIR_FCR) == 0xC0 | Iir.TIMEOUT
    assert bench.irq.level
    assert bench.read(Register.DATA) == ord("a")
    assert not bench.irq.level, "reading clears the time-out"
    bench.clock.advance(MILLISECOND)
    assert bench.irq.rises == 2
    bench.read(Register.DATA)
    bench.clock.advance(MILLISECOND)
    assert bench.irq.rises == 2
    assert bench.clock.armed() == []


def test_thr_empty_interrupt(bench):
    bench.open(0)
    bench.write(Register.IER, Ier.ETBEI)
    assert bench.irq.level, "enabling with an empty THR interrupts"
    assert bench.read(Register.IIR_FCR) & 0xF == Iir.THR_EMPTY
    assert not bench.irq.level, "reading IIR clears it"
    assert bench.read(Register.IIR_FCR) & 0xF == Iir.NONE
    bench.write(Register.DATA, ord("x"))
    assert bench.irq.level
    bench.irq.clear()
    bench.write(Register.DATA, ord("y"))
    assert bench.irq.changes == [0, 1], "every character makes an edge"
    bench.irq.clear()
    bench.uart.write_block(Register.DATA, 1, b"abc")
    assert bench.irq.changes == [0, 1], "a block makes one"


def test_reading_iir_clears_thr_empty_only_when_it_says_so(bench):
    bench.open(Ier.ETBEI | Ier.ERBFI)
    bench.uart.receive(b"a")
    assert bench.read(Register.IIR_FCR) & 0xF == Iir.DATA
    bench.read(Register.DATA)
    assert bench.read(Register.IIR_FCR) & 0xF == Iir.THR_EMPTY


def test_out2_is_the_gate(bench):
    bench.write(Register.IER, Ier.ETBEI)
    assert bench.read(Register.IIR_FCR) == Iir.THR_EMPTY
    assert not bench.irq.level
    bench.write(Register.DATA, 0)
    bench.write(Register.MCR, Mcr.OUT2)
    assert bench.irq.level


def test_loopback_carries_data_and_modem_lines(bench):
    bench.uart.set_modem_lines(cts=False, dsr=False, ri=False, dcd=False)
    bench.write(Register.MCR, Mcr.LOOP | Mcr.RTS | Mcr.OUT2)
    bench.read(Register.MSR)
    assert bench.read(Register.MSR) == Msr.CTS | Msr.DCD
    bench.write(Register.MCR, Mcr.LOOP | Mcr.DTR | Mcr.OUT1)
    assert bench.read(Register.MSR) == Msr.DSR | Msr.RI | Msr.DCTS | Msr.DDSR | Msr.DDCD
    bench.write(Register.LCR, 3)
    bench.write(Register.DATA, 0xA5)
    assert bench.sent == b""
    assert bench.uart.receive(b"x") == 0
    assert bench.read(Register.DATA) == 0xA5
    bench.rooms = 0
    bench.write(Register.MCR, 0)
    assert bench.rooms == 1
    assert bench.read(Register.MSR) & Msr.LINES == 0


def test_word_length_masks_in_loopback(bench):
    bench.write(Register.MCR, Mcr.LOOP)
    bench.write(Register.LCR, 2)
    bench.write(Register.DATA, 0xFF)
    assert bench.read(Register.DATA) == 0x7F


def test_overrun_in_loopback(bench):
    bench.open(Ier.ELSI)
    bench.write(Register.MCR, Mcr.LOOP)
    bench.write(Register.LCR, 3)
    for value in range(17):
        bench.write(Register.DATA, value)
    assert bench.read(Register.IIR_FCR) & 0xF == Iir.LINE_STATUS
    assert bench.read(Register.LSR) & Lsr.OE
    assert not bench.read(Register.LSR) & Lsr.OE
    assert [bench.read(Register.DATA) for _ in range(16)] == list(range(16))
    bench.write(Register.IIR_FCR, 0)
    bench.write(Register.DATA, 1)
    bench.write(Register.DATA, 2)
    assert bench.read(Register.LSR) & Lsr.OE
    assert bench.read(Register.DATA) == 2, "without FIFO the last one wins"


def test_break_shows_when_its_character_is_at_the_top(bench):
    bench.open(Ier.ELSI)
    bench.uart.receive(b"a")
    bench.uart.receive_break()
    status = bench.read(Register.LSR)
    assert status & Lsr.FIFO_ERROR
    assert not status & Lsr.BI
    assert not bench.irq.level
    bench.read(Register.DATA)
    assert bench.irq.level
    assert bench.read(Register.LSR) & (Lsr.BI | Lsr.DR) == Lsr.BI | Lsr.DR
    assert not bench.irq.level
    assert bench.read(Register.DATA) == 0
    assert bench.read(Register.LSR) == Lsr.THRE | Lsr.TEMT


def test_sending_a_break_sends_no_characters(bench):
    bench.write(Register.LCR, Lcr.BREAK | 3)
    bench.write(Register.DATA, ord("x"))
    assert bench.sent == b""


def test_modem_deltas_and_their_interrupt(bench):
    bench.open(Ier.EDSSI)
    bench.uart.set_modem_lines(cts=False, dsr=True, ri=True, dcd=True)
    assert bench.irq.level
    assert bench.read(Register.IIR_FCR) & 0xF == Iir.MODEM_STATUS
    assert bench.read(Register.MSR) == Msr.DSR | Msr.RI | Msr.DCD | Msr.DCTS, "RI rising is no event"
    assert not bench.irq.level
    bench.uart.set_modem_lines(cts=False, dsr=True, ri=False, dcd=True)
    assert bench.read(Register.MSR) & Msr.DELTAS == Msr.TERI


def test_fifo_control(bench):
    bench.open(0)
    bench.uart.receive(b"abc")
    bench.write(Register.IIR_FCR, Fcr.RX_RESET)  # without ENABLE: FIFOs off, which clears them
    assert not bench.read(Register.LSR) & Lsr.DR
    assert bench.read(Register.IIR_FCR) & 0xC0 == 0
    bench.open(0)
    bench.uart.receive(b"abc")
    bench.rooms = 0
    bench.write(Register.IIR_FCR, Fcr.ENABLE | Fcr.RX_RESET)
    assert not bench.read(Register.LSR) & Lsr.DR
    assert bench.rooms == 1


def test_scratch(bench):
    bench.write(Register.SCR, 0x5A)
    assert bench.read(Register.SCR) == 0x5A


def test_restored_chip_goes_on(bench):
    bench.open(Ier.ERBFI, Fcr.ENABLE | 0xC0)
    bench.uart.receive(b"abc")
    again = Bench(bench.uart.state)
    again.clock.advance(20 * MILLISECOND)
    assert again.irq.level
    assert [again.read(Register.DATA) for _ in range(3)] == list(b"abc")


def test_reset_forgets_all_but_the_wire(bench):
    bench.uart.set_modem_lines(cts=True, dsr=False, ri=False, dcd=False)
    bench.open(Ier.ALL)
    bench.uart.receive(b"abc")
    bench.uart.reset()
    assert not bench.irq.level
    assert bench.read(Register.LSR) == Lsr.THRE | Lsr.TEMT
    assert bench.read(Register.MSR) == Msr.CTS


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 7), st.integers(0, 255)), max_size=200))
def test_garbage(steps):
    bench = Bench()
    for kind, register, value in steps:
        if kind == 0:
            bench.write(register, value)
        elif kind == 1:
            assert 0 <= bench.read(register) <= 0xFF
        else:
            bench.uart.receive(bytes(value))
            bench.clock.advance(value * 10_000)
        assert len(bench.uart.state.rx) <= FIFO_SIZE
        assert len(bench.uart.state.rx) == len(bench.uart.state.rx_errors)
