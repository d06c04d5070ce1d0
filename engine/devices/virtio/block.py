"""A disk (virtio 1.2, 5.2).

Requests go to the disk as they come, guest memory and all; completions come back in any order. What is under way is
named by queue and chain, so that a restored device finds it again in guest memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from functools import partial
from struct import Struct
from typing import Literal, Protocol

import msgspec

from engine.devices.virtio.buffer import Buffers, chop, load, split, store
from engine.devices.virtio.core import VirtioCore, bits
from engine.devices.virtio.queue import MAX_SIZE, Chain
from engine.storage.backend import SECTOR, DiskPort, Done, Request, length_of

ID = 2
PCI_CLASS = 0x01_00_00
QUEUE_SIZE = 512
SEGMENTS = 320
"""The most pieces of memory to a request: Linux wants 1280 KiB at once, page by page. A chain may be no longer than
the queue (2.7.5), and Linux before 5.16 sets memory aside for so many pieces at each place of it."""
MAX_BYTES = 64 << 20
"""The most that one request moves. Drivers ask for a few MiB."""
MAX_ZERO_SECTORS = (4 << 20) // SECTOR
MAX_ERASE_SECTORS = (1 << 30) // SECTOR
"""How much a segment may erase: where zeros must be written, and where the disk has a better way."""
MAX_ERASE_SEGMENTS = 32
_BYTES_A_TURN = 128 << 10
"""What the host's page cache hands over in the time of a small request; reads from there hold the lock."""
_HEADER = Struct("<IIQ")
_SEGMENT = Struct("<QII")
_CONFIG = Struct("<QIIHBBIBBHIBBHIIIIIB3x")
_WRITEBACK = 32
_SERIAL_LENGTH = 20
_UNMAP = 1
_ZEROS = memoryview(bytes(64 << 10))


class Feature:
    """Feature bits (5.2.3)."""

    SEG_MAX = 2
    GEOMETRY = 4
    RO = 5
    BLK_SIZE = 6
    FLUSH = 9
    TOPOLOGY = 10
    CONFIG_WCE = 11
    MQ = 12
    DISCARD = 13
    WRITE_ZEROES = 14


class Type:
    """What a request wants (5.2.6)."""

    IN = 0
    OUT = 1
    FLUSH = 4
    GET_ID = 8
    DISCARD = 11
    WRITE_ZEROES = 13


class Result(IntEnum):
    """The status byte of a request (5.2.6)."""

    OK = 0
    IOERR = 1
    UNSUPP = 2


class Eraser(Protocol):
    """A disk that can give space back."""

    def erase(self, offset: int, length: int, unmap: bool, done: Done) -> None:
        """Make ``length`` bytes at ``offset`` read as zeros; with ``unmap`` they need no space any more.
        ``done(errno)`` is called later as for DiskPort.submit, never inside this call."""


class BlockState(msgspec.Struct):
    """``writeback``: writes may stay in a cache until a flush; ``requests`` are (queue, chain) under way, oldest
    first."""

    writeback: bool = True
    requests: list[tuple[int, int]] = msgspec.field(default_factory=list)


class _Job(msgspec.Struct, eq=False):
    """A request under way: the steps that are left of it, and the status byte's place."""

    queue: int
    chain: Chain
    status: Buffers
    written: int
    steps: list[Callable[[Done], bool]]


class VirtioBlock:
    """A disk with ``queues`` request queues in front of ``disk``. ``serial`` is cut to 20 characters of ASCII."""

    kind = ID
    pci_class = PCI_CLASS

    def __init__(
        self,
        disk: DiskPort,
        *,
        serial: str = "",
        queues: int = 1,
        eraser: Eraser | None = None,
        state: BlockState | None = None,
    ) -> None:
        self.state = state if state is not None else BlockState()
        self.sizes: Sequence[int] = (QUEUE_SIZE,) * queues
        self._disk = disk
        self._serial = serial.encode("ascii", "replace")[:_SERIAL_LENGTH].ljust(_SERIAL_LENGTH, b"\0")
        self._eraser = eraser
        self._max_erase = MAX_ERASE_SECTORS if eraser else MAX_ZERO_SECTORS
        self._core: VirtioCore | None = None
        self._jobs: dict[tuple[int, int], _Job] = {}
        plain = (Feature.SEG_MAX, Feature.GEOMETRY, Feature.BLK_SIZE, Feature.FLUSH, Feature.TOPOLOGY)
        self.features = bits(*plain, Feature.CONFIG_WCE, *((Feature.MQ,) if queues > 1 else ()))
        if disk.readonly:
            self.features |= bits(Feature.RO)
        else:
            self.features |= bits(Feature.WRITE_ZEROES, *((Feature.DISCARD,) if eraser else ()))

    @property
    def core(self) -> VirtioCore:
        """The core this device is attached to."""
        assert self._core is not None
        return self._core

    def attach(self, core: VirtioCore) -> None:
        """See Device."""
        self._core = core

    def config(self) -> bytes:
        """struct virtio_blk_config (5.2.4)."""
        sectors = self._disk.size // SECTOR
        erase = 0 if self._disk.readonly else self._max_erase
        return _CONFIG.pack(
            sectors,
            0,
            SEGMENTS,
            *_geometry(sectors),
            SECTOR,
            3,  # Eight sectors are a physical block: pages are what the host caches.
            0,
            1,
            0,
            self.state.writeback,
            0,
            len(self.sizes),
            erase if self._eraser else 0,
            MAX_ERASE_SEGMENTS if self._eraser else 0,
            8,
            erase,
            MAX_ERASE_SEGMENTS if erase else 0,
            self._eraser is not None,
        )

    def config_write(self, offset: int, data: bytes) -> None:
        """Only ``writeback`` is the driver's, if it has negotiated that (5.2.5)."""
        if offset <= _WRITEBACK < offset + len(data) and self.core.negotiated(Feature.CONFIG_WCE):
            self.state.writeback = bool(data[_WRITEBACK - offset] & 1)

    def start(self) -> None:
        """A driver that cannot flush gets a disk that needs no flushing (5.2.5.2)."""
        if not self.core.negotiated(Feature.FLUSH) and not self.core.negotiated(Feature.CONFIG_WCE):
            self.state.writeback = False

    def notified(self, queue: int) -> None:
        """Take every request; one interrupt for all that are done at once."""
        while (chain := self.core.pop(queue)) is not None:
            self._begin(queue, chain)
        self.core.signal(queue)

    def stop(self) -> bool:
        """The driver's reset. What is under way lands in its memory still, and is waited for."""
        self.state.writeback = True
        return not self._jobs

    def reset(self) -> None:
        """Power-on. Completions of what was under way find no job any more."""
        self.state.writeback = True
        self.state.requests.clear()
        self._jobs.clear()

    def resume(self) -> None:
        """Submit again what was under way: every request can be done twice."""
        requests = self.state.requests.copy()
        self.state.requests.clear()
        for queue, head in requests:
            chain = self.core.walk(queue, head)
            if chain is not None:
                self._begin(queue, chain)
                self.core.signal(queue)
        if not self._jobs:
            self.core.stopped()

    # --- requests

    def _begin(self, queue: int, chain: Chain) -> None:
        header, readable = split(chain.readable, _HEADER.size)
        head = load(header)
        if len(head) < _HEADER.size or not chain.writable:
            self.core.fail(queue, "a request without header or status")
            return
        if (queue, chain.head) in self._jobs:
            self.core.fail(queue, "a request that is under way already")
            return
        writable, status = chop(chain.writable)
        kind, _, sector = _HEADER.unpack(head)
        job = _Job(queue, chain, status, 0, [])
        sent, room = chain.sent - _HEADER.size, chain.room - 1
        self.core.charge((sent + room) // _BYTES_A_TURN)
        if kind == Type.IN:
            job.written = room
            result = self._plan_transfer(job, "read", sector, writable, room)
        elif kind == Type.OUT:
            result = self._plan_transfer(job, "write", sector, readable, sent)
        else:
            result = self._plan_other(job, kind, readable, writable)
        self._jobs[queue, chain.head] = job
        self.state.requests.append((queue, chain.head))
        if result is not Result.OK:
            self._finish(job, result)
        else:
            self._go_on(job)

    def _plan_other(self, job: _Job, kind: int, readable: Buffers, writable: Buffers) -> Result:
        """The steps of a request that moves no sectors, or why there are none."""
        if kind == Type.FLUSH:
            job.steps.append(partial(self._disk.submit, Request("flush")))
            return Result.OK
        if kind == Type.GET_ID:
            job.written = store(writable, self._serial)
            return Result.OK
        if kind == Type.WRITE_ZEROES or (kind == Type.DISCARD and self._eraser is not None):
            return self._plan_erase(job, kind, readable)
        return Result.UNSUPP

    def _plan_transfer(
        self, job: _Job, op: Literal["read", "write"], sector: int, buffers: Buffers, length: int
    ) -> Result:
        """The same of one that does, with ``buffers`` of ``length`` bytes."""
        wrong = length % SECTOR or length > MAX_BYTES or not self._on_disk(sector, length)
        if wrong or (op == "write" and self._disk.readonly):
            job.written = 0
            return Result.IOERR
        if not length:
            return Result.OK
        job.steps.append(partial(self._disk.submit, Request(op, sector * SECTOR, buffers, length)))
        if op == "write":
            self._write_through(job)
        return Result.OK

    def _plan_erase(self, job: _Job, kind: int, readable: Buffers) -> Result:
        """DISCARD and WRITE_ZEROES name their sectors in segments (5.2.6.2)."""
        if self._disk.readonly:
            return Result.IOERR
        count, rest = divmod(length_of(readable), _SEGMENT.size)
        if rest or count not in range(1, MAX_ERASE_SEGMENTS + 1):
            return Result.IOERR
        segments = list(_SEGMENT.iter_unpack(load(readable)))
        for sector, sectors, flags in segments:
            if flags & ~(_UNMAP if kind == Type.WRITE_ZEROES else 0):
                return Result.UNSUPP
            if sectors > self._max_erase or not self._on_disk(sector, sectors * SECTOR):
                return Result.IOERR
        for sector, sectors, flags in segments:
            if sectors:
                unmap = kind == Type.DISCARD or bool(flags & _UNMAP)
                job.steps.append(self._erasing(sector * SECTOR, sectors * SECTOR, unmap))
        if kind == Type.WRITE_ZEROES and job.steps:
            self._write_through(job)
        return Result.OK

    def _erasing(self, offset: int, length: int, unmap: bool) -> Callable[[Done], bool]:
        if self._eraser is not None:
            erase = self._eraser.erase

            def step(done: Done) -> bool:
                erase(offset, length, unmap, done)
                return False

            return step
        whole, rest = divmod(length, _ZEROS.nbytes)
        zeros = [_ZEROS] * whole + ([_ZEROS[:rest]] if rest else [])
        return partial(self._disk.submit, Request("write", offset, zeros, length))

    def _write_through(self, job: _Job) -> None:
        if not self.state.writeback:
            job.steps.append(partial(self._disk.submit, Request("flush")))

    def _on_disk(self, sector: int, length: int) -> bool:
        return sector * SECTOR + length <= self._disk.size

    def _go_on(self, job: _Job) -> None:
        """The next step; those that the disk does at once need no completion."""
        while job.steps:
            if not job.steps.pop(0)(partial(self._done, job)):
                return
        self._finish(job, Result.OK)

    def _done(self, job: _Job, error: int) -> None:
        """A step is done. Of a job from before a reset nobody knows any more."""
        if self._jobs.get((job.queue, job.chain.head)) is not job:
            return
        if error:
            job.written = 0
            self._finish(job, Result.IOERR)
        else:
            self._go_on(job)
        if (job.queue, job.chain.head) not in self._jobs:
            self.core.signal(job.queue)

    def _finish(self, job: _Job, result: Result) -> None:
        del self._jobs[job.queue, job.chain.head]
        self.state.requests.remove((job.queue, job.chain.head))
        if not self.core.state.resetting:
            store(job.status, bytes((result,)))
            self.core.push(job.queue, job.chain, job.written + 1)
        elif not self._jobs:
            self.core.stopped()


def _geometry(sectors: int) -> tuple[int, int, int]:
    """Cylinders, heads and sectors a track, as ATA disks of that size have them, for those who count so."""
    return min(-(-sectors // (16 * 63)), 16383), 16, 63


assert SEGMENTS + 2 <= QUEUE_SIZE <= MAX_SIZE
