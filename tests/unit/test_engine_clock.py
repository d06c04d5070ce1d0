"""engine.clock on a real event loop."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from typing import cast

from engine.clock import MachineClock

MS = 1_000_000
DEADLINE_S = 60


def on_loop(body: Callable[[MachineClock], Awaitable[None]]) -> None:
    async def main() -> None:
        await asyncio.wait_for(body(MachineClock(asyncio.get_running_loop())), DEADLINE_S)

    asyncio.run(main())


def test_time_stands_still_until_started_and_while_stopped() -> None:
    async def body(clock: MachineClock) -> None:
        assert clock.stopped and clock.now_ns() == 0
        await asyncio.sleep(0.01)
        assert clock.now_ns() == 0
        clock.start()
        assert not clock.stopped
        await asyncio.sleep(0.01)
        ran = clock.now_ns()
        assert ran >= 10 * MS
        clock.stop()
        stood = clock.now_ns()
        assert stood >= ran
        await asyncio.sleep(0.01)
        assert clock.now_ns() == stood
        before = time.monotonic_ns()
        clock.start()
        clock.start()
        assert stood <= clock.now_ns() <= stood + time.monotonic_ns() - before, "it goes on where it stood"
        earliest = time.time_ns()
        assert earliest <= clock.wall_ns() <= time.time_ns()

    on_loop(body)


def test_an_alarm_rings_once_with_the_chips_lock_held_and_not_early() -> None:
    async def body(clock: MachineClock) -> None:
        lock, rang = threading.Lock(), asyncio.Event()
        held: list[tuple[bool, int]] = []

        def ring() -> None:
            held.append((lock.locked(), clock.now_ns()))
            rang.set()

        alarm = clock.for_chip(lock).timer(ring)
        clock.start()
        alarm.arm(5 * MS)
        await rang.wait()
        await asyncio.sleep(0.01)
        assert [locked for locked, _ in held] == [True]
        assert held[0][1] >= 5 * MS

    on_loop(body)


def test_arming_again_moves_the_alarm_and_disarming_stops_it() -> None:
    async def body(clock: MachineClock) -> None:
        rings: list[str] = []
        chip = clock.for_chip(threading.Lock())
        moved = chip.timer(lambda: rings.append("moved"))
        stopped = chip.timer(lambda: rings.append("stopped"))
        last = asyncio.Event()
        end = chip.timer(last.set)
        clock.start()
        moved.arm(1 * MS)
        moved.arm(15 * MS)
        stopped.arm(1 * MS)
        stopped.disarm()
        end.arm(8 * MS)
        await last.wait()
        assert rings == [] or clock.now_ns() >= 15 * MS
        last.clear()
        end.arm(25 * MS)
        await last.wait()
        assert rings == ["moved"]

    on_loop(body)


def test_no_alarm_rings_in_a_pause_and_what_was_due_rings_after_it() -> None:
    async def body(clock: MachineClock) -> None:
        rang = asyncio.Event()
        alarm = clock.for_chip(threading.Lock()).timer(rang.set)
        clock.start()
        alarm.arm(clock.now_ns() + 2 * MS)
        clock.stop()
        await asyncio.sleep(0.02)
        assert not rang.is_set()
        clock.start()
        await rang.wait()

    on_loop(body)


def test_an_alarm_in_the_past_rings_soon_but_never_inside_arm() -> None:
    async def body(clock: MachineClock) -> None:
        lock, rang = threading.Lock(), asyncio.Event()
        alarm = clock.for_chip(lock).timer(rang.set)
        clock.start()
        with lock:  # As a chip's write handler holds it: ringing inside would be a deadlock.
            alarm.arm(-5)
            assert not rang.is_set()
        await rang.wait()

    on_loop(body)


def test_chips_arm_from_other_threads() -> None:
    async def body(clock: MachineClock) -> None:
        rang = asyncio.Event()
        alarm = clock.for_chip(threading.Lock()).timer(rang.set)
        clock.start()
        thread = threading.Thread(target=alarm.arm, args=(0,))
        thread.start()
        await rang.wait()
        thread.join()

    on_loop(body)


class Posts:
    """An event loop that keeps what it is told."""

    def __init__(self) -> None:
        self.posted: list[Callable[[], None]] = []
        self.later: list[float] = []

    def call_soon_threadsafe(self, call: Callable[[], None]) -> None:
        self.posted.append(call)

    def call_later(self, delay_s: float, _call: Callable[[], None]) -> Posts:
        self.later.append(delay_s)
        return self

    def cancel(self) -> None:
        """As a TimerHandle, which it stands for as well."""


def test_an_alarm_that_is_set_on_and_on_tells_the_loop_once() -> None:
    posts = Posts()
    clock = MachineClock(cast(asyncio.AbstractEventLoop, posts))
    clock.start()
    alarm = clock.for_chip(threading.Lock()).timer(lambda: None)
    for number in range(1000):
        alarm.arm(number * MS)
    assert len(posts.posted) == 1
    posts.posted.pop()()
    assert len(posts.later) == 1 and 0.5 < posts.later[0] <= 0.999
    alarm.arm(5000 * MS)
    posts.posted.pop()()
    assert posts.later[1] > 4
