"""Linux and the machine's ACPI tables."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from shell import Shell

Linux = Callable[..., Shell]

# What Linux says of every PC of this kind: it has no PCI Express; its SCI is a level.
EXPECTED = ("fail to add MMCONFIG information", "setting ELCR to 0200")


def no_faults(shell: Shell) -> str:
    """What the kernel has said; AssertionError if it finds fault with our tables."""
    said = shell.run("dmesg -r")
    faults = [line for line in said.splitlines() if re.match(r"<[0-4]>.*(ACPI|acpi|PNP|pnp|MSI|msi)", line)]
    assert [line for line in faults if not any(expected in line for expected in EXPECTED)] == []
    assert "ACPI: PM: (supports S0 S5)" in said
    return said


def test_the_power_button_shuts_linux_down(linux: Linux) -> None:
    shell = linux()
    no_faults(shell)
    assert shell.run("cat /sys/class/dmi/id/product_name") == "VirtGUI PC"
    shell.run("mkdir -p /etc/acpi/PWRF; printf '#!/bin/sh\\npoweroff -f\\n' >/etc/acpi/PWRF/00000080")
    shell.run("chmod +x /etc/acpi/PWRF/00000080; acpid -l /dev/null")
    # It listens a moment after it says that it runs.
    shell.run("until ls -l /proc/$(pidof acpid)/fd | grep -q input/event1; do usleep 50000; done")
    shell.machine.qmp.execute("system_powerdown")
    assert shell.machine.wait_exit() == 0
    assert shell.machine.how_it_ended().kind == "shutdown"


@pytest.mark.hardware
def test_interrupts_come_through_the_links_that_the_tables_describe(linux: Linux) -> None:
    shell = linux(append="pci=nomsi", vcpus=2)
    said = no_faults(shell)
    assert "ACPI: Using ACPI (MADT) for SMP configuration information" in said
    assert "ACPI: Using IOAPIC for interrupt routing" in said
    assert shell.run("nproc") == "2"
    routed = re.findall(r"IO-APIC +(\d+)-fasteoi +(.*)", shell.run("cat /proc/interrupts"))
    assert ("9", "acpi") in routed
    assert any(irq in ("10", "11") and "virtio" in names for irq, names in routed)
    assert len(shell.run("dd if=/dev/hwrng bs=16 count=1 2>/dev/null | hexdump -C")) > 60


@pytest.mark.hardware
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
