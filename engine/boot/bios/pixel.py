"""Dots in graphics modes: single ones, characters, and moving blocks of them."""

from __future__ import annotations

from engine.boot.bios.bda import Bda
from engine.boot.bios.mode import VideoMode
from engine.boot.bios.platform import Platform

XOR = 0x80
_PLANE = 0x10000


class Pixels:
    """Works on the video RAM itself: no register of the VGA is changed, and no store traps.

    Planar modes: the byte at offset ``a`` of plane ``p`` is ``vram[4 * a + p]``. Packed: the dot at ``a`` is
    ``vram[a]``. CGA modes go through guest memory, for their bytes lie where text does.
    """

    def __init__(self, platform: Platform) -> None:
        self._memory = platform.memory
        self._vram = platform.vram
        self._touched = platform.touched

    # Single dots.

    def put(self, mode: VideoMode, page: int, x: int, y: int, colour: int) -> None:
        """One dot; bit 7 of ``colour`` combines it by exclusive or, where the mode has no 256 colours."""
        if not (0 <= x < mode.width and 0 <= y < mode.height):
            return
        if mode.kind == "packed":
            self._vram[y * mode.width + x] = colour & 0xFF
        elif mode.kind == "cga":
            self._put_cga(mode, x, y, colour)
        else:
            self._blend(self._offset(mode, page, x >> 3, y), 0x80 >> (x & 7), colour)
        self._touched()

    def get(self, mode: VideoMode, page: int, x: int, y: int) -> int:
        """The colour of a dot; 0 outside."""
        if not (0 <= x < mode.width and 0 <= y < mode.height):
            return 0
        if mode.kind == "packed":
            return self._vram[y * mode.width + x]
        if mode.kind == "cga":
            per_byte = 8 // mode.bits
            value = self._memory.byte(self._cga_address(mode, x // per_byte, y))
            return value >> (per_byte - 1 - x % per_byte) * mode.bits & (1 << mode.bits) - 1
        at, bit = 4 * self._offset(mode, page, x >> 3, y), 7 - (x & 7)
        return sum((self._vram[at + plane] >> bit & 1) << plane for plane in range(4))

    def _offset(self, mode: VideoMode, page: int, column: int, y: int) -> int:
        start = page * self._memory.word(Bda.VIDEO_PAGE_SIZE)
        return start + y * (mode.width // 8) + column & _PLANE - 1

    def _blend(self, offset: int, mask: int, colour: int) -> None:
        """Give the dots of ``mask`` in one byte of all planes a colour."""
        for plane in range(4):
            at = 4 * offset + plane
            on = mask if colour >> plane & 1 else 0
            if colour & XOR:
                self._vram[at] ^= on
            else:
                self._vram[at] = self._vram[at] & ~mask & 0xFF | on

    def _cga_address(self, mode: VideoMode, byte: int, y: int) -> int:
        return (mode.base << 4) + (y & 1) * 0x2000 + (y >> 1) * 80 + byte

    def _put_cga(self, mode: VideoMode, x: int, y: int, colour: int) -> None:
        per_byte = 8 // mode.bits
        shift = (per_byte - 1 - x % per_byte) * mode.bits
        mask = ((1 << mode.bits) - 1) << shift
        address = self._cga_address(mode, x // per_byte, y)
        before = self._memory.byte(address)
        value = colour << shift & mask
        self._memory.put_byte(address, before ^ value if colour & XOR else before & ~mask | value)

    # Characters: eight dots wide, at a column of eight.

    def draw(self, mode: VideoMode, page: int, y: int, column: int, shape: bytes, colour: int) -> None:
        """A character's shape: set dots in ``colour``, the others in 0 (with bit 7: left alone)."""
        if mode.kind in ("packed", "cga"):
            self._draw_dots(mode, page, y, column, shape, colour)
            return
        for row, bits in enumerate(shape):
            offset = self._offset(mode, page, column, y + row)
            if not colour & XOR:
                self._blend(offset, 0xFF, 0)
            self._blend(offset, bits, colour)
        self._touched()

    def _draw_dots(self, mode: VideoMode, page: int, y: int, column: int, shape: bytes, colour: int) -> None:
        for row, bits in enumerate(shape):
            for dot in range(8):
                on = bits >> 7 - dot & 1
                if on or mode.kind == "packed" or not colour & XOR:
                    self.put(mode, page, column * 8 + dot, y + row, colour if on else 0)

    def shape(self, mode: VideoMode, page: int, y: int, column: int, height: int) -> bytes:
        """The dots that are not background, as a character's shape."""
        rows = bytearray()
        for row in range(height):
            dots = (self.get(mode, page, column * 8 + dot, y + row) != 0 for dot in range(8))
            rows.append(sum(0x80 >> dot for dot, on in enumerate(dots) if on))
        return bytes(rows)

    # Blocks, in lines and columns of eight dots.

    def move(self, mode: VideoMode, page: int, source: int, target: int, lines: int, left: int, right: int) -> None:
        """Copy ``lines`` lines from line ``source`` to line ``target``; they may overlap."""
        copied = [self._line(mode, page, source + line, left, right) for line in range(lines)]
        for line, data in enumerate(copied):
            self._put_line(mode, page, target + line, left, data)
        self._touched()

    def fill(self, mode: VideoMode, page: int, top: int, lines: int, left: int, right: int, colour: int) -> None:
        """Lines in one colour."""
        width = right - left + 1
        if mode.kind == "packed":
            data = bytes((colour & 0xFF,)) * (8 * width)
        elif mode.kind == "cga":
            pattern = colour & (1 << mode.bits) - 1
            data = bytes((pattern * (0x55 if mode.bits == 2 else 0xFF),)) * (width * mode.bits)
        else:
            data = bytes(0xFF if colour >> plane & 1 else 0 for plane in range(4)) * width
        for line in range(top, top + lines):
            self._put_line(mode, page, line, left, data)
        self._touched()

    def _line(self, mode: VideoMode, page: int, y: int, left: int, right: int) -> bytes:
        width = right - left + 1
        if mode.kind == "cga":
            return self._memory.read(self._cga_address(mode, left * mode.bits, y), width * mode.bits)
        start, scale = self._line_start(mode, page, y, left)
        return bytes(self._vram[start : start + width * scale])

    def _put_line(self, mode: VideoMode, page: int, y: int, left: int, data: bytes) -> None:
        if mode.kind == "cga":
            self._memory.write(self._cga_address(mode, left * mode.bits, y), data)
            return
        start, _ = self._line_start(mode, page, y, left)
        if start + len(data) <= len(self._vram):
            self._vram[start : start + len(data)] = data

    def _line_start(self, mode: VideoMode, page: int, y: int, left: int) -> tuple[int, int]:
        """Where column ``left`` of a line begins in the video RAM, and the bytes of a column."""
        if mode.kind == "packed":
            return y * mode.width + 8 * left, 8
        return 4 * self._offset(mode, page, left, y), 4
