"""Starting a VM process, and knowing what became of it."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from pathlib import Path

import msgspec

from engine.directory import MachineDirectory, RuntimeDirectory
from engine.error import EngineError
from engine.presence import CRASHED, EndRecord, last_end, record_end, running_pid, sweep

START_TIMEOUT_S = 60.0
"""Most take a third of a second; a host that is busy, or slow itself, a hundred times that."""
DYING_S = 1.0
"""Between the end of a process's pipe and its own."""


class Ready(msgspec.Struct, frozen=True):
    """What a VM process says through its ready pipe: that it runs, or why it cannot."""

    ok: bool
    what: str = ""
    remedy: str = ""


_READY = msgspec.json.Decoder(Ready)


class Started(msgspec.Struct, frozen=True):
    """A VM process that runs. ``child`` must be waited for by whoever started it, or dies with them as an orphan
    that init collects."""

    pid: int
    child: subprocess.Popen[bytes]


def start(directory: MachineDirectory, uuid: str, *, paused: bool = False) -> Started:
    """Start a machine in a process and a session of its own. EngineError says why it cannot start.

    Returns when the machine runs and its sockets answer. Blocks for as long as that takes.
    """
    runtime = RuntimeDirectory.of(uuid)
    if running_pid(runtime.pid) is not None:
        raise EngineError("This machine is running already.", "Open it, or stop it first.")
    try:
        log = directory.log.open("wb")
    except OSError as error:
        raise EngineError(
            f"{directory.log} cannot be written: {error.strerror}.", "A machine needs a directory of its own."
        ) from None
    ours, theirs = os.pipe2(os.O_CLOEXEC)
    # -P: not whatever is called "engine" in the directory that somebody happens to be in.
    command = [sys.executable, "-P", "-m", "engine", str(directory.path), "--ready-fd", str(theirs)]
    try:
        with log:
            child = subprocess.Popen(
                [*command, "--paused"] if paused else command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=(theirs,),
                env=_environment(),
            )
    except OSError as error:
        os.close(ours)
        raise EngineError(f"The VM process cannot be started: {error.strerror}.", "") from None
    finally:
        os.close(theirs)
    try:
        ready = _wait_ready(ours)
    finally:
        os.close(ours)
    if ready.ok:
        return Started(child.pid, child)
    if not ready.what:
        ready = _silent(child, directory)
    child.wait()
    raise EngineError(ready.what, ready.remedy)


def _environment() -> dict[str, str]:
    """Our own environment, in which the engine is found even when it is not installed."""
    root = str(Path(__file__).resolve().parent.parent)
    path = os.environ.get("PYTHONPATH", "")
    return os.environ | {"PYTHONPATH": f"{root}:{path}" if path else root}


def _silent(child: subprocess.Popen[bytes], directory: MachineDirectory) -> Ready:
    """What to say of one that has not said anything; it is ended if it has not ended itself."""
    try:
        child.wait(DYING_S)
        return Ready(ok=False, what=f"The VM process ended while it started; its log is {directory.log}.")
    except subprocess.TimeoutExpired:
        child.kill()
    what = f"The VM process did not start within {START_TIMEOUT_S:g} s, and was ended; its log is {directory.log}."
    return Ready(ok=False, what=what, remedy="If this host is busy, try again later.")


def _wait_ready(pipe: int) -> Ready:
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    text = b""
    while poll.poll(START_TIMEOUT_S * 1000):
        piece = os.read(pipe, 4096)
        if not piece:
            break
        text += piece
    try:
        return _READY.decode(text)
    except msgspec.DecodeError:
        return Ready(ok=False)


def how_it_ended(directory: MachineDirectory, runtime: RuntimeDirectory) -> EndRecord | None:
    """How the last run of a machine that does not run ended; None if it never ran.

    A VM process that had no time to say leaves its runtime directory behind: that is a crash. Its sockets are
    swept away here, and the crash is on record from then on.
    """
    if sweep(runtime.pid):
        record = msgspec.structs.replace(CRASHED, reason=_last_words(directory) or CRASHED.reason)
        record_end(directory.ended, record)
        return record
    return last_end(directory.ended)


def _last_words(directory: MachineDirectory) -> str:
    """What the log says of a fatal error in the VM process itself."""
    try:
        lines = directory.log.read_text("utf-8", "replace").splitlines()
    except OSError:
        return ""
    fatal = [line for line in lines[-40:] if line.startswith(("Fatal Python error", "MemoryError"))]
    return f"The VM process failed: {fatal[-1]}. Its log is {directory.log}." if fatal else ""
