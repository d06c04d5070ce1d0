"""The 8254: counts, outputs, and ticks that are not lost."""

from __future__ import annotations

import pytest

from engine.devices.i8254 import HZ, I8254
from tests.support.clock import ManualClock
from tests.support.irq import RecordingIrq

SECOND = 10**9


class Rig:
    """A timer whose ticks are counted. ``busy`` is a CPU that does not take them."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.irq = RecordingIrq()
        self.busy = False
        self.masked = False
        self.pit = I8254(self.irq.line, self.clock, lambda: not self.busy, lambda: not self.masked)

    def program(self, counter: int, mode: int, count: int, bcd: bool = False) -> None:
        """Low byte, then high byte."""
        self.pit.write(3, 1, counter << 6 | 0x30 | mode << 1 | bcd)
        self.pit.write(counter, 1, count & 0xFF)
        self.pit.write(counter, 1, count >> 8)

    def count(self, counter: int) -> int:
        """Latched and read."""
        self.pit.write(3, 1, counter << 6)
        return self.pit.read(counter, 1) | self.pit.read(counter, 1) << 8

    @property
    def ticks(self) -> int:
        """Rising edges of IRQ 0."""
        return sum(1 for level in self.irq.changes if level)


def clocks(count: int) -> int:
    """Nanoseconds of ``count`` of the chip's clocks, rounded up."""
    return -(-count * SECOND // HZ)


@pytest.mark.parametrize("mode", [2, 3])
def test_periodic_ticks(mode: int) -> None:
    rig = Rig()
    rig.program(0, mode, 11932)
    for _ in range(100):
        rig.clock.advance(10_000_000)
    assert 98 <= rig.ticks <= 100


def test_a_late_alarm_stands_for_several_ticks() -> None:
    """They come one after another, as the CPU takes them; none is lost."""
    rig = Rig()
    rig.program(0, 2, 1193)
    rig.busy = True
    rig.clock.advance(10_000_000)
    assert rig.ticks == 0
    rig.busy = False
    rig.clock.advance(1_000_000)
    assert rig.ticks == 1
    for _ in range(30):
        rig.pit.acknowledged()
    assert rig.ticks == 11


def test_nobody_hears_a_masked_tick() -> None:
    rig = Rig()
    rig.program(0, 2, 1193)
    rig.masked = True
    rig.clock.advance(50_000_000)
    assert rig.pit.state.owed == 0


def test_one_shot_ticks_once() -> None:
    rig = Rig()
    rig.program(0, 0, 1193)
    rig.clock.advance(clocks(1192))
    assert rig.ticks == 0
    rig.clock.advance(SECOND)
    assert rig.ticks == 1
    rig.program(0, 0, 1193)
    rig.clock.advance(SECOND)
    assert rig.ticks == 2


def test_count_goes_down_and_around() -> None:
    rig = Rig()
    rig.program(0, 2, 1000)
    assert rig.count(0) == 1000
    rig.clock.advance(clocks(300))
    assert rig.count(0) == 700
    rig.clock.advance(clocks(800))
    assert 899 <= rig.count(0) <= 900


def test_square_wave_counts_by_two() -> None:
    rig = Rig()
    rig.program(0, 3, 1000)
    rig.clock.advance(clocks(100))
    assert rig.count(0) == 800


def test_a_latched_count_stays() -> None:
    rig = Rig()
    rig.program(0, 2, 1000)
    rig.pit.write(3, 1, 0)
    rig.clock.advance(clocks(500))
    assert rig.pit.read(0, 1) | rig.pit.read(0, 1) << 8 == 1000


def test_read_back_gives_status_and_count() -> None:
    rig = Rig()
    rig.program(2, 0, 1000)
    rig.pit.set_gate(True)
    rig.pit.write(3, 1, 0xC8)
    assert rig.pit.read(2, 1) == 0x30
    rig.clock.advance(clocks(1001))
    rig.pit.write(3, 1, 0xE8)
    assert rig.pit.read(2, 1) == 0xB0, "OUT is high"


def test_bcd() -> None:
    rig = Rig()
    rig.program(0, 2, 0x1000, bcd=True)
    rig.clock.advance(clocks(1))
    assert rig.count(0) == 0x0999


@pytest.mark.parametrize("access", [1, 2])
def test_one_byte_access(access: int) -> None:
    rig = Rig()
    rig.pit.write(3, 1, access << 4 | 4)
    rig.pit.write(0, 1, 0x80)
    assert rig.pit.read(0, 1) == 0x80
    assert rig.pit.state.counters[0].reload == (0x80 if access == 1 else 0x8000)


def test_the_gate_of_counter_2() -> None:
    """How Linux measures: gate on, mode 0, wait for OUT."""
    rig = Rig()
    rig.pit.set_gate(True)
    rig.program(2, 0, 5000)
    assert not rig.pit.output()
    rig.clock.advance(clocks(2000))
    rig.pit.set_gate(False)
    rig.clock.advance(SECOND)
    assert not rig.pit.output()
    assert rig.count(2) == 3000
    rig.pit.set_gate(True)
    rig.clock.advance(clocks(3001))
    assert rig.pit.output()


def test_a_rising_gate_starts_a_rate_generator_anew() -> None:
    rig = Rig()
    rig.program(2, 2, 1000)
    rig.clock.advance(clocks(300))
    assert rig.count(2) == 1000
    rig.pit.set_gate(True)
    rig.clock.advance(clocks(300))
    assert rig.count(2) == 700


def test_reset_stops_the_ticks_of_before() -> None:
    rig = Rig()
    rig.program(0, 2, 1193)
    rig.pit.reset()
    rig.clock.advance(SECOND)
    assert rig.ticks == 0


def test_the_shortest_count_leaves_the_host_its_time_and_loses_no_tick() -> None:
    rig = Rig()
    rig.program(0, 2, 1)
    assert rig.clock.advance(1_000_000) <= 51
    first = rig.ticks
    while rig.pit.state.owed:
        rig.pit.acknowledged()
    assert first > 0 and 1150 <= rig.ticks <= 1194
