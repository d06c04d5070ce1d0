"""Blocking I/O on behalf of a controller chip that must not block: a thread that comes to work does it, or the disk's
own."""

from __future__ import annotations

import errno
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from threading import Condition, Lock, Thread, get_ident

import msgspec

from engine.error import EngineError
from engine.storage.backend import BlockBackend, Done, Request

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
SETTLE_S = 0.2

Deliver = Callable[[Callable[[], None]], None]


class DiskCounters(msgspec.Struct):
    """What a disk has done since it was opened. Bytes are bytes the guest asked for; ``fast`` are the reads
    among ``reads`` that the page cache answered at once."""

    reads: int = 0
    writes: int = 0
    flushes: int = 0
    bytes_read: int = 0
    bytes_written: int = 0
    errors: int = 0
    fast: int = 0


class DiskQueue:
    """A ``DiskPort``: requests to one disk, done in order, one at a time.

    A thread that may block calls ``work`` after it has submitted, and does them itself: to wake another costs more
    than most of them take. What others submit is done by the disk's own thread, which starts with the first of that.

    ``deliver(call)`` must run ``call`` soon, with the chip's lock held, from whatever thread. When a write
    fails with an errno in ``holds`` and ``on_full`` is given, the request is kept, ``on_full(errno)`` is
    called from the thread that does it, and nothing moves until ``retry`` or ``cancel``. Other errors go to the
    guest. ``filled(buffers)`` is told of every read before it is completed. Lock order: the chip's lock before the
    queue's; the queue's is never held during a call outward.
    """

    def __init__(
        self,
        backend: BlockBackend,
        deliver: Deliver,
        *,
        on_full: Callable[[int], None] | None = None,
        holds: frozenset[int] = FULL,
        name: str = "disk",
        filled: Callable[[Sequence[memoryview]], None] = lambda _buffers: None,
    ) -> None:
        self.backend = backend
        self.counters = DiskCounters()
        self.last_error = ""
        self._deliver = deliver
        self._on_full = on_full
        self._holds = holds
        self._name = name
        self._filled = filled
        lock = Lock()
        self._changed, self._called = Condition(lock), Condition(lock)
        self._waiting: deque[tuple[Request, Done]] = deque()
        # Requests not yet completed; and whether a thread is at one, until its completion has returned.
        self._outstanding = 0
        self._busy = False
        self._held = False
        self._cancelled = False
        self._closing = False
        self._worker: int | None = None
        self._thread: Thread | None = None

    @property
    def size(self) -> int:
        """Bytes of the disk."""
        return self.backend.size

    @property
    def readonly(self) -> bool:
        """True when writes fail."""
        return self.backend.readonly

    @property
    def held(self) -> bool:
        """True while a request waits for ``retry``."""
        return self._held

    def submit(self, request: Request, done: Done) -> bool:
        """See DiskPort.submit. The caller holds the chip's lock."""
        if request.op == "read" and self._outstanding == 0 and not self._closing and self._read_now(request):
            return True
        with self._changed:
            if not self._closing:  # Else nobody waits for it any more.
                self._outstanding += 1
                self._waiting.append((request, done))
                if not self._busy and get_ident() != self._worker:
                    self._call()
        return False

    def work(self) -> None:
        """Do what waits, and what comes meanwhile; blocks for as long as that takes. Nothing when another thread is
        at it. Always from the same thread, without the chip's lock: what it submits from now on is left to it."""
        self._worker = get_ident()
        self._do_all()

    def erase(self, offset: int, length: int, unmap: bool, done: Done) -> None:
        """Zero or (``unmap``) discard a stretch; see engine.devices.virtio.block.Eraser."""
        self.submit(Request("discard" if unmap else "zero", offset, length=length), done)

    def _read_now(self, request: Request) -> bool:
        try:
            if not self.backend.try_read_into(request.offset, request.buffers):
                return False
        except (OSError, EngineError):
            return False  # The thread will meet it again, and report it.
        self.counters.fast += 1
        self._filled(request.buffers)
        self._count(request)
        return True

    def load(self, backend: BlockBackend) -> BlockBackend:
        """Use ``backend`` from now on; the one before is the caller's to close. Nothing may be waiting or under way,
        and the caller holds the chip's lock."""
        with self._changed:
            before, self.backend = self.backend, backend
            return before

    def retry(self) -> None:
        """Try the held request again (the user has made room). No effect when none is held."""
        with self._changed:
            self._held = False
            self._changed.notify_all()

    def cancel(self) -> None:
        """Forget the held request and those behind it without calling anybody: the machine was reset."""
        with self._changed:
            self._outstanding -= len(self._waiting)
            self._waiting.clear()
            # One that is under way counts as well: should it meet a full disk, it must not be held for a new life.
            self._cancelled, self._held = self._outstanding > 0, False
            self._changed.notify_all()

    def drain(self, timeout_s: float | None = None) -> bool:
        """Wait until every request is completed and delivered. False: one is held, or time ran out.

        Not to be called with the chip's lock held, nor from a completion: deliveries need it.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._held or self._idle(), timeout_s)
            return self._idle()

    def settle(self, check: Callable[[], None]) -> None:
        """Wait, with nobody submitting any more, until every write is on stable storage; one that is held for a full
        disk is left so. ``check()`` may raise to give up. OSError."""
        while not self.drain(SETTLE_S) and not self._held:
            check()
        self.backend.flush()

    def stop(self) -> None:
        """Take no more: what is submitted from now on is forgotten, and so is a request that is held. ``close``
        follows, when those who may be at work have ended."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
            self._called.notify()

    def close(self) -> None:
        """Stop, finish what is queued, close the backend."""
        self.stop()
        if self._thread is not None:
            self._thread.join()
        while not self._over():
            self._do_all()
        self.backend.close()

    def _over(self) -> bool:
        """Wait until nobody is at a request. Whether none is left."""
        with self._changed:
            self._changed.wait_for(lambda: not self._busy)
            return not self._waiting

    def _idle(self) -> bool:
        return self._outstanding == 0 and not self._busy

    def _call(self) -> None:
        """Wake the disk's own thread. With the lock held."""
        if self._thread is None:
            self._thread = Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        self._called.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._called.wait_for(lambda: self._closing or (self._waiting and not self._busy))
                if self._closing:
                    return
            self._do_all()

    def _do_all(self) -> None:
        while (taken := self._take()) is not None:
            self._do(*taken)

    def _take(self) -> tuple[Request, Done] | None:
        with self._changed:
            if self._busy or not self._waiting:
                return None
            self._busy, self._cancelled = True, False
            return self._waiting.popleft()

    def _do(self, request: Request, done: Done) -> None:
        try:
            error = self._perform(request)
            while error in self._holds and request.op != "read" and self._on_full is not None:
                if not self._hold(error, self._on_full):
                    break
                error = self._perform(request)
            with self._changed:
                self._outstanding -= 1  # Before it is said: ``done`` may submit again.
                dropped = error in self._holds and (self._cancelled or self._closing)
            if not dropped:
                self._deliver(partial(done, error))
        finally:
            with self._changed:
                self._busy = False
                self._changed.notify_all()

    def _hold(self, error: int, on_full: Callable[[int], None]) -> bool:
        """Say so and wait. False: the request shall be given up."""
        with self._changed:
            if self._cancelled or self._closing:
                return False
            self._held = True
            self._changed.notify_all()
        on_full(error)
        with self._changed:
            self._changed.wait_for(lambda: not self._held or self._closing)
            self._held = False
            return not self._cancelled and not self._closing

    def _perform(self, request: Request) -> int:
        """Do it, blocking. The errno, 0 for success."""
        try:
            if request.op == "read":
                self.backend.read_into(request.offset, request.buffers)
                self._filled(request.buffers)
            elif request.op == "write":
                self.backend.write_from(request.offset, request.buffers)
            elif request.op == "flush":
                self.backend.flush()
            else:
                self.backend.erase(request.offset, request.length, unmap=request.op == "discard")
        except OSError as error:
            self.counters.errors += 1
            self.last_error = str(error)
            return error.errno or errno.EIO
        except EngineError as error:
            self.counters.errors += 1
            self.last_error = str(error)
            return errno.EIO
        self._count(request)
        return 0

    def _count(self, request: Request) -> None:
        counters = self.counters
        if request.op == "read":
            counters.reads += 1
            counters.bytes_read += request.length
        elif request.op == "write":
            counters.writes += 1
            counters.bytes_written += request.length
        elif request.op == "flush":
            counters.flushes += 1
