"""The tablet: what it says it is, and its events."""

from __future__ import annotations

import copy
import struct

import pytest

from engine.devices.virtio.input import ABS_X, ABS_Y, MAX_WAITING, VirtioTablet
from tests.support.virtio import EVENT_IDX, WRITE, Driver, Slot

SYN, KEY, REL, ABS = 0, 1, 2, 3
DONE = (SYN, 0, 0)


class Bench:
    def __init__(self):
        self.slot = Slot()
        self.tablet = VirtioTablet()
        self.chip = self.slot.plug(self.tablet)
        self.driver = Driver(self.chip, self.slot.memory)
        self.places: list[int] = []

    def start(self, buffers=32):
        self.driver.start(EVENT_IDX, size=64)
        self.provide(buffers)
        return self

    def provide(self, count):
        for _ in range(count):
            place = self.driver.alloc(8)
            head = self.driver.queues[0].add([(place, 8, WRITE)])
            self.places.append((head, place))

    def events(self):
        found = []
        where = dict(self.places)
        for head, length in self.driver.queues[0].take():
            assert length == 8
            found.append(struct.unpack("<HHI", self.driver.memory.read(where[head], 8)))
        return found

    def ask(self, select, sub=0):
        self.driver.config_write(0, 1, select)
        self.driver.config_write(1, 1, sub)
        return bytes(self.driver.config(8 + i, 1) for i in range(self.driver.config(2, 1)))


def codes(bitmap):
    return [i for i in range(8 * len(bitmap)) if bitmap[i // 8] >> i % 8 & 1]


def test_what_it_says_it_is():
    bench = Bench().start()
    assert bench.chip.pci.read(2, 2) == 0x1052
    assert bench.ask(0x01) == b"VirtGUI Tablet"
    assert len(bench.ask(0x03)) == 8
    assert codes(bench.ask(0x11, KEY)) == [0x110, 0x111, 0x112, 0x113, 0x114]
    assert codes(bench.ask(0x11, REL)) == [8]
    assert codes(bench.ask(0x11, ABS)) == [ABS_X, ABS_Y]
    assert bench.ask(0x12, ABS_Y) == struct.pack("<IIIII", 0, 32767, 0, 0, 0)


@pytest.mark.parametrize(
    ("select", "sub"), [(0, 0), (0x01, 1), (0x02, 0), (0x10, 0), (0x11, 4), (0x12, 2), (0xFF, 0xFF)]
)
def test_what_it_has_nothing_to_say_about(select, sub):
    assert Bench().start().ask(select, sub) == b""


def test_events():
    bench = Bench().start()
    bench.tablet.move(100, 40000)
    bench.tablet.button("left", True)
    bench.tablet.button("left", True)
    bench.tablet.button("left", False)
    bench.tablet.wheel(-1)
    bench.tablet.wheel(0)
    assert bench.events() == [
        (ABS, ABS_X, 100),
        (ABS, ABS_Y, 32767),
        DONE,
        (KEY, 0x110, 1),
        DONE,
        (KEY, 0x110, 0),
        DONE,
        (REL, 8, 0xFFFFFFFF),
        DONE,
    ]
    assert bench.slot.irq.level


def test_movements_that_nobody_saw_are_replaced():
    bench = Bench().start(buffers=1)
    for x in range(1000):
        bench.tablet.move(x, 5)
    assert len(bench.tablet.state.waiting) == 1
    bench.provide(9)
    assert bench.events()[-3:] == [(ABS, ABS_X, 999), (ABS, ABS_Y, 5), DONE]


def test_clicks_wait_up_to_a_bound():
    bench = Bench().start(buffers=0)
    for _ in range(MAX_WAITING):
        bench.tablet.button("right", True)
        bench.tablet.button("right", False)
    assert len(bench.tablet.state.waiting) == MAX_WAITING
    bench.provide(4)
    assert bench.events() == [(KEY, 0x111, 1), DONE, (KEY, 0x111, 0), DONE]


def test_without_a_driver_nothing_waits():
    bench = Bench()
    assert not bench.tablet.listening
    bench.tablet.move(1, 2)
    bench.tablet.wheel(1)
    assert bench.tablet.state.waiting == []
    assert bench.start().tablet.listening
    assert bench.events() == []


def test_the_status_queue_gives_everything_back():
    bench = Bench().start()
    bench.driver.queues[1].send(struct.pack("<HHI", 0x11, 0, 1))


def test_reset_and_restore():
    bench = Bench().start(buffers=2)
    bench.tablet.move(7, 9)
    there = Slot()
    there.memory.data[:] = bench.slot.memory.data
    chip = there.plug(VirtioTablet(copy.deepcopy(bench.tablet.state)), copy.deepcopy(bench.chip.state))
    chip.resume()
    bench.driver.chip, bench.driver.memory, bench.driver.queues[0].memory = chip, there.memory, there.memory
    bench.provide(1)
    assert bench.events() == [(ABS, ABS_X, 7), (ABS, ABS_Y, 9), DONE]
    bench.chip.reset()
    assert bench.tablet.state == Bench().tablet.state
