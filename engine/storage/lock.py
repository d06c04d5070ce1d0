"""Who may use a disk image: open file description locks, which the kernel drops when the VM's process dies.

They belong to the open file and not to the process (fcntl(2), "Open file description locks"), so two disks
of one VM that name the same file exclude each other as well.
"""

from __future__ import annotations

import errno
import fcntl
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engine.error import EngineError

# struct flock: l_type, l_whence, l_start, l_len (0: to the end of the file), l_pid (0 for these locks).
_FLOCK = struct.Struct("hhqqi4x")
_HELD = (errno.EAGAIN, errno.EACCES)
# Filesystems without locks (some network and FUSE ones): used unlocked, with a warning.
_NONE = (errno.ENOLCK, errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS)


def lock(fd: int, path: Path, *, shared: bool) -> str | None:
    """Lock the whole file behind ``fd``: many readers (``shared``) or one writer.

    Returns None, or a warning when the filesystem has no locks. EngineError if somebody else has it.
    """
    kind = fcntl.F_RDLCK if shared else fcntl.F_WRLCK
    try:
        fcntl.fcntl(fd, fcntl.F_OFD_SETLK, _FLOCK.pack(kind, os.SEEK_SET, 0, 0, 0))
    except OSError as error:
        if error.errno in _NONE:
            return f"{path} is on a filesystem without locks: do not start a second machine that writes to it."
        if error.errno not in _HELD:
            raise
        holder = holder_of(fd)
        who = f"process {holder[0]}: {holder[1]}" if holder else "another process"
        raise EngineError(
            f"The disk image {path} is in use by another VM ({who}).",
            "Stop that machine first, or give this one a disk of its own"
            + (" (several may share it only if all attach it read-only)." if not shared else "."),
        ) from error
    return None


@contextmanager
def guard(path: Path, *, shared: bool) -> Iterator[None]:
    """Keep machines from writing to a disk image (``shared``), or from using it at all. EngineError when one does, or
    the file cannot be opened."""
    try:
        fd = os.open(path, (os.O_RDONLY if shared else os.O_RDWR) | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError as error:
        raise EngineError(
            f"{path} cannot be opened: {error.strerror}.", "Correct the machine's disks first."
        ) from None
    try:
        lock(fd, path, shared=shared)
        yield
    finally:
        os.close(fd)


def holder_of(fd: int) -> tuple[int, str] | None:
    """The process that holds a lock on the file behind ``fd``, and its command line, if it can be found.

    F_OFD_GETLK names no process (l_pid is -1), so this looks for the lock in /proc/PID/fdinfo, which is
    readable for the processes of the same user only.
    """
    ours = os.fstat(fd)
    for process in Path("/proc").glob("[0-9]*"):
        try:
            for entry in (process / "fd").iterdir():
                if process.name == str(os.getpid()) and entry.name == str(fd):
                    continue
                if _is_locked(entry, ours):
                    return int(process.name), _command_of(process)
        except OSError:
            continue  # Gone, or another user's.
    return None


def _is_locked(entry: Path, ours: os.stat_result) -> bool:
    try:
        theirs = entry.stat()
        if (theirs.st_dev, theirs.st_ino) != (ours.st_dev, ours.st_ino):
            return False
        return "lock:" in (entry.parent.parent / "fdinfo" / entry.name).read_text()
    except OSError:
        return False  # Closed while we looked.


def _command_of(process: Path) -> str:
    words = (process / "cmdline").read_bytes().decode(errors="replace").split("\0")
    text = " ".join(word for word in words if word)
    return text if len(text) <= 80 else text[:79] + "…"
