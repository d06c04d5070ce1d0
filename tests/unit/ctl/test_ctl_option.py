"""engine.ctl.option: a command line as a machine's description."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from engine.config import Disk, MachineConfig, Network, Serial
from engine.ctl.fault import UsageError
from engine.ctl.grammar import add_verbs
from engine.ctl.option import DiskOption, checked, make_disks, parse_disk, parse_pinning, parse_size
from engine.error import EngineError


def options(*words: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_verbs(parser)
    return parser.parse_args(["create", "box", *words])


def made(*words: str) -> MachineConfig:
    return checked(options(*words), "box", "u")[0]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "disk.img").write_bytes(bytes(1 << 20))
    iso = bytearray(40 * 2048)
    iso[16 * 2048 : 16 * 2048 + 6] = b"\x01CD001"
    (tmp_path / "cd.iso").write_bytes(iso)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("10G", 10 << 30),
        ("512M", 512 << 20),
        ("1.5k", 1536),
        ("1T", 1 << 40),
        ("1", 512),
        ("513", 1024),
        ("2GiB", 2 << 30),
    ],
)
def test_sizes(text: str, size: int) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "G", "-1G", "0", "ten", "1X", "1e3"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(UsageError, match="size"):
        parse_size(text)


def test_disks(here: Path) -> None:
    assert parse_disk("a.img") == DiskOption(here / "a.img")
    assert parse_disk("/x/a.img,size=1M,format=raw,bus=virtio,readonly") == DiskOption(
        Path("/x/a.img"), 1 << 20, "raw", "virtio", True
    )
    assert parse_disk("a,,b.img,readonly").path == here / "a,b.img"


@pytest.mark.parametrize("text", ["", ",size=1M", "a,colour=red", "a,format=vdi", "a,bus=scsi", "a,size=", "a,,,x"])
def test_disks_that_make_no_sense(text: str) -> None:
    with pytest.raises(UsageError):
        parse_disk(text)


def test_defaults_are_the_descriptions_own() -> None:
    assert made() == MachineConfig(name="box", uuid="u")


def test_everything(here: Path) -> None:
    config = made(
        "--memory", "64", "--vcpus", "2", "--accel", "kvm", "--firmware", "seabios",
        "--disk", "disk.img,readonly", "--cdrom", "cd.iso", "--boot", "dc", "--boot-menu", "5",
        "--no-tablet", "--no-balloon",
        "--net", "tap=tap0,mac=52:54:00:00:00:01", "--net", "user,forward=22:22,forward=udp:53:53",
    )  # fmt: skip
    assert config == MachineConfig(
        name="box",
        uuid="u",
        memory_mib=64,
        vcpus=2,
        accel="kvm",
        firmware="seabios",
        disks=(Disk(path=str(here / "disk.img"), readonly=True),),
        cdrom=str(here / "cd.iso"),
        boot="dc",
        tablet=False,
        balloon=False,
        networks=(
            Network(backend="tap", tap="tap0", mac="52:54:00:00:00:01"),
            Network(backend="user", forward=("22:22", "udp:53:53")),
        ),
        boot_menu=5,
    )


@pytest.mark.parametrize("text", ["", "nat", "tap=", "user=x", "user,mac", "user,mac=", "none,speed=9", "none,mac=x"])
def test_networks_that_make_no_sense(text: str) -> None:
    with pytest.raises(UsageError):
        made("--net", text)


def test_a_missing_disk_with_a_size_is_made_sparse(here: Path) -> None:
    config, missing = checked(options("--disk", "new.img,size=1G"), "box", "u")
    assert config.disks[0].path == str(here / "new.img") and not (here / "new.img").exists()
    assert make_disks(missing) == [here / "new.img"]
    state = (here / "new.img").stat()
    assert state.st_size == 1 << 30 and state.st_blocks * 512 < 1 << 20


def test_a_size_changes_nothing_about_a_disk_that_exists(here: Path) -> None:
    _, missing = checked(options("--disk", "disk.img,size=1G"), "box", "u")
    assert missing == []


def test_of_disks_that_cannot_all_be_made_none_stays(here: Path) -> None:
    _, missing = checked(options("--disk", "a.img,size=1M", "--disk", "none/b.img,size=1M"), "box", "u")
    with pytest.raises(EngineError, match="none does not exist"):
        make_disks(missing)
    assert not (here / "a.img").exists()


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["--disk", "missing.img"], "missing.img does not exist.*size="),
        (["--cdrom", "missing.iso"], "missing.iso does not exist"),
        (["--floppy", "."], "directory"),
        (["--disk", "empty"], "empty"),
        (["--kernel", "disk.img"], "not a kernel"),
        (["--kernel", "empty"], "empty"),
        (["--disk", "disk.img,format=qcow2"], "not a qcow2 image"),
        (["--disk", "new.img,size=1M,format=qcow2"], "cannot make qcow2"),
    ],
)
def test_files_that_cannot_be_used(here: Path, words: list[str], text: str) -> None:
    (here / "empty").touch()
    with pytest.raises(EngineError, match=text):
        made(*words)


@pytest.mark.parametrize(
    "words",
    [["--memory", "0"], ["--vcpus", "99"], ["--boot", "xyz"], ["--append", "quiet"], ["--initrd", "disk.img"]],
)
def test_values_that_make_no_machine_are_usage_errors(here: Path, words: list[str]) -> None:
    with pytest.raises(UsageError):
        made(*words)


def test_serial_ports(here: Path) -> None:
    assert made().serial == (Serial(), Serial())
    config = made("--serial", "pty", "--serial", "file=out.txt", "--serial", "none", "--serial", "socket=/x,y")
    assert config.serial == (
        Serial(target="pty"),
        Serial(target="file", path=str(here / "out.txt")),
        Serial(target="none"),
        Serial(target="socket", path="/x,y"),
    )
    for wrong in ("tape", "file=", "file"):
        with pytest.raises((UsageError, EngineError)):
            made("--serial", wrong)


def test_cpus() -> None:
    config = made("--vcpus", "2", "--cpu", "host,-cx16", "--cpu-pinning", "1,0")
    assert (config.cpu, config.cpu_pinning) == ("host,-cx16", (1, 0))
    assert (made().cpu, made().cpu_pinning) == ("host", ())
    with pytest.raises(UsageError, match="0,1"):
        parse_pinning("0;1")
    with pytest.raises(UsageError, match="Did you mean cx16"):
        made("--cpu", "host,-cx61")
