"""Where on the screen which part of the video memory is shown: start address, pitch, split screen, panning.

The CRT controller counts characters with a 16-bit counter; what leaves it as an address depends on byte, word
or doubleword mode (PS/2 Video, "CRT Controller", Underline Location and CRTC Mode Control registers).
"""

from __future__ import annotations

import msgspec

from engine.display.layout import Registers, Scanout
from engine.display.mode import Mode

_OVERFLOW, _PRESET, _MAXIMUM_SCAN = 0x07, 0x08, 0x09
_START_HIGH, _START_LOW, _OFFSET = 0x0C, 0x0D, 0x13
_UNDERLINE, _MODE, _LINE_COMPARE = 0x14, 0x17, 0x18
_DOUBLEWORD, _COUNT_BY_4 = 0x40, 0x20
_NOT_ROW_SCAN_A13, _NOT_ROW_SCAN_A14, _COUNT_BY_2, _A15_TO_A0, _BYTE = 0x01, 0x02, 0x08, 0x20, 0x40
_SEQ_MEMORY_MODE, _CHAIN_4 = 4, 0x08
_ATTR_MODE, _ATTR_PANNING = 0x10, 0x13
_PANNING_TOP_ONLY = 0x20

Offsets = range | tuple[int, ...]


class Strip(msgspec.Struct, frozen=True):
    """A band of pixel rows that show one row of memory.

    It covers ``lines`` pixel rows from ``top`` on; in text they are lines ``first`` and on of the characters.
    ``counter`` is the CRTC's character counter at its left edge, ``offsets`` the offsets into the planes that
    it shows; the picture begins ``pan`` pixels inside.
    """

    top: int
    first: int
    lines: int
    counter: int
    offsets: Offsets
    pan: int


class Addressing:
    """The CRTC's way from a character counter to an offset into the planes."""

    def __init__(self, registers: Registers) -> None:
        crtc = registers.crtc
        self._control = crtc[_MODE]
        self._count = 2 if crtc[_UNDERLINE] & _COUNT_BY_4 else 1 if self._control & _COUNT_BY_2 else 0
        if crtc[_UNDERLINE] & _DOUBLEWORD:
            # Chain-4 memory is stored packed, so four groups of IBM's memory are one of ours.
            self._shift = 0 if registers.seq[_SEQ_MEMORY_MODE] & _CHAIN_4 else 2
        else:
            self._shift = 0 if self._control & _BYTE else 1

    def offset(self, counter: int, scan: int) -> int:
        """The offset that character ``counter`` shows in scan line ``scan`` of its row."""
        counter &= 0xFFFF
        if self._shift == 0:
            offset = counter
        elif self._shift == 1:
            offset = counter << 1 & 0xFFFE | counter >> (15 if self._control & _A15_TO_A0 else 13) & 1
        else:
            offset = counter << 2 & 0xFFFC | counter >> 12 & 3
        if not self._control & _NOT_ROW_SCAN_A13:
            offset = offset & ~0x2000 | (scan & 1) << 13
        if not self._control & _NOT_ROW_SCAN_A14:
            offset = offset & ~0x4000 | (scan & 2) << 13
        return offset

    def offsets(self, counter: int, count: int, scan: int) -> Offsets:
        """The offsets of ``count`` characters side by side; a range if they are evenly spaced."""
        step = 1 << self._shift
        start = self.offset(counter, scan)
        if not self._count and self.offset(counter + count - 1, scan) == start + step * (count - 1):
            return range(start, start + step * count, step)
        return tuple(self.offset(counter + (i >> self._count), scan) for i in range(count))


def pixel_pan(registers: Registers, mode: Mode) -> int:
    """How many pixels the picture is shifted to the left (attribute controller, register 13h)."""
    value = registers.attr[_ATTR_PANNING] & 0x0F
    if mode.cell_width == 9:
        return value + 1 if value < 8 else 0
    return (value & 7) >> 1 if mode.encoding == "packed" else value & 7


def strips_of(registers: Registers, mode: Mode) -> list[Strip]:
    """Every strip of the screen, from top to bottom; none in blank mode."""
    if mode.kind == "blank":
        return []
    if registers.scanout is not None:
        return _rows(registers.scanout)
    crtc = registers.crtc
    compare = crtc[_LINE_COMPARE] | (crtc[_OVERFLOW] & 0x10) << 4 | (crtc[_MAXIMUM_SCAN] & 0x40) << 3
    split = min((compare + 1) // mode.double_y, mode.height)
    start = (crtc[_START_HIGH] << 8 | crtc[_START_LOW]) + (crtc[_PRESET] >> 5 & 3)
    pan = pixel_pan(registers, mode)
    first = crtc[_PRESET] & 0x1F if mode.kind == "text" or mode.lines_per_address > 1 else 0
    low_pan = 0 if registers.attr[_ATTR_MODE] & _PANNING_TOP_ONLY else pan
    return _part(registers, mode, 0, split, start, first, pan) + _part(
        registers, mode, split, mode.height, 0, 0, low_pan
    )


def _rows(scanout: Scanout) -> list[Strip]:
    """VBE's planes: rows one after another, four bytes of video RAM for eight pixels."""
    count = scanout.width // 8
    starts = range(scanout.start // 4, scanout.start // 4 + scanout.height * scanout.pitch // 4, scanout.pitch // 4)
    return [Strip(y, 0, 1, start, range(start, start + count), 0) for y, start in enumerate(starts)]


def _part(registers: Registers, mode: Mode, top: int, end: int, counter: int, first: int, pan: int) -> list[Strip]:
    """The strips of one half of a split screen, pixel rows ``top`` to ``end``."""
    addressing = Addressing(registers)
    text = mode.kind == "text"
    row_lines = mode.cell_height if text else mode.lines_per_address
    per_column = mode.cell_width if text else 4 if mode.encoding == "packed" else 8
    count = mode.width // per_column + (1 if pan else 0)
    pitch = registers.crtc[_OFFSET] * 2
    first = min(first, row_lines - 1)
    strips = []
    while top < end:
        lines = min(row_lines - first, end - top)
        if text:
            strips.append(Strip(top, first, lines, counter, addressing.offsets(counter, count, 0), pan))
        else:
            strips += [
                Strip(top + i, 0, 1, counter, addressing.offsets(counter, count, first + i), pan)
                for i in range(lines)
            ]
        top += lines
        counter = counter + pitch & 0xFFFF
        first = 0
    return strips
