"""engine.ctl.stats: readings and rates."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.ctl.stats import Reading, rates, read
from engine.stats import MachineCount, StatsPage, StatsReader, VcpuCount


def test_a_reading_of_this_process() -> None:
    page = StatsPage(1, 1 << 20)
    page.machine[MachineCount.DISK_WRITES] = 4
    page.vcpu(0)[VcpuCount.PORT_IN] = 9
    reading = read(StatsReader(os.dup(page.fd)), os.getpid())
    assert reading.disk_writes == 4 and reading.exits["port_in"] == 9
    assert reading.memory_bytes > 1 << 20 and reading.user > 0


def test_a_name_with_parentheses_and_blanks(tmp_path: Path) -> None:
    (tmp_path / "7").mkdir()
    numbers = ["0"] * 52
    numbers[14 - 3], numbers[15 - 3], numbers[43 - 3] = "500", "200", "300"
    (tmp_path / "7" / "stat").write_text("7 (a) b) c) " + " ".join(numbers))
    (tmp_path / "7" / "statm").write_text("100 10 0")
    reading = read(StatsReader(os.dup(StatsPage(1, 0).fd)), 7, tmp_path)
    tick = os.sysconf("SC_CLK_TCK")
    assert (reading.user, reading.kernel, reading.guest) == (200 / tick, 200 / tick, 300 / tick)


def test_a_process_that_has_gone(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(StatsReader(os.dup(StatsPage(1, 0).fd)), 7, tmp_path)


def test_rates() -> None:
    before = Reading(10.0, 1.0, 0.5, 0.25, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, {"port_in": 10, "other": 0})
    now = Reading(
        12.0, 2.0, 1.0, 0.35, 1 << 20, 4096, 2048, 1, 1, 100, 20, 1024, 1024, 0, {"port_in": 2010, "other": 4}
    )
    assert rates(before, now) == [
        "80.0 %",
        "50.0 %",
        "5.0 %",
        "1.0 MiB",
        "2.0 KiB",
        "1.0 KiB",
        "60 B",
        "1.0 KiB",
        "1,002",
    ]
