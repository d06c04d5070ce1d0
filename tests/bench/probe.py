"""What the kernel says about a process: processor time, memory, and returns from KVM to user space."""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from pathlib import Path

TRACEPOINT = "kvm/kvm_userspace_exit"
"""Fires each time KVM_RUN comes back to its caller, whatever the reason; the same for every monitor."""
TRACING = (Path("/sys/kernel/tracing"), Path("/sys/kernel/debug/tracing"))

_PERF_EVENT_OPEN = 298  # x86-64
_TYPE_TRACEPOINT = 2
_INHERIT = 1 << 1
_SET_FILTER = 0x40082406  # PERF_EVENT_IOC_SET_FILTER
# struct perf_event_attr, PERF_ATTR_SIZE_VER0: type, size, config, period, sample_type, read_format, flags, 2 more.
_ATTR = struct.Struct("<IIQQQQQIIQ")


class NotPermitted(Exception):  # noqa: N818 - what is missing is a permission
    """The kernel does not let us count. Says what would help."""


def cpu_s(pid: int) -> float:
    """Processor seconds that the threads of a process have used, to the nanosecond (those that ended not)."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            total += int((task / "schedstat").read_text().split()[0])
        except (FileNotFoundError, ProcessLookupError):
            continue  # It ended meanwhile.
    return total / 1e9


def process_cpu_s(pid: int) -> float:
    """Processor seconds of a process and of all threads it has had, in hundredths (proc_pid_stat(5))."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def waited_s(tid: int) -> float:
    """Seconds for which a thread was ready to run while others had the processors."""
    return int(Path(f"/proc/{tid}/schedstat").read_text().split()[1]) / 1e9


def memory_mb(pid: int, what: str = "Pss") -> float:
    """``what`` of a process as smaps_rollup has it ("Pss", "Rss", "Private_Dirty"...), in MB."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith(f"{what}:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise ValueError(f"smaps_rollup has no {what}")


class ExitCounter:
    """Counts TRACEPOINT in every process and thread that this one starts from now on. A context manager.

    ``condition`` is a tracefs filter on its fields, such as "reason == 2".
    """

    def __init__(self, condition: str | None = None) -> None:
        attr = _ATTR.pack(_TYPE_TRACEPOINT, _ATTR.size, _event_id(), 0, 0, 0, _INHERIT, 0, 0, 0)
        libc = ctypes.CDLL(None, use_errno=True)
        buffer = ctypes.create_string_buffer(attr, _ATTR.size)
        self._fd = libc.syscall(_PERF_EVENT_OPEN, buffer, 0, -1, -1, 0)
        if self._fd < 0:
            reason = errno.errorcode.get(ctypes.get_errno(), "?")
            raise NotPermitted(f"perf_event_open failed ({reason}): run as root, or lower perf_event_paranoid")
        if condition is not None:
            text = ctypes.create_string_buffer(condition.encode())
            if libc.ioctl(self._fd, _SET_FILTER, text):
                os.close(self._fd)
                raise NotPermitted("the kernel does not take a filter on a tracepoint: run as root")

    def __enter__(self) -> ExitCounter:
        return self

    def __exit__(self, *_error: object) -> None:
        os.close(self._fd)

    @property
    def count(self) -> int:
        """Returns to user space so far."""
        return int.from_bytes(os.read(self._fd, 8), "little")


def _event_id() -> int:
    for root in TRACING:
        try:
            return int((root / "events" / TRACEPOINT / "id").read_text())
        except OSError:
            continue
    raise NotPermitted("tracefs cannot be read: run as root")
