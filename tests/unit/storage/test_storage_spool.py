"""engine.storage.spool: what a printer port printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.error import EngineError
from engine.storage.spool import PIECE, Spool


def test_bytes_come_to_the_file_in_pieces_and_are_appended(tmp_path: Path) -> None:
    path = tmp_path / "lpt1"
    path.write_bytes(b"old ")
    spool = Spool(path)
    for byte in b"new":
        spool.put(byte)
    assert path.read_bytes() == b"old "
    spool.flush()
    assert path.read_bytes() == b"old new"
    for _ in range(PIECE):
        spool.put(ord("x"))
    assert path.stat().st_size == 7 + PIECE
    spool.put(ord("."))
    spool.close()
    assert path.read_bytes()[-1:] == b"."


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="cannot be written: Is a directory"):
        Spool(tmp_path)


def test_a_full_disk_is_told_once() -> None:
    spool = Spool(Path("/dev/full"))
    for _ in range(2):
        spool.put(1)
        spool.flush()
        lost, spool.lost = spool.lost, ""
        if lost:
            assert "No space left" in lost
    assert lost == ""
    spool.close()
