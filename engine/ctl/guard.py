"""A small process that clears away a throw-away machine when the one that ran it dies without a chance to."""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path

from engine.directory import RuntimeDirectory
from engine.presence import running_pid

GRACE_S = 1.0
LOOK_S = 0.05


class Guard:
    """Watches from now on. ``close`` when the machine has been cleared away. No threads may run yet: it forks."""

    def __init__(self, directory: Path, runtime: RuntimeDirectory) -> None:
        watched, self._alive = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            try:
                _detach(watched)
                os.read(0, 1)  # Ends when the last copy of the other end is closed: by us, or by our death.
                _clear(directory, runtime)
            finally:
                os._exit(0)
        os.close(watched)

    def close(self) -> None:
        """There is nothing left to guard."""
        os.close(self._alive)
        os.waitpid(self._child, 0)


def _detach(watched: int) -> None:
    """Let go of everything that is our parent's: its terminal, its pipes, its signals."""
    os.setsid()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    os.dup2(watched, 0)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))


def _clear(directory: Path, runtime: RuntimeDirectory) -> None:
    if not directory.exists():
        return
    shutil.rmtree(directory, ignore_errors=True)
    # The VM process may just have been about to take its place; without its directory it cannot begin later.
    deadline = time.monotonic() + GRACE_S
    while time.monotonic() < deadline:
        pid = running_pid(runtime.pid)
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
        time.sleep(LOOK_S)
    shutil.rmtree(directory, ignore_errors=True)
    shutil.rmtree(runtime.path, ignore_errors=True)
