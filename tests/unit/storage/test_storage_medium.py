"""engine.storage.medium: which image goes into which drive."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.config import Disk, MachineConfig
from engine.error import EngineError
from engine.storage.medium import open_media
from engine.storage.raw import RawDisk


def image(path: Path) -> str:
    path.write_bytes(b"x" * 512)
    return path.name


def config(*disks: Disk, cdrom: str | None = None) -> MachineConfig:
    return MachineConfig(name="box", uuid="u", disks=disks, cdrom=cdrom)


def test_disks_come_first_and_the_cd_is_the_secondary_master(tmp_path: Path) -> None:
    disks = [Disk(path=image(tmp_path / f"{n}.img"), readonly=n == 1) for n in range(2)]
    media = open_media(config(*disks, cdrom=image(tmp_path / "cd.iso")), tmp_path).drives
    assert [(medium.place, medium.kind, medium.path.name) for medium in media] == [
        (0, "disk", "0.img"),
        (1, "disk", "1.img"),
        (2, "cdrom", "cd.iso"),
    ]
    assert [medium.backend.readonly for medium in media] == [False, True, True]
    for medium in media:
        medium.backend.close()


def test_with_three_disks_the_cd_takes_the_last_place(tmp_path: Path) -> None:
    disks = [Disk(path=image(tmp_path / f"{n}.img")) for n in range(3)]
    media = open_media(config(*disks, cdrom=image(tmp_path / "cd.iso")), tmp_path).drives
    assert [medium.place for medium in media] == [0, 1, 2, 3]
    assert media[3].kind == "cdrom"
    for medium in media:
        medium.backend.close()


def test_absolute_paths_stay(tmp_path: Path) -> None:
    image(tmp_path / "far.img")
    (medium,) = open_media(config(Disk(path=str(tmp_path / "far.img"))), Path("/nowhere")).drives
    assert medium.path == tmp_path / "far.img"
    medium.backend.close()


def test_one_that_cannot_be_used_gives_the_others_back(tmp_path: Path) -> None:
    name = image(tmp_path / "0.img")
    with pytest.raises(EngineError, match="does not exist"):
        open_media(config(Disk(path=name), Disk(path="missing.img")), tmp_path)
    RawDisk(tmp_path / name).close()  # Its lock is free again.


def test_a_floppy_that_cannot_be_used_gives_the_disks_back(tmp_path: Path) -> None:
    name = image(tmp_path / "0.img")
    with pytest.raises(EngineError):
        open_media(MachineConfig(name="box", uuid="u", disks=(Disk(path=name),), floppy="missing"), tmp_path)
    RawDisk(tmp_path / name).close()


def test_without_media(tmp_path: Path) -> None:
    media = open_media(config(), tmp_path)
    assert (media.drives, media.floppy) == ((), None)


def test_the_same_image_twice_is_refused(tmp_path: Path) -> None:
    name = image(tmp_path / "0.img")
    with pytest.raises(EngineError, match="in use"):
        open_media(config(Disk(path=name), Disk(path=name)), tmp_path)
