"""Time that says something about us, on a host that is busy with others."""

from __future__ import annotations

import threading
import time
from pathlib import Path


def undisturbed_s() -> float:
    """A clock for this thread: seconds of wall-clock time without those in which it was ready to run but others had
    the CPU (Documentation/scheduler/sched-stats.rst). A busy host is no slowness of ours; to wait for somebody is."""
    waited_ns = int(Path(f"/proc/self/task/{threading.get_native_id()}/schedstat").read_text().split()[1])
    return time.monotonic() - waited_ns / 1e9
