"""The wire's thread between a link of the test's (a real socket) and a card of the test's."""

from __future__ import annotations

import socket
from threading import Event, Lock

import pytest

from engine.net.user import Stream
from engine.net.wire import Wire

DEADLINE_S = 60


class Bench:
    def __init__(self):
        ours, self.far = socket.socketpair()
        self.lock, self.frames, self.reasons = Lock(), [], []
        self.came, self.ended = Event(), Event()
        self.wire = Wire(Stream(ours), self.deliver, self.broken)
        self.wire.receive = self.receive

    def deliver(self, call):
        with self.lock:
            call()

    def receive(self, frame):
        assert self.lock.locked()
        self.frames.append(frame)
        self.came.set()

    def broken(self, reason):
        self.reasons.append(reason)
        self.ended.set()


@pytest.fixture
def bench():
    bench = Bench()
    yield bench
    bench.wire.close()
    bench.far.close()


def test_frames_arrive_under_the_cards_lock(bench):
    bench.wire.start()
    bench.far.sendall(b"\0\0\0\4ping" + b"\0\0\0\1")
    assert bench.came.wait(DEADLINE_S)
    assert bench.frames == [b"ping"]
    bench.came.clear()
    bench.far.sendall(b"!")
    assert bench.came.wait(DEADLINE_S)
    assert bench.frames == [b"ping", b"!"]


def test_frames_go_out(bench):
    bench.wire.send([memoryview(b"po"), memoryview(b"ng")])
    assert bench.far.recv(100) == b"\0\0\0\4pong"


def test_the_other_end_hangs_up(bench):
    bench.wire.start()
    bench.far.close()
    assert bench.ended.wait(DEADLINE_S)
    assert bench.reasons == ["the other end hung up"]
    bench.wire.send([memoryview(b"lost")])


def test_a_wire_that_was_never_used_can_be_closed():
    bench = Bench()
    bench.wire.close()
    assert bench.far.recv(100) == b""
    bench.far.close()


def test_nothing_is_sent_after_the_end():
    bench = Bench()
    bench.wire.start()
    bench.wire.close()
    bench.wire.send([memoryview(b"late")])
    assert bench.far.recv(100) == b""
    bench.far.close()
