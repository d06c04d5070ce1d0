"""RawDisk and create_raw, on real files."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.error import EngineError
from engine.storage import raw
from engine.storage.raw import RawDisk, create_raw


def file_of(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def buffers(*sizes: int) -> list[memoryview]:
    return [memoryview(bytearray(b"\xee" * size)) for size in sizes]


def joined(views: list[memoryview]) -> bytes:
    return b"".join(views)


def test_reads_scatter_and_writes_gather(tmp_path):
    path = file_of(tmp_path / "d", bytes(range(256)) * 8)
    disk = RawDisk(path)
    into = buffers(3, 0, 509, 100)
    disk.read_into(1, into)
    assert joined(into) == (bytes(range(256)) * 8)[1:613]
    disk.write_from(700, [memoryview(b"abc"), memoryview(b"defg")])
    disk.flush()
    disk.close()
    disk.close()
    assert path.read_bytes()[699:708] == bytes([699 & 255]) + b"abcdefg" + bytes([707 & 255])
    assert disk.size == 2048
    assert not disk.warnings


def test_more_buffers_than_one_system_call_takes(tmp_path):
    data = os.urandom((raw.IOV_MAX + 500) * 8)
    path = file_of(tmp_path / "d", data[: len(data) // 512 * 512])
    disk = RawDisk(path)
    into = buffers(*[4] * (raw.IOV_MAX + 100))
    disk.read_into(0, into)
    assert joined(into) == data[: len(joined(into))]
    assert not disk.try_read_into(0, into)
    disk.write_from(512, into)
    disk.close()
    assert path.read_bytes()[512 : 512 + len(joined(into))] == joined(into)


def test_a_cut_off_image_reads_zeros_and_warns(tmp_path):
    path = file_of(tmp_path / "d", b"x" * 700)
    disk = RawDisk(path)
    assert disk.size == 1024
    assert "not a multiple of 512" in disk.warnings[0]
    for read in (disk.read_into, disk.try_read_into):
        into = buffers(256, 512)
        read(512, into)
        assert joined(into) == b"x" * 188 + bytes(580)
    disk.write_from(512, buffers(512))
    assert path.stat().st_size == 1024
    disk.close()


def test_a_file_that_shrinks_under_the_disk_reads_as_zeros(tmp_path):
    path = file_of(tmp_path / "d", b"x" * 2048)
    disk = RawDisk(path)
    os.truncate(path, 512)
    into = buffers(1024)
    disk.read_into(0, into)
    assert joined(into) == b"x" * 512 + bytes(512)
    disk.close()


def test_cached_data_is_answered_without_waiting(tmp_path):
    path = file_of(tmp_path / "d", b"y" * 4096)
    disk = RawDisk(path)
    into = buffers(4096)
    disk.read_into(0, into)
    again = buffers(4096)
    if disk.try_read_into(0, again):  # A filesystem may not know RWF_NOWAIT.
        assert joined(again) == b"y" * 4096
    disk.close()


def test_what_is_not_there_now_is_not_an_error(tmp_path, monkeypatch):
    disk = RawDisk(file_of(tmp_path / "d", b"y" * 4096))

    def refuse(*_args):
        raise OSError(errno.EAGAIN, "not cached")

    monkeypatch.setattr(os, "preadv", refuse)
    assert disk.try_read_into(0, buffers(512)) is False
    monkeypatch.setattr(os, "preadv", lambda *_args: 100)
    assert disk.try_read_into(0, buffers(512)) is False
    monkeypatch.undo()
    disk.close()


@pytest.mark.parametrize(("offset", "size"), [(1024, 1), (1023, 2), (-1, 1)])
def test_writes_beyond_the_end_are_refused(tmp_path, offset, size):
    path = file_of(tmp_path / "d", bytes(1024))
    disk = RawDisk(path)
    with pytest.raises(OSError, match="beyond the end"):
        disk.write_from(offset, buffers(size))
    disk.close()
    assert path.read_bytes() == bytes(1024)


def test_read_only_disks_are_not_written(tmp_path):
    disk = RawDisk(file_of(tmp_path / "d", bytes(1024)), readonly=True)
    assert disk.readonly
    with pytest.raises(OSError) as caught:
        disk.write_from(0, buffers(512))
    assert caught.value.errno == errno.EROFS
    disk.flush()
    disk.close()


def test_what_cannot_be_a_disk_is_explained(tmp_path):
    file_of(tmp_path / "empty", b"")
    os.mkfifo(tmp_path / "fifo")
    for name, text in {
        "missing": "does not exist",
        "empty": "is empty",
        "fifo": "neither a file nor a block device",
        ".": "is a directory",
        "x" * 300: "File name too long",
    }.items():
        with pytest.raises(EngineError, match=text) as caught:
            RawDisk(tmp_path / name)
        assert caught.value.remedy
    with pytest.raises(EngineError, match="is a directory"):
        RawDisk(tmp_path, readonly=True)
    with pytest.raises(EngineError) as missing:
        RawDisk(tmp_path / "missing")
    assert missing.value.remedy == "Put it back, or name another file in machine.toml."


@pytest.mark.parametrize(("number", "advice"), [(errno.EACCES, "permissions"), (errno.EROFS, "read-only")])
def test_refused_opening_is_explained(tmp_path, monkeypatch, number, advice):
    def refuse(*_args):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(EngineError, match=os.strerror(number)) as caught:
        RawDisk(tmp_path / "d")
    monkeypatch.undo()
    assert advice in caught.value.remedy


def test_failed_opening_leaves_no_descriptor(tmp_path):
    file_of(tmp_path / "empty", b"")
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(EngineError):
        RawDisk(tmp_path / "empty")
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_created_disks_are_sparse_and_exact(tmp_path):
    path = tmp_path / "new.img"
    assert create_raw(path, 64 << 20) == []
    assert path.stat().st_size == 64 << 20
    assert path.stat().st_blocks * 512 < 1 << 20
    assert [each.name for each in tmp_path.iterdir()] == ["new.img"]
    RawDisk(path).close()


def test_nothing_is_ever_overwritten(tmp_path):
    path = file_of(tmp_path / "precious", b"data")
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    for name in ("precious", "dangling"):
        with pytest.raises(EngineError, match="exists already"):
            create_raw(tmp_path / name, 512)
    assert path.read_bytes() == b"data"
    assert not (tmp_path / "nowhere").exists()


def test_a_file_that_appears_meanwhile_survives(tmp_path, monkeypatch):
    path = tmp_path / "raced"
    truncate = os.ftruncate

    def race(fd, size):
        path.write_bytes(b"theirs")
        truncate(fd, size)

    monkeypatch.setattr(os, "ftruncate", race)
    with pytest.raises(EngineError, match="exists already"):
        create_raw(path, 512)
    assert path.read_bytes() == b"theirs"
    assert [each.name for each in tmp_path.iterdir()] == ["raced"]


def test_filesystems_without_hard_links(tmp_path, monkeypatch):
    def refuse(*_args):
        raise OSError(errno.EPERM, "no links here")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    create_raw(tmp_path / "new", 1024)
    assert (tmp_path / "new").stat().st_size == 1024
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("size", [0, -512, 513, 1 << 62])
def test_impossible_sizes(tmp_path, size):
    with pytest.raises(EngineError):
        create_raw(tmp_path / "new", size)
    assert list(tmp_path.iterdir()) == []


def test_creation_needs_a_directory(tmp_path):
    with pytest.raises(EngineError, match="does not exist"):
        create_raw(tmp_path / "nowhere" / "new", 512)
    with pytest.raises(EngineError, match="File name too long"):
        create_raw(tmp_path / ("x" * 300), 512)


def test_more_than_is_free_is_a_warning(tmp_path, monkeypatch):
    class Room:
        f_blocks, f_bavail, f_frsize = 1 << 30, 1, 4096

    monkeypatch.setattr(os, "statvfs", lambda _path: Room)
    warnings = create_raw(tmp_path / "new", 1 << 20)
    assert "will be paused" in warnings[0]


def test_the_host_closes_disks_in_children(tmp_path):
    disk = RawDisk(file_of(tmp_path / "d", bytes(512)))
    shown = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os; print([os.readlink(f'/proc/self/fd/{f}') for f in "
            "os.listdir('/proc/self/fd') if os.path.exists(f'/proc/self/fd/{f}')])",
        ],
        capture_output=True,
        text=True,
        check=True,
        close_fds=False,
    )
    assert str(tmp_path) not in shown.stdout
    disk.close()


def test_it_grows_but_never_shrinks(tmp_path: Path) -> None:
    path = tmp_path / "disk.img"
    path.write_bytes(b"x" * 1024)
    disk = RawDisk(path)
    disk.grow(1 << 30)
    assert disk.size == 1 << 30 and path.stat().st_blocks * 512 < 1 << 20
    disk.write_from((1 << 30) - 512, [memoryview(b"y" * 512)])
    for size in (1024, (1 << 30) + 1, 1 << 63, 1 << 80):
        with pytest.raises(EngineError, match="cannot have"):
            disk.grow(size)
    disk.close()
    readonly = RawDisk(path, readonly=True)
    with pytest.raises(EngineError, match="cannot be made longer"):
        readonly.grow(2 << 30)
    readonly.close()


def test_a_file_that_is_no_longer_where_it_was_opened(tmp_path):
    path = tmp_path / "d"
    path.write_bytes(bytes(512))
    disk = RawDisk(path)
    disk.check_place()
    path.rename(tmp_path / "moved")
    for other in (False, True):
        if other:
            path.write_bytes(bytes(512))
        with pytest.raises(EngineError, match="no longer the file"):
            disk.check_place()
    disk.close()
