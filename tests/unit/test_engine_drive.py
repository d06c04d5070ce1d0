"""engine.drive: changing what is in a drive while its controller lives."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

import pytest

from engine.clock import ChipClock
from engine.devices.floppydisk import DriveType
from engine.devices.i82077 import I82077
from engine.devices.ide.atapi import AtapiCd
from engine.drive import Drive, FloppyDrive, LockedError
from engine.error import EngineError
from engine.storage.empty import EmptyMedium
from engine.storage.floppy import FloppyImage
from engine.storage.queue import DiskQueue
from engine.storage.raw import RawDisk
from engine.wiring import Seat
from tests.support.clock import ManualClock
from tests.support.irq import RecordingIrq


class Trays(list[tuple[str, bool]]):
    """What was told of trays."""

    def moved(self, device: str, opened: bool) -> None:
        self.append((device, opened))


def image(path: Path, size: int = 4096, letter: bytes = b"a") -> Path:
    path.write_bytes(letter * size)
    return path


def seat() -> Seat:
    # Only the lock is used: a drive has no ports of its own.
    return Seat(Lock(), ManualClock(), None)  # type: ignore[arg-type]  # no clock of a machine, and no wiring


def cd_drive(path: Path | None) -> Drive:
    place = seat()
    backend = RawDisk(path, readonly=True) if path else EmptyMedium()
    queue = DiskQueue(backend, place.deliver)
    return Drive("ide1-cd0", str(path or ""), "cdrom", queue, place, AtapiCd(queue if path else None))


def test_a_disc_is_changed(tmp_path: Path) -> None:
    one, two = image(tmp_path / "one.iso"), image(tmp_path / "two.iso", 8192, b"b")
    drive, trays = cd_drive(one), Trays()
    assert drive.describe()["inserted"] == {"file": str(one), "drv": "raw", "ro": True}
    drive.insert(two, False, trays.moved)
    assert trays == [("ide1-cd0", True), ("ide1-cd0", False)]
    assert drive.cd is not None and drive.cd.present
    assert drive.queue.size == 8192
    described = drive.describe()
    assert (described["tray_open"], described["locked"], described["removable"]) == (False, False, True)
    assert described["inserted"] == {"file": str(two), "drv": "raw", "ro": True}
    RawDisk(one).close()  # it is nobody's any more: it lets itself be locked for writing


def test_ejecting_leaves_an_open_tray(tmp_path: Path) -> None:
    drive, trays = cd_drive(image(tmp_path / "one.iso")), Trays()
    drive.eject(False, trays.moved)
    drive.eject(False, trays.moved)
    assert trays == [("ide1-cd0", True)]
    assert "inserted" not in drive.describe()
    assert drive.describe()["tray_open"] is True
    assert drive.queue.size == 0


def test_an_empty_drive_can_be_filled(tmp_path: Path) -> None:
    drive, trays = cd_drive(None), Trays()
    assert drive.describe()["tray_open"] is False
    drive.insert(image(tmp_path / "one.iso"), False, trays.moved)
    assert trays[-1] == ("ide1-cd0", False)
    assert drive.path


def test_a_locked_tray_stays_shut_unless_forced(tmp_path: Path) -> None:
    one, two = image(tmp_path / "one.iso"), image(tmp_path / "two.iso")
    drive, trays = cd_drive(one), Trays()
    assert drive.cd is not None
    drive.cd.interface.state.locked = True
    assert drive.describe()["locked"] is True
    with pytest.raises(LockedError, match="is locked and force was not specified"):
        drive.eject(False, trays.moved)
    with pytest.raises(LockedError):
        drive.insert(two, False, trays.moved)
    assert not trays
    assert drive.path == str(one)
    drive.insert(two, True, trays.moved)
    assert drive.path == str(two)


def test_a_file_that_is_none_leaves_the_old_disc_in(tmp_path: Path) -> None:
    one = image(tmp_path / "one.iso")
    drive, trays = cd_drive(one), Trays()
    with pytest.raises(EngineError):
        drive.insert(tmp_path / "none.iso", False, trays.moved)
    assert (drive.path, list(trays)) == (str(one), [])


def test_a_hard_disk_is_not_removable(tmp_path: Path) -> None:
    place = seat()
    queue = DiskQueue(RawDisk(image(tmp_path / "disk.img")), place.deliver)
    drive = Drive("ide0-hd0", "disk.img", "disk", queue, place)
    for attempt in (lambda: drive.eject(True, print), lambda: drive.insert(tmp_path / "disk.img", True, print)):
        with pytest.raises(EngineError, match="not removable"):
            attempt()
    assert "tray_open" not in drive.describe()


class NoDma:
    """A DMA channel that nobody programs."""

    masked = True

    def __getattr__(self, name: str) -> object:
        raise AssertionError(name)


def floppy_drive(path: Path | None, kind: DriveType = DriveType.D1440K) -> FloppyDrive:
    clock: ChipClock = ManualClock()  # type: ignore[assignment]  # of a test's making
    disk = FloppyImage(path)
    chip = I82077(RecordingIrq().line, NoDma(), clock, (kind, DriveType.NONE))  # type: ignore[arg-type]  # unused
    chip.insert(0, disk if path else None)
    return FloppyDrive("floppy0", str(path or ""), kind, disk, chip, seat())


def test_a_diskette_is_changed_and_the_change_line_says_so(tmp_path: Path) -> None:
    one, two = image(tmp_path / "a.img", 1440 << 10), image(tmp_path / "b.img", 720 << 10)
    drive, trays = floppy_drive(one), Trays()
    drive.controller.state.drives[0].changed = False
    assert drive.controller.dir_read(0, 1) == 0
    drive.insert(two, False, trays.moved)
    assert trays == [("floppy0", True), ("floppy0", False)]
    assert drive.controller.dir_read(0, 1) == 0x80
    assert drive.image.size == 720 << 10
    drive.eject(False, trays.moved)
    drive.eject(False, trays.moved)
    assert len(trays) == 3
    assert "inserted" not in drive.describe()
    assert drive.controller.dir_read(0, 1) == 0x80


def test_a_diskette_too_dense_for_the_drive(tmp_path: Path) -> None:
    drive, trays = floppy_drive(None), Trays()
    with pytest.raises(EngineError, match=r"2\.88 MB"):
        drive.insert(image(tmp_path / "e.img", 2880 << 10), False, trays.moved)
    assert not trays
    large = floppy_drive(None, DriveType.D2880K)
    large.insert(tmp_path / "e.img", False, trays.moved)
    assert large.path
