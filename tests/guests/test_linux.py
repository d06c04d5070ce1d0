"""Debian's kernels, unmodified: to a shell, on several CPUs, with what a PC has."""

from __future__ import annotations

import hashlib
import os
import random
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from shell import OF_THE_LABORATORY, Shell

from engine.config import VCPUS, Disk, Kernel
from tests.support import debian
from tests.support.vm import Vm

Linux = Callable[..., Shell]
MIB = 1 << 20
BLOCK = 4096
NOW = "adjtimex | awk '/time.tv_sec/{s=$2} /time.tv_usec/{u=$2} END{printf \"%d.%06d\", s, u}'"
"""The guest's time in microseconds: busybox's date knows only seconds."""
CLOCK_S, RTC_S, ASKED = 0.05, 0.5, 10
CPUS = VCPUS[-1]
INSTALLER = "debian-installer-12-netboot-amd64"
pytestmark = pytest.mark.hardware


def empty_disk(home: Path, mib: int) -> Disk:
    """A virtio disk of its own."""
    path = home / "data" / "disk.img"
    with path.open("xb") as file:
        file.truncate(mib * MIB)
    return Disk(path=str(path), bus="virtio")


def test_one_cpu_boots_to_a_shell_and_powers_off(linux: Linux) -> None:
    shell = linux()
    log = shell.run("dmesg")
    assert "Hypervisor detected: KVM" in log
    assert not re.findall(r"WARNING: .*|BUG: .*|.*BIOS bug.*", log)
    assert shell.run("nproc") == "1"
    assert shell.attempt("false") == (1, "")
    shell.machine.send(b"poweroff -f\n")
    assert shell.machine.wait_exit() == 0
    assert shell.machine.how_it_ended().kind == "shutdown"


def test_four_cpus(linux: Linux, home: Path) -> None:
    """As one guest, since its start is what takes long."""
    pinning = [sorted(os.sched_getaffinity(0))[number % len(os.sched_getaffinity(0))] for number in range(4)]
    shell = linux(vcpus=4, cpu_pinning=tuple(pinning), disks=(empty_disk(home, 24),))
    machine = shell.machine
    every_cpu_works(shell, 4)
    tids = [cpu["thread-id"] for cpu in machine.qmp.execute("query-cpus-fast")]
    assert [os.sched_getaffinity(tid) for tid in tids] == [{cpu} for cpu in pinning]
    assert len(shell.run("dd if=/dev/hwrng bs=64 count=1 2>/dev/null | od -An -tx1").split()) == 64
    a_disk_keeps_what_is_written(shell, home / "data" / "disk.img", 24)
    for _ in range(3):
        machine.qmp.execute("stop")
        machine.qmp.execute("cont")
    assert shell.run("echo still here") == "still here"
    machine.qmp.execute("balloon", {"value": 128 * MIB})
    machine.wait(lambda: machine.qmp.execute("query-balloon")["actual"] == 128 * MIB, "a balloon of 128 MiB")

    machine.received = b""
    machine.qmp.execute("system_reset")
    shell.wait()
    every_cpu_works(shell, 4)
    machine.qmp.execute("system_powerdown")
    assert machine.wait_exit() == 0
    assert machine.how_it_ended().kind == "shutdown"


def every_cpu_works(shell: Shell, count: int) -> None:
    """Linux sees ``count`` cores of one package; each runs programs and gets interrupts."""
    assert shell.run("nproc") == str(count)
    info = shell.run("grep -E '^(apicid|core id|cpu cores|siblings)' /proc/cpuinfo")
    numbers = {key: re.findall(rf"^{key}\s*: (\d+)$", info, re.MULTILINE) for key in ("apicid", "core id")}
    assert numbers["apicid"] == numbers["core id"] == [str(number) for number in range(count)]
    assert info.count(f"cpu cores\t: {count}") == info.count(f"siblings\t: {count}") == count
    for number in range(count):
        assert shell.run(f"taskset {1 << number:x} cut -d' ' -f39 /proc/self/stat") == str(number)
    timer = next(line for line in shell.run("cat /proc/interrupts").splitlines() if line.strip().startswith("LOC:"))
    assert all(int(word) > 0 for word in timer.split()[1 : 1 + count])


def a_disk_keeps_what_is_written(shell: Shell, image: Path, mib: int) -> None:
    """Random bytes over all of /dev/vda, read back past the guest's cache, and from the image."""
    assert shell.run("cat /sys/block/vda/size") == str(mib * MIB // 512)
    shell.run(f"dd if=/dev/urandom of=/dev/vda bs=1M count={mib} conv=fsync 2>/dev/null", 1800)
    shell.run("echo 3 >/proc/sys/vm/drop_caches")
    inside = shell.run("md5sum </dev/vda", 1800).split()[0]
    with image.open("rb") as file:
        assert hashlib.file_digest(file, "md5").hexdigest() == inside


def crash_while_writing(shell: Shell, image: Path, mib: int, rounds: int) -> None:
    """Blocks at random places, each flushed before the guest says so; then the VM process is killed. What the guest
    had said is on the disk."""
    generator = random.Random(20)
    places = generator.sample(range(mib * MIB // BLOCK), rounds)
    machine = shell.machine
    for at in range(0, rounds, 200):  # A terminal takes no line of more than 4095 characters.
        shell.run(f"echo {' '.join(map(str, places[at : at + 200]))} >>/tmp/places")
    machine.send(
        b"yes 0123456789abcdef0123456789abcde | head -c 4092 >/tmp/rest; "
        b"for at in $(cat /tmp/places); do (printf '%04d' $((at % 10000)); cat /tmp/rest) "
        b"| dd of=/dev/vda bs=4096 seek=$at conv=fsync 2>/dev/null && echo @FLUSHED-$at@; done\n"
    )
    enough = f"@FLUSHED-{places[rounds * 2 // 3]}@".encode()
    machine.wait_serial(enough, 600)
    assert machine.started is not None
    machine.started.child.kill()
    machine.wait_exit()
    machine._receive()
    flushed = [int(place) for place in re.findall(rb"@FLUSHED-(\d+)@", machine.received)]
    assert len(flushed) >= rounds * 2 // 3
    rest = (b"0123456789abcdef0123456789abcde\n" * BLOCK)[: BLOCK - 4]
    with image.open("rb") as file:
        for place in flushed:
            assert os.pread(file.fileno(), BLOCK, place * BLOCK) == b"%04d" % (place % 10000) + rest, place


def test_what_was_flushed_survives_a_kill(linux: Linux, home: Path) -> None:
    shell = linux(disks=(empty_disk(home, 64),))
    crash_while_writing(shell, home / "data" / "disk.img", 64, 60)
    assert shell.machine.how_it_ended().kind == "crashed"


@pytest.mark.long
@pytest.mark.timeout(2400)
def test_a_gibibyte_and_a_thousand_random_writes(linux: Linux, tmp_path: Path, home: Path) -> None:
    shell = linux(debian.CLOUD, vcpus=2, disks=(empty_disk(home, 1024),))
    every_cpu_works(shell, 2)
    a_disk_keeps_what_is_written(shell, home / "data" / "disk.img", 1024)
    crash_while_writing(shell, home / "data" / "disk.img", 1024, 1000)


@pytest.mark.long
def test_the_clock_keeps_time(linux: Linux) -> None:
    """In a minute it moves by no more than 50 ms against the host's. Linux sets it by the RTC, which knows whole
    seconds, and takes the second for half over: so it is half a second away at the most."""
    shell = linux(vcpus=2)
    first = ahead(shell)
    end = time.monotonic() + 60
    shell.machine.wait(lambda: time.monotonic() >= end, "a minute", 120)
    second = ahead(shell)
    assert max(second[0] - first[1], first[0] - second[1]) < CLOCK_S, (first, second)
    assert max(second[0], -second[1]) < RTC_S + CLOCK_S, second


def ahead(shell: Shell) -> tuple[float, float]:
    """The least and the most by which the guest's clock can be ahead of the host's: asking takes a while, too."""
    least, most = float("-inf"), float("inf")
    for _ in range(ASKED):
        before = time.time()
        seconds = float(shell.run(NOW))
        least, most = max(least, seconds - time.time()), min(most, seconds - before)
    return least, most


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_sixteen_cpus(linux: Linux) -> None:
    """As many as a machine may have."""
    shell = linux(vcpus=CPUS, memory_mib=512)
    every_cpu_works(shell, CPUS)
    shell.machine.send(b"poweroff -f\n")
    assert shell.machine.wait_exit() == 0
    assert shell.machine.how_it_ended().kind == "shutdown"


@pytest.mark.long
@pytest.mark.parametrize("vcpus", [1, 2, 4])
def test_the_plain_kernel_with_its_shell_on_the_screen(linux: Linux, vcpus: int) -> None:
    shell = linux(debian.PLAIN, "console=tty0 console=ttyS0", vcpus=vcpus)
    assert "cloud" not in shell.run("uname -r")
    every_cpu_works(shell, vcpus)
    shell.machine.type("echo $((6 * 7)) answers\n")
    shell.machine.wait_screen("42 answers")


@pytest.mark.long
@pytest.mark.timeout(2400)
def test_the_installer_takes_keys(make: Callable[..., Vm]) -> None:
    try:
        kernel, initrd = debian.package_files(INSTALLER, ("amd64/linux", "amd64/initrd.gz"))
    except debian.NoKernel as missing:
        pytest.skip(str(missing))
    # Text, not a framebuffer; and what it does not call low memory, where it asks for no language.
    started = Kernel(path=str(kernel), initrd=str(initrd), append="vga=normal fb=false nomodeset")
    machine = make(kernel=started, memory_mib=1024, **OF_THE_LABORATORY).start()
    machine.wait_screen("Select a language", 600)
    machine.wait_screen("English")
    machine.key("ret")
    machine.wait_screen("Select your location", 600)
    machine.key("esc")
    machine.wait_screen("Select a language", 600)
