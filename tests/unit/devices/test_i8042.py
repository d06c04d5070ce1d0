"""The keyboard controller with a real keyboard and mouse on it, as a guest sees it through two ports."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.devices.i8042 import BYTE_TIME_NS, I8042, I8042State, Status
from engine.devices.ps2keyboard import Ps2Keyboard
from engine.devices.ps2mouse import Ps2Mouse
from tests.support.clock import ManualClock
from tests.support.irq import RecordingIrq


class Bench:
    """The chip, what is plugged into it, and what it did to the machine."""

    def __init__(self, state: I8042State | None = None) -> None:
        self.irq1 = RecordingIrq()
        self.irq12 = RecordingIrq()
        self.clock = ManualClock()
        self.keyboard = Ps2Keyboard()
        self.mouse = Ps2Mouse()
        self.a20: list[bool] = []
        self.resets = 0
        self.chip = I8042(
            self.irq1.line,
            self.irq12.line,
            self.clock,
            self.keyboard,
            self.mouse,
            self.a20.append,
            self._reset,
            state,
        )

    def _reset(self) -> None:
        self.resets += 1

    def command(self, *values: int) -> None:
        """A command to port 64h, its arguments to port 60h."""
        self.chip.command_write(0, 1, values[0])
        for value in values[1:]:
            self.chip.data_write(0, 1, value)

    def data(self, value: int) -> None:
        self.chip.data_write(0, 1, value)

    @property
    def status(self) -> int:
        return self.chip.command_read(0, 1)

    def take(self) -> int:
        """One byte, as soon as it is there."""
        assert self.status & Status.OBF
        return self.chip.data_read(0, 1)

    def drain(self) -> str:
        """All bytes, letting time pass between them."""
        out = bytearray()
        while True:
            self.clock.advance(BYTE_TIME_NS)
            if not self.status & Status.OBF:
                return out.hex(" ")
            out.append(self.take())


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_keyboard_is_not_inhibited(bench):
    assert bench.status == Status.NOT_INHIBITED


def test_self_tests(bench):
    bench.command(0xAA)
    assert bench.take() == 0x55
    assert bench.status & Status.SYS
    for command, answer in ((0xAB, 0), (0xA9, 0), (0xA4, 0xF1), (0xE0, 0), (0xC0, 0xA0)):
        bench.command(command)
        assert bench.take() == answer


def test_command_byte(bench):
    bench.command(0x60, 0x65)
    bench.command(0x20)
    assert bench.take() == 0x65
    assert bench.status & Status.SYS
    bench.command(0xA8)
    bench.command(0xAD)
    bench.command(0x20)
    assert bench.take() == 0x55
    bench.command(0xA7)
    bench.command(0xAE)
    bench.command(0x20)
    assert bench.take() == 0x65


def test_ram(bench):
    bench.command(0x65, 0x99)
    bench.command(0x25)
    assert bench.take() == 0x99


def test_a2_tells_command_from_data(bench):
    bench.command(0xAE)
    assert bench.status & Status.COMMAND
    bench.data(0xEE)
    assert not bench.status & Status.COMMAND


def test_keys_arrive_in_set_1_one_edge_each(bench):
    bench.keyboard.press("up")
    bench.keyboard.release("up")
    assert bench.irq1.changes == [1]
    assert bench.drain() == "e0 48 e0 c8"
    assert bench.irq1.changes == [1, 0] * 4
    assert bench.irq12.changes == []


def test_untranslated_keys(bench):
    bench.command(0x60, 0x01)
    bench.keyboard.press("up")
    bench.keyboard.release("up")
    assert bench.drain() == "e0 75 e0 f0 75"


def test_keyboard_reset_as_firmware_does_it_needs_no_waiting(bench):
    bench.data(0xFF)
    assert [bench.take(), bench.take()] == [0xFA, 0xAA]
    bench.data(0xF2)
    assert [bench.take(), bench.take(), bench.take()] == [0xFA, 0xAB, 0x41]
    assert not bench.status & Status.OBF


def test_a_scan_code_may_be_read_twice(bench):
    bench.keyboard.press("a")
    bench.keyboard.press("b")
    assert bench.take() == 0x1E
    assert bench.chip.data_read(0, 1) == 0x1E, "the next byte is still on the wire"
    bench.clock.advance(BYTE_TIME_NS)
    assert bench.irq1.rises == 2
    assert bench.take() == 0x30


def test_disabled_keyboard_keeps_its_keys(bench):
    bench.command(0xAD)
    bench.keyboard.press("a")
    assert not bench.status & Status.OBF
    bench.command(0xAE)
    assert bench.take() == 0x1E


def test_speaking_to_the_keyboard_enables_it(bench):
    bench.command(0xAD)
    bench.data(0xEE)
    assert bench.take() == 0xEE


def test_mouse_through_d4(bench):
    bench.command(0xD4, 0xFF)
    assert bench.status & Status.AUX_OBF
    assert bench.irq12.level
    assert not bench.irq1.level
    assert [bench.take(), bench.take(), bench.take()] == [0xFA, 0xAA, 0x00]
    assert not bench.irq12.level
    bench.command(0xD4, 0xF4)
    assert bench.take() == 0xFA
    bench.mouse.move(1, 0)
    assert bench.drain() == "08 01 00"


def test_source_is_that_of_the_byte_in_the_buffer(bench):
    bench.command(0xD4, 0xF4)
    bench.take()
    bench.clock.advance(BYTE_TIME_NS)
    bench.keyboard.press("a")
    bench.mouse.move(1, 0)
    assert not bench.status & Status.AUX_OBF
    assert bench.take() == 0x1E
    bench.clock.advance(BYTE_TIME_NS)
    assert bench.status & Status.AUX_OBF
    bench.keyboard.press("b")
    assert bench.take() == 0x08
    bench.clock.advance(BYTE_TIME_NS)
    assert not bench.status & Status.AUX_OBF
    assert bench.take() == 0x30


def test_disabled_mouse_keeps_its_report(bench):
    bench.command(0xD4, 0xF4)
    bench.take()
    bench.command(0xA7)
    bench.mouse.move(1, 0)
    assert bench.drain() == ""
    bench.command(0xA8)
    assert bench.drain() == "08 01 00"


def test_interrupt_enables(bench):
    bench.command(0x60, 0x40)
    bench.keyboard.press("a")
    assert bench.status & Status.OBF
    assert not bench.irq1.level
    bench.command(0x60, 0x41)
    assert bench.irq1.level


def test_write_output_buffers(bench):
    bench.command(0xD2, 0x5A)
    assert bench.irq1.level
    assert bench.take() == 0x5A
    bench.command(0xD3, 0xA5)
    assert bench.irq12.level
    assert bench.status & Status.AUX_OBF
    assert bench.take() == 0xA5


def test_a20(bench):
    bench.command(0xD1, 0xDD)
    bench.command(0xD0)
    assert not bench.take() & 0x02
    bench.command(0xD1, 0xDF)
    bench.command(0xDD)
    bench.command(0xDF)
    assert bench.a20 == [False, True, False, True]
    bench.command(0xD0)
    assert bench.take() & 0x03 == 0x03


@pytest.mark.parametrize("values", [(0xFE,), (0xF0,), (0xD1, 0xFE)])
def test_cpu_reset(bench, values):
    bench.command(*values)
    assert bench.resets == 1


def test_other_pulses_do_nothing(bench):
    bench.command(0xFF)
    bench.command(0xF1)
    assert bench.resets == 0


def test_reset(bench):
    bench.command(0xDD)
    bench.keyboard.press("a")
    bench.chip.reset()
    assert bench.status == Status.NOT_INHIBITED
    assert not bench.irq1.level
    assert bench.a20 == [False, True]


def test_restored_chip_goes_on(bench):
    bench.keyboard.press("a")
    again = Bench(bench.chip.state)
    assert again.irq1.level
    assert again.take() == 0x1E


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 255)), max_size=300))
def test_garbage(steps):
    bench = Bench()
    for kind, value in steps:
        if kind == 0:
            bench.command(value)
        elif kind == 1:
            bench.data(value)
        elif kind == 2:
            assert 0 <= bench.chip.data_read(0, 1) <= 0xFF
        elif kind == 3:
            bench.keyboard.press("a")
            bench.mouse.move(value, value)
        else:
            bench.clock.advance(value * 10_000)
        assert bench.status & Status.NOT_INHIBITED
        assert len(bench.chip.state.replies) <= 32
