"""Linux's own virtio drivers on our devices."""

from __future__ import annotations

import hashlib
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from shell import Shell

from engine.config import Channel, Disk, Network
from engine.storage.raw import create_raw

Linux = Callable[..., Shell]
pytestmark = pytest.mark.timeout(400)

MIB = 1 << 20
HVC = 4
AGENT = "org.qemu.guest_agent.0"


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    path = tmp_path / "virtio.img"
    create_raw(path, 32 * MIB)
    return path


@pytest.mark.hardware
def test_every_device_with_its_driver(linux: Linux, disk: Path) -> None:
    """With messages, doorbells, and interrupts that the kernel makes of eventfds."""
    every_device(linux, disk)


@pytest.mark.long
def test_every_device_with_its_driver_anywhere(linux: Linux, disk: Path) -> None:
    """On whatever CPU there is; and the network of the person who runs it."""
    every_device(linux, disk)


def every_device(linux: Linux, disk: Path) -> None:
    beside_pci = disk.with_name("mmio.img")
    create_raw(beside_pci, MIB)
    disks = (Disk(path=str(disk), bus="virtio"), Disk(path=str(beside_pci), bus="virtio-mmio"))
    port = free_port()
    networks = (Network(backend="loopback"), *users_network(port))
    shell = linux(disks=disks, networks=networks, channels=(Channel(name=AGENT, path="agent.sock"),))
    shell.run("mkdir -p /tmp")
    a_disk(shell, disk)
    shell.run("echo on the other disk > /dev/vdb; sync")
    assert beside_pci.read_bytes().startswith(b"on the other disk\n")
    assert "LNRO0005" in shell.run("readlink -f /sys/block/vdb")
    a_card(shell)
    if users_network(port):
        a_way_into_the_guest(shell, port)
    a_console(shell)
    a_channel(shell)
    a_tablet(shell)
    a_balloon(shell)
    assert len(shell.run("head -c 32 /dev/hwrng | hexdump -v -e '1/1 \"%02x\"'")) == 64
    assert "PCI-MSI" in shell.run("grep req.0 /proc/interrupts")


def a_disk(shell: Shell, disk: Path) -> None:
    assert shell.run("cat /sys/block/vda/serial") == "virtio0"
    digest = shell.run("dd if=/dev/urandom of=/tmp/r bs=64k count=64 2>/dev/null; md5sum < /tmp/r").split()[0]
    shell.run("dd if=/tmp/r of=/dev/vda bs=1M seek=8 conv=fsync 2>/dev/null")
    with disk.open("rb") as image:
        image.seek(8 * MIB)
        assert hashlib.md5(image.read(4 * MIB), usedforsecurity=False).hexdigest() == digest
    shell.run("echo 3 > /proc/sys/vm/drop_caches")
    assert shell.run("dd if=/dev/vda bs=1M skip=8 count=4 2>/dev/null | md5sum").split()[0] == digest
    before = disk.stat().st_blocks
    shell.run("blkdiscard -o 8388608 -l 4194304 /dev/vda")
    assert disk.stat().st_blocks <= before
    with disk.open("rb") as image:
        image.seek(8 * MIB)
        assert image.read(4 * MIB) == bytes(4 * MIB)
    shell.machine.qmp.execute("block_resize", {"device": "virtio0", "size": 48 * MIB})
    shell.run("until [ $(cat /sys/block/vda/size) = 98304 ]; do usleep 50000; done")


def a_card(shell: Shell) -> None:
    shell.run("ip link set eth0 up; ip addr add 192.0.2.2/24 dev eth0")
    assert shell.run("cat /sys/class/net/eth0/address").startswith("52:54:00:")
    shell.attempt("arping -c 1 -w 1 -I eth0 192.0.2.9")
    shell.run("until [ $(cat /sys/class/net/eth0/statistics/rx_packets) -gt 0 ]; do usleep 50000; done")
    card = shell.machine.qmp.execute("x-virtgui-networks")[0]
    assert card["sent-frames"] > 0 and card["received-frames"] > 0
    for up in (False, True):
        shell.machine.qmp.execute("set_link", {"name": "net0", "up": up})
        shell.run(f"until [ $(cat /sys/class/net/eth0/carrier) = {int(up)} ]; do usleep 50000; done")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def users_network(port: int) -> tuple[Network, ...]:
    """Where passt is installed and this host has a network (the laboratory has none): a card behind which it is, with
    a port of this host led to the guest's 7777."""
    routed = any(line.split()[1] == "0" * 8 for line in Path("/proc/net/route").read_text().splitlines())
    return (Network(backend="user", forward=(f"{port}:7777",)),) if shutil.which("passt") and routed else ()


LEASE = '[ "$1" = bound ] && ip addr add $ip/24 dev $interface && ip route add default via $router'


def a_way_into_the_guest(shell: Shell, port: int) -> None:
    shell.run("ip link set eth1 up; ip addr flush dev eth0")
    shell.run(f"printf '%s\\n' '#!/bin/sh' '{LEASE}' > /tmp/lease; chmod +x /tmp/lease")
    shell.run("udhcpc -i eth1 -n -q -t 20 -s /tmp/lease")
    shell.run("(nc -l -p 7777 -e cat &); until netstat -ltn | grep -q 7777; do usleep 50000; done")
    with socket.create_connection(("127.0.0.1", port), timeout=60) as caller:
        caller.sendall(b"ping\n")
        assert caller.recv(100) == b"ping\n"


def a_console(shell: Shell) -> None:
    machine = shell.machine
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(machine.runtime.serial(HVC)))
        shell.run("exec 3<>/dev/hvc0; stty raw -echo <&3; echo said >&3")
        line.settimeout(60)
        assert line.recv(100) == b"said\n"
        line.sendall(b"heard\n")
        assert shell.run("head -n 1 <&3") == "heard"


def a_channel(shell: Shell) -> None:
    port = shell.run("basename $(dirname $(grep -l agent /sys/class/virtio-ports/*/name))")
    assert shell.run(f"cat /sys/class/virtio-ports/{port}/name") == AGENT
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(str(shell.machine.directory.path / "agent.sock"))
        shell.run(f"exec 4<>/dev/{port}; until echo said >&4; do usleep 50000; done")
        line.settimeout(60)
        assert line.recv(100) == b"said\n"
        line.sendall(b"heard\n")
        assert shell.run("head -n 1 <&4") == "heard"


def a_tablet(shell: Shell) -> None:
    found = shell.run("grep -A 5 'VirtGUI Tablet' /proc/bus/input/devices | grep -o 'event[0-9]*'")
    shell.run(f"(dd if=/dev/input/{found} of=/tmp/events bs=24 count=5 2>/dev/null &)")
    shell.run(f"until ls -l /proc/[0-9]*/fd 2>/dev/null | grep -q '/{found}$'; do usleep 50000; done")
    place = [
        {"type": "abs", "data": {"axis": axis, "value": value}} for axis, value in (("x", 0x1234), ("y", 0x7FFF))
    ]
    click = {"type": "btn", "data": {"button": "left", "down": True}}
    shell.machine.qmp.execute("input-send-event", {"events": [*place, click]})
    shell.run("until [ $(stat -c %s /tmp/events) = 120 ]; do usleep 50000; done")
    events = shell.run('hexdump -v -e \'8/1 "%02x" "\\n"\' /tmp/events').splitlines()[2::3]
    assert events == ["0300000034120000", "03000100ff7f0000", "0" * 16, "0100100101000000", "0" * 16]
    assert shell.machine.qmp.execute("x-virtgui-info")["tablet"] is True


def a_balloon(shell: Shell) -> None:
    qmp, whole = shell.machine.qmp, shell.machine.config.memory_mib * MIB
    before = int(shell.run("grep MemFree /proc/meminfo").split()[1])
    qmp.execute("balloon", {"value": whole - 64 * MIB})
    shell.machine.wait(lambda: qmp.execute("query-balloon")["actual"] == whole - 64 * MIB, "balloon", 120)
    assert before - int(shell.run("grep MemFree /proc/meminfo").split()[1]) > 48 << 10
    told = {"actual": whole - 64 * MIB}
    shell.machine.wait(lambda: told in qmp.seen("BALLOON_CHANGE"), "BALLOON_CHANGE")
    shell.machine.wait(lambda: "available" in qmp.execute("x-virtgui-guest-memory"), "statistics", 60)
    qmp.execute("balloon", {"value": whole})
    shell.machine.wait(lambda: qmp.execute("query-balloon")["actual"] == whole, "balloon", 120)


@pytest.mark.hardware
@pytest.mark.long
def test_interrupts_without_messages(linux: Linux, disk: Path) -> None:
    """INTA# through the PIIX3's router, several devices on a line."""
    shell = linux(
        append="pci=nomsi",
        disks=(Disk(path=str(disk), bus="virtio"),),
        networks=(Network(backend="loopback"),),
    )
    assert "MSI" not in shell.run("grep virtio /proc/interrupts")
    shell.run("dd if=/dev/urandom of=/dev/vda bs=64k count=32 conv=fsync 2>/dev/null")
    shell.run("echo 3 > /proc/sys/vm/drop_caches")
    digest = shell.run("dd if=/dev/vda bs=64k count=32 2>/dev/null | md5sum").split()[0]
    with disk.open("rb") as image:
        assert hashlib.md5(image.read(2 * MIB), usedforsecurity=False).hexdigest() == digest
    shell.run("ip link set eth0 up")
    shell.attempt("arping -c 1 -w 1 -I eth0 192.0.2.9")
    shell.run("until [ $(cat /sys/class/net/eth0/statistics/rx_packets) -gt 0 ]; do usleep 50000; done")
