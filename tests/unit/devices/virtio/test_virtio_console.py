"""The console device with its ports and control messages."""

from __future__ import annotations

import copy
import struct

import pytest

from engine.devices.virtio.console import MAX_WAITING, VirtioConsole
from tests.support.virtio import EVENT_IDX, NEEDS_RESET, WRITE, Driver, Slot

MULTIPORT = 2
READY, ADD, PORT_READY, CONSOLE, RESIZE, OPEN, NAME = 0, 1, 3, 4, 5, 6, 7


class Bench:
    def __init__(self, names=("", "org.example.agent")):
        self.slot = Slot()
        self.sent: list[tuple[int, bytes]] = []
        self.changed: list[int] = []
        self.full: set[int] = set()
        self.console = VirtioConsole(
            lambda port, data: self.sent.append((port, data)),
            names,
            self.changed.append,
            full=lambda port: port in self.full,
        )
        self.chip = self.slot.plug(self.console)
        self.driver = Driver(self.chip, self.slot.memory)

    def control(self, port, event, value):
        self.driver.queues[3].send(struct.pack("<IHH", port, event, value))

    def open(self, count=2):
        """What a driver does with several ports; the messages it got."""
        self.driver.start(MULTIPORT | EVENT_IDX, size=16)
        places = [self.driver.queues[2].provide(64) for _ in range(16)]
        self.control(0, READY, 1)
        for port in range(count):
            self.control(port, PORT_READY, 1)
            self.control(port, OPEN, 1)
        return [
            self.slot.memory.read(place, n)
            for place, (_, n) in zip(places, self.driver.queues[2].take(), strict=False)
        ]


def message(port, event, value, more=b""):
    return struct.pack("<IHH", port, event, value) + more


def test_a_plain_console():
    bench = Bench()
    bench.driver.start()
    assert bench.driver.common(18, 2) == 6
    bench.driver.queues[1].send(b"login: ")
    assert bench.sent == [(0, b"login: ")]
    assert bench.console.feed(0, b"ro") == 2
    place = bench.driver.queues[0].provide(4)
    assert bench.slot.memory.read(place, 2) == b"ro"
    assert bench.console.feed(0, b"ot\nls\n") == 6
    second, third = bench.driver.queues[0].provide(4), bench.driver.queues[0].provide(4)
    assert [length for _, length in bench.driver.queues[0].take()] == [2, 4, 2]
    assert bench.slot.memory.read(second, 4) + bench.slot.memory.read(third, 2) == b"ot\nls\n"


def test_size_and_emergency_write():
    bench = Bench()
    bench.driver.start()
    assert [bench.driver.config(offset, 2) for offset in (0, 2)] == [80, 25]
    assert bench.driver.config(4, 4) == 2
    bench.driver.config_write(8, 4, ord("!"))
    assert bench.sent == [(0, b"!")]
    generation = bench.driver.common(21, 1)
    bench.console.resize(132, 43)
    assert [bench.driver.config(offset, 2) for offset in (0, 2)] == [132, 43]
    assert bench.driver.common(21, 1) != generation
    assert bench.driver.isr() & 2


def test_ports_introduce_themselves():
    assert Bench().open() == [
        message(0, ADD, 1),
        message(1, ADD, 1),
        message(0, CONSOLE, 1),
        message(0, RESIZE, 0, struct.pack("<HH", 25, 80)),
        message(0, OPEN, 1),
        message(1, NAME, 1, b"org.example.agent"),
        message(1, OPEN, 1),
    ]


def test_the_second_port_has_queues_of_its_own():
    bench = Bench()
    bench.open()
    bench.driver.queues[5].send(b"hello host")
    assert bench.sent == [(1, b"hello host")]
    place = bench.driver.queues[4].provide(32)
    assert bench.console.feed(1, b"hello guest") == 11
    assert bench.slot.memory.read(place, 11) == b"hello guest"


def test_a_closed_port_keeps_its_bytes():
    bench = Bench()
    bench.open(count=1)
    place = bench.driver.queues[4].provide(32)
    bench.changed.clear()
    assert bench.console.feed(1, b"x" * (MAX_WAITING + 5)) == MAX_WAITING
    assert bench.console.feed(1, b"x") == 0
    assert bench.driver.queues[4].take() == [] and bench.changed == []
    bench.control(1, OPEN, 1)
    assert bench.slot.memory.read(place, 32) == b"x" * 32
    assert bench.changed
    assert bench.console.feed(1, b"y" * 40) == 32


def test_connecting_and_disconnecting_is_told():
    bench = Bench()
    bench.open()
    bench.console.connect(1, False)
    bench.console.connect(1, False)
    bench.console.connect(1, True)
    assert len(bench.driver.queues[2].take()) == 2


@pytest.mark.parametrize("data", [b"", b"short", message(9, OPEN, 1), message(0, 99, 1), message(0, READY, 0)])
def test_odd_control_messages_have_no_effect(data):
    bench = Bench()
    bench.open()
    before = copy.deepcopy(bench.console.state)
    if data:
        bench.driver.queues[3].send(data)
    else:
        bench.driver.queues[3].send(b"", room=4)
    assert bench.console.state == before


def test_a_driver_that_never_listens():
    bench = Bench()
    bench.driver.start(MULTIPORT, size=16)
    for _ in range(2000):
        bench.driver.heap = 0x8000
        bench.control(0, READY, 1)
    assert len(bench.console.state.control) <= 1024


def test_an_input_buffer_that_cannot_be_written():
    bench = Bench()
    bench.driver.start()
    bench.driver.queues[0].add([(0x9000, 8, 0)])
    bench.console.feed(0, b"x")
    assert bench.driver.status & NEEDS_RESET


def test_reset_and_restore():
    bench = Bench()
    bench.open()
    bench.console.feed(0, b"kept")
    there = Slot()
    there.memory.data[:] = bench.slot.memory.data
    console = VirtioConsole(lambda _p, _d: None, ("", "b"), state=copy.deepcopy(bench.console.state))
    chip = there.plug(console, copy.deepcopy(bench.chip.state))
    chip.resume()
    bench.driver.chip, bench.driver.queues[0].memory, bench.driver.memory = chip, there.memory, there.memory
    place = bench.driver.alloc(8)
    bench.driver.queues[0].add([(place, 8, WRITE)])
    assert there.memory.read(place, 4) == b"kept"
    bench.chip.reset()
    assert bench.console.state == Bench().console.state


def test_output_that_the_host_has_no_room_for_stays_with_the_guest():
    bench = Bench()
    bench.open()
    bench.full = {1}
    queue, place = bench.driver.queues[5], bench.driver.alloc(5)
    bench.slot.memory.write(place, b"later")
    queue.add([(place, 5, 0)])
    bench.driver.queues[1].send(b"now")
    assert bench.sent == [(0, b"now")] and queue.take() == []
    bench.full.clear()
    bench.console.drained(1)
    assert len(queue.take()) == 1
    assert bench.sent == [(0, b"now"), (1, b"later")]
    bench.driver.queues[5].send(b"at once")
    assert bench.sent[-1] == (1, b"at once")


def test_a_host_with_room_before_there_is_a_driver():
    bench = Bench()
    bench.console.drained(1)
    assert bench.sent == []
