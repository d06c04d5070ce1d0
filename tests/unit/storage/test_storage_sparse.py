"""Copies of disk images."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.error import EngineError
from engine.progress import Progress
from engine.storage.sparse import copy_sparse, extents


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
