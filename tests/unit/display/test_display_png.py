"""engine.display.png: files checked chunk by chunk against the specification."""

from __future__ import annotations

import struct
import zlib

import pytest

from engine.display import png


def chunks(file: bytes) -> dict[bytes, bytes]:
    assert file.startswith(b"\x89PNG\r\n\x1a\n")
    at, found = 8, {}
    while at < len(file):
        (length,) = struct.unpack_from(">I", file, at)
        kind, data = file[at + 4 : at + 8], file[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", file, at + 8 + length) == (zlib.crc32(kind + data),)
        found[kind] = data
        at += 12 + length
    assert at == len(file)
    return found


def test_rows_lose_their_padding_and_get_a_filter_byte() -> None:
    parts = chunks(png.encode(bytes((1, 2, 3, 99, 4, 5, 6, 99)), 3, 2, 4, (0, 0x112233)))
    assert list(parts) == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    assert parts[b"IHDR"] == struct.pack(">IIBBBBB", 3, 2, 8, 3, 0, 0, 0)
    assert parts[b"PLTE"] == bytes((0, 0, 0, 0x11, 0x22, 0x33))
    assert zlib.decompress(parts[b"IDAT"]) == bytes((0, 1, 2, 3, 0, 4, 5, 6))


def test_doubling() -> None:
    parts = chunks(png.encode(bytes((1, 2)), 2, 1, 2, (0,) * 256, double_x=2, double_y=3))
    assert parts[b"IHDR"][:8] == struct.pack(">II", 4, 3)
    assert zlib.decompress(parts[b"IDAT"]) == bytes((0, 1, 1, 2, 2)) * 3


@pytest.mark.parametrize(
    ("width", "height", "stride", "colours"), [(0, 1, 4, 1), (5, 1, 4, 1), (4, 3, 4, 1), (4, 2, 4, 0), (4, 2, 4, 257)]
)
def test_sizes_that_do_not_fit(width: int, height: int, stride: int, colours: int) -> None:
    with pytest.raises(ValueError, match=r"fit|palette"):
        png.encode(bytes(8), width, height, stride, (0,) * colours)


def test_three_bytes_a_pixel() -> None:
    parts = chunks(png.encode_rgb(bytes(range(12)), 2, 2))
    assert list(parts) == [b"IHDR", b"IDAT", b"IEND"]
    assert parts[b"IHDR"] == struct.pack(">IIBBBBB", 2, 2, 8, 2, 0, 0, 0)
    assert zlib.decompress(parts[b"IDAT"]) == b"\0\0\1\2\3\4\5\0\6\7\x08\x09\x0a\x0b"
    with pytest.raises(ValueError, match="2x2"):
        png.encode_rgb(bytes(11), 2, 2)
