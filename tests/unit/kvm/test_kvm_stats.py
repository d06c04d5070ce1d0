"""Decoding of a binary statistics file, made by hand."""

from __future__ import annotations

import os
import struct

import pytest

from engine.kvm.error import KvmError
from engine.kvm.stats import StatKind, Stats, StatUnit

NAME_SIZE = 16


def descriptor(name: str, flags: int, exponent: int, size: int, offset: int, bucket: int = 0) -> bytes:
    return struct.pack("<IhHII", flags, exponent, size, offset, bucket) + name.encode().ljust(NAME_SIZE, b"\0")


def stats_file(data: bytes) -> int:
    """A descriptor of a file with three statistics: a counter, a histogram of 3 buckets, a duration."""
    blocks = (
        descriptor("exits", 0x000, 0, 1, 0)
        + descriptor("wait_hist", 0x023, -9, 3, 8, 100)
        + descriptor("wait_ns", 0x121, -9, 1, 32)
    )
    head = 24
    header = struct.pack("<6I", 0, NAME_SIZE, 3, head, head + NAME_SIZE, head + NAME_SIZE + len(blocks))
    fd = os.memfd_create("stats")
    os.write(fd, header + b"kvm-1/vcpu-0".ljust(NAME_SIZE, b"\0") + blocks + data)
    return fd


def test_the_description() -> None:
    with Stats(stats_file(struct.pack("<5Q", 1, 2, 3, 4, 5))) as stats:
        assert stats.id == "kvm-1/vcpu-0"
        exits, histogram, wait = stats.stats
        assert exits == ("exits", StatKind.CUMULATIVE, StatUnit.NONE, 10, 0, 1, 0, 0)
        assert (histogram.kind, histogram.unit, histogram.bucket_size) == (
            StatKind.LINEAR_HISTOGRAM,
            StatUnit.SECONDS,
            100,
        )
        assert (wait.kind, wait.base, wait.exponent) == (StatKind.INSTANT, 2, -9)


def test_reading_follows_the_file() -> None:
    fd = stats_file(struct.pack("<5Q", 1, 2, 3, 4, 5))
    with Stats(fd) as stats:
        assert stats.read() == {"exits": 1, "wait_ns": 5}
        assert stats.histograms() == {"wait_hist": (2, 3, 4)}
        os.pwrite(fd, struct.pack("<Q", (1 << 64) - 1), os.fstat(fd).st_size - 40)
        assert stats.read()["exits"] == (1 << 64) - 1
        assert stats.values() == ((1 << 64) - 1, 2, 3, 4, 5)


def test_closing() -> None:
    fd = stats_file(bytes(40))
    stats = Stats(fd)
    stats.close()
    stats.close()
    with pytest.raises(OSError):
        os.fstat(fd)


@pytest.mark.parametrize("length", [0, 10, 24, 60])
def test_a_file_that_ends_early_is_refused_and_closed(length: int) -> None:
    fd = stats_file(bytes(40))
    os.ftruncate(fd, length)
    with pytest.raises(KvmError, match="holds"):
        Stats(fd)
    with pytest.raises(OSError):
        os.fstat(fd)
