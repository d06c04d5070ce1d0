from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace

import pytest

from engine import rush as rush_module
from engine.rush import FEW, FLOWING, HOLD_OFF_FIRST_S, HOLD_OFF_S, MANY, TICK_S, Rush
from tests.support.fakecpu import FakeAccel

PORT = 0x3F8
BEGUN = ["coalesce 0x3f8"]
ENDED = [*BEGUN, "uncoalesce 0x3f8", "settle"]
DEADLINE_S = 60


class Accel(FakeAccel):
    """A kernel that holds back one write, which nobody but the event loop fetches, ``held`` times in a row."""

    def __init__(self) -> None:
        super().__init__()
        self.held = 0

    def oldest_held(self) -> int | None:
        return 5 if self.held else None

    def settle(self) -> None:
        super().settle()
        self.held = max(0, self.held - 1)


def run(waits: bool, talk: Callable[[Accel, Rush], Awaitable[None]]) -> None:
    async def main() -> None:
        accel = Accel()
        rush = Rush(accel, PORT, lambda: waits)
        async with asyncio.timeout(DEADLINE_S):
            await talk(accel, rush)
        rush.end()

    asyncio.run(main())


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0)


def test_closed_it_gathers_no_more():
    async def talk(accel: Accel, rush: Rush) -> None:
        rush.passed(MANY)
        rush.close()
        assert not rush.gathering and accel.log == ENDED
        rush.passed(MANY)
        assert not rush.gathering and accel.log == ENDED

    run(False, talk)


def test_few_characters_are_no_rush():
    async def talk(accel: Accel, rush: Rush) -> None:
        for _ in range(100):
            rush.passed(MANY - 1)
        assert accel.log == []

    run(False, talk)


def test_on_a_slow_host_fewer_are_a_rush():
    async def talk(accel: Accel, rush: Rush) -> None:
        rush.passed(FEW - 1, 1.0)
        rush.passed(MANY // 2 - 1, 2 * TICK_S)
        assert accel.log == []
        rush.passed(FEW, 1.0)
        assert accel.log == BEGUN

    run(False, talk)


def test_many_are_gathered_until_they_cease():
    async def talk(accel: Accel, rush: Rush) -> None:
        rush.passed(MANY)
        rush.passed(MANY)
        assert accel.log == BEGUN
        await until(lambda: not rush.gathering)
        assert accel.log == ENDED
        rush.passed(MANY)
        assert rush.gathering

    run(False, talk)


def test_what_nobody_fetches_is_delivered_and_gathering_goes_on():
    async def talk(accel: Accel, rush: Rush) -> None:
        accel.held = 3
        rush.passed(MANY)
        await until(lambda: not accel.held)
        assert accel.log == [*BEGUN, *["settle"] * 3]
        assert rush.gathering

    run(False, talk)


def test_a_guest_that_waits_for_its_interrupt_is_left_alone():
    async def talk(accel: Accel, rush: Rush) -> None:
        accel.held = 1
        rush.passed(MANY)
        await until(lambda: not rush.gathering)
        assert accel.log == ENDED
        rush.passed(MANY)
        assert not rush.gathering

    run(True, talk)


def test_a_guest_is_left_alone_for_longer_each_time_unless_it_was_the_host_that_was_slow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 0.0
    monkeypatch.setattr(rush_module, "time", SimpleNamespace(monotonic=lambda: now))

    async def stuck(accel: Accel, rush: Rush, after_s: float) -> None:
        nonlocal now
        now += after_s - 0.001
        rush.passed(MANY)
        assert not rush.gathering
        now += 0.002
        accel.held = 1
        rush.passed(MANY)
        assert rush.gathering
        await until(lambda: not rush.gathering)

    async def talk(accel: Accel, rush: Rush) -> None:
        now_and_then = HOLD_OFF_FIRST_S
        accel.held = 1
        rush.passed(MANY)
        await until(lambda: not rush.gathering)
        for _ in range(3):
            await stuck(accel, rush, now_and_then)
            now_and_then = min(2 * now_and_then, HOLD_OFF_S)
        nonlocal now
        now += HOLD_OFF_S
        accel.held = 1
        rush.passed(MANY)
        rush.passed(FLOWING)
        await until(lambda: not rush.gathering)
        await stuck(accel, rush, HOLD_OFF_FIRST_S)

    run(True, talk)


def test_the_end_may_come_at_any_time():
    async def talk(accel: Accel, rush: Rush) -> None:
        rush.end()
        assert accel.log == []
        rush.passed(MANY)
        rush.end()
        rush.end()
        assert accel.log == ENDED

    run(False, talk)
