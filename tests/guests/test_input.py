"""Keys, the serial menu, pictures, reset and power off, with the Welcome guest."""

from __future__ import annotations

import contextlib
import re
import time

from conftest import WELCOME, Make

from tests.support.vm import Vm


def welcome(make: Make) -> Vm:
    machine = make(disk=WELCOME).start()
    assert machine.qmp.events == []  # From here on they are collected.
    machine.wait_serial(b"welcome> ")
    machine.wait_screen("What is this?")
    return machine


def kind(machine: Vm) -> str:
    machine.screen()
    return machine.link.screen.mode.kind


def test_keys_modes_and_power_off(make: Make) -> None:
    machine = welcome(make)
    machine.type("hI 2")
    machine.wait_screen("Typed  hI 2")
    machine.key("up")
    machine.wait_screen("E0 48 E0 C8")
    machine.wait_screen("Up arrow released")

    machine.key("f2")
    machine.wait(lambda: kind(machine) == "graphics", "mode 13h")
    screen = machine.link.screen
    machine.wait(lambda: machine.screen() == [] and len(set(screen.pixels)) > 50, "a picture of many colours")
    assert (screen.mode.width, screen.mode.height) in {(320, 200), (320, 400), (640, 400)}
    machine.key("f3")
    machine.wait(lambda: (kind(machine), screen.mode.rows) == ("text", 50), "80x50 text")
    machine.key("esc")
    machine.wait_screen("Typed  hI 2")
    assert (screen.mode.columns, screen.mode.rows) == (80, 25)

    with contextlib.suppress(ConnectionError):  # It may be off before it has answered.
        machine.key("f10")
    assert machine.wait_exit() == 0
    record = machine.how_it_ended()
    assert (record.kind, record.status) == ("shutdown", 0)
    assert not machine.runtime.path.exists()
    assert machine.directory.thumbnail.read_bytes().startswith(b"\x89PNG")


def test_serial_menu_reset_and_power_off(make: Make, accel: str) -> None:
    machine = welcome(make)
    machine.send(b"1")
    found = machine.wait_serial(b"KiB usable\r\n")
    assert b"0000000000000000 - 000000000009FBFF  usable" in found
    machine.send(b"2")
    machine.wait_serial(b"hypervisor  KVMKVMKVM" if accel == "kvm" else b"hypervisor  TCGTCGTCGTCG")
    machine.send(b"3")
    machine.wait_serial(b"Ctrl-C ends it.\r\n")
    machine.send(b"1?5\x03")
    machine.wait_serial(b"ends it.\r\n1?5\r\nwelcome> ")
    machine.send(b"4")
    machine.wait_serial(b"Reset.\r\n")
    machine.wait(lambda: b"welcome> " in machine.received.partition(b"Reset.")[2], "the menu after the reset")
    assert machine.wait_event("RESET")["guest"] is True
    machine.wait_screen("Received 0 ")
    machine.send(b"5")
    assert machine.wait_exit() == 0
    assert machine.how_it_ended().kind == "shutdown"


def test_ctrl_alt_delete_resets(make: Make) -> None:
    machine = welcome(make)
    machine.key("ctrl", "alt", "delete")
    machine.wait(lambda: machine.received.count(b"welcome> ") == 2, "the menu after the reset")
    machine.wait_screen("What is this?")


def test_guest_time_stands_still_while_paused(make: Make) -> None:
    machine = welcome(make)

    def ticks() -> int:
        found = re.search(r"PIT ticks +(\d+)", "\n".join(machine.screen()))
        return int(found[1]) if found else 0

    machine.wait(lambda: ticks() > 0, "ticks")
    machine.qmp.execute("stop")
    assert machine.status() == "paused"
    before = ticks()
    machine.holds(lambda: ticks() == before, "the ticks of a paused machine", 2.0)
    began = time.monotonic()
    machine.qmp.execute("cont")
    assert machine.status() == "running"
    machine.wait(lambda: ticks() > before, "ticks after the pause")
    counted = ticks() - before
    lived = (time.monotonic() - began) * 18.2
    assert counted < lived + 18, "the two seconds that the guest did not live are made up for"
    assert [event["event"] for event in machine.qmp.events if event["event"] in ("STOP", "RESUME")] == [
        "STOP",
        "RESUME",
    ]
