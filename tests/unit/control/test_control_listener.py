"""engine.control.listener: a socket of one's own."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest

from engine.control.listener import listen


def test_nobody_else_may_connect(tmp_path: Path) -> None:
    path, umask = tmp_path / "a.sock", os.umask(0)
    try:
        listener = listen(path)
    finally:
        os.umask(umask)
    with listener, socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        with pytest.raises(BlockingIOError):
            listener.accept()
        client.connect(str(path))
        listener.accept()[0].close()


def test_a_place_that_is_taken_leaves_nothing_open(tmp_path: Path) -> None:
    path = tmp_path / "a.sock"
    with listen(path), pytest.raises(OSError, match="in use"):
        listen(path)
