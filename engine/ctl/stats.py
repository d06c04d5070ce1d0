"""``vgctl stats``: counters of a running machine, read from its statistics page and from /proc."""

from __future__ import annotations

import argparse
import os
import select
import time
from pathlib import Path

import msgspec

from engine.ctl.output import amount, columns, say, say_json
from engine.ctl.standing import running
from engine.display.link import DisplayLink
from engine.stats import MachineCount, StatsReader

TICK_S = 1.0
HEADER_EVERY = 20
_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_HEADER = ("CPU", "GUEST", "KERNEL", "MEMORY", "READ/S", "WRITE/S", "SERIAL/S", "NET/S", "EXITS/S")


class Reading(msgspec.Struct, frozen=True):
    """A machine's counters at ``time`` (monotonic seconds). CPU times in seconds since its process began:
    ``guest`` in guest code, ``kernel`` in the host's kernel, ``user`` in the VM process."""

    time: float
    guest: float
    user: float
    kernel: float
    memory_bytes: int
    disk_read_bytes: int
    disk_write_bytes: int
    disk_reads: int
    disk_writes: int
    serial_tx_bytes: int
    serial_rx_bytes: int
    net_tx_bytes: int
    net_rx_bytes: int
    balloon_bytes: int
    exits: dict[str, int]


def read(stats: StatsReader, pid: int, proc: Path = Path("/proc")) -> Reading:
    """Read everything now. OSError when the process has gone."""
    # The second field is a name in parentheses, which may contain anything. proc(5): utime is field 14.
    fields = (proc / str(pid) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    utime, stime, guest = (int(fields[number - 3]) / _TICKS for number in (14, 15, 43))
    resident = int((proc / str(pid) / "statm").read_text("ascii").split()[1]) * _PAGE
    counts = stats.machine()
    return Reading(
        time=time.monotonic(),
        guest=guest,
        user=max(0.0, utime - guest),
        kernel=stime,
        memory_bytes=resident,
        disk_read_bytes=counts[MachineCount.DISK_READ_BYTES],
        disk_write_bytes=counts[MachineCount.DISK_WRITE_BYTES],
        disk_reads=counts[MachineCount.DISK_READS],
        disk_writes=counts[MachineCount.DISK_WRITES],
        serial_tx_bytes=counts[MachineCount.SERIAL_TX_BYTES],
        serial_rx_bytes=counts[MachineCount.SERIAL_RX_BYTES],
        net_tx_bytes=counts[MachineCount.NET_TX_BYTES],
        net_rx_bytes=counts[MachineCount.NET_RX_BYTES],
        balloon_bytes=counts[MachineCount.BALLOON_BYTES],
        exits={kind.name.lower(): count for kind, count in stats.exits().items()},
    )


def stats(options: argparse.Namespace) -> int:
    """``vgctl stats NAME [--json] [--watch]``."""
    machine = running(options.name)
    link = DisplayLink(machine.runtime.display)
    try:
        pid = link.stats.pid
        if options.watch:
            _watch(link.stats, pid, options.json)
        elif options.json:
            say_json(msgspec.to_builtins(read(link.stats, pid)))
        else:
            for line in _totals(read(link.stats, pid), link.stats.ram_bytes):
                say(line)
    except (ProcessLookupError, FileNotFoundError):
        pass  # It was powered off while we looked.
    finally:
        link.close()
    return 0


def _totals(reading: Reading, ram_bytes: int) -> list[str]:
    kinds = ", ".join(f"{kind.replace('_', ' ')} {count:,}" for kind, count in reading.exits.items() if count)
    read_, written = amount(reading.disk_read_bytes), amount(reading.disk_write_bytes)
    rows = [
        ("cpu", f"guest {reading.guest:.2f} s, user {reading.user:.2f} s, kernel {reading.kernel:.2f} s"),
        ("memory", f"{amount(reading.memory_bytes)} resident, guest has {amount(ram_bytes - reading.balloon_bytes)}"),
        ("disk", f"read {read_} in {reading.disk_reads:,}, wrote {written} in {reading.disk_writes:,}"),
        ("serial", f"sent {amount(reading.serial_tx_bytes)}, received {amount(reading.serial_rx_bytes)}"),
        ("network", f"sent {amount(reading.net_tx_bytes)}, received {amount(reading.net_rx_bytes)}"),
        ("exits", f"{sum(reading.exits.values()):,}" + (f" ({kinds})" if kinds else "")),
    ]
    return columns(rows)


def _watch(stats: StatsReader, pid: int, as_json: bool) -> None:
    """A line a second until the machine has gone."""
    descriptor = os.pidfd_open(pid)
    try:
        before, lines = read(stats, pid), 0
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        while not poll.poll(TICK_S * 1000):
            now = read(stats, pid)
            if as_json:
                say(msgspec.json.encode(now).decode())
            else:
                if lines % HEADER_EVERY == 0:
                    say("".join(f"{title:>11}" for title in _HEADER))
                say("".join(f"{cell:>11}" for cell in rates(before, now)))
            _flush()
            before, lines = now, lines + 1
    finally:
        os.close(descriptor)


def _flush() -> None:
    import sys

    sys.stdout.flush()


def rates(before: Reading, now: Reading) -> list[str]:
    """What happened a second between two readings. CPU shares are of one CPU."""
    span = max(now.time - before.time, 1e-3)
    guest, user, kernel = now.guest - before.guest, now.user - before.user, now.kernel - before.kernel
    serial = now.serial_tx_bytes + now.serial_rx_bytes - before.serial_tx_bytes - before.serial_rx_bytes
    exits = sum(now.exits.values()) - sum(before.exits.values())
    return [
        *(f"{100 * share / span:.1f} %" for share in (guest + user + kernel, guest, kernel)),
        amount(now.memory_bytes),
        amount((now.disk_read_bytes - before.disk_read_bytes) / span),
        amount((now.disk_write_bytes - before.disk_write_bytes) / span),
        amount(serial / span),
        amount((now.net_tx_bytes + now.net_rx_bytes - before.net_tx_bytes - before.net_rx_bytes) / span),
        f"{exits / span:,.0f}",
    ]
