"""Paint graphics modes, converting only the rows that changed."""

from __future__ import annotations

from array import array

from engine.display.layout import Registers
from engine.display.mode import Encoding, Mode
from engine.display.plane import Planes
from engine.display.strip import Offsets, Strip, strips_of

_PLANE_SIZE = 0x10000


def _reversed_nibble(bits: int) -> int:
    return (bits & 1) << 3 | (bits & 2) << 1 | (bits & 4) >> 1 | (bits & 8) >> 3


_LOW = bytes(_reversed_nibble(byte & 15) for byte in range(256))
_HIGH = bytes(_reversed_nibble(byte >> 4) for byte in range(256))
# The four 2-bit pixels of a byte, and the same as bits 3-2 of a pixel.
_PAIRS = tuple(bytes(byte >> shift & 3 for shift in (6, 4, 2, 0)) for byte in range(256))
_HIGH_PAIRS = tuple(bytes(pixel << 2 for pixel in pixels) for pixels in _PAIRS)


def planar_pixels(groups: bytes) -> bytes:
    """Four planes, a bit each: every group of four bytes becomes eight pixels 0-15, bit 7 leftmost.

    A group is a matrix of 4 planes x 8 bits; two exchanges of index bits turn planes and the low bits of the
    pixel number over, for all groups at once in one long integer.
    """
    count = len(groups) // 4
    matrix = int.from_bytes(groups, "big")
    ones = int.from_bytes(b"\0\0\0\1" * count, "big")
    # Bit index: plane (2 bits), half, column (2 bits). Exchange bit 4 with bit 1, then bit 3 with bit 0.
    turned = (matrix ^ matrix >> 14) & ones * 0x0000_CCCC
    matrix ^= turned ^ turned << 14
    turned = (matrix ^ matrix >> 7) & ones * 0x00AA_00AA
    matrix ^= turned ^ turned << 7
    columns = matrix.to_bytes(count * 4, "big")
    words = array("I", bytes(count * 8))
    words[0::2] = array("I", columns.translate(_HIGH))
    words[1::2] = array("I", columns.translate(_LOW))
    return words.tobytes()


def interleaved_pixels(groups: bytes) -> bytes:
    """CGA's packed pixels: planes 0 and 1 hold four pixels each of bits 1-0, planes 2 and 3 their bits 3-2."""
    count = len(groups) // 4
    bits = bytearray(count * 2)
    bits[0::2], bits[1::2] = groups[0::4], groups[1::4]
    low = b"".join([_PAIRS[byte] for byte in bits])
    bits[0::2], bits[1::2] = groups[2::4], groups[3::4]
    if not any(bits):
        return low
    high = b"".join([_HIGH_PAIRS[byte] for byte in bits])
    return (int.from_bytes(low, "little") | int.from_bytes(high, "little")).to_bytes(len(low), "little")


def pixels_of(encoding: Encoding, groups: bytes) -> bytes:
    """Groups of four bytes, one of each plane, to pixels as the shift registers send them out."""
    if encoding == "packed":
        return groups
    return planar_pixels(groups) if encoding == "planar" else interleaved_pixels(groups)


class GraphicsPainter:
    """Keeps the bytes it painted last, to know what to paint."""

    def __init__(self, mode: Mode, stride: int) -> None:
        self._mode = mode
        self._stride = stride
        self._strips: list[Strip] = []
        self._start = self._stop = 0
        self._block = b""
        self._rows: list[bytes] = []

    def configure(self, registers: Registers) -> None:
        """Follow a change of registers: rows are compared again, wherever they come from now."""
        strips = strips_of(registers, self._mode)
        if strips == self._strips:
            return
        if [strip.pan for strip in strips] != [strip.pan for strip in self._strips]:
            self._rows = [b""] * len(strips)
        self._strips = strips
        self._start = min(min(strip.offsets) for strip in strips)
        self._stop = max(max(strip.offsets) for strip in strips) + 1
        if registers.scanout is None:
            self._stop = min(self._stop, _PLANE_SIZE)
        self._block = b""

    def paint(self, planes: Planes, pixels: bytearray) -> tuple[int, int] | None:
        """Bring ``pixels`` up to date. Returns the pixel rows that changed, [top, bottom), or None."""
        block = planes.block(self._start, self._stop)
        if block == self._block:
            return None
        self._block = block
        rows = self._rows
        changed: list[int] = []
        for y, strip in enumerate(self._strips):
            groups = self._groups(strip.offsets)
            if groups != rows[y]:
                rows[y] = groups
                changed.append(y)
        for first, last in _runs(changed):
            self._draw(first, last, pixels)
        return (changed[0], changed[-1] + 1) if changed else None

    def _groups(self, offsets: Offsets) -> bytes:
        base, block = self._start, self._block
        if type(offsets) is range and offsets.step == 1:
            return block[(offsets.start - base) * 4 : (offsets.stop - base) * 4]
        return b"".join([block[(offset - base) * 4 : (offset - base) * 4 + 4] for offset in offsets])

    def _draw(self, first: int, last: int, pixels: bytearray) -> None:
        """Convert rows ``first`` to ``last`` (exclusive) in one go."""
        stride, width = self._stride, self._mode.width
        converted = pixels_of(self._mode.encoding, b"".join(self._rows[first:last]))
        if len(converted) == stride * (last - first):
            pixels[first * stride : last * stride] = converted
            return
        at = 0
        for y in range(first, last):
            pan = self._strips[y].pan
            pixels[y * stride : y * stride + width] = converted[at + pan : at + pan + width]
            at += len(converted) // (last - first)


def _runs(numbers: list[int]) -> list[tuple[int, int]]:
    """Ascending numbers as half-open runs."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number:
            runs[-1] = (runs[-1][0], number + 1)
        else:
            runs.append((number, number + 1))
    return runs
