"""virtgui.models.sample: what is measured of a process."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from engine.stats import MachineCount, StatsPage, StatsReader, VcpuCount
from virtgui.models.sample import EXIT_NAMES, HISTORY_S, History, Sample, Sampler


def sample(number: int) -> Sample:
    return Sample(number, 1, 2, 3, 4, 5, 6, 7, 8, tuple(range(len(EXIT_NAMES))))


def test_sums() -> None:
    one = sample(0)
    assert (one.cpu, one.disk, one.exits_total) == (6, 11, sum(range(len(EXIT_NAMES))))


def test_an_hour_is_kept_and_no_more() -> None:
    history = History()
    for number in range(HISTORY_S + 10):
        history.append(sample(number))
    assert len(history) == HISTORY_S
    assert history[0].time == 10
    assert [one.time for one in history.tail(2)] == [HISTORY_S + 8, HISTORY_S + 9]
    assert len(history.tail(HISTORY_S * 2)) == HISTORY_S
    assert history[-2:] == history.tail(2)
    history.clear()
    assert history.tail(3) == []


def test_a_process_at_work_and_its_counters() -> None:
    page = StatsPage(1, 1 << 20)
    sampler = Sampler(os.getpid(), StatsReader(os.dup(page.fd)))
    assert sampler.take() is None, "nothing to compare with yet"
    page.machine[MachineCount.DISK_READ_BYTES] += 4096
    page.machine[MachineCount.SERIAL_TX_BYTES] += 10
    page.machine[MachineCount.NET_RX_BYTES] += 1000
    page.machine[MachineCount.GUEST_MEMORY_TOTAL] = 1 << 20
    page.machine[MachineCount.GUEST_MEMORY_AVAILABLE] = 1 << 18
    page.vcpu(0)[VcpuCount.PORT_IN] += 500
    began, until = time.monotonic(), time.process_time() + 0.1
    while time.process_time() < until:
        pass  # To be measured, it has to burn time.
    taken = sampler.take()
    least = 100 * 0.05 / (time.monotonic() - began)
    sampler.close()
    assert taken is not None
    assert taken.cpu_user + taken.cpu_kernel > least, "half of what it burnt, in per cent of the time that passed"
    assert taken.memory_bytes > 1 << 20
    assert taken.disk_read > 0
    assert taken.disk_read / taken.serial_tx == pytest.approx(409.6)
    assert taken.exits[EXIT_NAMES.index("port_in")] == pytest.approx(taken.serial_tx * 50)
    assert (taken.disk_write, taken.serial_rx, taken.net_tx) == (0, 0, 0)
    assert taken.net_rx == pytest.approx(taken.serial_tx * 100)
    assert taken.guest_memory_bytes == (1 << 20) - (1 << 18)


def test_counters_that_begin_anew_are_no_negative_rate() -> None:
    page = StatsPage(1, 1 << 20)
    page.machine[MachineCount.DISK_READ_BYTES] = 1 << 30
    sampler = Sampler(os.getpid(), StatsReader(os.dup(page.fd)))
    sampler.take()
    page.machine[MachineCount.DISK_READ_BYTES] = 0
    taken = sampler.take()
    sampler.close()
    assert taken is not None
    assert taken.disk_read == 0
    assert taken.guest_memory_bytes is None, "the guest has not said"


def test_a_process_that_has_gone_gives_nothing() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    sampler = Sampler(process.pid, None)
    assert sampler.take() is None
    process.communicate()
    assert sampler.take() is None
    sampler.close()


def test_the_names_of_exits_are_the_engines() -> None:
    reader = StatsReader(os.dup(StatsPage(1, 0).fd))
    assert tuple(name.name.lower() for name in reader.exits()) == EXIT_NAMES
