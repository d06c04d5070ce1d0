"""What is measured of a running machine once a second, without asking its process."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from engine.stats import StatsReader

HISTORY_S = 3600
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")

EXIT_NAMES = ("port_in", "port_out", "port_string", "mmio_read", "mmio_write", "interrupted", "other")
"""The kinds of exits, in the order of Sample.exits (engine.stats.EXIT_KINDS, lower case)."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One second of a machine. ``time`` is epoch seconds; CPU figures are per cent of one host CPU (150: one and
    a half); memory is what the VM process occupies (RSS); rates are per second; ``exits`` by EXIT_NAMES.
    ``guest_memory_bytes`` is what the guest itself says it uses, None where it has no balloon driver to say so."""

    time: float
    cpu_guest: float
    cpu_kernel: float
    cpu_user: float
    memory_bytes: int
    disk_read: float
    disk_write: float
    serial_tx: float
    serial_rx: float
    exits: tuple[float, ...]
    net_tx: float = 0.0
    net_rx: float = 0.0
    guest_memory_bytes: int | None = None

    @property
    def cpu(self) -> float:
        """All of its CPU time."""
        return self.cpu_guest + self.cpu_kernel + self.cpu_user

    @property
    def disk(self) -> float:
        """Bytes a second, both ways."""
        return self.disk_read + self.disk_write

    @property
    def exits_total(self) -> float:
        """Exits to user space a second, of all kinds."""
        return sum(self.exits)


class History(Sequence[Sample]):
    """The samples of the last hour, oldest first."""

    def __init__(self) -> None:
        self._samples: deque[Sample] = deque(maxlen=HISTORY_S)

    def append(self, sample: Sample) -> None:
        """Add the newest."""
        self._samples.append(sample)

    def clear(self) -> None:
        """Forget all of them: another run begins."""
        self._samples.clear()

    def tail(self, count: int) -> list[Sample]:
        """The newest ``count``, oldest first. Does not walk the rest."""
        newest = [self._samples[-index] for index in range(1, min(count, len(self._samples)) + 1)]
        newest.reverse()
        return newest

    def __len__(self) -> int:
        return len(self._samples)

    @overload
    def __getitem__(self, index: int) -> Sample: ...
    @overload
    def __getitem__(self, index: slice) -> list[Sample]: ...
    def __getitem__(self, index: int | slice) -> Sample | list[Sample]:
        return list(self._samples)[index] if isinstance(index, slice) else self._samples[index]


@dataclass(frozen=True, slots=True)
class ProcessTimes:
    """What /proc says of a process: seconds of CPU since its start, and ``state`` (R, S, D, T: stopped, Z)."""

    state: str
    user: float
    kernel: float
    guest: float
    memory_bytes: int


class Sampler:
    """Measures one VM process. ``take`` gives what happened since the last call; the first gives None."""

    def __init__(self, pid: int, stats: StatsReader | None) -> None:
        from engine.stats import MachineCount as Count  # Late: the first window must not wait for it.

        self._stats = stats
        # Plain numbers: a member of an enumeration takes several times as long to index with.
        rates = (Count.DISK_READ_BYTES, Count.DISK_WRITE_BYTES, Count.SERIAL_TX_BYTES, Count.SERIAL_RX_BYTES)
        self._rates = tuple(map(int, (*rates, Count.NET_TX_BYTES, Count.NET_RX_BYTES)))
        self._total, self._available = int(Count.GUEST_MEMORY_TOTAL), int(Count.GUEST_MEMORY_AVAILABLE)
        self._fds = [os.open(f"/proc/{pid}/{name}", os.O_RDONLY | os.O_CLOEXEC) for name in ("stat", "statm")]
        self._last: tuple[float, ProcessTimes, tuple[int, ...]] | None = None
        self._guest_memory: int | None = None
        self.state = "S"

    def close(self) -> None:
        """Give the descriptors back."""
        for fd in self._fds:
            os.close(fd)
        self._fds = []

    def take(self) -> Sample | None:
        """What happened since the last call; None the first time, and when the process has gone."""
        try:
            times = self._times()
        except (OSError, IndexError):
            return None
        self.state = times.state
        now, counts = time.monotonic(), self._counts()
        last, self._last = self._last, (now, times, counts)
        if last is None or now <= last[0]:
            return None
        elapsed = now - last[0]
        rates = [max(0.0, (new - old) / elapsed) for new, old in zip(counts, last[2], strict=True)]
        # The kernel counts the guest's time within the user's.
        guest = _share(times.guest, last[1].guest, elapsed)
        user = _share(times.user, last[1].user, elapsed)
        return Sample(
            time=time.time(),
            cpu_guest=guest,
            cpu_kernel=_share(times.kernel, last[1].kernel, elapsed),
            cpu_user=max(0.0, user - guest),
            memory_bytes=times.memory_bytes,
            disk_read=rates[0],
            disk_write=rates[1],
            serial_tx=rates[2],
            serial_rx=rates[3],
            exits=tuple(rates[6:]),
            net_tx=rates[4],
            net_rx=rates[5],
            guest_memory_bytes=self._guest_memory,
        )

    def _times(self) -> ProcessTimes:
        stat, statm = (os.pread(fd, 1024, 0) for fd in self._fds)
        fields = stat[stat.rindex(b")") + 2 :].split()  # proc(5): these are fields 3 and on
        return ProcessTimes(
            state=fields[0].decode(),
            user=int(fields[11]) / _TICKS_PER_S,
            kernel=int(fields[12]) / _TICKS_PER_S,
            guest=int(fields[40]) / _TICKS_PER_S,
            memory_bytes=int(statm.split()[1]) * _PAGE,
        )

    def _counts(self) -> tuple[int, ...]:
        if self._stats is None:
            return (0,) * (6 + len(EXIT_NAMES))
        machine = self._stats.machine_words()
        total, available = machine[self._total], machine[self._available]
        self._guest_memory = max(0, total - available) if total else None
        return (*(machine[index] for index in self._rates), *self._stats.exit_words())


def _share(new: float, old: float, elapsed: float) -> float:
    """Per cent of one CPU."""
    return max(0.0, (new - old) / elapsed * 100)
