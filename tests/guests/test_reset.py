"""Resets, from every source."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conftest import Make

Guest = Callable[[str], Path]


def test_guest_resets_by_port_92h_cf9h_and_8042(make: Make, guest: Guest) -> None:
    machine = make(disk=guest("resetloop")).start()
    received = machine.wait_serial(b"all passed\r\n")
    assert received.split(b"\r\n") == [
        b"boot 1: reset by port 92h",
        b"boot 2: reset by port CF9h",
        b"boot 3: reset by the 8042",
        b"boot 4: all passed",
        b"",
    ]
    machine.wait_screen("boot 4: all passed")
    assert machine.status() == "running"


def test_reset_button_while_running_and_while_paused(make: Make, guest: Guest) -> None:
    machine = make(disk=guest("hello")).start()
    machine.wait_serial(b"Hello from the boot sector")
    machine.qmp.execute("system_reset")
    machine.wait(lambda: machine.received.count(b"Hello from the boot sector") == 2, "a second boot")
    machine.qmp.execute("stop")
    machine.qmp.execute("system_reset")
    assert machine.status() == "paused"
    registers = machine.qmp.execute("x-virtgui-registers")
    assert registers["segments"]["cs"]["base"] + registers["general"]["rip"] == 0xFFFFFFF0
    machine.holds(lambda: machine.received.count(b"Hello") == 2, "a paused machine that was reset")
    machine.qmp.execute("cont")
    machine.wait(lambda: machine.received.count(b"Hello from the boot sector") == 3, "a third boot")
    resets = machine.qmp.seen("RESET")
    assert [reset["guest"] for reset in resets] == [False, False]


def test_reset_in_a_row_in_the_middle_of_the_firmware(make: Make, guest: Guest) -> None:
    machine = make(disk=guest("hello")).start()
    for _ in range(20):
        machine.qmp.execute("system_reset")
    assert machine.status() == "running"
    machine.wait_serial(b"Hello from the boot sector")


def test_started_paused_waits_for_cont(make: Make, guest: Guest) -> None:
    machine = make(disk=guest("hello")).start(paused=True)
    assert machine.status() in ("prelaunch", "paused")
    machine.qmp.execute("cont")
    machine.wait_serial(b"Hello from the boot sector")
