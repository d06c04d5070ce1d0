"""engine.boot.bios.disk, inventory and unit: INT 13h on hard disks and diskettes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.boot.bios.bda import Bda
from engine.config import Disk
from tests.support.biosrig import Answer, BiosRig

Make = Callable[..., BiosRig]


def numbered(path: Path, sectors: int) -> Path:
    """A disk whose sectors begin with their numbers."""
    path.write_bytes(b"".join(number.to_bytes(4, "little").ljust(512, b".") for number in range(sectors)))
    return path


@pytest.fixture
def disks(machine_with: Make, tmp_path: Path) -> BiosRig:
    numbered(tmp_path / "one.img", 4096)
    numbered(tmp_path / "two.img", 2048)
    numbered(tmp_path / "floppy.img", 2880)
    return machine_with(
        disks=(Disk(path="one.img"), Disk(path="two.img", readonly=True)), floppy="floppy.img", boot="c"
    )


def sector_at(machine: BiosRig, address: int) -> int:
    return int.from_bytes(machine.read(address, 4), "little")


def test_parameters(disks: BiosRig) -> None:
    answer = disks.call(0x13, ax=0x0800, dx=0x80)
    assert (answer.carry, answer.cx, answer.dx) == (False, 0x033F, 0x0F02)
    answer = disks.call(0x13, ax=0x0800, dx=0x00)
    assert (answer.cx, answer.dx, answer.bl) == (0x4F12, 0x0101, 4)
    assert disks.call(0x13, ax=0x0800, dx=0x82).carry
    assert disks.read(Bda.DISK_COUNT, 1) == b"\x02"
    assert disks.call(0x11).ax & 0xC1 == 0x01


def test_read_by_cylinder_head_and_sector(disks: BiosRig) -> None:
    answer = disks.call(0x13, ax=0x0203, es=0x1000, bx=0x10, cx=0x0102, dx=0x0180)
    assert (answer.carry, answer.ax) == (False, 3)
    assert [sector_at(disks, 0x10010 + 512 * at) for at in range(3)] == [16 * 63 + 63 + 1 + at for at in range(3)]
    answer = disks.call(0x13, ax=0x0201, es=0x1000, bx=0, cx=0x0212, dx=0x0100)
    assert sector_at(disks, 0x10000) == 2 * 36 + 18 + 17


def test_write(disks: BiosRig, tmp_path: Path) -> None:
    disks.write(0x10000, b"written" * 100)
    assert not disks.call(0x13, ax=0x0301, es=0x1000, bx=0, cx=0x0005, dx=0x0080).carry
    assert (tmp_path / "one.img").read_bytes()[4 * 512 :][:7] == b"written"
    answer = disks.call(0x13, ax=0x0301, es=0x1000, bx=0, cx=0x0005, dx=0x0081)
    assert (answer.carry, answer.ax) == (True, 0x0300)
    assert disks.call(0x13, ax=0x0100, dx=0x81).ah == 3
    assert not disks.call(0x13, ax=0x0301, es=0x1000, bx=0, cx=0x0003, dx=0x0000).carry
    assert (tmp_path / "floppy.img").read_bytes()[2 * 512 :][:7] == b"written"


def test_what_is_not_there(disks: BiosRig) -> None:
    for ax, cx, dx in ((0x0201, 0, 0x80), (0x0201, 0x0001, 0x1080), (0x0201, 0xFFC1, 0x80), (0x0200, 1, 0x80)):
        assert disks.call(0x13, ax=ax, es=0x1000, bx=0, cx=cx, dx=dx).carry
    answer = disks.call(0x13, ax=0x0201, es=0x1000, bx=0, cx=1, dx=0x7F)
    assert (answer.carry, answer.ah) == (True, 0x80)
    assert disks.call(0x13, ax=0xBB00, dx=0x80).ah == 1


def test_types(disks: BiosRig) -> None:
    answer = disks.call(0x13, ax=0x1500, dx=0x80)
    assert (answer.ah, answer.cx, answer.dx) == (3, 0, 4 * 16 * 63)
    assert disks.call(0x13, ax=0x1500, dx=0x00).ah == 2
    assert disks.call(0x13, ax=0x1500, dx=0x01).ah == 0


def test_format_a_track(disks: BiosRig, tmp_path: Path) -> None:
    assert not disks.call(0x13, ax=0x0512, es=0x1000, bx=0, cx=0x0101, dx=0x0000).carry
    image = (tmp_path / "floppy.img").read_bytes()
    assert image[36 * 512 : 54 * 512] == b"\xf6" * 18 * 512
    assert sector_at(disks, 0) != 0 and image[54 * 512 :][:4] == (54).to_bytes(4, "little")


def test_reading_into_video_memory_shows(disks: BiosRig) -> None:
    disks.board.vga.touched = False
    disks.call(0x13, ax=0x0201, es=0xB800, bx=0, cx=1, dx=0x80)
    assert disks.board.vga.touched
    assert disks.screen()[0].startswith("\0\0..")
    disks.call(0x10, ax=0x12)
    disks.call(0x13, ax=0x0201, es=0xA000, bx=0, cx=1, dx=0x80)
    assert disks.read(0xA0000, 1) == b"\xff"  # planar memory is not RAM,
    assert bytes(disks.board.display.view[0x10000 + 4 * 4 : 0x10000 + 4 * 6]) == b"." * 8  # and has it all the same


def test_a_short_floppy_image_reads_as_a_whole_disk(machine_with: Make, tmp_path: Path) -> None:
    numbered(tmp_path / "short.img", 3)
    machine = machine_with(floppy="short.img", boot="a")
    assert machine.call(0x13, ax=0x0800, dx=0x00).cx == 0x4F12
    assert not machine.call(0x13, ax=0x0202, es=0x1000, bx=0, cx=0x0003, dx=0x0000).carry
    assert sector_at(machine, 0x10000) == 2 and not any(machine.read(0x10200, 512))


def swap(machine: BiosRig, path: Path | None) -> None:
    """Another diskette, or none, as the person at the machine changes it."""
    drive = machine.board.floppy
    assert drive is not None
    if path is None:
        drive.eject(False, lambda *_moved: None)
    else:
        drive.insert(path, False, lambda *_moved: None)


def test_another_diskette_is_told_once_and_has_its_own_layout(machine_with: Make, tmp_path: Path) -> None:
    for name, kib, mark in (("one", 1440, b"1"), ("two", 720, b"2")):
        (tmp_path / f"{name}.img").write_bytes(mark * (kib << 10))
    machine = machine_with(floppy="one.img", boot="a")

    def read() -> Answer:
        return machine.call(0x13, ax=0x0201, bx=0, es=0x2000, cx=1, dx=0)

    assert not read().carry and machine.read(0x20000, 1) == b"1"
    assert not machine.call(0x13, ax=0x1600, dx=0).carry
    swap(machine, tmp_path / "two.img")
    changed = machine.call(0x13, ax=0x1600, dx=0)
    assert (changed.carry, changed.ah) == (True, 0x06)
    assert not read().carry and machine.read(0x20000, 1) == b"2"
    assert machine.call(0x13, ax=0x0800, dx=0).cl & 0x3F == 9
    swap(machine, tmp_path / "one.img")
    assert (read().ah, read().ah) == (0x06, 0)
    swap(machine, None)
    assert (read().carry, read().ah) == (True, 0x80)


def test_a_cd_that_is_changed(machine_with: Make, tmp_path: Path) -> None:
    for name, size in (("one", 1 << 20), ("two", 2 << 20)):
        (tmp_path / f"{name}.iso").write_bytes(name.encode().ljust(size, b"\0"))
    machine = machine_with(cdrom="one.iso", boot="d")
    (drive,) = machine.board.drives
    drive.insert(tmp_path / "two.iso", True, lambda *_moved: None)
    machine.write(0x21000, b"\x1a\0")
    assert not machine.call(0x13, ax=0x4800, ds=0x2100, si=0, dx=0xE0).carry
    assert int.from_bytes(machine.read(0x21010, 8), "little") == (2 << 20) // 2048
    changed = machine.call(0x13, ax=0x4900, dx=0xE0)
    assert (changed.carry, changed.ah) == (True, 0x06)
    assert not machine.call(0x13, ax=0x4900, dx=0xE0).carry
    drive.eject(True, lambda *_moved: None)
    machine.write(0x22000, bytes((16, 0, 1, 0, 0, 0, 0, 0x30)) + bytes(8))
    answer = machine.call(0x13, ax=0x4200, ds=0x2200, si=0, dx=0xE0)
    assert (answer.carry, answer.ah) == (True, 0x31)
