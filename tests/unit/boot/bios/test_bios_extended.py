"""engine.boot.bios.extended: INT 13h by sector numbers."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.config import Disk
from tests.support.biosrig import BiosRig

Make = Callable[..., BiosRig]
PACKET = 0x5000


@pytest.fixture
def disk(machine_with: Make, tmp_path: Path) -> BiosRig:
    image = b"".join(number.to_bytes(4, "little").ljust(512, b".") for number in range(4096))
    (tmp_path / "one.img").write_bytes(image)
    (tmp_path / "cd.iso").write_bytes(image)
    return machine_with(disks=(Disk(path="one.img"),), cdrom="cd.iso")


def packet(machine: BiosRig, count: int, address: int, first: int) -> None:
    machine.write(PACKET, struct.pack("<BBHIQ", 16, 0, count, address, first))


def test_presence(disk: BiosRig) -> None:
    answer = disk.call(0x13, ax=0x4100, bx=0x55AA, dx=0x80)
    assert (answer.carry, answer.bx, answer.cx, answer.ah) == (False, 0xAA55, 5, 0x30)
    assert disk.call(0x13, ax=0x4100, bx=0x1234, dx=0x80).carry
    assert disk.call(0x13, ax=0x4100, bx=0x55AA, dx=0x00).carry


def test_read_write_verify(disk: BiosRig, tmp_path: Path) -> None:
    packet(disk, 2, 0x10000010, 4094)
    assert not disk.call(0x13, ax=0x4200, dx=0x80, ds=PACKET >> 4, si=0).carry
    assert disk.word(0x10010) == 4094 and disk.word(0x10210) == 4095
    packet(disk, 1, 0x10000010, 7)
    disk.write(0x10010, b"new")
    assert not disk.call(0x13, ax=0x4300, dx=0x80, ds=PACKET >> 4, si=0).carry
    assert (tmp_path / "one.img").read_bytes()[7 * 512 :][:3] == b"new"
    assert not disk.call(0x13, ax=0x4400, dx=0x80, ds=PACKET >> 4, si=0).carry


def test_beyond_the_end_and_a_bad_packet(disk: BiosRig) -> None:
    packet(disk, 2, 0x10000010, 4095)
    assert disk.call(0x13, ax=0x4200, dx=0x80, ds=PACKET >> 4, si=0).carry
    assert disk.word(PACKET + 2) == 0
    packet(disk, 1, 0x10000010, (1 << 64) - 1)
    assert disk.call(0x13, ax=0x4200, dx=0x80, ds=PACKET >> 4, si=0).carry
    disk.write(PACKET, b"\x08")
    assert disk.call(0x13, ax=0x4200, dx=0x80, ds=PACKET >> 4, si=0).ah == 1


def test_cd_sectors(disk: BiosRig) -> None:
    packet(disk, 1, 0x10000010, 3)
    assert not disk.call(0x13, ax=0x4200, dx=0xE0, ds=PACKET >> 4, si=0).carry
    assert disk.word(0x10010) == 12 and disk.word(0x10010 + 1536) == 15
    assert disk.call(0x13, ax=0x4300, dx=0xE0, ds=PACKET >> 4, si=0).ah == 3
    assert disk.call(0x13, ax=0x0201, cx=1, bx=0, dx=0xE0).carry


@pytest.mark.parametrize(("drive", "size", "sectors"), [(0x80, 512, 4096), (0xE0, 2048, 1024)])
def test_parameters(disk: BiosRig, drive: int, size: int, sectors: int) -> None:
    disk.write(PACKET, struct.pack("<H", 30))
    assert not disk.call(0x13, ax=0x4800, dx=drive, ds=PACKET >> 4, si=0).carry
    fields = struct.unpack("<HHIIIQH", disk.read(PACKET, 26))
    assert fields[0] == 30 and fields[5:] == (sectors, size)
    disk.write(PACKET, struct.pack("<H", 20))
    assert disk.call(0x13, ax=0x4800, dx=drive, ds=PACKET >> 4, si=0).carry


def test_locking(disk: BiosRig) -> None:
    assert disk.call(0x13, ax=0x4500, dx=0x80).ah == 0xB2
    assert not disk.call(0x13, ax=0x4501, dx=0xE0).carry
