"""engine.control.input: keys by QMP's names, at a pace that a guest can follow."""

from __future__ import annotations

import asyncio

import pytest

from engine.control import input as control_input
from engine.control.input import InputEvent, Keyboard, KeyValue, Movement, qcode
from engine.control.protocol import RequestError


class Guest:
    """Takes keys; ``waiting`` bytes are not fetched until somebody says so."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.waiting = 0
        self.keyboard = Keyboard(self._press, lambda: self.waiting)

    def _press(self, name: str, down: bool) -> None:
        self.log.append(f"{'+' if down else '-'}{name}")


def test_keys_by_name_and_by_scan_code() -> None:
    assert qcode(KeyValue("qcode", "ret")) == "ret"
    assert qcode(KeyValue("number", 0x1C)) == "ret"
    assert qcode(KeyValue("number", 0x9C)) == "kp_enter"  # QEMU: scan code 0xe01c, told by bit 7


@pytest.mark.parametrize("data", ["hyper", "", 0x7F, -1, 1 << 40])
def test_a_key_that_no_keyboard_has(data: str | int) -> None:
    with pytest.raises(RequestError, match="Invalid parameter"):
        qcode(KeyValue("number" if isinstance(data, int) else "qcode", data))


def test_a_chord_is_released_in_reverse() -> None:
    guest = Guest()
    asyncio.run(guest.keyboard.chord(["ctrl", "alt", "delete"], 0))
    assert guest.log == ["+ctrl", "+alt", "+delete", "-delete", "-alt", "-ctrl"]


def test_no_key_is_struck_before_the_guest_fetched_the_one_before() -> None:
    async def main() -> None:
        guest = Guest()
        guest.waiting = 1
        typing = asyncio.create_task(strike_all(guest))
        async with asyncio.timeout(10):
            while "-a" not in guest.log:
                await asyncio.sleep(0)
            await asyncio.wait([typing], timeout=5 * control_input.GAP_S)
            assert guest.log == ["+a", "-a"]
            guest.waiting = 0
            await typing
        assert guest.log == ["+a", "-a", "+b", "-b"]

    asyncio.run(main())


async def strike_all(guest: Guest) -> None:
    for names in (["a"], ["b"]):
        await guest.keyboard.strike(names)


def test_a_guest_that_never_fetches_is_not_waited_for_forever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control_input, "DRAIN_S", 0.02)
    guest = Guest()
    guest.waiting = 1
    asyncio.run(asyncio.wait_for(strike_all(guest), 5))
    assert guest.log == ["+a", "-a", "+b", "-b"]


def test_a_chord_waits_for_the_one_that_is_being_struck() -> None:
    async def main() -> None:
        guest = Guest()
        await asyncio.gather(guest.keyboard.strike(["a"]), guest.keyboard.chord(["c"], 0))
        assert guest.log == ["+a", "-a", "+c", "-c"]

    asyncio.run(main())


def test_a_chord_that_is_broken_off_leaves_nothing_down() -> None:
    async def main() -> None:
        guest = Guest()
        striking = asyncio.create_task(guest.keyboard.strike(["shift", "a"]))
        while "+a" not in guest.log:
            await asyncio.sleep(0)
        striking.cancel()
        await asyncio.wait([striking])
        assert guest.log == ["+shift", "+a", "-a", "-shift"]

    asyncio.run(main())


def event(kind: str, axis: object, value: object) -> InputEvent:
    return InputEvent(kind, {"axis": axis, "value": value})  # type: ignore[arg-type]  # one of both


def test_movements_are_gathered() -> None:
    log: list[tuple[int, ...]] = []
    pointer = Movement(lambda *moved: log.append(moved), lambda *place: log.append(place))
    for each in (event("rel", "x", 3), event("rel", "wheel", -1), event("rel", "x", -5), event("abs", "y", 9)):
        pointer.add(each)
    assert log == []
    pointer.settle()
    assert log == [(-2, 0, -1), (0, 9)]
    pointer.add(event("abs", "x", 0x7FFF))  # The other axis is where it was.
    pointer.settle()
    pointer.settle()
    assert log[2:] == [(0x7FFF, 9)]


@pytest.mark.parametrize(
    "wrong",
    [event("rel", "z", 1), event("rel", "x", "1"), event("abs", "wheel", 1), event("abs", "x", -1),
     event("abs", "x", 0x8000), event("abs", "", None), event("rel", [], 1)],
)  # fmt: skip
def test_movements_that_cannot_be(wrong: InputEvent) -> None:
    pointer = Movement(lambda *moved: None, lambda *place: None)
    with pytest.raises(RequestError, match="Invalid movement"):
        pointer.add(wrong)
