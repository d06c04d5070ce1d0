"""Whether a machine runs, and how its last run ended.

The VM process holds a lock on its pid file for as long as it lives, however it dies: no guessing from process ids.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from engine import atomic
from engine.error import EngineError


class EndRecord(msgspec.Struct, frozen=True):
    """What a VM process writes when it ends. ``kind``: shutdown (by the guest), quit (by a person), debug-exit,
    failed (could not start or go on). ``status`` is the exit status of ``vgctl run``."""

    kind: str
    reason: str
    status: int = 0
    when: float = 0.0


_DECODER = msgspec.json.Decoder(EndRecord)

CRASHED = EndRecord("crashed", "The VM process ended without a word: it was killed, or the host ran out of memory.")


def claim(pid_file: Path, patience_s: float = 1.0) -> int:
    """Take the place of the running machine, and make its directory if need be. The descriptor returned is the
    claim, kept until the process ends.

    EngineError when another process has it.
    """
    deadline = time.monotonic() + patience_s
    while True:
        pid_file.parent.mkdir(mode=0o700, exist_ok=True)
        try:
            descriptor = _lock(pid_file)
        except FileNotFoundError:
            continue  # The directory was swept away between two lines: make it anew.
        if descriptor is not None:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
            return descriptor
        # Somebody who only looks holds it for an instant; a running machine for good.
        if time.monotonic() > deadline:
            raise EngineError("This machine is running already.", "Open it, or stop it first.")
        time.sleep(0.01)  # The lock has no timed wait.


def _lock(pid_file: Path) -> int | None:
    """A descriptor that holds the lock; None while somebody else does, or when the file was swept away as we took
    it, which makes it nobody's pid file any more."""
    descriptor = os.open(pid_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(descriptor), pid_file.stat()):
            return descriptor
    except (BlockingIOError, FileNotFoundError):
        pass
    os.close(descriptor)
    return None


def sweep(pid_file: Path) -> bool:
    """Remove the directory that a dead machine left behind. False, and nothing happens, while one lives in it or
    is just moving in."""
    try:
        descriptor = os.open(pid_file, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        # One that is moving in has made the file and not yet locked it; it has not written its id either.
        if not os.pread(descriptor, 32, 0).strip():
            return False
        clear(pid_file.parent)
        return True
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)


def clear(place: Path) -> None:
    """Remove a machine's runtime directory: sockets and the pid file. What cannot be removed stays."""
    with suppress(OSError):
        for file in place.iterdir():
            with suppress(OSError):
                file.unlink()
        place.rmdir()


def running_pid(pid_file: Path) -> int | None:
    """The VM process's id while it lives, None otherwise."""
    try:
        descriptor = os.open(pid_file, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return None
    except BlockingIOError:
        text = os.read(descriptor, 32)
        return int(text) if text.strip().isdigit() else None
    finally:
        os.close(descriptor)


def record_end(path: Path, record: EndRecord) -> None:
    """Write down how the run ended."""
    atomic.write(path, msgspec.json.encode(msgspec.structs.replace(record, when=time.time())))


def last_end(path: Path) -> EndRecord | None:
    """How the last run ended; None before the first."""
    try:
        return _DECODER.decode(path.read_bytes())
    except (OSError, msgspec.DecodeError):
        return None
