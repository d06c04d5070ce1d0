"""Two users of one disk image."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys

import pytest

from engine.error import EngineError
from engine.storage import lock as lock_module
from engine.storage.lock import holder_of, lock
from engine.storage.raw import RawDisk

HOLD = """
import sys
from engine.storage.raw import RawDisk
disk = RawDisk(sys.argv[1], readonly=sys.argv[2] == "r")
print("locked", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def image(tmp_path):
    path = tmp_path / "disk.img"
    path.write_bytes(bytes(4096))
    return path


def test_one_writer_excludes_everybody_even_in_one_process(image):
    disk = RawDisk(image)
    for readonly in (False, True):
        with pytest.raises(EngineError, match="in use by another VM") as caught:
            RawDisk(image, readonly=readonly)
        assert f"process {os.getpid()}" in caught.value.what
        assert caught.value.remedy
    disk.close()
    RawDisk(image).close()


def test_readers_share_and_keep_writers_out(image):
    first, second = RawDisk(image, readonly=True), RawDisk(image, readonly=True)
    with pytest.raises(EngineError, match="in use by another VM"):
        RawDisk(image)
    first.close()
    second.close()
    RawDisk(image).close()


def test_another_process_is_named_and_its_death_frees_the_disk(image):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(image), "w"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"locked\n"
        with pytest.raises(EngineError) as caught:
            RawDisk(image)
        assert f"process {holder.pid}: " in caught.value.what
    finally:
        holder.kill()
        holder.communicate()
    RawDisk(image).close()


def test_nobody_holds_a_free_file(image):
    fd = os.open(image, os.O_RDWR)
    assert holder_of(fd) is None
    assert lock(fd, image, shared=False) is None
    assert holder_of(fd) is None  # our own lock is not in our way
    os.close(fd)


def test_a_filesystem_without_locks_is_a_warning(image, monkeypatch):
    def refuse(*_args):
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "fcntl", refuse)
    disk = RawDisk(image)
    assert "without locks" in disk.warnings[0]
    disk.close()


def test_an_unknown_holder_is_another_process(image, monkeypatch):
    disk = RawDisk(image)
    monkeypatch.setattr(lock_module, "holder_of", lambda _fd: None)
    with pytest.raises(EngineError, match=r"another VM \(another process\)"):
        RawDisk(image)
    disk.close()
