"""The same machine for other programs."""

from __future__ import annotations

import shlex
import xml.etree.ElementTree as Xml
from pathlib import Path

import pytest

from engine.cli import add_verbs
from engine.config import Disk, Kernel, MachineConfig
from engine.ctl.option import parse_disk
from engine.recipe import PROGRAMS, recipe

UUID = "00000000-0000-4000-8000-000000000001"
HERE = Path("/vm/My PC")
PC = MachineConfig(
    name="My PC",
    uuid=UUID,
    memory_mib=512,
    vcpus=2,
    boot="dc",
    disks=(Disk(path="a,b.img"), Disk(path="/data/x.img", bus="virtio", readonly=True)),
    cdrom="/iso/it's.iso",
    notes="a < b",
)
DIRECT = MachineConfig(name="k", uuid=UUID, kernel=Kernel(path="/k", initrd="/i", append="console=ttyS0 quiet"))


XEN = MachineConfig(name="x", uuid=UUID, kernel=Kernel(path="/xen", modules=("dom0 console=hvc0,com1", "/i")))


def words(text: str) -> list[str]:
    return shlex.split(text.replace("\\\n", " "))


def test_vgctl_understands_it_and_makes_the_same_machine() -> None:
    import argparse

    parser = argparse.ArgumentParser()
    add_verbs(parser)
    options = parser.parse_args(words(recipe(PC, HERE, "vgctl"))[1:])
    assert (options.name, options.memory, options.vcpus, options.boot) == ("My PC", 512, 2, "dc")
    first, second = (parse_disk(text) for text in options.disk)
    assert first.path == HERE / "a,b.img"
    assert (second.path, second.bus, second.readonly) == (Path("/data/x.img"), "virtio", True)
    assert options.cdrom == "/iso/it's.iso"
    options = parser.parse_args(words(recipe(XEN, HERE, "vgctl"))[1:])
    assert options.module == ["/vm/My PC/dom0 console=hvc0,com1", "/i"]


def test_qemu_command() -> None:
    found = words(recipe(PC, HERE, "qemu"))
    assert found[0] == "qemu-system-x86_64"
    assert found[found.index("-m") + 1] == "512"
    drives = [found[at + 1] for at, word in enumerate(found) if word == "-drive"]
    assert drives == [
        "file=/vm/My PC/a,,b.img,format=raw,if=ide",
        "file=/data/x.img,format=raw,if=virtio,readonly=on",
    ]
    direct = words(recipe(DIRECT, HERE, "qemu"))
    assert direct[direct.index("-append") + 1] == "console=ttyS0 quiet"
    assert "-boot" not in direct
    xen = words(recipe(XEN, HERE, "qemu"))
    assert xen[xen.index("-initrd") + 1] == "/vm/My PC/dom0 console=hvc0,,com1,/i"


def test_libvirt_domain() -> None:
    domain = Xml.fromstring(recipe(PC, HERE, "libvirt"))
    assert domain.findtext("name") == "My PC"
    assert domain.findtext("description") == "a < b"
    disks = domain.findall("devices/disk")
    assert [disk.find("target").get("dev") for disk in disks] == ["hda", "vda", "hdb"]  # type: ignore[union-attr]
    assert [boot.get("dev") for boot in domain.findall("os/boot")] == ["cdrom", "hd"]
    direct = Xml.fromstring(recipe(DIRECT, HERE, "libvirt"))
    assert direct.findtext("os/cmdline") == "console=ttyS0 quiet"


@pytest.mark.parametrize("program", PROGRAMS)
def test_each_ends_with_a_line(program) -> None:
    assert recipe(PC, HERE, program).endswith("\n")


def test_firmware_of_a_persons_own() -> None:
    own = MachineConfig(name="u", uuid=UUID, bios="u-boot.rom")
    assert words(recipe(own, HERE, "vgctl"))[-4:-2] == ["--bios", "/vm/My PC/u-boot.rom"]
    assert "-bios /vm/My PC/u-boot.rom" in " ".join(words(recipe(own, HERE, "qemu")))
    loader = Xml.fromstring(recipe(own, HERE, "libvirt")).find("os/loader")
    assert loader is not None and loader.text == "/vm/My PC/u-boot.rom"


def test_a_cpu_without_some_feature(tmp_path: Path) -> None:
    config = MachineConfig(name="PC", uuid="u", vcpus=2, cpu="host,-sse4_2,+x2apic", cpu_pinning=(0, 1))
    assert "--cpu host,-sse4_2,+x2apic" in recipe(config, tmp_path, "vgctl")
    assert "--cpu-pinning 0,1" in recipe(config, tmp_path, "vgctl")
    assert "-cpu host,-sse4.2,+x2apic" in recipe(config, tmp_path, "qemu")
    domain = recipe(config, tmp_path, "libvirt")
    assert "<feature policy='disable' name='sse4.2'/>" in domain
    assert "<feature policy='require' name='x2apic'/>" in domain
