"""engine.storage.floppy: a floppy's image, read and written at once."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from engine.error import EngineError
from engine.storage.floppy import FloppyImage
from engine.storage.raw import RawDisk


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "floppy.img"
    path.write_bytes(bytes(range(256)) * 4)
    return path


def test_reads_and_writes_reach_the_file(path: Path) -> None:
    image = FloppyImage(path)
    assert (image.size, image.readonly) == (1024, False)
    assert image.read(256, 4) == bytes(range(4))
    image.write(512, b"new")
    assert image.read(511, 5) == b"\xffnew\x03"
    image.close()
    assert path.read_bytes()[512:515] == b"new"


def test_a_short_image_ends_where_it_ends(path: Path) -> None:
    image = FloppyImage(path)
    asked = [(1020, 512), (1024, 512), (5000, 1), (0, 1024)]
    assert [len(image.read(offset, length)) for offset, length in asked] == [4, 0, 0, 1024]
    image.close()


def test_a_protected_file_is_a_protected_floppy(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = RawDisk.__init__

    def refuse_writing(disk: RawDisk, where: Path, readonly: bool = False) -> None:
        """As for a person who may only read the file; root may always write."""
        if not readonly:
            raise EngineError(f"{where} cannot be written.", "")
        whole(disk, where, readonly=True)

    monkeypatch.setattr(RawDisk, "__init__", refuse_writing)
    image = FloppyImage(path)
    assert image.readonly
    assert image.read(1, 1) == b"\x01"
    image.close()


def test_closing_gives_the_file_to_others(path: Path) -> None:
    image = FloppyImage(path)
    with pytest.raises(EngineError):
        RawDisk(path)
    image.close()
    RawDisk(path).close()


def test_one_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"missing\.img"):
        FloppyImage(tmp_path / "missing.img")


def test_a_disk_that_cannot_be_flushed_comes_out_all_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_disk: RawDisk) -> None:
        raise OSError(errno.EIO, "Input/output error")

    image = FloppyImage(path)
    monkeypatch.setattr(RawDisk, "flush", fails)
    image.take_out()
    assert not image.loaded
    RawDisk(path).close()
