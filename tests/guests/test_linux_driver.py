"""Debian's plain kernel with its drivers for hardware that virtio has not replaced."""

from __future__ import annotations

from pathlib import Path

import pytest
import shell
from conftest import Make

from engine.config import Kernel
from tests.support import debian, initramfs
from tests.support.vm import QmpError, Vm

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]


def boot(make: Make, media: Path, append: str = "", **fields: object) -> shell.Shell:
    try:
        found = debian.kernel(debian.PLAIN)
        initrd = shell.initrd(media, found, debian.DRIVERS)
    except (debian.NoKernel, initramfs.NoBusybox) as missing:
        pytest.skip(str(missing))
    kernel = Kernel(path=str(found.vmlinuz), initrd=str(initrd), append=f"console=tty0 {shell.APPEND} {append}")
    made = shell.Shell(make(kernel=kernel, memory_mib=512, **shell.OF_THE_LABORATORY, **fields).start())
    made.wait()
    return made


def disc(path: Path, label: bytes) -> Path:
    """An ISO 9660 file system with an empty root directory (ECMA-119, 8.4)."""

    def both(value: int, size: int) -> bytes:
        return value.to_bytes(size, "little") + value.to_bytes(size, "big")

    def record(name: bytes) -> bytes:
        return (
            bytes((34, 0))
            + both(20, 4)
            + both(2048, 4)
            + bytes(7)
            + bytes((2, 0, 0))
            + both(1, 2)
            + bytes((1,))
            + name
        )

    volume = b"\1CD001\1\0" + b" " * 32 + label.ljust(32) + bytes(8) + both(21, 4) + bytes(32)
    volume += both(1, 2) + both(1, 2) + both(2048, 2) + both(10, 4)
    volume += (18).to_bytes(4, "little") + bytes(4) + (19).to_bytes(4, "big") + bytes(4) + record(b"\0")
    tail = b"\xffCD001\1"
    blocks = [bytes(2048)] * 16 + [volume.ljust(2048, b"\0"), tail.ljust(2048, b"\0"), bytes(2048), bytes(2048)]
    blocks.append((record(b"\0") + record(b"\1")).ljust(2048, b"\0"))
    path.write_bytes(b"".join(blocks))
    return path


def graphics(machine: Vm) -> bool:
    machine.screen()
    return str(machine.link.screen.mode) == "1024x768x32 graphics"


def test_bochs_drm_has_a_console_in_the_framebuffer(make: Make, media: Path) -> None:
    linux = boot(make, media)
    machine = linux.machine
    assert "bochs" in linux.run("cat /proc/fb")
    machine.wait(lambda: graphics(machine), "the console in 1024x768")
    # A character cell is 8x16 pixels of 4 bytes; fill the whole console with light blanks.
    linux.run(r"printf '\033[47m\033[2J' > /dev/tty0")
    screen = machine.link.screen
    machine.wait(lambda: not machine.screen() and screen.pixels[screen.stride * 400 + 2000] > 0x80, "a light screen")
    linux.run(r"printf '\033[0m\033[2J' > /dev/tty0")
    machine.wait(lambda: not machine.screen() and screen.pixels[screen.stride * 400 + 2000] == 0, "a dark one")


def test_a_mounted_disc_is_locked_and_another_is_seen(make: Make, media: Path, tmp_path: Path) -> None:
    one, two = disc(tmp_path / "one.iso", b"ONE"), disc(tmp_path / "two.iso", b"TWO")
    linux = boot(make, media, cdrom=str(one))
    qmp = linux.machine.qmp
    linux.run("mkdir -p /mnt; mount -t iso9660 /dev/sr0 /mnt")
    with pytest.raises(QmpError, match="is locked and force was not specified"):
        qmp.execute("eject", {"device": "ide1-cd0"})
    linux.run("umount /mnt")
    qmp.execute("eject", {"device": "ide1-cd0"})
    assert linux.attempt("mount -t iso9660 /dev/sr0 /mnt")[0] != 0
    qmp.execute("blockdev-change-medium", {"device": "ide1-cd0", "filename": str(two)})
    assert "TWO" in linux.run(
        "mount -t iso9660 /dev/sr0 /mnt; dd if=/dev/sr0 bs=2k skip=16 count=1 2>/dev/null | strings"
    )


def test_the_watchdog_bites_unless_it_is_fed(make: Make, media: Path) -> None:
    linux = boot(make, media, "i6300esb.heartbeat=8", watchdog="pause")
    linux.run("(while true; do echo 1; sleep 1; done > /dev/watchdog & echo $! > /feeder); sleep 10")
    assert not linux.machine.qmp.seen("WATCHDOG")
    linux.run("kill $(cat /feeder)")
    assert linux.machine.wait_event("WATCHDOG") == {"action": "pause"}
    linux.machine.wait_status("paused")


def test_a_kernel_panic_is_told(make: Make, media: Path) -> None:
    linux = boot(make, media)
    if not linux.attempt("test -e /sys/bus/acpi/devices/QEMU0001:00")[0]:
        linux.machine.send(b"echo c > /proc/sysrq-trigger\n")
        linux.machine.wait_status("guest-panicked")
    else:
        pytest.skip("the kernel has no ACPI on this CPU, and finds the panic device by it")


def test_the_printer_port_prints(make: Make, media: Path) -> None:
    linux = boot(make, media, parallel="paper.txt")
    linux.run("echo 'to paper' > /dev/lp0")
    paper = linux.machine.directory.path / "paper.txt"
    linux.machine.wait(lambda: paper.read_bytes() == b"to paper\n", "what was printed")


def test_the_event_timer_is_a_clock(make: Make, media: Path) -> None:
    linux = boot(make, media, "clocksource=hpet", hpet=True)
    assert linux.run("cat /sys/devices/system/clocksource/clocksource0/current_clocksource") == "hpet"
    begun = float(linux.run("cut -d' ' -f1 /proc/uptime"))
    linux.run("sleep 3")
    assert 3 <= float(linux.run("cut -d' ' -f1 /proc/uptime")) - begun < 60
