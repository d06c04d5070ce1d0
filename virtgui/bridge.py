"""Between the GUI thread and the rest: the only code that crosses threads.

A few worker threads do what blocks (files, starting processes); none is started before it is first needed. Results
come back as callbacks on the GUI thread.
"""

from __future__ import annotations

import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

from engine.error import EngineError

T = TypeVar("T")

WORKERS = 8
THREAD = "bridge-"
"""How the names of the worker threads begin."""


class Job(Generic[T]):
    """Something under way. ``cancel`` on the GUI thread: no callback comes after that."""

    def __init__(
        self,
        done: Callable[[T], None] | None,
        failed: Callable[[EngineError], None] | None,
        unclaimed: Callable[[T], None] | None = None,
    ) -> None:
        self._done = done
        self._failed = failed
        self._unclaimed = unclaimed
        self.cancelled = False
        self.finished = False

    def cancel(self) -> None:
        """Give it up. Blocking work runs to its end unless it polls ``cancelled``."""
        self.cancelled = True

    def finish(self, result: T | None, error: EngineError | None) -> None:
        """Deliver the outcome. GUI thread."""
        self.finished = True
        if self.cancelled:
            self.discard(result)
            return
        if error is not None:
            if self._failed is not None:
                self._failed(error)
        elif self._done is not None:
            self._done(result)  # type: ignore[arg-type]  # None only where T is None

    def discard(self, result: T | None) -> None:
        """Nobody will take the result: give back what it holds. Any thread."""
        if self._unclaimed is not None and result is not None:
            self._unclaimed(result)


class Bridge(QObject):
    """``broke`` carries the traceback of an exception nobody expected."""

    broke = Signal(str)
    _posted = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._posted.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._calls: deque[tuple[Callable[[], None], Callable[[], None] | None]] = deque()
        self._work: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._workers = 0
        self._idle = threading.Semaphore(0)
        self._closed = False

    def post(self, call: Callable[[], None], otherwise: Callable[[], None] | None = None) -> None:
        """Run ``call`` on the GUI thread soon, in the order posted; ``otherwise`` if we close first. Any thread."""
        self._calls.append((call, otherwise))
        if self._closed:
            self._drop_calls()
            return
        try:
            self._posted.emit()
        except RuntimeError:
            self._drop_calls()  # The application has been torn down meanwhile.

    def blocking(
        self,
        work: Callable[[], T],
        done: Callable[[T], None] | None = None,
        failed: Callable[[EngineError], None] | None = None,
        unclaimed: Callable[[T], None] | None = None,
    ) -> Job[T]:
        """Call ``work()`` on a worker thread. ``unclaimed``: closes a result that comes too late; any thread."""
        job: Job[T] = Job(done, failed, unclaimed)
        if self._closed:
            return job
        self._work.put(lambda: self._run_blocking(job, work))
        if not self._idle.acquire(blocking=False) and self._workers < WORKERS:
            self._workers += 1
            # Daemons: a disk that never answers must not keep the application from ending.
            threading.Thread(target=self._worker, name=f"{THREAD}{self._workers}", daemon=True).start()
        return job

    def close(self) -> None:
        """Stop everything that is under way. No callback comes after this."""
        if self._closed:
            return
        self._closed = True
        for _ in range(self._workers):
            self._work.put(None)
        self._drop_calls()

    def _drop_calls(self) -> None:
        while self._calls:
            try:
                _, otherwise = self._calls.popleft()
            except IndexError:
                return  # Another thread took the last one.
            if otherwise is not None:
                otherwise()

    @Slot()
    def _deliver(self) -> None:
        if self._closed or not self._calls:
            return
        call, _ = self._calls.popleft()
        try:
            call()
        except Exception:  # noqa: BLE001  # a callback's bug is reported, and must not take the window with it
            self._report()

    def _report(self) -> None:
        text = traceback.format_exc()
        print(text, file=sys.stderr)  # noqa: T201  # for whoever started us from a terminal
        self.broke.emit(text)

    # Worker threads.

    def _worker(self) -> None:
        while (work := self._work.get()) is not None:
            work()
            self._idle.release()

    def _run_blocking(self, job: Job[T], work: Callable[[], T]) -> None:
        if job.cancelled:
            return
        try:
            result = work()
        except EngineError as error:
            self._post_failure(job, error)
        except Exception:  # noqa: BLE001  # reported on the GUI thread
            self._post_breakage(job)
        else:
            self.post(lambda: job.finish(result, None), lambda: job.discard(result))

    def _post_failure(self, job: Job[T], error: EngineError) -> None:
        self.post(lambda: job.finish(None, error))

    def _post_breakage(self, job: Job[T]) -> None:
        """What we did not foresee: its first line to whoever waits, all of it to ``broke``."""
        text = traceback.format_exc()
        summary = text.strip().rsplit("\n", 1)[-1]
        print(text, file=sys.stderr)  # noqa: T201  # for whoever started us from a terminal
        self.post(lambda: self.broke.emit(text))
        error = EngineError(
            self.tr("Something unexpected went wrong: {0}.").format(summary), self.tr("Please report it.")
        )
        self.post(lambda: job.finish(None, error))
