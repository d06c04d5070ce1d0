"""The screen of an X server as it keeps it in a file: what a person would see, whoever has drawn it."""

from __future__ import annotations

import mmap
import struct
import time
from pathlib import Path

# An X window dump (XWDFile.h): big-endian words, of which the 1st is the header's size, the 6th the height, the 13th
# the bytes of a row and the 20th the colours of 12 bytes each that follow the header.
_HEADER = struct.Struct(">25I")
_ROW_STEP = 8
_LOOK_S = 0.002
WINDOW_PIXELS = 100_000
"""Fewer are no window."""


class Framebuffer:
    """``directory`` is what desktop() was given. A context manager."""

    def __init__(self, directory: Path) -> None:
        with (directory / "Xvfb_screen0").open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, mmap.MAP_SHARED, mmap.PROT_READ)
        words = _HEADER.unpack_from(self._map)
        self._start, self._height, self._stride = words[0] + 12 * words[19], words[5], words[12]

    def __enter__(self) -> Framebuffer:
        return self

    def __exit__(self, *_error: object) -> None:
        self._map.close()

    def lit(self) -> int:
        """About how many pixels are not black, which the empty screen is. Takes less than a millisecond."""
        found = 0
        for row in range(0, self._height, _ROW_STEP):
            begin = self._start + row * self._stride
            found += self._stride - self._map[begin : begin + self._stride].count(0)
        # Of four bytes one is padding; the others are not black together, near enough.
        return found * _ROW_STEP // 3

    def wait_window(self, deadline_s: float) -> float:
        """Until a window has been painted: CLOCK_MONOTONIC. RuntimeError when none comes."""
        end = time.monotonic() + deadline_s
        while self.lit() < WINDOW_PIXELS:
            if time.monotonic() > end:
                raise RuntimeError(f"no window within {deadline_s:g} s")
            time.sleep(_LOOK_S)
        return time.monotonic()

    def wait_empty(self, deadline_s: float) -> None:
        """Until no window is left. RuntimeError when one stays."""
        end = time.monotonic() + deadline_s
        while self.lit() >= WINDOW_PIXELS:
            if time.monotonic() > end:
                raise RuntimeError(f"a window was still there after {deadline_s:g} s")
            time.sleep(_LOOK_S)
