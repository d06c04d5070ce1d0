"""engine.boot.compression: what packages are packed with."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable

import pytest

from engine.boot.compression import beginning, unpacked
from engine.error import EngineError

CONTENT = b"kernel" * 1000
PACKERS = [gzip.compress, bz2.compress, lzma.compress, lambda data: lzma.compress(data, lzma.FORMAT_ALONE)]


@pytest.mark.parametrize("pack", PACKERS)
def test_unpacked(pack: Callable[[bytes], bytes]) -> None:
    assert unpacked(pack(CONTENT), "k") == CONTENT
    assert beginning(pack(CONTENT), 100) == CONTENT[:100]
    assert CONTENT.startswith(beginning(pack(CONTENT)[:40], 100))


@pytest.mark.parametrize("pack", PACKERS)
def test_damaged(pack: Callable[[bytes], bytes]) -> None:
    packed = pack(CONTENT)
    with pytest.raises(EngineError, match="k is compressed and damaged"):
        unpacked(packed[: len(packed) // 2], "k")


def test_what_is_not_compressed_stays() -> None:
    assert unpacked(CONTENT, "k") == CONTENT
    assert beginning(CONTENT, 100) == b""
    assert beginning(b"\x1f\x8b" + b"\xff" * 20, 100) == b""


def test_zstd_is_said_by_name() -> None:
    with pytest.raises(EngineError, match="zstd"):
        unpacked(b"\x28\xb5\x2f\xfd" + bytes(10), "k")
