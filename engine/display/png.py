"""Write PNG pictures, with a palette or of three bytes a pixel (PNG specification, ISO 15948)."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TRUECOLOUR, _INDEXED = 2, 3
_QUICKLY = 3  # zlib's level for pictures of megabytes


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def encode(
    pixels: bytes | bytearray | memoryview,
    width: int,
    height: int,
    stride: int,
    palette: Sequence[int],
    double_x: int = 1,
    double_y: int = 1,
) -> bytes:
    """A PNG file of ``height`` rows of ``width`` 8-bit indices, ``stride`` bytes apart.

    ``palette`` has 1 to 256 entries 0xRRGGBB. ``double_x`` and ``double_y`` repeat every pixel and row.
    ValueError for a size that does not fit the data.
    """
    if width < 1 or height < 1 or stride < width or len(pixels) < stride * (height - 1) + width:
        raise ValueError(f"{width}x{height} pixels with stride {stride} do not fit {len(pixels)} bytes")
    if not 1 <= len(palette) <= 256 or double_x < 1 or double_y < 1:
        raise ValueError("a palette has 1 to 256 entries and a factor is at least 1")
    view = memoryview(pixels)
    rows = bytearray()
    for y in range(height):
        row = bytes(view[y * stride : y * stride + width])
        rows += (b"\0" + _widen(row, double_x)) * double_y
    colours = b"".join(colour.to_bytes(3, "big") for colour in palette)
    return _file(width * double_x, height * double_y, _INDEXED, _chunk(b"PLTE", colours), zlib.compress(rows, 6))


def encode_rgb(rgb: bytes, width: int, height: int) -> bytes:
    """A PNG file of red, green, blue bytes. ValueError for a size that does not fit the data."""
    if width < 1 or height < 1 or len(rgb) != width * height * 3:
        raise ValueError(f"{width}x{height} pixels are not {len(rgb)} bytes")
    rows = b"".join([b"\0" + rgb[at : at + width * 3] for at in range(0, len(rgb), width * 3)])
    return _file(width, height, _TRUECOLOUR, b"", zlib.compress(rows, _QUICKLY))


def _file(width: int, height: int, kind: int, palette: bytes, data: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    return b"".join((_SIGNATURE, _chunk(b"IHDR", header), palette, _chunk(b"IDAT", data), _chunk(b"IEND", b"")))


def _widen(row: bytes, factor: int) -> bytes:
    if factor == 1:
        return row
    wide = bytearray(len(row) * factor)
    for i in range(factor):
        wide[i::factor] = row
    return bytes(wide)
