"""The block device, driven as a driver would, with real files behind DiskQueue."""

from __future__ import annotations

import copy
import struct
import threading
from collections.abc import Callable

import pytest

from engine.devices.virtio.block import MAX_ERASE_SEGMENTS, MAX_ZERO_SECTORS, VirtioBlock
from engine.storage.backend import Request
from engine.storage.queue import DiskQueue
from engine.storage.raw import RawDisk
from tests.support.virtio import EVENT_IDX, INDIRECT, NEEDS_RESET, WRITE, Driver, Slot

SIZE = 1 << 20
SECTORS = SIZE // 512
FLUSH, CONFIG_WCE, MQ, RO, WRITE_ZEROES, DISCARD = (1 << bit for bit in (9, 11, 12, 5, 14, 13))
IN, OUT, T_FLUSH, GET_ID, T_DISCARD, T_ZEROES = 0, 1, 4, 8, 11, 13
OK, IOERR, UNSUPP = 0, 1, 2
DEADLINE_S = 60


class Bench:
    """A disk in a file, the chip in front of it, and a driver."""

    def __init__(self, path, queues=1, readonly=False, serial="VG-0001", eraser=None):
        path.write_bytes(b"".join(struct.pack("<I", sector) * 128 for sector in range(SECTORS)))
        self.path = path
        self.lock = threading.Lock()
        self.slot = Slot()
        self.memory = self.slot.memory
        self.disk = DiskQueue(RawDisk(path, readonly=readonly), self.deliver)
        self.block = VirtioBlock(self.disk, queues=queues, serial=serial, eraser=eraser)
        self.chip = self.slot.plug(self.block, enter=self.deliver)
        self.driver = Driver(self.chip, self.memory)

    def deliver(self, call: Callable[[], None]) -> None:
        with self.lock:
            call()

    def request(self, kind, sector=0, data=b"", room=0, queue=0, cuts=None, **how):
        """A request as (header, data, status); (status, data that came back). ``cuts``: lengths of the pieces that
        the readable and the writable side come in."""
        drv, ring = self.driver, self.driver.queues[queue]
        out = struct.pack("<IIQ", kind, 0, sector) + data
        source, target = drv.alloc(len(out)), drv.alloc(room + 1)
        self.memory.write(source, out)
        self.memory.write(target, b"\xee" * (room + 1))
        buffers = [(source, len(out), 0), (target, room + 1, WRITE)]
        if cuts:
            buffers = []
            for start, total, flags in ((source, len(out), 0), (target, room + 1, WRITE)):
                at = 0
                while at < total:
                    piece = min(cuts, total - at)
                    buffers.append((start + at, piece, flags))
                    at += piece
        with self.lock:
            head = ring.add(buffers, **how)
        assert self.disk.drain(DEADLINE_S)
        used = ring.take()
        assert [each for each, _ in used] == [head], drv.status
        answer = self.memory.read(target, room + 1)
        return answer[room], answer[:room], used[0][1]

    def file(self, offset, length):
        return self.path.read_bytes()[offset : offset + length]


@pytest.fixture
def bench(tmp_path):
    bench = Bench(tmp_path / "disk")
    yield bench
    bench.disk.close()


@pytest.fixture
def make(tmp_path):
    made = []

    def build(**how):
        made.append(Bench(tmp_path / f"disk{len(made)}", **how))
        return made[-1]

    yield build
    for each in made:
        each.disk.close()


@pytest.mark.parametrize("features", [0, EVENT_IDX, INDIRECT, INDIRECT | EVENT_IDX])
@pytest.mark.parametrize("cuts", [None, 7, 512])
def test_reads_and_writes(bench, features, cuts):
    bench.driver.start(features | FLUSH)
    how = {"indirect": bool(features & INDIRECT), "cuts": cuts}
    status, data, length = bench.request(IN, 3, room=1024, **how)
    assert (status, data, length) == (OK, bench.file(3 * 512, 1024), 1025)
    new = bytes(range(256)) * 4
    assert bench.request(OUT, 9, data=new, **how)[::2] == (OK, 1)
    assert bench.file(9 * 512, 1024) == new
    assert bench.request(IN, 9, room=1024, **how)[1] == new
    assert bench.driver.status == 0x0F


def test_the_last_sector_and_beyond(bench):
    bench.driver.start()
    assert bench.request(IN, SECTORS - 1, room=512)[0] == OK
    for sector, room in ((SECTORS - 1, 1024), (SECTORS, 512), (1 << 63, 512), (0, 511)):
        status, _, length = bench.request(IN, sector, room=room)
        assert (status, length) == (IOERR, 1)
    before = bench.path.read_bytes()
    assert bench.request(OUT, SECTORS - 1, data=bytes(1024))[0] == IOERR
    assert bench.path.read_bytes() == before


def test_serial_and_unknown_requests(bench):
    bench.driver.start()
    assert bench.request(GET_ID, room=20)[:2] == (OK, b"VG-0001".ljust(20, b"\0"))
    assert bench.request(GET_ID, room=3)[:2] == (OK, b"VG-")
    assert bench.request(2, room=16)[0] == UNSUPP
    assert bench.request(T_DISCARD, data=struct.pack("<QII", 0, 1, 0))[0] == UNSUPP


def test_configuration_space(make):
    bench = make(queues=3)
    drv = bench.driver
    drv.start()
    assert drv.config(0, 8) == SECTORS
    assert drv.config(0, 4) == SECTORS
    assert drv.config(12, 4) == 320  # seg_max
    assert drv.config(16, 2) == SECTORS // 1008 + 1 and drv.config(18, 1) == 16 and drv.config(19, 1) == 63
    assert drv.config(20, 4) == 512
    assert drv.config(34, 2) == 3
    assert drv.config(48, 4) == MAX_ZERO_SECTORS and drv.config(52, 4) == MAX_ERASE_SEGMENTS
    assert drv.offered() & (MQ | FLUSH | CONFIG_WCE | WRITE_ZEROES | RO | DISCARD) == (
        MQ | FLUSH | CONFIG_WCE | WRITE_ZEROES
    )
    assert drv.common(18, 2) == 3
    drv.config_write(0, 8, 5)
    assert drv.config(0, 8) == SECTORS


def test_every_queue_works(make):
    bench = make(queues=3)
    bench.driver.start(MQ)
    for queue in range(3):
        assert bench.request(IN, queue, room=512, queue=queue)[:2] == (OK, bench.file(512 * queue, 512))


def test_a_read_only_disk(make):
    bench = make(readonly=True)
    assert bench.driver.offered() & (RO | WRITE_ZEROES) == RO
    bench.driver.start(RO)
    before = bench.path.read_bytes()
    assert bench.request(OUT, 0, data=bytes(512))[0] == IOERR
    assert bench.request(T_ZEROES, data=struct.pack("<QII", 0, 1, 0))[0] == IOERR
    assert bench.path.read_bytes() == before


def test_flush_and_the_write_cache(bench):
    drv = bench.driver
    drv.start(FLUSH | CONFIG_WCE)
    assert drv.config(32, 1) == 1
    assert bench.request(OUT, 0, data=bytes(512))[0] == OK
    assert bench.disk.counters.flushes == 0
    assert bench.request(T_FLUSH)[0] == OK
    assert bench.disk.counters.flushes == 1
    drv.config_write(32, 1, 0)
    assert drv.config(32, 1) == 0
    assert bench.request(OUT, 0, data=bytes(512))[0] == OK
    assert bench.disk.counters.flushes == 2


def test_a_driver_without_flush_gets_writes_through(bench):
    bench.driver.start()
    assert bench.request(OUT, 0, data=bytes(512))[0] == OK
    assert bench.disk.counters.flushes == 1
    bench.driver.config_write(32, 1, 1)
    assert bench.driver.config(32, 1) == 0


def test_write_zeroes_without_help_from_the_disk(bench):
    bench.driver.start(FLUSH | WRITE_ZEROES)
    segments = struct.pack("<QIIQII", 4, 300, 0, 1000, 1, 1)
    expected = bytearray(bench.path.read_bytes())
    expected[4 * 512 : 304 * 512] = bytes(300 * 512)
    expected[1000 * 512 : 1001 * 512] = bytes(512)
    assert bench.request(T_ZEROES, data=segments)[0] == OK
    assert bench.path.read_bytes() == bytes(expected)


@pytest.mark.parametrize(
    ("segments", "result"),
    [
        (b"", IOERR),
        (b"\0" * 15, IOERR),
        (struct.pack("<QII", SECTORS, 1, 0), IOERR),
        (struct.pack("<QII", 0, MAX_ZERO_SECTORS + 1, 0), IOERR),
        (struct.pack("<QII", 0, 1, 2), UNSUPP),
        (struct.pack("<QII", 0, 1, 0) * (MAX_ERASE_SEGMENTS + 1), IOERR),
        (struct.pack("<QII", 0, 0, 0), OK),
    ],
)
def test_write_zeroes_that_cannot_be(bench, segments, result):
    before = bench.path.read_bytes()
    bench.driver.start(FLUSH | WRITE_ZEROES)
    assert bench.request(T_ZEROES, data=segments)[0] == result
    assert bench.path.read_bytes() == before


class PunchingDisk:
    """An eraser that says so; its completions come when the test wants."""

    def __init__(self):
        self.calls = []

    def erase(self, offset, length, unmap, done):
        self.calls.append((offset, length, unmap, done))


def test_discard_goes_to_the_eraser(make):
    eraser = PunchingDisk()
    bench = make(eraser=eraser)
    drv = bench.driver
    assert drv.offered() & DISCARD
    drv.start(FLUSH | WRITE_ZEROES | DISCARD)
    assert drv.config(36, 4) > MAX_ZERO_SECTORS and drv.config(40, 4) and drv.config(56, 1) == 1
    ring = drv.queues[0]
    place, answer = drv.alloc(64), drv.alloc(1)
    for kind, flags, unmap in ((T_DISCARD, 0, True), (T_ZEROES, 0, False), (T_ZEROES, 1, True)):
        bench.memory.write(place, struct.pack("<IIQQII", kind, 0, 0, 8, 16, flags))
        ring.add([(place, 32, 0), (answer, 1, WRITE)])
        assert ring.take() == []
        offset, length, got, done = eraser.calls.pop()
        assert (offset, length, got) == (8 * 512, 16 * 512, unmap)
        done(0)
        assert len(ring.take()) == 1 and bench.memory.read(answer, 1) == b"\0"


@pytest.mark.parametrize(
    "buffers",
    [
        [(0x8000, 15, 0), (0x9000, 513, WRITE)],  # half a header
        [(0x8000, 16, 0)],  # no place for the status
        [(0x9000, 513, WRITE)],  # no header
        [(0x8000, 16, 0), (0xFFFF_FFFF_F000, 512, WRITE), (0x9000, 1, WRITE)],  # outside memory
        [(0x8000, 16, 0), (0x10_0FF0, 512, WRITE), (0x9000, 1, WRITE)],  # over the end of memory
        [(0x9000, 1, WRITE), (0x8000, 16, 0)],  # in the wrong order
        [(0x8000, 0, 4)],  # an empty indirect table
        [(0x8000, 17, 4)],
        [(0xFFFF_0000_0000, 32, 4)],
    ],
)
def test_requests_that_break_the_rules(bench, buffers):
    bench.driver.start(INDIRECT)
    bench.memory.write(0x8000, struct.pack("<IIQ", IN, 0, 0))
    bench.driver.queues[0].add(buffers)
    assert bench.disk.drain(DEADLINE_S)
    assert bench.driver.status & NEEDS_RESET
    assert bench.driver.isr() & 2
    assert bench.driver.queues[0].take() == []
    bench.driver.start()
    assert bench.request(IN, 0, room=512)[0] == OK


class SlowDisk:
    """A disk whose requests are done when the test says so."""

    def __init__(self):
        self.size, self.readonly = SIZE, False
        self.waiting: list[tuple[Request, Callable[[int], None]]] = []

    def submit(self, request, done):
        self.waiting.append((request, done))
        return False

    def finish(self, error=0, at=0):
        request, done = self.waiting.pop(at)
        if request.op == "read":
            for view in request.buffers:
                view[:] = (request.offset // 512 & 0xFF).to_bytes(1, "little") * view.nbytes
        done(error)


def slow_request(driver, kind, sector, length=512):
    """Queue a read or write; (head, where data is, where the status is)."""
    header, data, status = driver.alloc(16), driver.alloc(length), driver.alloc(1)
    driver.memory.write(header, struct.pack("<IIQ", kind, 0, sector))
    driver.memory.write(status, b"\xee")
    head = driver.queues[0].add([(header, 16, 0), (data, length, WRITE if kind == IN else 0), (status, 1, WRITE)])
    return head, data, status


def test_requests_finish_in_any_order():
    slot, disk = Slot(), SlowDisk()
    driver = Driver(slot.plug(VirtioBlock(disk)), slot.memory)
    driver.start(FLUSH)
    one, two = (slow_request(driver, IN, sector) for sector in (1, 2))
    disk.finish(at=1)
    assert slot.irq.level and driver.isr() == 1 and not slot.irq.level
    assert driver.queues[0].take() == [(two[0], 513)]
    disk.finish(error=5)
    assert driver.queues[0].take() == [(one[0], 1)]
    assert slot.memory.read(one[2], 1) == bytes((IOERR,))


def test_a_reset_waits_for_what_is_under_way():
    slot, disk = Slot(), SlowDisk()
    driver = Driver(slot.plug(VirtioBlock(disk)), slot.memory)
    driver.start(FLUSH)
    _, _, status = slow_request(driver, IN, 1)
    driver.common(20, 1, 0)
    assert driver.status != 0
    driver.common(20, 1, 1)  # A driver that does not wait is not heard.
    disk.finish()
    assert driver.status == 0
    assert driver.queues[0].take() == []
    assert slot.memory.read(status, 1) == b"\xee"
    assert not slot.irq.changes
    driver.start(FLUSH)
    slow_request(driver, IN, 1)
    disk.finish()
    assert len(driver.queues[0].take()) == 1


def test_completions_from_before_a_machine_reset_are_nobodys():
    slot, disk = Slot(), SlowDisk()
    block = VirtioBlock(disk)
    chip = slot.plug(block)
    driver = Driver(chip, slot.memory)
    driver.start(FLUSH)
    slow_request(driver, IN, 1)
    chip.reset()
    driver.start(FLUSH)
    head, _, status = slow_request(driver, IN, 2)
    disk.waiting.pop(0)[1](0)
    assert driver.queues[0].take() == []
    disk.finish()
    assert driver.queues[0].take() == [(head, 513)]
    assert slot.memory.read(status, 1) == b"\0"


def test_state_moves_in_the_middle_of_requests():
    slot, disk = Slot(), SlowDisk()
    block = VirtioBlock(disk)
    chip = slot.plug(block)
    driver = Driver(chip, slot.memory)
    driver.start(FLUSH | EVENT_IDX)
    first = slow_request(driver, IN, 1)
    second = slow_request(driver, IN, 2, 1024)
    chip_state, block_state = copy.deepcopy((chip.state, block.state))

    there, other = Slot(), SlowDisk()
    there.memory.data[:] = slot.memory.data
    again = VirtioBlock(other, state=block_state)
    moved = there.plug(again, chip_state)
    moved.resume()
    driver.chip, driver.memory, driver.queues[0].memory = moved, there.memory, there.memory
    assert [request.offset for request, _ in other.waiting] == [512, 1024]
    other.finish()
    other.finish()
    assert driver.queues[0].take() == [(first[0], 513), (second[0], 1025)]
    assert there.memory.read(second[1], 1024) == b"\2" * 1024
    assert there.irq.level
    assert again.state.requests == []


def test_the_same_chain_twice_at_a_time():
    slot, disk = Slot(), SlowDisk()
    driver = Driver(slot.plug(VirtioBlock(disk)), slot.memory)
    driver.start(FLUSH)
    head, _, _ = slow_request(driver, IN, 1)
    driver.queues[0].offer(head)
    assert driver.status & NEEDS_RESET
    disk.finish()
    assert len(disk.waiting) == 0


class CachedDisk:
    """Everything is in the page cache."""

    size, readonly = SIZE, False

    def submit(self, request, done):
        return True


def test_long_reads_from_the_cache_leave_the_lock_now_and_then():
    slot = Slot()
    driver = Driver(slot.plug(VirtioBlock(CachedDisk())), slot.memory)
    driver.start(FLUSH | INDIRECT)
    driver.memory.write(0x8000, struct.pack("<IIQ", IN, 0, 0))
    ring = driver.queues[0]
    driver.heap = 0x9000
    for _ in range(200):
        ring.add([(0x8000, 16, 0), (0x2_0000, SIZE // 2, WRITE), (0x8100, 1, WRITE)], indirect=True, kick=False)
    driver.notify(0)
    first = len(ring.take())
    assert 50 < first < 200
    slot.clock.advance(0)
    assert first + len(ring.take()) == 200
