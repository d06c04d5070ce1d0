"""Animated PNG: read back chunk by chunk."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PySide6.QtGui import QImage

from virtgui.recording.apng import ApngWriter

RED, BLUE = b"\xff\0\0", b"\0\0\xff"


def chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    found, at = [], 8
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", data, at + 8 + length) == (zlib.crc32(kind + body),)
        found.append((kind, body))
        at += 12 + length
    return found


def test_only_changed_rows_are_written() -> None:
    file = io.BytesIO()
    writer = ApngWriter(file, 4, 3)
    first = RED * 12
    second = RED * 4 + BLUE * 4 + RED * 4
    writer.add(first, 100)
    writer.add(second, 70)
    writer.add(first, 30)
    writer.close()
    found = chunks(file.getvalue())
    assert [kind for kind, _ in found] == [
        b"IHDR", b"acTL", b"fcTL", b"IDAT", b"fcTL", b"fdAT", b"fcTL", b"fdAT", b"IEND"
    ]  # fmt: skip
    assert found[1][1] == struct.pack(">II", 3, 0)
    frames = [struct.unpack(">IIIIIHHBB", body) for kind, body in found if kind == b"fcTL"]
    assert frames[0] == (0, 4, 3, 0, 0, 100, 1000, 0, 0)
    assert frames[1] == (1, 4, 1, 0, 1, 70, 1000, 0, 0)
    assert frames[2] == (3, 4, 1, 0, 1, 30, 1000, 0, 0)
    assert zlib.decompress(found[5][1][4:]) == b"\0" + BLUE * 4
    image = QImage.fromData(file.getvalue())  # Any PNG reader shows the first picture.
    assert (image.width(), image.height(), image.pixelColor(1, 1).name()) == (4, 3, "#ff0000")


def test_one_picture_and_a_wrong_one() -> None:
    file = io.BytesIO()
    writer = ApngWriter(file, 1, 1)
    with pytest.raises(ValueError, match="no picture of 1x1"):
        writer.add(b"", 1)
    writer.add(RED, 100)
    writer.add(RED, 100)  # The same again is a frame, too, and none is empty.
    writer.close()
    found = chunks(file.getvalue())
    assert dict(found)[b"acTL"] == struct.pack(">II", 2, 0)
    assert [struct.unpack(">IIIII", body[:20])[2] for kind, body in found if kind == b"fcTL"] == [1, 1]
    assert QImage.fromData(file.getvalue()).pixelColor(0, 0).name() == "#ff0000"


@pytest.mark.parametrize(
    ("delay_ms", "fraction"),
    [(0, (1, 1000)), (150, (150, 1000)), (100_000, (10_000, 100)), (10**6, (10_000, 10)), (10**9, (65_535, 1))],
)
def test_a_frame_stays_as_long_as_it_was_there(delay_ms: int, fraction: tuple[int, int]) -> None:
    """A guest that stands still for minutes does so in the recording."""
    file = io.BytesIO()
    writer = ApngWriter(file, 1, 1)
    writer.add(RED, delay_ms)
    writer.close()
    (control,) = (body for kind, body in chunks(file.getvalue()) if kind == b"fcTL")
    assert struct.unpack(">HH", control[20:24]) == fraction
