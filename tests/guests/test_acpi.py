"""Linux and the machine's ACPI tables."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from shell import Shell

Linux = Callable[..., Shell]
pytestmark = pytest.mark.hardware

# No PCI Express, no MMCONFIG: Linux says so of every PC of this kind.
EXPECTED = "fail to add MMCONFIG information"


def test_linux_finds_no_fault_and_hears_the_power_button(linux: Linux) -> None:
    shell = linux(append="pci=nomsi", vcpus=2)
    said = shell.run("dmesg")
    assert "ACPI: Using ACPI (MADT) for SMP configuration information" in said
    assert "ACPI: Using IOAPIC for interrupt routing" in said
    assert "ACPI: PM: (supports S0 S5)" in said
    levels = shell.run("dmesg -r").splitlines()
    faults = [line for line in levels if re.match(r"<[0-4]>.*(ACPI|acpi|PNP|pnp)", line) and EXPECTED not in line]
    assert not faults
    assert shell.run("nproc") == "2"
    assert shell.run("cat /sys/class/dmi/id/product_name") == "VirtGUI PC"
    # Without messages, virtio's interrupts come through the links that the tables describe.
    routed = re.findall(r"IO-APIC +(\d+)-fasteoi +(.*)", shell.run("cat /proc/interrupts"))
    assert ("9", "acpi") in routed
    assert any(irq in ("10", "11") and "virtio" in names for irq, names in routed)
    assert len(shell.run("dd if=/dev/hwrng bs=16 count=1 2>/dev/null | hexdump -C")) > 60
    machine = shell.machine
    shell.run("mkdir -p /etc/acpi/PWRF; echo 'poweroff -f' >/etc/acpi/PWRF/00000080; chmod +x /etc/acpi/PWRF/*")
    shell.run("sed -i '1i #!/bin/sh' /etc/acpi/PWRF/00000080; acpid -l /dev/null")
    machine.qmp.execute("system_powerdown")
    assert machine.wait_exit() == 0
    assert machine.how_it_ended().kind == "shutdown"


def test_linux_resets_and_powers_off(linux: Linux) -> None:
    shell = linux()
    shell.machine.send(b"reboot -f\n")
    shell.machine.wait_event("RESET")
    assert shell.machine.qmp.seen("RESET")[0]["guest"]
    shell.machine.received = b""
    shell.wait()
    shell.machine.send(b"poweroff -f\n")
    assert shell.machine.wait_exit() == 0
    assert shell.machine.how_it_ended().kind == "shutdown"
