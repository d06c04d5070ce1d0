"""A front end that goes away and comes back, and several at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from conftest import WELCOME, Make

from engine.display.link import DisplayLink
from engine.stats import MachineCount

Guest = Callable[[str], Path]


def test_reattach_finds_screen_and_serial_history(make: Make) -> None:
    machine = make(disk=WELCOME).start()
    machine.wait_screen("What is this?")
    first = machine.wait_serial(b"welcome> ")
    machine.type("kept")
    machine.wait_screen("Typed  kept")
    machine.hang_up()
    machine.received = b""
    assert machine.wait_serial(b"welcome> ") == first, "all since power-on, once"
    machine.wait_screen("Typed  kept")
    assert machine.status() == "running"
    machine.type("X")
    machine.wait_screen("Typed  keptX")


def test_several_front_ends_see_the_same(make: Make, guest: Guest) -> None:
    machine = make(disk=guest("keyecho")).start()
    machine.wait_screen("keyecho>")
    second = DisplayLink(machine.runtime.display)
    second.look(True)
    machine.type("both")
    rows = machine.wait_screen("keyecho> both")

    def same() -> bool:
        second.take_notices()
        second.screen.refresh()
        return second.screen.text() == rows

    machine.wait(same, "the same picture at the second front end")
    second.look(False)
    machine.status()  # An answer to what was said later: it has heard that nobody looks there.
    second.take_notices()
    machine.type("A")
    machine.wait_screen("keyecho> bothA")
    assert not second.take_notices(), "who looks away is not told"
    second.close()


def test_counters_are_shared(make: Make, guest: Guest) -> None:
    machine = make(disk=guest("diskwrite")).start()
    machine.wait_serial(b"PASS")
    stats = machine.link.stats
    assert (stats.pid, stats.vcpus, stats.ram_bytes) == (machine.pid, 1, 32 << 20)
    machine.wait(lambda: stats.machine()[MachineCount.DISK_WRITE_BYTES] == 128 * 512, "the bytes written")
    machine.wait(lambda: stats.machine()[MachineCount.DISK_READ_BYTES] >= 129 * 512, "the bytes read")
    sent = len(machine.directory.serial_log(0).read_bytes())
    machine.wait(lambda: stats.machine()[MachineCount.SERIAL_TX_BYTES] == sent, "the bytes sent")
