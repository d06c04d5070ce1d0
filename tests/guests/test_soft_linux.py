"""Debian's kernel on the software CPU: it finds its APICs, keeps the time, uses its disks, and powers off."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from shell import Shell

from engine.config import Disk
from tests.support import debian

Linux = Callable[..., Shell]
MIB = 1 << 20
pytestmark = pytest.mark.soft_only


def uptime(shell: Shell) -> float:
    """The guest's clock, in seconds."""
    return float(shell.run("cat /proc/uptime").split()[0])


@pytest.mark.timeout(400)
def test_linux(linux: Linux, home: Path) -> None:
    disk = home / "disk.img"
    disk.write_bytes(bytes(8 * MIB))
    shell = linux(disks=(Disk(path=str(disk), bus="virtio"),))
    said = shell.run("dmesg")
    assert "ACPI: Using IOAPIC for interrupt routing" in said
    assert "VirtGUI software CPU" in said
    assert shell.run("cat /sys/devices/system/clocksource/clocksource0/current_clocksource") == "tsc"

    # Under load the guest's clock goes as the host's does, which is read before and after it each time.
    first, guest, then = time.monotonic(), uptime(shell), time.monotonic()
    shell.run("i=0; while [ $i -lt 40000 ]; do i=$((i+1)); done")
    shell.run("sleep 2")
    least = time.monotonic() - then
    passed = uptime(shell) - guest
    most = time.monotonic() - first
    assert 0.99 * least - 0.1 < passed < 1.01 * most + 0.1

    # Data goes to the disk and comes back, through messages.
    shell.run("dd if=/bin/busybox of=/dev/vda bs=64k count=16 && sync")
    shell.run("echo 3 > /proc/sys/vm/drop_caches")
    sums = [shell.run(f"head -c 1048576 {path} | md5sum").split()[0] for path in ("/bin/busybox", "/dev/vda")]
    assert sums[0] == sums[1]
    assert "PCI-MSI" in shell.run("grep virtio /proc/interrupts")
    machine = shell.machine
    machine.send(b"poweroff -f\n")
    assert machine.wait_exit() == 0
    assert machine.how_it_ended().kind == "shutdown"
    assert disk.read_bytes()[:4] == b"\x7fELF"


@pytest.mark.timeout(400)
def test_linux_of_32_bits(linux: Linux) -> None:
    """Page tables and gates of another form, and SYSENTER instead of SYSCALL."""
    shell = linux(debian.I386, accel="soft")
    assert shell.run("uname -m") == "i686"
    assert shell.run("seq 1 200 | md5sum").startswith("304f7b95")
    assert "PCI-MSI" in shell.run("cat /proc/interrupts") or "IO-APIC" in shell.run("cat /proc/interrupts")


@pytest.mark.timeout(400)
def test_flushed_data_survives_the_process(linux: Linux, home: Path) -> None:
    """Whatever happens to the VM process, what the guest has flushed is in the file."""
    disk = home / "disk.img"
    disk.write_bytes(bytes(8 * MIB))
    shell = linux(disks=(Disk(path=str(disk), bus="virtio"),))
    shell.run("dd if=/bin/busybox of=/dev/vda bs=64k count=4 && sync")
    started = shell.machine.started
    assert started is not None
    started.child.kill()
    started.child.wait()
    assert disk.read_bytes()[:4] == b"\x7fELF"
