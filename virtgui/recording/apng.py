"""Animated PNG, written frame by frame: only the rows that changed (PNG, third edition, 11.3.4)."""

from __future__ import annotations

import struct
import zlib
from typing import BinaryIO, Final

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_TRUECOLOUR: Final = 2
_LEVEL: Final = 6
_HEADER_END: Final = len(_SIGNATURE) + 25
"""Where acTL begins: it is written again at the end, when the number of frames is known."""
_MOST: Final = 0xFFFF
BYTES: Final = 3
"""A pixel: red, green, blue."""


class ApngWriter:
    """Pictures of ``width`` x ``height`` pixels into ``file``, which can seek. ``close`` makes it whole.

    A frame stays until the next.
    """

    def __init__(self, file: BinaryIO, width: int, height: int) -> None:
        self._file = file
        self.width, self.height = width, height
        self._before = b""
        self._sequence = 0
        self.frames = 0
        file.write(_SIGNATURE)
        self._chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, _TRUECOLOUR, 0, 0, 0))
        self._control()

    def add(self, pixels: bytes, delay_ms: int) -> None:
        """A frame, shown for ``delay_ms``. ValueError if ``pixels`` is not width x height x 3 bytes."""
        stride = self.width * BYTES
        if len(pixels) != stride * self.height:
            raise ValueError(f"{len(pixels)} bytes are no picture of {self.width}x{self.height} pixels")
        top, bottom = (0, self.height) if not self._before else _changed(self._before, pixels, stride)
        place = struct.pack(">IIIII", self._sequence, self.width, bottom - top, 0, top)
        self._chunk(b"fcTL", place + struct.pack(">HHBB", *_delay(delay_ms), 0, 0))
        self._sequence += 1
        lines = b"".join(b"\0" + pixels[at : at + stride] for at in range(top * stride, bottom * stride, stride))
        data = zlib.compress(lines, _LEVEL)
        if self.frames == 0:
            self._chunk(b"IDAT", data)
        else:
            self._chunk(b"fdAT", struct.pack(">I", self._sequence) + data)
            self._sequence += 1
        self.frames += 1
        self._before = pixels

    def close(self) -> None:
        """Write the number of frames. The file is the caller's to close."""
        self._chunk(b"IEND", b"")
        end = self._file.tell()
        self._file.seek(_HEADER_END)
        self._control()
        self._file.seek(end)

    def _control(self) -> None:
        self._chunk(b"acTL", struct.pack(">II", self.frames if self._before else 1, 0))

    def _chunk(self, kind: bytes, data: bytes) -> None:
        self._file.write(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)))


def _delay(delay_ms: int) -> tuple[int, int]:
    """The same as a fraction of seconds whose two numbers have 16 bits: coarser, the longer it is."""
    for per_second in (1000, 100, 10):
        if delay_ms * per_second <= _MOST * 1000:
            return max(1, delay_ms * per_second // 1000), per_second
    return min(_MOST, delay_ms // 1000), 1


def _changed(before: bytes, after: bytes, stride: int) -> tuple[int, int]:
    """The rows from the first to the last that differ; the first row if none does, for a frame is never empty."""
    if before == after:
        return 0, 1
    top, bottom = 0, len(after) // stride
    while before[top * stride : (top + 1) * stride] == after[top * stride : (top + 1) * stride]:
        top += 1
    while before[(bottom - 1) * stride : bottom * stride] == after[(bottom - 1) * stride : bottom * stride]:
        bottom -= 1
    return top, bottom
