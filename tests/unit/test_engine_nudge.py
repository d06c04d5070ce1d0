"""engine.nudge: asked for on and on, it waits once."""

from __future__ import annotations

import asyncio
import threading

from engine.nudge import Nudge


def test_asked_for_a_thousand_times_it_comes_once_and_after_the_last() -> None:
    async def main() -> None:
        seen: list[int] = []
        asked = 0
        nudge = Nudge(asyncio.get_running_loop(), lambda: seen.append(asked))

        def ask() -> None:
            nonlocal asked
            for _ in range(1000):
                asked += 1
                nudge()

        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()  # The loop stands meanwhile.
        async with asyncio.timeout(20):
            while not seen:
                await asyncio.sleep(0)
        assert seen == [1000]
        nudge()
        nudge()
        async with asyncio.timeout(20):
            while len(seen) < 2:
                await asyncio.sleep(0)
        assert len(seen) == 2

    asyncio.run(main())


def test_one_that_asks_again_from_within_comes_again() -> None:
    async def main() -> None:
        left, done = 3, asyncio.Event()

        def call() -> None:
            nonlocal left
            left -= 1
            nudge() if left else done.set()

        nudge = Nudge(asyncio.get_running_loop(), call)
        nudge()
        await asyncio.wait_for(done.wait(), 20)

    asyncio.run(main())
