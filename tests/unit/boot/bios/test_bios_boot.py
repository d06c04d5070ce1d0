"""engine.boot.bios.boot, menu and eltorito: INT 19h."""

from __future__ import annotations

import struct
import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock

import pytest

from engine.boot.bios.service import Service
from engine.bus.port import PortRegion
from engine.config import Disk
from tests.support.biosrig import BiosRig

Make = Callable[..., BiosRig]


def boot_record(path: Path, mark: bytes, size: int = 1 << 20) -> None:
    path.write_bytes((mark.ljust(510, b"\x90") + b"\x55\xaa").ljust(size, b"\0"))


def cd(path: Path, media: int, *, count: int = 4, segment: int = 0, damage: bool = False) -> None:
    """A CD with a boot image in sector 20."""
    image = bytearray(1 << 20)
    record = b"\x00CD001\x01EL TORITO SPECIFICATION".ljust(0x47, b"\0") + (19).to_bytes(4, "little")
    image[17 * 2048 : 17 * 2048 + len(record)] = record
    validation = bytearray(b"\x01".ljust(30, b"\0") + b"\x55\xaa")
    checksum = -sum(struct.unpack("<16H", validation)) & 0xFFFF
    validation[28:30] = (checksum ^ damage).to_bytes(2, "little")
    entry = struct.pack("<BBHBBHI", 0x88, media, segment, 0, 0, count, 20).ljust(32, b"\0")
    image[19 * 2048 : 19 * 2048 + 64] = bytes(validation) + entry
    image[20 * 2048 : 20 * 2048 + 10] = b"boot image"
    image[20 * 2048 + 510 : 20 * 2048 + 512] = b"\x55\xaa"
    path.write_bytes(image)


def started(machine: BiosRig) -> tuple[int, int, int]:
    """CS, IP and DL of what INT 19h has started."""
    frame = machine.boot()
    ip, cs, flags = struct.unpack("<HHH", machine.read(0x7BFA, 6))
    assert flags & 0x200
    return cs, ip, frame.edx & 0xFF


def test_first_disk_that_can(machine_with: Make, tmp_path: Path) -> None:
    (tmp_path / "empty.img").write_bytes(bytes(1 << 20))
    boot_record(tmp_path / "good.img", b"good")
    machine = machine_with(disks=(Disk(path="empty.img"), Disk(path="good.img")))
    assert started(machine) == (0, 0x7C00, 0x81)
    assert machine.read(0x7C00, 4) == b"good"
    assert any("it is empty" in line for line in machine.log)
    assert "ms after power-on" in machine.log[-1]


def test_order(machine_with: Make, tmp_path: Path) -> None:
    boot_record(tmp_path / "disk.img", b"disk")
    boot_record(tmp_path / "floppy.img", b"flop", 1440 << 10)
    machine = machine_with(disks=(Disk(path="disk.img"),), floppy="floppy.img", boot="ac")
    assert started(machine) == (0, 0x7C00, 0)
    machine.stubs[Service.BOOT, False] = machine.stubs[Service.NO_BOOT, False]  # it gives up: INT 18h
    assert started(machine) == (0, 0x7C00, 0x80)


def test_cd_without_emulation(machine_with: Make, tmp_path: Path) -> None:
    cd(tmp_path / "cd.iso", 0, count=8, segment=0x900)
    machine = machine_with(cdrom="cd.iso", boot="d")
    assert started(machine) == (0x900, 0, 0xE0)
    assert machine.read(0x9000, 10) == b"boot image"
    assert not machine.call(0x13, ax=0x4B01, dx=0xE0, ds=0x500, si=0).carry
    packet = struct.unpack("<BBBBIHHH", machine.read(0x5000, 14))
    assert packet == (0x13, 0, 0xE0, 0, 20, 0, 0x900, 8)


@pytest.mark.parametrize(("media", "drive", "sectors"), [(2, 0x00, 18), (1, 0x00, 15), (3, 0x00, 36), (4, 0x80, 63)])
def test_cd_with_emulation(machine_with: Make, tmp_path: Path, media: int, drive: int, sectors: int) -> None:
    cd(tmp_path / "cd.iso", media, count=1)
    boot_record(tmp_path / "disk.img", b"disk")
    boot_record(tmp_path / "floppy.img", b"flop", 1440 << 10)
    machine = machine_with(cdrom="cd.iso", disks=(Disk(path="disk.img"),), floppy="floppy.img", boot="d")
    assert started(machine) == (0, 0x7C00, drive)
    machine.call(0x13, ax=0x0201, es=0x1000, bx=0, cx=1, dx=drive)
    assert machine.read(0x10000, 10) == b"boot image"
    assert machine.call(0x13, ax=0x0800, dx=drive).cl & 0x3F == sectors
    machine.call(0x13, ax=0x0201, es=0x1000, bx=0, cx=1, dx=drive + 1)
    assert machine.read(0x10000, 4) == (b"disk" if drive else b"flop")
    assert machine.call(0x13, ax=0x0301, es=0x1000, bx=0, cx=1, dx=drive).ah == 3
    assert machine.read(0x410, 1)[0] & 1


@pytest.mark.parametrize(
    ("make_cd", "reason"),
    [
        (lambda path: path.write_bytes(bytes(1 << 20)), "no El Torito boot record"),
        (lambda path: path.write_bytes(bytes(2048)), "no El Torito boot record"),
        (lambda path: cd(path, 0, damage=True), "boot catalog is damaged"),
        (lambda path: cd(path, 9), "unknown kind of image (9)"),
    ],
)
def test_cds_that_cannot(machine_with: Make, tmp_path: Path, make_cd: Callable[[Path], None], reason: str) -> None:
    make_cd(tmp_path / "cd.iso")
    machine = machine_with(cdrom="cd.iso", boot="d")
    machine.begin_boot()
    assert any(reason in row for row in machine.screen())


def test_nothing_at_all_and_the_menu(machine_with: Make, tmp_path: Path) -> None:
    machine = machine_with(boot="c")
    frame = machine.begin_boot()
    assert any("no disk, CD or floppy" in row for row in machine.screen())
    machine.press("esc")
    assert machine.resume(Service.BOOT, frame).eflags & 1
    assert any("Boot menu" in row for row in machine.screen())


def test_choosing_in_the_menu(machine_with: Make, tmp_path: Path) -> None:
    for name in ("one", "two"):
        boot_record(tmp_path / f"{name}.img", name.encode())
    machine = machine_with(disks=(Disk(path="one.img"), Disk(path="two.img")), boot="c")
    machine.press("esc")
    frame = machine.begin_boot()
    assert sum(row.strip().startswith(("1", "2")) for row in machine.screen()) == 2
    machine.press("2")
    assert not machine.resume(Service.BOOT, frame).eflags & 1
    assert machine.read(0x7C00, 3) == b"two"


def test_the_menu_for_some_seconds(machine_with: Make, tmp_path: Path) -> None:
    """It counts down, and boots as usual; a key that is no answer stops the clock."""
    boot_record(tmp_path / "one.img", b"one")
    machine = machine_with(disks=(Disk(path="one.img"),), boot="c", boot_menu=1)
    frame = machine.begin_boot()
    assert any("Booting as usual in 1 s" in row for row in machine.screen())
    deadline = time.monotonic() + 10
    while frame.eflags & 1:
        assert time.monotonic() < deadline
        frame = machine.resume(Service.BOOT, frame)
    assert machine.read(0x7C00, 3) == b"one"


def test_reasons_are_told_on_the_serial_port_too(machine_with: Make) -> None:
    machine = machine_with(boot="c")
    sent = bytearray()
    machine.ports.add(
        PortRegion(0x3F8, 8, lambda _offset, _size: 0x60, lambda at, _size, value: at or sent.append(value)), Lock()
    )
    machine.begin_boot()
    assert b"No bootable device:\r\n  no disk, CD or floppy" in sent


def test_a_medium_that_comes_later(machine_with: Make, tmp_path: Path) -> None:
    """An empty drive is said to be empty; what is put in meanwhile starts at the next try."""
    boot_record(tmp_path / "a.img", b"flop", 1440 << 10)
    machine = machine_with(floppy="", boot="a")
    frame = machine.begin_boot()
    assert any("there is nothing in the drive" in row for row in machine.screen())
    drive = machine.board.floppy
    assert drive is not None
    drive.insert(tmp_path / "a.img", False, lambda *_moved: None)
    machine.press("ret")
    assert not machine.resume(Service.BOOT, frame).eflags & 1
    assert machine.read(0x7C00, 4) == b"flop"
