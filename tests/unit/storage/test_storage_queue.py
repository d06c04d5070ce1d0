"""DiskQueue over real files, and over a file whose troubles a test can order."""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

import pytest

from engine.error import EngineError
from engine.storage.backend import Request, length_of
from engine.storage.queue import DiskQueue
from engine.storage.raw import RawDisk

DEADLINE_S = 60


class Troubled:
    """A RawDisk that can be uncached, stopped, and made to fail."""

    def __init__(self, disk: RawDisk) -> None:
        self.disk = disk
        self.size, self.readonly = disk.size, disk.readonly
        self.cached = False
        self.errors: list[Exception] = []
        self.go = threading.Event()
        self.go.set()
        self.seen: list[str] = []

    def _step(self, what: str) -> None:
        assert self.go.wait(DEADLINE_S)
        self.seen.append(what)
        if self.errors:
            raise self.errors.pop(0)

    def read_into(self, offset, buffers):
        self._step(f"read {offset}")
        self.disk.read_into(offset, buffers)

    def write_from(self, offset, buffers):
        self._step(f"write {offset}")
        self.disk.write_from(offset, buffers)

    def try_read_into(self, offset, buffers):
        if not self.cached:
            return False
        self.disk.read_into(offset, buffers)
        return True

    def flush(self):
        self._step("flush")
        self.disk.flush()

    def close(self):
        self.disk.close()


class Bench:
    """A queue, the lock its completions are delivered under, and what was completed."""

    def __init__(self, path, hold_full=True):
        path.write_bytes(bytes(range(256)) * 16)
        self.backend = Troubled(RawDisk(path))
        self.lock = threading.Lock()
        self.completed = threading.Condition(self.lock)
        self.done: list[tuple[str, int]] = []
        self.full: list[int] = []
        self.full_event = threading.Event()
        self.queue = DiskQueue(self.backend, self.deliver, on_full=self._on_full if hold_full else None)

    def _on_full(self, number: int) -> None:
        self.full.append(number)
        self.full_event.set()

    def deliver(self, call: Callable[[], None]) -> None:
        with self.lock:
            call()

    def submit(self, name: str, op="read", offset=0, buffers=()) -> bool:
        def done(error: int) -> None:
            self.done.append((name, error))
            self.completed.notify_all()

        with self.lock:
            return self.queue.submit(Request(op, offset, list(buffers), length_of(buffers)), done)

    def until(self, count: int) -> None:
        """Until so many are completed."""
        with self.lock:
            assert self.completed.wait_for(lambda: len(self.done) >= count, DEADLINE_S)


@pytest.fixture
def bench(tmp_path):
    bench = Bench(tmp_path / "d")
    yield bench
    bench.backend.go.set()
    bench.queue.close()


def view(size: int = 512) -> memoryview:
    return memoryview(bytearray(size))


def test_everything_is_done_in_order(bench):
    bench.backend.go.clear()
    into = view()
    assert not bench.submit("a", "write", 512, [memoryview(b"w" * 512)])
    assert not bench.submit("b", "read", 512, [into])
    assert not bench.submit("c", "flush")
    bench.backend.go.set()
    assert bench.queue.drain(DEADLINE_S)
    assert bench.done == [("a", 0), ("b", 0), ("c", 0)]
    assert bytes(into) == b"w" * 512
    counters = bench.queue.counters
    assert (counters.writes, counters.reads, counters.flushes, counters.fast) == (1, 1, 1, 0)
    assert (counters.bytes_written, counters.bytes_read) == (512, 512)
    assert bench.queue.size == 4096
    assert not bench.queue.readonly


def test_a_cached_read_is_done_at_once_without_a_thread(bench):
    bench.backend.cached = True
    into = view(16)
    before = threading.active_count()
    assert bench.submit("a", "read", 16, [into])
    assert bytes(into) == bytes(range(16, 32))
    assert bench.done == []
    assert threading.active_count() == before
    assert bench.queue.counters.fast == bench.queue.counters.reads == 1


def test_a_read_does_not_overtake_a_write(bench):
    bench.backend.cached = True
    bench.backend.go.clear()
    into = view(4)
    assert not bench.submit("w", "write", 0, [memoryview(b"new!")])
    assert not bench.submit("r", "read", 0, [into])
    bench.backend.go.set()
    assert bench.queue.drain(DEADLINE_S)
    assert bytes(into) == b"new!"


def test_a_completion_may_submit_and_then_reads_at_once(bench):
    answers = []

    def again(_error: int) -> None:
        bench.backend.cached = True
        answers.append(bench.queue.submit(Request("read", 0, [view()], len(view())), answers.append))

    with bench.lock:
        assert not bench.queue.submit(Request("read", 0, [view()], len(view())), again)
    assert bench.queue.drain(DEADLINE_S)
    assert answers == [True]


def test_errors_are_reported_by_number(bench):
    bench.backend.errors = [OSError(errno.EIO, "bad sector"), EngineError("Cluster lost.")]
    bench.submit("a", "read", 0, [view()])
    bench.submit("b", "read", 0, [view()])
    bench.submit("c", "read", 0, [view()])
    assert bench.queue.drain(DEADLINE_S)
    assert bench.done == [("a", errno.EIO), ("b", errno.EIO), ("c", 0)]
    assert bench.queue.counters.errors == 2
    assert "Cluster lost" in bench.queue.last_error


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_host_holds_the_write_until_retry(bench, number):
    bench.backend.errors = [OSError(number, "full"), OSError(number, "still full")]
    bench.submit("w", "write", 0, [memoryview(b"kept")])
    bench.submit("f", "flush")
    assert bench.full_event.wait(DEADLINE_S)
    assert bench.queue.held
    assert not bench.queue.drain(DEADLINE_S)
    assert bench.done == []
    bench.full_event.clear()
    bench.queue.retry()
    assert bench.full_event.wait(DEADLINE_S)
    bench.queue.retry()
    assert bench.queue.drain(DEADLINE_S)
    assert bench.full == [number, number]
    assert bench.done == [("w", 0), ("f", 0)]
    into = view(4)
    bench.submit("r", "read", 0, [into])
    assert bench.queue.drain(DEADLINE_S)
    assert bytes(into) == b"kept"


def test_cancel_forgets_the_held_request_and_what_waits(bench):
    bench.backend.errors = [OSError(errno.ENOSPC, "full")]
    bench.submit("w", "write", 0, [memoryview(b"lost")])
    bench.submit("f", "flush")
    assert bench.full_event.wait(DEADLINE_S)
    bench.queue.cancel()
    assert bench.queue.drain(DEADLINE_S)
    assert bench.done == []
    bench.submit("r", "read", 0, [view()])
    assert bench.queue.drain(DEADLINE_S)
    assert bench.done == [("r", 0)]


def test_without_on_full_the_guest_is_told(tmp_path):
    bench = Bench(tmp_path / "d", hold_full=False)
    bench.backend.errors = [OSError(errno.ENOSPC, "full")]
    bench.submit("w", "write", 0, [view()])
    assert bench.queue.drain(DEADLINE_S)
    assert bench.done == [("w", errno.ENOSPC)]
    bench.queue.close()


def test_close_finishes_what_is_queued_and_lets_go_of_the_file(bench):
    bench.backend.go.clear()
    bench.submit("a", "write", 0, [memoryview(b"last")])
    bench.backend.go.set()
    bench.queue.close()
    assert bench.done == [("a", 0)]
    assert bench.backend.disk.path.read_bytes()[:4] == b"last"
    RawDisk(bench.backend.disk.path).close()
    assert not bench.submit("b", "flush")
    assert bench.done == [("a", 0)]


def test_close_drops_a_held_write(bench):
    bench.backend.errors = [OSError(errno.ENOSPC, "full")]
    bench.submit("w", "write", 0, [view()])
    assert bench.full_event.wait(DEADLINE_S)
    bench.queue.close()
    assert bench.done == []


def test_drain_of_an_idle_queue_returns(bench):
    assert bench.queue.drain(0)
    bench.queue.retry()
    bench.queue.cancel()
    assert bench.queue.drain(0)


def test_settle_waits_for_the_last_write_and_flushes(bench):
    looks: list[int] = []
    bench.backend.go.clear()
    bench.submit("w", "write", 0, [memoryview(b"last")])

    def look() -> None:
        looks.append(len(bench.done))
        bench.backend.go.set()

    bench.queue.settle(look)
    assert looks[0] == 0 and bench.done == [("w", 0)]
    assert bench.backend.seen == ["write 0", "flush"]


def test_settle_can_be_given_up_and_leaves_what_is_held(bench):
    bench.backend.go.clear()
    bench.submit("w", "write", 0, [view()])

    def give_up() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        bench.queue.settle(give_up)
    bench.backend.errors = [OSError(errno.ENOSPC, "full")]
    bench.backend.go.set()
    assert bench.full_event.wait(DEADLINE_S)
    bench.queue.settle(give_up)
    assert bench.queue.held and bench.done == []


def test_a_write_that_meets_a_full_host_after_a_reset_is_forgotten(bench):
    """It was under way when the machine was reset: its memory belongs to the guest after that."""
    perform = bench.backend.write_from
    entered, go_on = threading.Event(), threading.Event()

    def slow(offset, buffers):
        entered.set()
        assert go_on.wait(DEADLINE_S)
        perform(offset, buffers)

    bench.backend.errors = [OSError(errno.ENOSPC, "full")]
    bench.backend.write_from = slow
    bench.submit("w", "write", 0, [memoryview(b"old ")])
    assert entered.wait(DEADLINE_S)
    bench.queue.cancel()
    go_on.set()
    assert bench.queue.drain(DEADLINE_S)
    assert (bench.full, bench.done, bench.queue.held) == ([], [], False)


class Worker:
    """A thread that comes to work: it submits what it is told, and works."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.by: set[int] = set()
        self.entered = threading.Event()
        perform, bench.queue._perform = bench.queue._perform, self._perform  # type: ignore[method-assign]  # to see who
        self.perform = perform
        self.orders: SimpleQueue[Callable[[], object] | None] = SimpleQueue()
        self.ready = threading.Event()
        self.thread = threading.Thread(target=self._run)
        self.thread.start()
        assert self.ready.wait(DEADLINE_S)

    def _perform(self, request: Request) -> int:
        self.by.add(threading.get_ident())
        self.entered.set()
        return self.perform(request)

    def _run(self) -> None:
        self.bench.queue.work()
        self.ready.set()
        while (order := self.orders.get()) is not None:
            order()
            self.bench.queue.work()

    def end(self) -> None:
        self.orders.put(None)
        self.thread.join(DEADLINE_S)
        assert not self.thread.is_alive()


@pytest.fixture
def worker(bench):
    worker = Worker(bench)
    yield worker
    worker.end()


def test_who_comes_to_work_does_what_it_has_submitted(bench, worker):
    before = threading.active_count()
    into = view(4)

    def order() -> None:
        bench.submit("w", "write", 0, [memoryview(b"new!")])
        bench.submit("r", "read", 0, [into])
        assert bench.done == [] and not bench.queue.drain(0)

    worker.orders.put(order)
    bench.until(2)
    assert bench.queue.drain(DEADLINE_S)
    assert bench.done == [("w", 0), ("r", 0)] and bytes(into) == b"new!"
    assert worker.by == {worker.thread.ident}
    assert threading.active_count() == before


def test_what_others_submit_is_done_by_whoever_is_at_it_and_in_order(bench, worker):
    bench.backend.go.clear()
    worker.orders.put(lambda: bench.submit("a", "write", 0, [view()]))
    assert worker.entered.wait(DEADLINE_S)
    bench.submit("b", "flush")
    worker.orders.put(lambda: bench.submit("c", "flush"))
    bench.backend.go.set()
    bench.until(3)
    assert bench.queue.drain(DEADLINE_S)
    assert bench.done == [("a", 0), ("b", 0), ("c", 0)]
    bench.submit("d", "flush")
    assert bench.queue.drain(DEADLINE_S)
    assert bench.done[-1] == ("d", 0)
    assert worker.by - {worker.thread.ident}


def test_the_disks_own_thread_sleeps_while_another_is_at_it(bench, worker):
    bench.submit("own", "flush")  # From now on there is one.
    bench.until(1)
    assert bench.queue.drain(DEADLINE_S)
    bench.backend.go.clear()
    worker.entered.clear()
    worker.orders.put(lambda: [bench.submit(name, "flush") for name in "ab"])
    assert worker.entered.wait(DEADLINE_S)
    with bench.queue._changed:
        bench.queue._called.notify()  # As of a submit that the worker was quicker to take.
    began = time.process_time()
    assert not bench.queue.drain(0.5)
    assert time.process_time() - began < 0.25
    bench.backend.go.set()
    bench.until(3)


def test_a_bug_that_raises_leaves_others_to_go_on(bench, worker):
    bench.backend.errors = [ZeroDivisionError()]
    failed = threading.Event()

    def order() -> None:
        bench.submit("a", "flush")
        with pytest.raises(ZeroDivisionError):
            bench.queue.work()
        failed.set()

    worker.orders.put(order)
    assert failed.wait(DEADLINE_S)
    bench.submit("b", "flush")
    bench.until(1)
    assert bench.done == [("b", 0)]


def test_a_worker_that_is_held_up_by_a_full_host_is_let_go_by_retry_cancel_or_close(bench, worker):
    for way in (bench.queue.retry, bench.queue.cancel, bench.queue.close):  # The last: there is nothing after it.
        bench.full_event.clear()
        bench.backend.errors = [OSError(errno.ENOSPC, "full")]
        worker.orders.put(lambda: bench.submit("w", "write", 0, [memoryview(b"kept")]))
        assert bench.full_event.wait(DEADLINE_S)
        assert bench.queue.held
        way()
        assert bench.queue.drain(DEADLINE_S)
    assert bench.done == [("w", 0)]
    worker.orders.put(lambda: bench.submit("late", "flush"))
    worker.end()
    assert bench.done == [("w", 0)]


def test_close_does_what_a_worker_has_not_come_to(bench, worker):
    left = threading.Event()
    come = threading.Event()

    def order() -> None:
        bench.submit("w", "write", 0, [memoryview(b"last")])
        left.set()
        assert come.wait(DEADLINE_S)

    worker.orders.put(order)
    assert left.wait(DEADLINE_S)
    bench.queue.close()
    come.set()
    assert bench.done == [("w", 0)]
    assert bench.backend.disk.path.read_bytes()[:4] == b"last"
