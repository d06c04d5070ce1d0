"""Guests that write anything anywhere: registers, configuration space, rings, descriptors."""

from __future__ import annotations

import struct
from contextlib import nullcontext
from random import Random
from threading import Lock

import pytest

from engine.devices.virtio.block import VirtioBlock
from engine.devices.virtio.pci import BAR_LENGTH, COMMON, NOTIFY
from engine.storage.queue import DiskQueue
from engine.storage.raw import RawDisk
from tests.support.virtio import EVENT_IDX, INDIRECT, Driver, Slot

SIZE = 1 << 16
STEPS = 20_000
RINGS, HEADERS, DATA = 0x2000, 0x4000, 0x8000


class Disk:
    """Zeros, at once; it checks what it is asked."""

    size, readonly = SIZE, False

    def __init__(self):
        self.requests = 0

    def submit(self, request, done):
        self.requests += 1
        length = sum(view.nbytes for view in request.buffers)
        assert 0 <= request.offset <= request.offset + length <= SIZE
        if request.op == "read":
            for view in request.buffers:
                view[:] = bytes(view.nbytes)
        return True


class MadGuest:
    """Starts the device as one should, then does one thing after another that nobody should."""

    def __init__(self, seed, disk, lock=None):
        self.random = Random(seed)
        self.lock = lock or nullcontext()
        self.slot = Slot()
        self.memory = self.slot.memory
        self.chip = self.slot.plug(VirtioBlock(disk))
        self.driver = Driver(self.chip, self.memory)

    def restart(self):
        """Without this nothing deeper than the status register would ever be reached."""
        pick, drv = self.random, self.driver
        drv.heap = RINGS
        self.memory.data[:0x3000] = bytes(0x3000)
        self.chip.reset()
        drv.start(pick.choice((0, EVENT_IDX, INDIRECT | EVENT_IDX)), size=8, vector=pick.choice((None, 0, 1)))
        self.chip.pci.write(drv.find_msix() + 2, 2, pick.choice((0, 0x8000)))
        queue = drv.queues[0]
        for head in range(0, 8, 2):
            kind = pick.choice((0, 0, 1, 1, 4, 8, 13, 99))
            data = {0: 0, 1: 512, 13: 16}.get(kind, 0)
            self.memory.write(HEADERS + 32 * head, struct.pack("<IIQQII", kind, 0, pick.randrange(130), 3, 1, 0))
            queue.describe(queue.desc + 16 * head, HEADERS + 32 * head, 16 + data, 1, head + 1)
            room = pick.choice((1, 513, 1025))
            queue.describe(queue.desc + 16 * (head + 1), DATA + 0x400 * head, room, 2, 0)
        for place in range(8):
            queue.put16(queue.avail + 4 + 2 * place, pick.randrange(4) * 2)

    def step(self):
        pick, queue = self.random, self.driver.queues[0]
        what = pick.random()
        if what < 0.05:
            self.chip.write(pick.randrange(BAR_LENGTH), pick.choice((1, 2, 4, 8)), pick.getrandbits(8))
        elif what < 0.1:
            size = pick.choice((1, 2, 4, 8))
            value = pick.choice((0, 1, 3, 11, 15, pick.getrandbits(64))) & (1 << 8 * size) - 1
            self.chip.write(COMMON + pick.randrange(64), size, value)
        elif what < 0.2:
            size = pick.choice((1, 2, 4, 8))
            assert 0 <= self.chip.read(pick.randrange(BAR_LENGTH), size) < 1 << 8 * size
        elif what < 0.25:
            place, size = pick.randrange(256), pick.choice((1, 2, 4))
            self.chip.pci.write(place, size, pick.getrandbits(8 * size))
            self.chip.pci.read(place, size)
        elif what < 0.3:
            place = pick.choice((queue.desc, queue.avail, queue.used)) + pick.randrange(64)
            self.memory.write(place, pick.choice((b"\0\0", b"\1\0", pick.randbytes(2), pick.randbytes(8))))
        elif what < 0.6:
            queue.put16(queue.avail + 2, queue.get16(queue.avail + 2) + pick.choice((0, 1, 1, 1, 1, 1, 1, 1, 2, 9)))
        elif what < 0.98:
            self.chip.write(NOTIFY, 2, 0)
        else:
            self.slot.clock.advance(1)


@pytest.mark.parametrize("seed", range(2))
def test_random_guests(seed):
    disk = Disk()
    guest = MadGuest(seed, disk)
    for step in range(STEPS):
        if step % 50 == 0:
            guest.restart()
        guest.memory.touched.clear()
        guest.step()
        assert len(guest.memory.touched) < 5_000
        assert len(guest.chip.device.state.requests) <= 256
    assert disk.requests > 1_000


def test_random_guests_on_a_real_disk(tmp_path):
    """Completions come from a thread while the guest goes on making a mess; the disk keeps its size."""
    lock = Lock()
    path = tmp_path / "disk"
    path.write_bytes(bytes(SIZE))

    def deliver(call):
        with lock:
            call()

    disk = DiskQueue(RawDisk(path), deliver)
    guest = MadGuest(7, disk)
    for step in range(STEPS):
        if step % 50 == 0:
            assert disk.drain(20)
            with lock:
                guest.restart()
        with lock:
            guest.step()
    assert disk.drain(20)
    disk.close()
    assert path.stat().st_size == SIZE
    assert disk.counters.writes > 100 and disk.counters.reads > 100
