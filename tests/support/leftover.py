"""What a test may leave running, ended before its directories go: it writes into them for as long as it lives."""

from __future__ import annotations

import os
import select
import signal
import threading
from contextlib import suppress

from engine.directory import runtime_root
from engine.presence import running_pid
from tests.support.vm import DEADLINE_S


def end_machines() -> None:
    """Kill the VM process of every machine under XDG_RUNTIME_DIR, whoever started it, and wait for its end."""
    for pid_file in runtime_root().glob("*/pid"):
        pid = running_pid(pid_file)
        if pid is not None:
            end_process(pid)


def end_process(pid: int) -> None:
    """Kill a process and wait for its end; nothing if it has gone. AssertionError when it does not die."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(descriptor, signal.SIGKILL)
        assert select.select([descriptor], (), (), DEADLINE_S)[0], f"process {pid} does not die"
        with suppress(ChildProcessError):  # Somebody else's child, or waited for already.
            os.waitid(os.P_PIDFD, descriptor, os.WEXITED)
    finally:
        os.close(descriptor)


def wait_for_threads(prefix: str) -> None:
    """Until every thread whose name begins so has ended. AssertionError when one does not."""
    for thread in threading.enumerate():
        if thread.name.startswith(prefix):
            thread.join(DEADLINE_S)
            assert not thread.is_alive(), f"{thread.name} goes on"


def collect_ended() -> None:
    """Do init's work: what was let go of, and then ended, stays our child until it is waited for."""
    with suppress(ChildProcessError):  # None is left.
        while os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG) is not None:
            pass
