"""Many lives in a row and many at once leave nothing behind."""

from __future__ import annotations

import gc
import os
from collections import Counter
from pathlib import Path

import pytest
from conftest import WELCOME, Make

from engine.directory import runtime_root
from tests.support.vm import Vm

pytestmark = pytest.mark.outside  # A hundred and twenty lives have nothing to do with how a CPU virtualises.
CYCLES = 100
AT_ONCE = 20
GROWTH_KIB = 4096
"""How much our own memory may grow over 90 starts: a leaked screen alone would be 20 times this."""


def descriptors() -> list[str]:
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        try:
            found.append(str(entry.readlink()))
        except FileNotFoundError:
            pass  # The one that lists them.
    return sorted(found)


def resident_kib() -> int:
    line = next(row for row in Path("/proc/self/status").read_text().splitlines() if row.startswith("VmRSS"))
    return int(line.split()[1])


def children() -> list[str]:
    return Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()


def live_once(machine: Vm, turn: int) -> None:
    """Start, look at every end of it, and end it in one of three ways. Each tenth life executes instructions."""
    machine.start(paused=turn % 10 != 0)
    machine.screen()
    assert machine.serial is not None
    assert machine.status() in ("prelaunch", "running")
    assert machine.started is not None
    if turn % 3 == 0:
        machine.quit()
        kind = "quit"
    elif turn % 3 == 1:
        machine.started.child.kill()
        machine.wait_exit()
        kind = "crashed"
    else:
        machine.started.child.terminate()
        machine.wait_exit()
        kind = "quit"
    assert machine.how_it_ended().kind == kind
    machine.hang_up()


@pytest.mark.timeout(300)
def test_a_hundred_lives_in_a_row(make: Make) -> None:
    machine = make(disk=WELCOME, memory_mib=16)
    others = children()
    before: list[str] = []
    resident = 0
    for turn in range(CYCLES):
        live_once(machine, turn)
        if turn == 9:
            gc.collect()
            before, resident = descriptors(), resident_kib()
    gc.collect()
    assert list(runtime_root().iterdir()) == []
    assert children() == others
    assert not Counter(descriptors()) - Counter(before), "what tests before this one left may go, but nothing comes"
    assert resident_kib() - resident < GROWTH_KIB
    kept = {"machine.toml", "machine.log", "ended.json", "thumbnail.png", "disk.img", "serial0.log", "serial1.log"}
    kept.add("serial4.log")  # hvc0
    assert {path.name for path in machine.directory.path.iterdir()} <= kept


@pytest.mark.timeout(300)
def test_twenty_at_once(make: Make) -> None:
    """All reach their screens, each its own."""
    machines = [make(disk=WELCOME, memory_mib=16, name=f"guest {number}").start() for number in range(AT_ONCE)]
    for number, machine in enumerate(machines):
        machine.wait_screen("What is this?", 200)
        machine.type(f"number {number}")
    for number, machine in enumerate(machines):
        machine.wait_screen(f"Typed  number {number}")
        assert machine.status() == "running"
    assert len({machine.pid for machine in machines}) == AT_ONCE
    for machine in machines:
        machine.qmp.execute("quit")
    for machine in machines:
        assert machine.wait_exit() == 0
        machine.hang_up()
    assert list(runtime_root().iterdir()) == []
