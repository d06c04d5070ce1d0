"""What is measured of a running machine once a second, without asking its process."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

import msgspec

if TYPE_CHECKING:
    from engine.stats import StatsReader

HISTORY_S = 3600
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_STANDS = (0.0, 0.0, 0.0)

EXIT_NAMES = ("port_in", "port_out", "port_string", "mmio_read", "mmio_write", "interrupted", "other")
"""The kinds of exits, in the order of Sample.exits (engine.stats.EXIT_KINDS, lower case)."""
_IDLE = (0.0,) * 6, (0.0,) * len(EXIT_NAMES)


class Sample(msgspec.Struct, frozen=True, gc=False):
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


class Sampler:
    """Measures one VM process. ``take`` gives what happened since the last call; the first gives None.

    The manager takes hundreds once a second, nearly all of processes in which nothing has happened: one file is
    read for each, and counters that stand are not divided.
    """

    def __init__(self, pid: int, stats: StatsReader | None) -> None:
        from engine.stats import MachineCount as Count  # Late: the first window must not wait for it.

        self._stats = stats
        # Plain numbers: a member of an enumeration takes several times as long to index with.
        rates = (Count.DISK_READ_BYTES, Count.DISK_WRITE_BYTES, Count.SERIAL_TX_BYTES, Count.SERIAL_RX_BYTES)
        self._rates = tuple(map(int, (*rates, Count.NET_TX_BYTES, Count.NET_RX_BYTES)))
        self._total, self._available = int(Count.GUEST_MEMORY_TOTAL), int(Count.GUEST_MEMORY_AVAILABLE)
        self._first_exit = len(Count)
        self._fd = os.open(f"/proc/{pid}/stat", os.O_RDONLY | os.O_CLOEXEC)
        self._last: tuple[float, tuple[int, int, int], list[int]] | None = None
        self.state = "S"

    def close(self) -> None:
        """Give the descriptor back."""
        if self._fd >= 0:
            os.close(self._fd)
        self._fd = -1

    def take(self) -> Sample | None:
        """What happened since the last call; None the first time, and when the process has gone."""
        try:
            stat = os.pread(self._fd, 1024, 0)
        except OSError:
            return None
        fields = stat[stat.rfind(b")") + 2 :].split()  # proc(5): these are fields 3 and on
        if len(fields) <= 40:
            return None
        self.state = fields[0].decode()  # R, S, D, T: stopped, Z
        ticks = (int(fields[40]), int(fields[12]), int(fields[11]))  # guest, kernel, user
        now, counts = time.monotonic(), self._counts()
        last, self._last = self._last, (now, ticks, counts)
        if last is None or now <= last[0]:
            return None
        elapsed = now - last[0]
        guest, kernel, user = _STANDS if ticks == last[1] else _shares(ticks, last[1], elapsed)
        rates, exits = _IDLE if counts == last[2] else self._per_second(counts, last[2], elapsed)
        disk_read, disk_write, tx, rx, net_tx, net_rx = rates
        return Sample(
            time=time.time(),
            cpu_guest=guest,
            cpu_kernel=kernel,
            # The kernel counts the guest's time within the user's.
            cpu_user=max(0.0, user - guest),
            memory_bytes=int(fields[21]) * _PAGE,
            disk_read=disk_read,
            disk_write=disk_write,
            serial_tx=tx,
            serial_rx=rx,
            exits=exits,
            net_tx=net_tx,
            net_rx=net_rx,
            guest_memory_bytes=self._guest_memory(counts),
        )

    def _counts(self) -> list[int]:
        """The machine's counters, then its exits; none without its statistics page."""
        return self._stats.machine_words() + self._stats.exit_words() if self._stats is not None else []

    def _per_second(
        self, counts: list[int], last: list[int], elapsed: float
    ) -> tuple[tuple[float, ...], tuple[float, ...]]:
        """Of disk, serial ports and network; and of exits."""
        rates = [max(0.0, (new - old) / elapsed) for new, old in zip(counts, last, strict=True)]
        return tuple(rates[index] for index in self._rates), tuple(rates[self._first_exit :])

    def _guest_memory(self, counts: list[int]) -> int | None:
        total = counts[self._total] if counts else 0
        return max(0, total - counts[self._available]) if total else None


def _shares(ticks: tuple[int, ...], last: tuple[int, ...], elapsed: float) -> list[float]:
    """Per cent of one CPU."""
    return [max(0.0, (new - old) / _TICKS_PER_S / elapsed * 100) for new, old in zip(ticks, last, strict=True)]
