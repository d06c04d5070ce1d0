"""Split virtqueues over guest memory, without a device."""

from __future__ import annotations

import struct
import time
from random import Random

import pytest

from engine.devices.virtio import queue
from engine.devices.virtio.queue import Chain, Fault, QueueState, Rings, pop, push, rings, walk, wants_interrupt
from engine.memory.block import PAGE, address_of
from tests.support.memory import FlatMemory

DESC, AVAIL, USED, DATA = 0x1000, 0x1800, 0x2000, 0x4000
NEXT, WRITE, INDIRECT = 1, 2, 4


class Bench:
    def __init__(self, size=8, length=0x10000):
        self.memory = FlatMemory(length, base=0x1000)
        self.queue = QueueState(size, True, DESC, AVAIL, USED)
        ring = rings(self.memory, self.queue)
        assert isinstance(ring, Rings)
        self.ring = ring

    def describe(self, index, address, length, flags=0, following=0, table=DESC):
        self.memory.write(table + 16 * index, struct.pack("<QIHH", address, length, flags, following))

    def offer(self, *heads):
        at = int.from_bytes(self.memory.read(AVAIL + 2, 2), "little")
        for head in heads:
            self.memory.write(AVAIL + 4 + 2 * (at % self.queue.size), head.to_bytes(2, "little"))
            at = at + 1 & 0xFFFF
        self.memory.write(AVAIL + 2, at.to_bytes(2, "little"))

    def set16(self, address, value):
        self.memory.write(address, value.to_bytes(2, "little"))

    def get16(self, address):
        return int.from_bytes(self.memory.read(address, 2), "little")

    def pop(self, event_idx=False):
        return pop(self.memory, self.queue, self.ring, event_idx)

    def wants(self, event_idx=False):
        return wants_interrupt(self.queue, self.ring, event_idx)


def test_chains_come_in_order_with_their_buffers():
    bench = Bench()
    bench.memory.write(DATA, b"question")
    bench.describe(2, DATA, 8, NEXT, 5)
    bench.describe(5, DATA + 0x100, 4, NEXT | WRITE, 1)
    bench.describe(1, DATA + 0x200, 2, WRITE)
    bench.describe(7, DATA, 0)
    bench.offer(2, 7)
    chain = bench.pop()
    assert chain.head == 2
    assert [bytes(view) for view in chain.readable] == [b"question"]
    assert [view.nbytes for view in chain.writable] == [4, 2]
    chain.writable[1][:] = b"ok"
    assert bench.memory.read(DATA + 0x200, 2) == b"ok"
    assert bench.pop().head == 7
    assert bench.pop() is None
    assert bench.queue.in_flight == 2


def test_used_elements_and_indices_wrap():
    bench = Bench(size=4)
    bench.queue.next_available = bench.queue.next_used = bench.queue.announced = 0xFFFE
    bench.set16(AVAIL + 2, 0xFFFE)
    bench.describe(3, DATA, 16, WRITE)
    for turn in range(4):
        bench.offer(3)
        assert bench.pop().head == 3
        assert bench.pop() is None
        push(bench.queue, bench.ring, 3, 5 + turn)
        place = USED + 4 + 8 * ((0xFFFE + turn) % 4)
        assert struct.unpack("<II", bench.memory.read(place, 8)) == (3, 5 + turn)
        assert bench.get16(USED + 2) == (0xFFFF + turn) & 0xFFFF
    assert bench.queue.in_flight == 0


@pytest.mark.parametrize("count", [1, 3, 300])
def test_indirect_tables(count):
    bench = Bench()
    for i in range(count):
        last = i == count - 1
        bench.describe(i, DATA + i, 1, (0 if last else NEXT) | (WRITE if last else 0), i + 1, table=0x6000)
    bench.describe(4, 0x6000, 16 * count, INDIRECT)
    bench.offer(4)
    chain = bench.pop()
    assert (chain.head, len(chain.readable), len(chain.writable)) == (4, count - 1, 1)


def test_an_indirect_table_behind_direct_buffers():
    bench = Bench()
    bench.describe(0, DATA, 3, NEXT, 1)
    bench.describe(1, 0x6000, 16, INDIRECT)
    bench.describe(0, DATA, 9, WRITE, table=0x6000)
    bench.offer(0)
    chain = bench.pop()
    assert [view.nbytes for view in chain.readable + chain.writable] == [3, 9]


def pages(bench, flags, count=20):
    """An indirect table as Linux lays out a long request of a disk, its pages upside down."""
    last = count + 1
    bench.describe(0, DATA, 16, NEXT, 1, table=0x6000)
    for i in range(1, last):
        bench.describe(i, DATA + PAGE * (last - i), PAGE, NEXT | flags, i + 1, table=0x6000)
    bench.describe(last, DATA + 0x100, 1, WRITE, table=0x6000)
    bench.describe(3, 0x6000, 16 * (count + 2), INDIRECT)


def places(bench, chain):
    """A chain, or the fault, with addresses for its buffers."""
    if not isinstance(chain, Chain):
        return chain
    start = address_of(bench.memory.views(0x1000, 1)[0])
    buffers = [[(address_of(view) - start, len(view)) for view in side] for side in (chain.readable, chain.writable)]
    return (chain.head, *buffers, chain.sent, chain.room)


@pytest.mark.parametrize("flags", [0, WRITE])
def test_whole_pages(flags):
    bench = Bench(length=0x20000)
    pages(bench, flags)
    chain = walk(bench.memory, bench.queue, bench.ring, 3)
    assert (chain.sent, chain.room) == ((16, 20 * PAGE + 1) if flags else (16 + 20 * PAGE, 1))
    middle = chain.writable[:-1] if flags else chain.readable[1:]
    assert [len(view) for view in middle] == [PAGE] * 20
    middle[0][:4] = b"last"
    assert bench.memory.read(DATA + 20 * PAGE, 4) == b"last"


@pytest.mark.parametrize("flags", [0, WRITE])
def test_pages_read_at_once_are_what_they_are_one_by_one(flags, monkeypatch):
    random, seen = Random(20), set()
    for _ in range(2_000):
        bench = Bench(length=0x20000)
        pages(bench, flags)
        field, width = random.choice(((0, 8), (8, 4), (12, 2), (14, 2)))
        value = random.choice((0, 1, 2, 3, 4, 20, 21, 22, 0xFFF, PAGE, 2 * PAGE, DATA, 0x20FFF, (1 << 8 * width) - 1))
        at = 0x6000 + 16 * random.choice((0, 1, 2, 10, 20, 21)) + field
        bench.memory.write(at, (value & (1 << 8 * width) - 1).to_bytes(width, "little"))
        at_once = places(bench, walk(bench.memory, bench.queue, bench.ring, 3))
        with monkeypatch.context() as patch:
            patch.setattr(queue, "_MANY", 1 << 16)
            assert at_once == places(bench, walk(bench.memory, bench.queue, bench.ring, 3))
        seen.add(at_once if isinstance(at_once, Fault) else Chain)
    assert seen >= {Chain, Fault.ADDRESS, Fault.HEAD, Fault.INDIRECT}


def loop(bench):
    bench.describe(0, DATA, 1, NEXT, 1)
    bench.describe(1, DATA, 1, NEXT, 0)


def outside_table(bench):
    bench.describe(0, DATA, 1, NEXT, 8)


def outside_memory(bench):
    bench.describe(0, 0x10FFF, 2)


def no_address(bench):
    bench.describe(0, 0xFFFF_FFFF_FFFF_FFFF, 0xFFFF_FFFF)


def wrong_order(bench):
    bench.describe(0, DATA, 1, WRITE | NEXT, 1)
    bench.describe(1, DATA, 1)


def nested(bench):
    bench.describe(0, 0x6000, 16, INDIRECT)
    bench.describe(0, 0x6000, 16, INDIRECT, table=0x6000)


def indirect_and_next(bench):
    bench.describe(0, 0x6000, 16, INDIRECT | NEXT, 1)


def indirect_loop(bench):
    bench.describe(0, 0x6000, 32, INDIRECT)
    bench.describe(0, DATA, 1, NEXT, 1, table=0x6000)
    bench.describe(1, DATA, 1, NEXT, 0, table=0x6000)


def ragged(bench):
    bench.describe(0, 0x6000, 24, INDIRECT)


def huge_table(bench):
    bench.describe(0, 0x1000, 0xFFFF_FFF0, INDIRECT)


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (loop, Fault.LOOP),
        (outside_table, Fault.HEAD),
        (outside_memory, Fault.ADDRESS),
        (no_address, Fault.ADDRESS),
        (wrong_order, Fault.ORDER),
        (nested, Fault.INDIRECT),
        (indirect_and_next, Fault.INDIRECT),
        (indirect_loop, Fault.LOOP),
        (ragged, Fault.INDIRECT),
        (huge_table, Fault.INDIRECT),
    ],
)
def test_faults(spoil, fault):
    bench = Bench()
    spoil(bench)
    bench.offer(0)
    assert bench.pop() is fault
    assert bench.queue.in_flight == 0


def test_a_chain_of_too_many_bytes():
    bench = Bench(length=0x10000)
    bench.memory.views = lambda address, length: (
        [memoryview(bytearray(0)).cast("B")] if not length else [Long(length)]
    )
    bench.describe(0, DATA, 0xFFFF_FFFF, NEXT, 1)
    bench.describe(1, DATA, 2)
    assert walk(bench.memory, bench.queue, bench.ring, 0) is Fault.LENGTH


def test_a_table_that_can_be_no_chain_is_not_read_as_a_whole():
    """A guest may say that each of its chains is a table of a mebibyte, and end it with the first descriptor."""
    bench = Bench(length=2 << 20)
    bench.describe(0, 0x1_0000, 16 << 16, INDIRECT)
    bench.describe(0, DATA, 16, table=0x1_0000)
    began = time.process_time()
    for _ in range(200):
        assert isinstance(walk(bench.memory, bench.queue, bench.ring, 0), Chain)
    assert time.process_time() - began < 0.2


class Long:
    """As much memory as one likes."""

    def __init__(self, length):
        self.length = length

    def __len__(self):
        return self.length


def test_more_available_than_the_queue_holds():
    bench = Bench()
    bench.describe(0, DATA, 1)
    bench.set16(AVAIL + 2, 9)
    assert bench.pop() is Fault.AVAILABLE
    bench.set16(AVAIL + 2, 0xFFFF)
    assert bench.pop() is Fault.AVAILABLE


def test_a_head_again_and_again_is_bounded():
    bench = Bench()
    bench.describe(0, DATA, 1)
    for _ in range(8):
        bench.offer(0)
        assert isinstance(bench.pop(), Chain)
    bench.offer(0)
    assert bench.pop() is Fault.AVAILABLE


@pytest.mark.parametrize(
    ("name", "value"),
    [("descriptors", 0x1008), ("available", 0x1801), ("used", 0x2002), ("descriptors", 0), ("used", 0x10FF0)],
)
def test_rings_that_cannot_be(name, value):
    bench = Bench()
    setattr(bench.queue, name, value)
    assert rings(bench.memory, bench.queue) is Fault.RING


def test_interrupts_by_flag():
    bench = Bench()
    assert not bench.wants()
    push(bench.queue, bench.ring, 0, 0)
    assert bench.wants()
    assert not bench.wants()
    bench.set16(AVAIL, 1)
    push(bench.queue, bench.ring, 0, 0)
    assert not bench.wants()


def test_interrupts_by_event_index():
    bench = Bench()
    bench.set16(AVAIL + 4 + 2 * 8, 2)
    wanted = []
    for _ in range(5):
        push(bench.queue, bench.ring, 0, 0)
        wanted.append(bench.wants(event_idx=True))
    assert wanted == [False, False, True, False, False]
    bench.set16(AVAIL + 4 + 2 * 8, 6)
    for _ in range(3):
        push(bench.queue, bench.ring, 0, 0)
    assert bench.wants(event_idx=True)


def test_notifications_are_asked_for_when_the_queue_is_empty():
    bench = Bench()
    bench.describe(0, DATA, 1)
    bench.offer(0, 0)
    place = USED + 4 + 8 * 8
    bench.pop(event_idx=True)
    bench.pop(event_idx=True)
    assert bench.get16(place) == 0
    assert bench.pop(event_idx=True) is None
    assert bench.get16(place) == 2


def test_random_descriptors_stay_inside_memory():
    random = Random(1)
    bench = Bench()
    kinds = set()
    for _ in range(20_000):
        for index in range(8):
            address = random.choice((DATA, 0x6000, random.getrandbits(16), random.getrandbits(64)))
            length = random.choice((0, 1, 16, 64, random.getrandbits(8), random.getrandbits(32)))
            bench.describe(
                index, address, length, random.choice((0, 1, 2, 3, 4, random.getrandbits(16))), random.randrange(9)
            )
        bench.memory.write(0x6000, random.randbytes(64))
        found = walk(bench.memory, bench.queue, bench.ring, random.randrange(9))
        kinds.add(type(found))
        if isinstance(found, Chain):
            assert len(found.readable) + len(found.writable) <= 8 + 4
    assert kinds == {Chain, Fault}
