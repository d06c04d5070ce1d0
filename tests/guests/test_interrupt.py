"""Interrupts, chip by chip, as guests see them that check what each chip's data sheet says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from conftest import Make

from tests.support.vm import Vm, kvm_is_emulated

Guest = Callable[[str], Path]

KVM_DIFFERS = {
    "special mask lets IRQ 3 interrupt IRQ 1": "its 8259A takes note of the mode and does not heed it",
    "poll: IRQ 3": "most kernels' 8259A leaves bit 7 of the answer clear",
    "status: null count until one is written": "its 8254 never says so",
    "a shut gate holds mode 0": "its 8254's gate does not stop counting",
    "BCD counts in decimal": "its 8254 counts in binary",
}
"""Checks that the kernel's own chips fail."""
ON_EMULATED_KVM = ("irquart", "irqinput", "irqide")
"""The guests that need neither a timer of the kernel's nor its APICs."""


def judged(machine: Vm, accel: str, checks: int) -> None:
    """Wait for the guest's end. None of its checks may have failed."""
    said = machine.wait_serial(b"PASS DONE\r\n").decode("latin-1")
    failed = {line.removeprefix("FAIL ") for line in said.split("\r\n") if line.startswith("FAIL")}
    assert failed - (KVM_DIFFERS.keys() if accel == "kvm" else set()) == set(), said
    assert said.count("PASS ") + len(failed) == checks + 1, said


CHIPS = [
    ("irqpic", 33),
    ("irqpit", 27),
    ("irqrtc", 15),
    ("irquart", 12),
    ("irqinput", 14),
    ("irqide", 16),
]
APICS = [("irqapic", 28), ("irqvirtio", 26)]
"""Guests, and how many checks each makes."""


def checked(make: Make, guest: Guest, name: str, checks: int, accel: str) -> None:
    """Run one guest to its end."""
    machine = make(disk=guest(name))
    if name == "irqvirtio":
        machine.reconfigure(disks=tuple(msgspec.structs.replace(disk, bus="virtio") for disk in machine.config.disks))
    machine.start()
    if name == "irquart":
        for count in (1, 4, 2):
            machine.wait_serial(b"SEND %d\r\n" % count)
            machine.serial.sendall(b"abcd"[:count])
    judged(machine, accel, checks)


@pytest.mark.each_cpu
@pytest.mark.parametrize(("name", "checks"), CHIPS + APICS)
def test_chip(make: Make, guest: Guest, name: str, checks: int, accel: str) -> None:
    if accel == "kvm" and kvm_is_emulated() and name not in ON_EMULATED_KVM:
        pytest.skip("this host's KVM is emulated: late with timers, and its local APIC delivers twice")
    checked(make, guest, name, checks, accel)


@pytest.mark.hardware
@pytest.mark.parametrize(("name", "checks"), CHIPS + APICS)
def test_chip_under_hardware(make: Make, guest: Guest, name: str, checks: int, accel: str) -> None:
    """The same in the laboratory, where KVM runs guests as it does on people's computers."""
    checked(make, guest, name, checks, accel)
