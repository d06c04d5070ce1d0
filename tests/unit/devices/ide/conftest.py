"""A guest's view of an IDE channel: ports, memory, an interrupt line, and disks that are real files."""

from __future__ import annotations

import copy
import errno
import struct
from collections.abc import Callable
from random import Random
from threading import Lock

import pytest

from engine.bus.port import PortBus, PortRegion
from engine.devices.ide.ata import AtaDisk
from engine.devices.ide.atapi import AtapiCd
from engine.devices.ide.channel import IdeChannel
from engine.storage.backend import Request
from engine.storage.raw import RawDisk
from tests.support.irq import RecordingIrq
from tests.support.memory import FlatMemory

COMMAND, CONTROL, MASTER = 0x1F0, 0x3F6, 0xC000
MIB = 1 << 20


class FileDisk:
    """A DiskPort over a real file. ``later`` keeps requests until ``finish``; ``fails`` is an errno."""

    def __init__(self, path, readonly=False):
        self.raw = RawDisk(path, readonly=readonly)
        self.path = path
        self.later = False
        self.fails = 0
        self.log: list[tuple[str, int, int]] = []
        self.waiting: list[tuple[Request, Callable[[int], None]]] = []

    @property
    def size(self):
        return self.raw.size

    @property
    def readonly(self):
        return self.raw.readonly

    def submit(self, request, done):
        self.log.append((request.op, request.offset, sum(view.nbytes for view in request.buffers)))
        if self.later or self.fails:
            self.waiting.append((request, done))
            return False
        self._perform(request)
        return True

    def _perform(self, request):
        if request.op == "read":
            self.raw.read_into(request.offset, request.buffers)
        elif request.op == "write":
            self.raw.write_from(request.offset, request.buffers)
        else:
            self.raw.flush()

    def finish(self):
        """Do the oldest request, and say so."""
        request, done = self.waiting.pop(0)
        if not self.fails:
            self._perform(request)
        done(self.fails)


class Guest:
    """Software that drives one channel by its ports."""

    def __init__(self, drives, memory=None, state=None):
        self.irq = RecordingIrq()
        self.memory = memory or FlatMemory(4 * MIB)
        self.channel = channel = IdeChannel(self.irq.line, drives, self.memory, state)
        self.bus = PortBus()
        lock = Lock()
        for region in (
            PortRegion(COMMAND, 8, channel.read, channel.write, 4, channel.read_block, channel.write_block),
            PortRegion(CONTROL, 1, channel.control_read, channel.control_write),
            PortRegion(MASTER, 8, channel.master_read, channel.master_write, 4),
        ):
            self.bus.add(region, lock)

    def out(self, register, value):
        self.bus.write(COMMAND + register, 1, value)

    def inb(self, register):
        return self.bus.read(COMMAND + register, 1)

    def control(self, value):
        self.bus.write(CONTROL, 1, value)

    def alternate(self):
        return self.bus.read(CONTROL, 1)

    def status(self):
        """Reads Status, as an interrupt handler does."""
        return self.inb(7)

    def error(self):
        return self.inb(1)

    def registers(self):
        """Count, LBA Low, Mid, High, Device."""
        return tuple(self.inb(i) for i in range(2, 7))

    def lba28(self, command, lba, count, device=0):
        self.out(6, 0xE0 | device << 4 | lba >> 24)
        for register, value in ((2, count), (3, lba), (4, lba >> 8), (5, lba >> 16)):
            self.out(register, value & 0xFF)
        self.out(7, command)

    def lba48(self, command, lba, count):
        self.out(6, 0x40)
        for register, value in ((2, count >> 8), (3, lba >> 24), (4, lba >> 32), (5, lba >> 40)):
            self.out(register, value & 0xFF)
        for register, value in ((2, count), (3, lba), (4, lba >> 8), (5, lba >> 16)):
            self.out(register, value & 0xFF)
        self.out(7, command)

    def read_words(self, count):
        return self.bus.read_block(COMMAND, 2, count)

    def write_words(self, data):
        self.bus.write_block(COMMAND, 2, data)

    def reset(self):
        self.control(0x04)
        self.control(0x00)

    # --- bus master

    def table(self, *regions, at=0x8000, end=True):
        """Lay out a descriptor table of (address, length)."""
        for i, (address, length) in enumerate(regions):
            last = 0x8000 if end and i == len(regions) - 1 else 0
            struct.pack_into("<IHH", self.memory.data, at + 8 * i, address, length & 0xFFFF, last)
        self.bus.write(MASTER + 4, 4, at)

    def start(self, to_memory=True):
        self.bus.write(MASTER, 1, 1 | (8 if to_memory else 0))

    def stop(self):
        self.bus.write(MASTER, 1, 0)

    def master_status(self):
        return self.bus.read(MASTER + 2, 1)

    def clear_master(self):
        self.bus.write(MASTER + 2, 1, 6)

    # --- packets

    def packet(self, *cdb, limit=0xFFFE, dma=False, device=0):
        """Send a command packet; the status after it."""
        self.out(6, 0xA0 | device << 4)
        self.out(1, int(dma))
        self.out(4, limit & 0xFF)
        self.out(5, limit >> 8)
        self.out(7, 0xA0)
        self.write_words(bytes(cdb).ljust(12, b"\0"))
        return self.alternate()

    def reply(self):
        """Read DRQ blocks until the command ends. Returns the data and the length of each block."""
        data, blocks = b"", []
        while self.status() & 0x08:
            length = self.inb(4) | self.inb(5) << 8
            data += self.read_words((length + 1) // 2)[:length]
            blocks.append(length)
        return data, blocks

    def ask(self, *cdb, limit=0xFFFE):
        """A packet command with a reply, all of it."""
        self.packet(*cdb, limit=limit)
        return self.reply()[0]

    def sense(self):
        """Key, code and qualifier by REQUEST SENSE."""
        data = self.ask(0x03, 0, 0, 0, 18)
        return data[2] & 0xF, data[12], data[13]


WHOLE = Random(7).randbytes(8 * MIB)


def pattern(length):
    """Bytes that tell where they are from."""
    return WHOLE[:length]


class Bench:
    """Makes files, drives and guests."""

    def __init__(self, directory):
        self.directory = directory
        self.opened = []

    def file(self, name, data, readonly=False):
        path = self.directory / name
        path.write_bytes(data)
        disk = FileDisk(path, readonly)
        self.opened.append(disk.raw)
        return disk

    def disk(self, mib=8, name="disk.img", readonly=False):
        """A guest with one hard disk; ``guest.disk`` is its file."""
        return self.with_disk(self.file(name, pattern(mib * MIB), readonly))

    def with_disk(self, disk, state=None):
        guest = Guest((AtaDisk(disk), None), state=state)
        guest.disk = disk
        return guest

    def cd(self, blocks=200, name="disc.iso"):
        """A guest with a CD drive as master; ``guest.disk`` is the disc, ``guest.drive`` the drive."""
        disk = None if blocks is None else self.file(name, pattern(blocks * 2048), readonly=True)
        drive = AtapiCd(disk)
        guest = Guest((drive, None))
        guest.disk, guest.drive = disk, drive
        return guest

    def twin(self, guest, drives):
        """Another machine that goes on from a copy of the channel's state and memory."""
        memory = FlatMemory(len(guest.memory.data))
        memory.data[:] = guest.memory.data
        return Guest(drives, memory, copy.deepcopy(guest.channel.state))


@pytest.fixture
def bench(tmp_path):
    bench = Bench(tmp_path)
    yield bench
    for disk in bench.opened:
        disk.close()


@pytest.fixture
def content():
    """What ``Bench.disk`` files hold: sectors ``first`` to ``first + count`` of it."""
    return lambda first, count=1, size=512: WHOLE[first * size : (first + count) * size]


EIO = errno.EIO
