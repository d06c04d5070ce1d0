"""The chips that a PC may have: printer port, watchdog card, panic device."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Make

Guest = Callable[[str], Path]


@pytest.mark.parametrize("firmware", ["builtin", "seabios"])
def test_a_guest_prints_hangs_and_panics(make: Make, guest: Guest, firmware: str) -> None:
    machine = make(disk=guest("accessory"), firmware=firmware, watchdog="pause", parallel="paper.txt").start()
    machine.wait_serial(b"armed\n")
    paper = machine.directory.path / "paper.txt"
    machine.wait(lambda: paper.read_bytes() == b"paper\n", "what the guest printed")
    assert machine.wait_event("WATCHDOG") == {"action": "pause"}
    machine.wait_status("paused")
    assert "watchdog" in machine.qmp.execute("x-virtgui-info")["x-virtgui-reason"]
    machine.qmp.execute("cont")
    machine.key("spc")
    assert machine.wait_event("GUEST_PANICKED") == {"action": "pause"}
    machine.wait_status("guest-panicked")
    assert "panicked" in machine.qmp.execute("x-virtgui-fault")["fault"]["reason"]


def test_the_watchdog_resets(make: Make, guest: Guest) -> None:
    machine = make(disk=guest("accessory"), firmware="builtin", watchdog="reset").start()
    machine.wait_serial(b"armed\n")
    assert machine.wait_event("WATCHDOG") == {"action": "reset"}
    machine.wait(lambda: machine.received.count(b"armed\n") == 2, "the next life")


def test_the_watchdog_cuts_the_power(make: Make, guest: Guest) -> None:
    machine = make(disk=guest("accessory"), firmware="builtin", watchdog="poweroff").start()
    machine.wait_serial(b"armed\n")
    assert machine.wait_exit() == 0
    assert "watchdog" in machine.how_it_ended().reason


@pytest.mark.each_cpu
def test_a_beep_is_told(make: Make, guest: Guest) -> None:
    machine = make(disk=guest("beep"), firmware="builtin").start()

    def speaker() -> object:
        return machine.qmp.execute("x-virtgui-info")["speaker"]

    machine.wait_serial(b"beep\n")
    if speaker() == 0 and machine.config.accel == "kvm":
        pytest.skip("this kernel's KVM does not tell of the speaker (before Linux 5.19)")
    assert speaker() == 1000
    machine.key("spc")
    machine.wait_serial(b"silence\n")
    assert speaker() == 0
