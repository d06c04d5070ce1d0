from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from engine.rush import MANY, Rush
from tests.support.fakecpu import FakeAccel

PORT = 0x3F8
BEGUN = ["coalesce 0x3f8"]
ENDED = [*BEGUN, "uncoalesce 0x3f8", "settle"]
DEADLINE_S = 10


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


def test_few_characters_are_no_rush():
    async def talk(accel: Accel, rush: Rush) -> None:
        for _ in range(100):
            rush.passed(MANY - 1)
        assert accel.log == []

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


def test_the_end_may_come_at_any_time():
    async def talk(accel: Accel, rush: Rush) -> None:
        rush.end()
        assert accel.log == []
        rush.passed(MANY)
        rush.end()
        rush.end()
        assert accel.log == ENDED

    run(False, talk)
