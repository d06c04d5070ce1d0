"""RawDisk.erase: zeros, and space given back (engine.storage.raw)."""

from __future__ import annotations

import errno

import pytest

from engine.storage.raw import RawDisk

SIZE = 1 << 20


@pytest.fixture(params=["holes", "writes"])
def disk(request, tmp_path, monkeypatch):
    path = tmp_path / "disk"
    path.write_bytes(b"\xaa" * SIZE)
    if request.param == "writes":

        def refused(*_arguments):
            raise OSError(errno.EOPNOTSUPP, "no such ioctl")

        monkeypatch.setattr("engine.storage.raw.fcntl.ioctl", refused)
    made = RawDisk(path)
    yield made
    made.close()


@pytest.mark.parametrize("unmap", [False, True])
@pytest.mark.parametrize(("offset", "length"), [(0, SIZE), (512, 65536), (SIZE - 512, 512), (4096, 0)])
def test_a_stretch_reads_as_zeros_and_nothing_else_changes(disk, unmap, offset, length):
    if length:
        disk.erase(offset, length, unmap=unmap)
    found = bytearray(SIZE)
    disk.read_into(0, [memoryview(found)])
    expected = bytearray(b"\xaa" * SIZE)
    expected[offset : offset + length] = bytes(length)
    assert found == expected


def test_discarding_gives_space_back(tmp_path):
    path = tmp_path / "disk"
    path.write_bytes(b"\xaa" * SIZE)
    disk = RawDisk(path)
    disk.erase(0, SIZE, unmap=True)
    disk.close()
    if path.stat().st_blocks:
        pytest.skip("this filesystem has no holes")
    assert path.stat().st_size == SIZE


def test_refusals(tmp_path, disk):
    with pytest.raises(OSError, match="beyond"):
        disk.erase(SIZE - 512, 1024, unmap=True)
    path = tmp_path / "other"
    path.write_bytes(bytes(SIZE))
    reader = RawDisk(path, readonly=True)
    with pytest.raises(OSError):
        reader.erase(0, 512, unmap=False)
    reader.close()
