"""The random number device, fed with numbers that are known."""

from __future__ import annotations

import pytest

from engine.devices.virtio.rng import MAX_BYTES, VirtioRng
from tests.support.virtio import EVENT_IDX, WRITE, Driver, Slot


@pytest.fixture
def driver():
    slot = Slot()
    given = bytearray()

    def entropy(count):
        given.extend(found := bytes(len(given) + i & 0xFF for i in range(count)))
        return found

    made = Driver(slot.plug(VirtioRng(entropy)), slot.memory)
    made.slot, made.given = slot, given
    return made


def test_identity(driver):
    assert driver.chip.pci.read(2, 2) == 0x1044
    assert driver.common(18, 2) == 1


@pytest.mark.parametrize("features", [0, EVENT_IDX])
def test_buffers_are_filled(driver, features):
    driver.start(features)
    ring = driver.queues[0]
    first = ring.provide(10)
    second = ring.provide(6)
    assert [length for _, length in ring.take()] == [10, 6]
    assert driver.memory.read(first, 10) + driver.memory.read(second, 6) == bytes(driver.given) == bytes(range(16))
    assert driver.slot.irq.level


def test_a_huge_buffer_gets_part_of_what_it_could_hold(driver):
    driver.start()
    ring = driver.queues[0]
    place = driver.alloc(64)
    ring.add([(place, 0x8000, WRITE)])
    assert [length for _, length in ring.take()] == [MAX_BYTES]


def test_a_buffer_that_cannot_be_written(driver):
    driver.start()
    ring = driver.queues[0]
    ring.add([(0x9000, 16, 0)])
    assert [length for _, length in ring.take()] == [0]
    assert not driver.given
