"""engine.control.typist: a text at a pace, with progress, that can be called off."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from engine.control.input import Keyboard
from engine.control.protocol import RequestError
from engine.control.typist import EVENT, Typist, checked_rate


class Desk:
    def __init__(self) -> None:
        self.keys: list[str] = []
        self.told: list[dict[str, object]] = []
        self.waiting = 0
        keyboard = Keyboard(lambda name, down: self.keys.append(("-", "+")[down] + name), lambda: self.waiting)
        self.typist = Typist(keyboard, self._announce)

    def _announce(self, event: str, data: dict[str, object]) -> None:
        assert event == EVENT
        self.told.append(data)

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(10):
            while not condition():
                await asyncio.sleep(0)


def sit(body: Callable[[Desk], Awaitable[None]]) -> None:
    async def main() -> None:
        await body(Desk())

    asyncio.run(main())


def test_all_of_a_text() -> None:
    async def body(desk: Desk) -> None:
        assert await desk.typist.type([["a"], ["shift", "b"]]) == 2
        assert desk.keys == ["+a", "-a", "+shift", "+b", "-b", "-shift"]
        assert desk.told == [{"typed": 2, "total": 2, "state": "done"}]

    sit(body)


def test_a_rate_is_kept() -> None:
    async def body(desk: Desk) -> None:
        began = time.monotonic()
        await desk.typist.type([["a"]] * 10, 20)
        assert time.monotonic() - began > 0.45
        assert [data["state"] for data in desk.told][-1] == "done"
        assert any(data["state"] == "typing" and 0 < int(str(data["typed"])) < 10 for data in desk.told)

    sit(body)


def test_called_off_nothing_stays_down() -> None:
    async def body(desk: Desk) -> None:
        assert desk.typist.cancel() == 0
        desk.waiting = 1  # The guest reads nothing: each key would take seconds.
        assert desk.typist.start([["a"]] * 1000) == 1000
        await desk.until(lambda: "-a" in desk.keys)
        with pytest.raises(RequestError, match="being typed"):
            desk.typist.start([["b"]])
        desk.typist.cancel()
        await desk.until(lambda: desk.told)
        assert desk.told == [{"typed": 0, "total": 1000, "state": "cancelled"}]
        assert desk.keys.count("+a") <= desk.keys.count("-a")
        desk.waiting = 0
        assert await desk.typist.type([["b"]]) == 1

    sit(body)


def test_who_waits_hears_that_it_was_called_off() -> None:
    async def body(desk: Desk) -> None:
        desk.waiting = 1
        waiting = asyncio.create_task(desk.typist.type([["a"]] * 9))
        await desk.until(lambda: desk.keys)
        desk.typist.cancel()
        with pytest.raises(RequestError, match="cancelled after 0 of 9"):
            await waiting

    sit(body)


def test_two_texts_come_one_after_the_other() -> None:
    async def body(desk: Desk) -> None:
        desk.typist.start([["a"]] * 3)
        await asyncio.gather(desk.typist.type([["b"]] * 3), desk.typist.type([["c"]] * 3))
        assert [key for key in desk.keys if key[0] == "+"] == ["+a"] * 3 + ["+b"] * 3 + ["+c"] * 3

    sit(body)


@pytest.mark.parametrize("rate", [0.0, 0.5, 201.0, -1.0, float("inf"), float("nan")])
def test_rates_that_cannot_be(rate: float) -> None:
    with pytest.raises(RequestError, match="rate is"):
        checked_rate(rate)
    assert checked_rate(None) is None
