"""The MMIO transport, with the random number device behind it."""

from __future__ import annotations

import copy
import struct
from random import Random

import pytest

from engine.devices.virtio.mmio import LENGTH, Register, VirtioMmio
from engine.devices.virtio.rng import VirtioRng
from tests.support.clock import ManualClock
from tests.support.irq import RecordingIrq
from tests.support.memory import FlatMemory

DESC, AVAIL, USED, DATA = 0x2000, 0x3000, 0x4000, 0x5000


class Bench:
    def __init__(self, memory=None, state=None):
        self.memory = memory or FlatMemory(0x8000, base=0x1000)
        self.irq, self.clock = RecordingIrq(), ManualClock()
        self.chip = VirtioMmio(VirtioRng(lambda n: b"\x5a" * n), self.memory, self.clock, self.irq.line, state)

    def get(self, register):
        return self.chip.read(register, 4)

    def set(self, register, value):
        self.chip.write(register, 4, value)

    def start(self, size=8):
        for status in (0, 1, 3):
            self.set(Register.STATUS, status)
        self.set(Register.DRIVER_FEATURES_SEL, 1)
        self.set(Register.DRIVER_FEATURES, 1)
        self.set(Register.STATUS, 11)
        assert self.get(Register.STATUS) == 11
        self.set(Register.QUEUE_SEL, 0)
        self.set(Register.QUEUE_NUM, size)
        for register, address in ((0x80, DESC), (0x90, AVAIL), (0xA0, USED)):
            self.set(register, address)
            self.set(register + 4, 0)
        self.set(Register.QUEUE_READY, 1)
        self.set(Register.STATUS, 15)
        return self

    def offer(self):
        self.memory.write(DESC, struct.pack("<QIHH", DATA, 16, 2, 0))
        index = int.from_bytes(self.memory.read(AVAIL + 2, 2), "little") + 1
        self.memory.write(AVAIL + 2, (index & 0xFFFF).to_bytes(2, "little"))
        self.set(Register.QUEUE_NOTIFY, 0)


def test_identity():
    bench = Bench()
    assert bench.chip.read(0, 4).to_bytes(4, "little") == b"virt"
    assert (bench.get(Register.VERSION), bench.get(Register.DEVICE_ID)) == (2, 4)
    assert bench.get(Register.QUEUE_NUM_MAX) == 64
    bench.set(Register.QUEUE_SEL, 1)
    assert bench.get(Register.QUEUE_NUM_MAX) == 0
    bench.set(Register.DEVICE_FEATURES_SEL, 1)
    assert bench.get(Register.DEVICE_FEATURES) == 1


def test_a_request_and_its_interrupt():
    bench = Bench().start()
    bench.offer()
    assert bench.memory.read(DATA, 16) == b"\x5a" * 16
    assert bench.irq.level and bench.get(Register.INTERRUPT_STATUS) == 1
    bench.set(Register.INTERRUPT_ACK, 2)
    assert bench.irq.level
    bench.set(Register.INTERRUPT_ACK, 1)
    assert not bench.irq.level


def test_a_queue_that_is_ready_stays_as_it_is():
    bench = Bench().start()
    bench.set(Register.QUEUE_DESC_LOW, 0x7000)
    bench.set(Register.QUEUE_READY, 0)
    assert bench.get(Register.QUEUE_READY) == 1
    bench.offer()
    assert bench.memory.read(DATA, 1) == b"\x5a"


@pytest.mark.parametrize("size", [1, 2, 8])
def test_only_words_are_registers(size):
    bench = Bench()
    assert bench.chip.read(Register.MAGIC_VALUE, size) == 0
    bench.chip.write(Register.STATUS, size, 1)
    assert bench.get(Register.STATUS) == 0


def test_high_words_of_addresses():
    bench = Bench()
    bench.set(Register.QUEUE_DESC_HIGH, 1)
    bench.set(Register.QUEUE_DESC_LOW, 0x2000)
    assert bench.chip.state.core.queues[0].descriptors == 0x1_0000_2000


def test_reset_and_restore():
    bench = Bench().start()
    bench.offer()
    twin = Bench(bench.memory, copy.deepcopy(bench.chip.state))
    twin.chip.resume()
    assert twin.irq.level
    twin.offer()
    assert int.from_bytes(bench.memory.read(USED + 2, 2), "little") == 2
    bench.chip.reset()
    assert bench.chip.state == Bench().chip.state and not bench.irq.level


def test_random_accesses():
    random = Random(3)
    bench = Bench()
    for step in range(20_000):
        if step % 50 == 0:
            bench.chip.reset()
            bench.memory.data[:] = bytes(len(bench.memory.data))
            bench.start()
        offset, size = random.randrange(LENGTH), random.choice((1, 2, 4, 4, 4, 8))
        if random.random() < 0.3:
            assert 0 <= bench.chip.read(offset, size) < 1 << 8 * size
        elif random.random() < 0.5:
            bench.chip.write(
                offset & ~3, size, random.choice((0, 1, 2, random.getrandbits(8 * size) % (1 << 8 * size)))
            )
        elif random.random() < 0.7:
            bench.memory.write(AVAIL + random.randrange(16), random.randbytes(1))
        else:
            bench.offer()
        bench.clock.advance(1)
