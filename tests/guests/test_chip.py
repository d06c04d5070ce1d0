"""Chips as real guests use them: timers, video modes, the disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Make

from tests.support.vm import kvm_is_emulated

Guest = Callable[[str], Path]


@pytest.mark.each_cpu
@pytest.mark.parametrize("name", ["pitirq", "rtcirq", "diskwrite"])
def test_guest_passes(make: Make, guest: Guest, name: str, accel: str) -> None:
    if name == "rtcirq" and accel == "kvm" and kvm_is_emulated():
        pytest.skip("this host's KVM delivers few of the RTC's periodic interrupts, to QEMU's guests too")
    machine = make(disk=guest(name)).start()
    machine.wait(
        lambda: b"PASS" in machine.received or b"FAIL" in machine.received or not machine.serial, "a verdict"
    )
    assert b"PASS" in machine.received, machine.received


@pytest.mark.each_cpu
def test_video_modes(make: Make, guest: Guest) -> None:
    machine = make(disk=guest("vgamodes")).start()
    for columns, rows in ((40, 25), (80, 25), (80, 28), (80, 43), (80, 50)):
        machine.wait_serial(f"{columns}x{rows}\r\n".encode())
        machine.wait_screen("X")
        mode = machine.link.screen.mode
        assert (mode.kind, mode.columns, mode.height // mode.cell_height) == ("text", columns, rows)
        assert machine.screen()[rows - 1] == " " * (columns - 1) + "X"
        machine.key("spc")
    machine.wait_serial(b"mode 13h\r\n")
    machine.wait(lambda: machine.screen() == [] and machine.link.screen.mode.kind == "graphics", "mode 13h")
    screen = machine.link.screen
    middle = screen.mode.height * 3 // 4 * screen.stride
    row = bytes(screen.pixels[middle : middle + screen.mode.width])
    assert len(set(row)) == 256, "each colour in a column"
    machine.key("spc")
    machine.wait(lambda: machine.received.count(b"40x25") == 2, "the first mode again")
