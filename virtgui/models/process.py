"""A VM process as the manager holds it: its process descriptor, its shared memory. The functions block."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import QCoreApplication

from engine.directory import MachineDirectory, RuntimeDirectory
from engine.error import EngineError
from engine.presence import CRASHED, EndRecord, record_end, running_pid

if TYPE_CHECKING:
    import subprocess

    from engine.display.link import DisplayLink


class Process(msgspec.Struct):
    """``pidfd`` becomes readable when the process ends, however it ends. ``child`` if we started it."""

    pid: int
    pidfd: int
    child: subprocess.Popen[bytes] | None = None

    def terminate(self) -> None:
        """SIGKILL: for a process that does not answer. Nothing happens if it has gone."""
        try:
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        except OSError:
            pass  # It has ended meanwhile.

    def close(self) -> None:
        """Give the descriptor back; the process stays."""
        if self.pidfd >= 0:
            os.close(self.pidfd)
            self.pidfd = -1

    def let_go(self) -> None:
        """Close, and leave it to run on without us."""
        if self.child is not None:
            self.child.returncode = 0  # It outlives us: nobody will wait for it but init.
        self.close()


def launch(directory: MachineDirectory, uuid: str, paused: bool) -> Process:
    """Start a machine. EngineError says why it cannot start."""
    from engine.launch import start

    started = start(directory, uuid, paused=paused)
    # Not waited for yet, so the id is still its own.
    return Process(started.pid, os.pidfd_open(started.pid), started.child)


def find(runtime: RuntimeDirectory, pid: int) -> Process:
    """Take hold of a machine that runs already. EngineError when it has ended meanwhile."""
    try:
        pidfd = os.pidfd_open(pid)
    except OSError:
        raise EngineError(_tr("The machine has just ended.")) from None
    if running_pid(runtime.pid) != pid:
        os.close(pidfd)
        raise EngineError(_tr("The machine has just ended."))
    return Process(pid, pidfd)


def connect(runtime: RuntimeDirectory) -> DisplayLink:
    """Its screen and statistics. EngineError when it does not answer."""
    from engine.display.link import DisplayLink

    return DisplayLink(runtime.display)


def bury(process: Process, directory: MachineDirectory, runtime: RuntimeDirectory, cut_off: bool) -> EndRecord | None:
    """What became of a process that has ended. ``cut_off``: we ended it, so its silence is no crash."""
    if process.child is not None:
        process.child.wait()
    process.close()
    record = ended(directory, runtime)
    if cut_off and record is not None and record.kind == "crashed":
        record = EndRecord("quit", "Powered off by force, because its process did not answer.")
        try:
            record_end(directory.ended, record)
        except OSError:
            pass  # The disk is full: then it is said now, and not again.
    return record


def ended(directory: MachineDirectory, runtime: RuntimeDirectory) -> EndRecord | None:
    """How the last run of a machine that does not run ended. Never fails, also where nothing can be written."""
    from engine.launch import how_it_ended

    try:
        return how_it_ended(directory, runtime)
    except OSError:
        return CRASHED


def _tr(text: str) -> str:
    return QCoreApplication.translate("process", text)
