"""engine.devices.hpet: the counter, and what its comparators interrupt."""

from __future__ import annotations

import pytest

from engine.devices.hpet import BLOCK_ID, LEGACY_ROUTES, ROUTES, Hpet
from tests.support.clock import MILLISECOND, ManualClock
from tests.support.irq import RecordingIrq

CONFIGURATION, STATUS, COUNTER = 0x10, 0x20, 0xF0
ENABLE, LEGACY = 1, 2
LEVEL, INTERRUPT, PERIODIC, SET_VALUE, MODE_32 = 2, 4, 8, 0x40, 0x100
MS = 100_000  # ticks of a millisecond


class Board:
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.routes = [RecordingIrq() for _ in ROUTES]
        self.legacy_routes = [RecordingIrq() for _ in LEGACY_ROUTES]
        self.legacy: list[bool] = []
        lines, legacy = [irq.line for irq in self.routes], [irq.line for irq in self.legacy_routes]
        self.chip = Hpet(self.clock, lines, legacy, self.legacy.append)

    def put(self, offset: int, value: int, size: int = 8) -> None:
        self.chip.write(offset, size, value)

    def timer(self, index: int, configuration: int, value: int) -> None:
        self.put(0x100 + 0x20 * index, configuration)
        self.put(0x108 + 0x20 * index, value)


def test_what_it_is() -> None:
    chip = Board().chip
    assert chip.read(0, 4) == BLOCK_ID == 0x8086A201
    assert chip.read(4, 4) == 10_000_000
    assert chip.read(0x100, 8) & 0x30 == 0x30
    assert chip.read(0x104, 4) == 0xF << 20
    assert chip.read(0x160, 8) == 0 == chip.read(0x3F8, 8)
    assert chip.read(0, 1) == 1


def test_the_counter_counts_while_it_is_enabled() -> None:
    board = Board()
    board.clock.advance(MILLISECOND)
    assert board.chip.read(COUNTER, 8) == 0
    board.put(CONFIGURATION, ENABLE)
    board.clock.advance(MILLISECOND)
    assert board.chip.read(COUNTER, 8) == MS
    board.put(CONFIGURATION, 0)
    board.clock.advance(MILLISECOND)
    assert board.chip.read(COUNTER, 4) == MS
    board.put(COUNTER, 0x12345678_00000000)
    board.put(COUNTER + 4, 0x77, 4)
    assert board.chip.read(COUNTER, 8) == 0x77_00000000
    assert board.chip.read(COUNTER + 4, 4) == 0x77


def test_one_shot_edge() -> None:
    board = Board()
    board.put(CONFIGURATION, ENABLE)
    board.timer(2, INTERRUPT | 21 << 9, 3 * MS)
    board.clock.advance(2 * MILLISECOND)
    assert board.routes[1].rises == 0
    board.clock.advance(10 * MILLISECOND)
    assert (board.routes[1].rises, board.routes[1].level) == (1, False)
    board.timer(2, INTERRUPT | 21 << 9, 5 * MS)  # has passed
    board.clock.advance(10 * MILLISECOND)
    assert board.routes[1].rises == 1


def test_level_stays_until_cleared() -> None:
    board = Board()
    board.put(CONFIGURATION, ENABLE)
    board.timer(0, INTERRUPT | LEVEL | 20 << 9, MS)
    board.clock.advance(MILLISECOND)
    assert board.routes[0].level
    assert board.chip.read(STATUS, 4) == 1
    board.put(STATUS, 2, 4)
    assert board.routes[0].level
    board.put(STATUS, 1, 4)
    assert not board.routes[0].level


def test_periodic_as_linux_sets_it() -> None:
    board = Board()
    board.put(CONFIGURATION, ENABLE | LEGACY)
    assert board.legacy == [True]
    board.put(0x100, INTERRUPT | PERIODIC | SET_VALUE | MODE_32, 4)
    board.put(0x108, 4 * MS, 4)  # the first match
    board.put(0x108, 4 * MS, 4)  # the period
    board.clock.advance(41 * MILLISECOND)
    assert board.legacy_routes[0].rises == 10
    board.put(CONFIGURATION, ENABLE)
    assert board.legacy == [True, False]


def test_32_bits_wrap() -> None:
    board = Board()
    board.put(COUNTER, (1 << 32) - MS)
    board.put(CONFIGURATION, ENABLE)
    board.timer(1, INTERRUPT | MODE_32 | 23 << 9, MS)
    board.clock.advance(MILLISECOND)
    assert board.routes[3].rises == 0
    board.clock.advance(MILLISECOND)
    assert board.routes[3].rises == 1


@pytest.mark.parametrize("period", [1, 7, 100])
def test_a_period_that_no_host_can_follow(period: int) -> None:
    board = Board()
    board.put(CONFIGURATION, ENABLE)
    board.put(0x100, INTERRUPT | PERIODIC | SET_VALUE | 20 << 9)
    board.put(0x108, period)
    fired = board.clock.advance(10 * MILLISECOND)
    assert fired <= 101


def test_a_comparator_without_a_route_interrupts_nobody() -> None:
    board = Board()
    board.put(CONFIGURATION, ENABLE)
    board.timer(0, INTERRUPT | 3 << 9, MS)
    board.timer(1, INTERRUPT | LEVEL, MS)
    board.clock.advance(2 * MILLISECOND)
    assert not any(irq.rises for irq in (*board.routes, *board.legacy_routes))


def test_reset_gives_the_old_timers_their_lines_back() -> None:
    board = Board()
    board.put(CONFIGURATION, ENABLE | LEGACY)
    board.timer(0, INTERRUPT | LEVEL, 1)
    board.clock.advance(MILLISECOND)
    assert board.legacy_routes[0].level
    board.chip.reset()
    assert board.legacy == [True, False]
    assert not board.legacy_routes[0].level
    assert not board.clock.armed()


def test_bytes_are_not_stored() -> None:
    board = Board()
    board.put(CONFIGURATION, 1, 1)
    board.put(CONFIGURATION + 2, 1, 4)
    assert board.chip.read(CONFIGURATION, 8) == 0
