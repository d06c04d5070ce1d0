"""The same machine for other programs."""

from __future__ import annotations

import argparse
import shlex
import shutil
import subprocess
import xml.etree.ElementTree as Xml
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from engine.config import Channel, Disk, Kernel, MachineConfig, Network, Serial
from engine.ctl.grammar import add_verbs
from engine.ctl.option import config_of
from engine.recipe import PROGRAMS, recipe

UUID = "00000000-0000-4000-8000-000000000001"
HERE = Path("/vm/My PC")


@pytest.fixture
def pc(tmp_path: Path) -> MachineConfig:
    """A machine with everything that vgctl has an option for; its files exist."""
    disk = bytes(510) + b"\x55\xaa" + bytes(1474560 - 512)
    cd = bytearray(64 * 2048)
    cd[16 * 2048 : 16 * 2048 + 7] = b"\x01CD001\x01"
    for name, data in {"a,b.img": disk, "x.img": disk, "f.img": disk, "it's.iso": cd}.items():
        (tmp_path / name).write_bytes(data)
    return MachineConfig(
        name="My PC",
        uuid=UUID,
        memory_mib=512,
        vcpus=2,
        cpu="host,-avx2",
        cpu_pinning=(0, 1),
        firmware="builtin",
        bios=str(tmp_path / "f.img"),
        vga="isa",
        watchdog="reset",
        hpet=True,
        parallel=str(tmp_path / "printer.txt"),
        boot="dc",
        boot_menu=3,
        disks=(Disk(path=str(tmp_path / "a,b.img")), Disk(path=str(tmp_path / "x.img"), bus="virtio", readonly=True)),
        cdrom=str(tmp_path / "it's.iso"),
        floppy=str(tmp_path / "f.img"),
        serial=(Serial(), Serial(target="file", path=str(tmp_path / "com2")), Serial(target="pty")),
        networks=(
            Network(backend="user", forward=("2222:22", "udp:53:53")),
            Network(backend="tap", tap="tap0", mac="52:54:00:12:34:56"),
            Network(backend="none"),
        ),
        channels=(Channel(name="org.agent.0", path=str(tmp_path / "agent.sock")),),
        tablet=False,
        balloon=False,
        autostart=True,
    )


DIRECT = MachineConfig(name="k", uuid=UUID, kernel=Kernel(path="/k", initrd="/i", append="console=ttyS0 quiet"))


def words(text: str) -> list[str]:
    return shlex.split(text.replace("\\\n", " "))


def test_vgctl_understands_it_and_makes_the_same_machine(pc: MachineConfig) -> None:
    parser = argparse.ArgumentParser()
    add_verbs(parser)
    options = parser.parse_args(words(recipe(pc, HERE, "vgctl"))[1:])
    made, missing = config_of(options, options.name, UUID)
    assert made == pc
    assert missing == []


def test_relative_paths_and_a_kernel_for_vgctl() -> None:
    found = words(recipe(DIRECT, HERE, "vgctl"))
    assert found[found.index("--append") + 1] == "console=ttyS0 quiet"
    relative = msgspec.structs.replace(DIRECT, disks=(Disk(path="d.img"),), kernel=None)
    assert "/vm/My PC/d.img,format=raw,bus=ide" in words(recipe(relative, HERE, "vgctl"))


def test_qemu_command(pc: MachineConfig, tmp_path: Path) -> None:
    found = words(recipe(pc, HERE, "qemu"))
    pairs = list(pairwise(found))
    for pair in (
        ("-m", "512"),
        ("-machine", "pc,hpet=on"),
        ("-cpu", "host,-avx2"),
        ("-boot", "order=dc,menu=on,splash-time=3000"),
        ("-drive", f"file={tmp_path}/a,,b.img,format=raw,if=ide"),
        ("-drive", f"file={tmp_path}/x.img,format=raw,if=virtio,readonly=on"),
        ("-serial", "mon:stdio"),
        ("-serial", f"file:{tmp_path}/com2"),
        ("-netdev", "user,id=net0,hostfwd=tcp::2222-:22,hostfwd=udp::53-:53"),
        ("-netdev", "tap,id=net1,ifname=tap0,script=no,downscript=no"),
        ("-device", "virtio-net-pci,netdev=net1,mac=52:54:00:12:34:56"),
        ("-chardev", f"socket,id=channel0,path={tmp_path}/agent.sock,server=on,wait=off"),
        ("-device", "virtserialport,chardev=channel0,name=org.agent.0"),
        ("-action", "watchdog=reset"),
    ):
        assert pair in pairs
    direct = words(recipe(DIRECT, HERE, "qemu"))
    assert direct[direct.index("-append") + 1] == "console=ttyS0 quiet"
    assert "-boot" not in direct


def test_qemu_takes_it(tmp_path: Path) -> None:
    """Where there is a QEMU: it starts with every option, and is told to leave at once."""
    program = shutil.which("qemu-system-x86_64")
    if program is None:
        pytest.skip("no qemu-system-x86_64")
    config = MachineConfig(
        name="a", uuid=UUID, memory_mib=16, accel="soft", cdrom="", boot_menu=1, watchdog="pause",
        serial=(Serial(target="none"), Serial(target="file", path="com2")), parallel="lpt",
        networks=(Network(backend="user", forward=("udp:5353:53",)), Network(backend="loopback")),
        channels=(Channel(name="a", path="a.sock"), Channel(name="b", path="b.sock")),
    )  # fmt: skip
    command = words(recipe(config, tmp_path, "qemu"))
    monitor = ["-display", "none", "-S", "-qmp", "stdio"]
    leave = b'{"execute":"qmp_capabilities"}{"execute":"quit"}'
    done = subprocess.run([*command, *monitor], input=leave, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert b"SHUTDOWN" in done.stdout


def test_libvirt_domain(pc: MachineConfig) -> None:
    domain = Xml.fromstring(recipe(msgspec.structs.replace(pc, notes="a < b"), HERE, "libvirt"))
    assert domain.findtext("name") == "My PC"
    assert domain.findtext("description") == "a < b"
    targets = [target.get("dev") for target in domain.findall("devices/disk/target")]
    assert targets == ["hda", "vda", "hdb", "fda"]
    assert [boot.get("dev") for boot in domain.findall("os/boot")] == ["cdrom", "hd"]
    assert [pin.get("cpuset") for pin in domain.findall("cputune/vcpupin")] == ["0", "1"]
    assert [card.get("type") for card in domain.findall("devices/interface")] == ["user", "ethernet"]
    assert [port.get("type") for port in domain.findall("devices/serial")] == ["pty", "file", "pty"]
    assert [line.get("name") for line in domain.findall("devices/channel/target")] == ["org.agent.0"]
    direct = Xml.fromstring(recipe(DIRECT, HERE, "libvirt"))
    assert direct.findtext("os/cmdline") == "console=ttyS0 quiet"


def test_an_empty_drive_stays_one() -> None:
    empty = MachineConfig(name="a", uuid=UUID, cdrom="")
    assert "media=cdrom,if=ide" in words(recipe(empty, HERE, "qemu"))
    disk = Xml.fromstring(recipe(empty, HERE, "libvirt")).find("devices/disk")
    assert disk is not None
    assert disk.find("source") is None


@pytest.mark.parametrize("program", PROGRAMS)
def test_each_ends_with_a_line(program) -> None:
    assert recipe(DIRECT, HERE, program).endswith("\n")
