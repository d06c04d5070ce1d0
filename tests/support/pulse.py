"""How long the GUI thread is away from its event loop."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

TICK_MS = 4


class Pulse(QObject):
    """Beats on the GUI thread, and keeps the longest time between two beats: ``worst_ms``.

    The time in which the thread was ready to run but other processes had the CPU does not count
    (Documentation/scheduler/sched-stats.rst): a busy machine is no frozen window.
    """

    def __init__(self) -> None:
        super().__init__()
        self._schedstat = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._beat)
        self._doing = ""
        self.worst_ms = 0.0
        self.worst_at = ""
        self._last = self._now()
        self._timer.start()

    def doing(self, what: str) -> None:
        """What goes on from now, for the record."""
        self._beat()
        self._doing = what

    def stop(self) -> None:
        """No more beats."""
        self._timer.stop()

    def _now(self) -> float:
        """Wall-clock time without what was spent waiting for a CPU, in seconds."""
        return time.monotonic() - int(self._schedstat.read_text().split()[1]) / 1e9

    def _beat(self) -> None:
        now = self._now()
        gap_ms = (now - self._last) * 1000
        self._last = now
        if gap_ms > self.worst_ms:
            self.worst_ms, self.worst_at = gap_ms, self._doing
