"""engine.config: what can be a machine, and what cannot."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from engine.config import IDE_PLACES, VIRTIO_DISKS, Channel, Disk, Kernel, MachineConfig, Network, Serial
from engine.error import ConfigError

BASE: dict[str, Any] = {"name": "box", "uuid": "u"}


@pytest.mark.parametrize("name", ["a", "Debian 12.5", "x" * 64, "9-_.+9"])
def test_names(name: str) -> None:
    assert MachineConfig(name=name, uuid="u").name == name


@pytest.mark.parametrize("name", ["", " a", ".a", "a/b", "a ", "a.", "x" * 65, "ä", "a\n", "-a"])
def test_names_that_cannot_be(name: str) -> None:
    with pytest.raises(ConfigError, match="name"):
        MachineConfig(name=name, uuid="u")


@pytest.mark.parametrize(
    "fields",
    [
        {"memory_mib": 0},
        {"memory_mib": 1 << 20},
        {"vcpus": 0},
        {"vcpus": 17},
        {"cpu": "host,-nonsense"},
        {"cpu_pinning": (0, 1)},
        {"cpu_pinning": (-1,)},
        {"boot": ""},
        {"boot": "cx"},
        {"boot": "cc"},
        {"schema": 2},
        {"serial": (Serial(),) * 5},
        {"serial": (Serial(target="file"),)},
        {"serial": (Serial(target="socket"),)},
        {"serial": (Serial(path="x"),)},
        {"serial": (Serial(target="file", path="a\0b"),)},
        {"disks": (Disk(path="a\0b"),)},
        {"cdrom": "a\0b"},
        {"parallel": "a\0b"},
        {"kernel": Kernel(path="k", modules=("a\0b",))},
        {"channels": (Channel(name="", path="a"),)},
        {"channels": (Channel(name="a/b", path="a"),)},
        {"channels": (Channel(name="a", path=""),)},
        {"channels": (Channel(name="a", path="a\0b"),)},
        {"channels": (Channel(name="a", path="a"), Channel(name="a", path="b"))},
        {"channels": tuple(Channel(name=f"a{n}", path="a") for n in range(9))},
        {"boot_menu": -1},
        {"boot_menu": 61},
        {"disks": tuple(Disk(path=str(n)) for n in range(IDE_PLACES + 1))},
        {"networks": (Network(backend="none"),) * 9},
        {"networks": (Network(backend="none", mac="53:54:00:00:00:00"),)},
        {"networks": (Network(backend="none", mac="525400000000"),)},
        {"networks": (Network(backend="tap"),)},
        {"networks": (Network(backend="tap", tap="a/b"),)},
        {"networks": (Network(backend="tap", tap="x" * 16),)},
        {"networks": (Network(backend="user", tap="tap0"),)},
        {"networks": (Network(backend="none", forward=("1:1",)),)},
        {"networks": (Network(backend="user", forward=("1:65536",)),)},
        {"networks": (Network(backend="user", forward=("icmp:1:1",)),)},
        {"disks": tuple(Disk(path=str(n)) for n in range(IDE_PLACES)), "cdrom": "cd.iso"},
    ],
)
def test_refused_with_the_name_of_the_key_first(fields: dict[str, Any]) -> None:
    with pytest.raises(ConfigError) as caught:
        MachineConfig(**(BASE | fields))
    key = next(iter(fields))
    assert caught.value.what.startswith(key) or "IDE" in caught.value.what


def test_limits_that_are_allowed() -> None:
    MachineConfig(**BASE, memory_mib=1, vcpus=16, boot="adcn")
    MachineConfig(**BASE, vcpus=2, cpu="host,-cx16,+x2apic", cpu_pinning=(1, 1))
    virtio = tuple(Disk(path=str(n), bus="virtio") for n in range(9))
    MachineConfig(**BASE, disks=virtio, cdrom="cd.iso")
    MachineConfig(**BASE, networks=(Network(backend="user", mac="52:54:00:ab:CD:ef", forward=("22:22", "udp:9:9")),))
    MachineConfig(**BASE, networks=(Network(backend="tap", tap="x" * 15),))


def test_too_many_virtio_disks() -> None:
    for bus, room in VIRTIO_DISKS.items():
        disks = tuple(Disk(path=str(n), bus=bus) for n in range(room + 1))  # type: ignore[arg-type]  # a DiskBus
        MachineConfig(**BASE, disks=disks[1:])
        with pytest.raises(ConfigError, match=bus):
            MachineConfig(**BASE, disks=disks)


def test_a_change_is_checked_too_and_the_original_cannot_change() -> None:
    config = MachineConfig(**BASE)
    with pytest.raises(ConfigError):
        msgspec.structs.replace(config, vcpus=0)
    with pytest.raises(AttributeError):
        config.vcpus = 2  # type: ignore[misc]  # that it fails is the point


def test_a_kernel_needs_no_firmware() -> None:
    with pytest.raises(ConfigError, match="bios and kernel"):
        MachineConfig(**BASE, bios="/rom", kernel=Kernel(path="/k"))
