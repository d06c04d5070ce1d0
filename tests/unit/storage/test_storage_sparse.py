"""Copies of disk images."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.error import EngineError
from engine.progress import Progress
from engine.storage.sparse import can_share, check_room, copy_sparse, extents
from tests.support.mount import small_place


@pytest.fixture
def btrfs(tmp_path: Path) -> Iterator[Path]:
    """A filesystem whose files can share blocks."""
    if shutil.which("mkfs.btrfs") is None:
        pytest.skip("mkfs.btrfs is not installed")
    image, place = tmp_path / "btrfs.img", tmp_path / "btrfs"
    place.mkdir()
    with image.open("wb") as file:
        file.truncate(128 << 20)
    subprocess.run(["mkfs.btrfs", "-q", image], check=True, capture_output=True)
    mounted = subprocess.run(["mount", "-o", "loop", image, place], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip(f"mounting needs root: {mounted.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", place], check=True)


@pytest.fixture
def tmpfs(tmp_path: Path) -> Iterator[Path]:
    """A filesystem of a megabyte whose files cannot."""
    with small_place(tmp_path / "tmpfs", "1m") as place:
        yield place


def test_copy_keeps_holes(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    with source.open("wb") as file:
        file.write(b"begin")
        file.seek(64 << 20)
        file.write(b"end")
    progress = Progress()
    copy_sparse(source, target, progress)
    assert target.stat().st_size == source.stat().st_size
    assert target.stat().st_blocks <= source.stat().st_blocks + 64
    with target.open("rb") as file:
        assert file.read(5) == b"begin"
        file.seek(-3, os.SEEK_END)
        assert file.read() == b"end"
    assert progress.done == progress.total


def test_copy_of_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="could not be copied"):
        copy_sparse(tmp_path / "gone", tmp_path / "b", Progress())
    assert not (tmp_path / "b").exists()


def test_extents_of_a_file_with_a_hole(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with path.open("wb") as file:
        file.truncate(8 << 20)
        file.seek(4 << 20)
        file.write(b"x" * 4096)
    with path.open("rb") as file:
        found = list(extents(file.fileno(), 8 << 20))
    assert found == [(4 << 20, (4 << 20) + 4096)]


def test_progress_adds_up_over_several_files(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a" * 5000)
    progress = Progress()
    progress.total = 10_000
    copy_sparse(tmp_path / "a", tmp_path / "b", progress)
    copy_sparse(tmp_path / "a", tmp_path / "c", progress)
    assert (progress.done, progress.total) == (10_000, 10_000)


def test_blocks_are_shared_where_that_can_be(btrfs: Path) -> None:
    source = btrfs / "a"
    source.write_bytes(os.urandom(20 << 20))
    assert can_share(source, btrfs)
    for number in range(8):  # 160 MiB of 128.
        copy_sparse(source, btrfs / str(number), Progress(), "must" if number else "try")
    (btrfs / "0").write_bytes(b"other")
    assert (btrfs / "7").read_bytes() == source.read_bytes()
    check_room([source] * 100, btrfs)
    with pytest.raises(EngineError, match="No space left"):
        for number in range(8):
            copy_sparse(source, btrfs / f"full-{number}", Progress(), "never")
    assert sorted(path.name for path in btrfs.iterdir())[-1].startswith("full-")
    assert all(path.stat().st_size == 20 << 20 for path in btrfs.glob("full-*"))


def test_where_blocks_cannot_be_shared_nothing_is_left_of_the_try(tmpfs: Path) -> None:
    source = tmpfs / "a"
    source.write_bytes(b"x" * 5000)
    assert not can_share(source, tmpfs)
    with pytest.raises(EngineError, match="cannot share blocks") as failure:
        copy_sparse(source, tmpfs / "b", Progress(), "must")
    assert "Btrfs" in failure.value.remedy
    assert [path.name for path in tmpfs.iterdir()] == ["a"]
    assert not can_share(tmpfs / "gone", tmpfs)


def test_room_is_counted_without_holes(tmpfs: Path) -> None:
    with (tmpfs / "a").open("wb") as file:
        file.truncate(100 << 20)
        file.write(b"x" * (300 << 10))
    check_room([tmpfs / "a"], tmpfs)
    with pytest.raises(EngineError, match=r"need 0\.9 MiB, and 0\.7 MiB are free"):
        check_room([tmpfs / "a"] * 3, tmpfs)
