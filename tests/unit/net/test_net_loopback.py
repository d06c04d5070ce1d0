"""Everybody hears himself, a moment later."""

from __future__ import annotations

from engine.net.loopback import MAX_WAITING, Loopback
from tests.support.clock import ManualClock


def test_frames_come_back_later_and_in_order():
    clock, heard = ManualClock(), []
    loop = Loopback(clock)
    loop.receive = heard.append
    loop.send([memoryview(b"on"), memoryview(b"e")])
    loop.send([memoryview(b"two")])
    assert heard == []
    clock.advance(0)
    assert heard == [b"one", b"two"]


def test_an_answer_is_not_heard_inside_the_call_that_sends_it():
    clock, heard, deep = ManualClock(), [], []
    loop = Loopback(clock)

    def answer(frame):
        assert not deep
        heard.append(frame)
        deep.append(frame)
        if len(heard) < 5:
            loop.send([memoryview(frame)])
        deep.pop()

    loop.receive = answer
    loop.send([memoryview(b"ping")])
    clock.advance(0)
    assert heard == [b"ping"] * 5


def test_it_holds_no_more_than_it_should():
    clock, heard = ManualClock(), []
    loop = Loopback(clock)
    loop.receive = heard.append
    for number in range(MAX_WAITING + 5):
        loop.send([memoryview(number.to_bytes(2, "big"))])
    clock.advance(0)
    assert len(heard) == MAX_WAITING
