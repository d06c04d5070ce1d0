"""The balloon: pages, target, statistics."""

from __future__ import annotations

import copy
import struct

import pytest

from engine.devices.virtio.balloon import DEFLATE, INFLATE, PAGE, STATS, VirtioBalloon
from tests.support.memory import FlatMemory
from tests.support.virtio import Driver, Slot

FEATURES = 2 | 4


class Bench:
    def __init__(self):
        self.slot = Slot(FlatMemory(0x10_0000))
        self.released: list[tuple[int, int]] = []
        self.balloon = VirtioBalloon(self.release)
        self.chip = self.slot.plug(self.balloon)
        self.driver = Driver(self.chip, self.slot.memory)

    def release(self, views):
        for view in views:
            view[:] = bytes(view.nbytes)
        self.released.append(sum(view.nbytes for view in views) // PAGE)

    def pages(self, queue, *numbers):
        self.driver.queues[queue].send(struct.pack(f"<{len(numbers)}I", *numbers))


@pytest.fixture
def bench():
    made = Bench()
    made.driver.start(FEATURES)
    return made


def test_inflating_releases_pages_neighbours_together(bench):
    memory = bench.slot.memory
    memory.data[0x80000:] = b"\xaa" * 0x80000
    bench.pages(INFLATE, 0x90, 0x82, 0x81, 0x80, 0x80)
    assert bench.released == [3, 1]
    assert memory.data[0x80000:0x83000] == bytes(0x3000)
    assert memory.data[0x83000] == 0xAA and memory.data[0x90000:0x91000] == bytes(0x1000)


def test_pages_that_are_not_there(bench):
    bench.pages(INFLATE, 0xFFFF_FFFF, 0x100)
    assert bench.released == []
    bench.pages(INFLATE, 0xFF, 0x100)
    assert bench.released == [1]


def test_deflating_needs_nothing(bench):
    bench.pages(DEFLATE, 0x80, 0x81)
    assert bench.released == []


def test_target_and_actual(bench):
    bench.balloon.set_target(512)
    assert bench.driver.isr() & 2
    assert bench.driver.config(0, 4) == 512
    bench.balloon.set_target(512)
    assert not bench.driver.isr()
    bench.driver.config_write(4, 4, 300)
    assert bench.balloon.state.actual == 300
    bench.driver.config_write(5, 1, 2)
    assert bench.balloon.state.actual == 556
    bench.driver.config_write(0, 4, 9)
    assert bench.driver.config(0, 4) == 512


def statistics(*pairs):
    return b"".join(struct.pack("<HQ", tag, value) for tag, value in pairs)


def offer(bench, data):
    place = bench.driver.alloc(len(data))
    bench.slot.memory.write(place, data)
    return bench.driver.queues[STATS].add([(place, len(data), 0)])


def test_statistics_are_asked_for_and_come(bench):
    ring = bench.driver.queues[STATS]
    assert not bench.balloon.ask()
    head = offer(bench, statistics((4, 1 << 20), (5, 1 << 21), (99, 5)))
    assert bench.balloon.state.statistics == {"free": 1 << 20, "total": 1 << 21}
    assert ring.take() == []
    assert bench.balloon.ask()
    assert ring.take() == [(head, 0)]
    assert not bench.balloon.ask()
    offer(bench, statistics((4, 77)) + b"rest")
    assert bench.balloon.state.statistics["free"] == 77


def test_a_second_statistics_buffer_is_given_back(bench):
    offer(bench, statistics((4, 1)))
    second = offer(bench, statistics((4, 2)))
    assert bench.driver.queues[STATS].take() == [(second, 0)]
    assert bench.balloon.state.statistics == {"free": 1}


def test_a_restored_balloon_can_still_ask(bench):
    head = offer(bench, statistics((4, 1)))
    there = Slot(FlatMemory(0x10_0000))
    there.memory.data[:] = bench.slot.memory.data
    balloon = VirtioBalloon(bench.release, state=copy.deepcopy(bench.balloon.state))
    there.plug(balloon, copy.deepcopy(bench.chip.state)).resume()
    assert balloon.ask()
    bench.driver.queues[STATS].memory = there.memory
    assert bench.driver.queues[STATS].take() == [(head, 0)]


def test_resets(bench):
    bench.balloon.set_target(5)
    offer(bench, statistics((4, 1)))
    bench.driver.common(20, 1, 0)
    assert bench.balloon.state.target == 5 and not bench.balloon.ask()
    bench.chip.reset()
    assert bench.balloon.state == Bench().balloon.state
