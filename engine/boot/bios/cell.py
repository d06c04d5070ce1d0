"""Characters on the screen, in any mode: reading, writing, scrolling."""

from __future__ import annotations

from engine.boot.bios.bda import Bda
from engine.boot.bios.mode import MODES, VideoMode
from engine.boot.bios.pixel import Pixels
from engine.boot.bios.platform import Platform

VECTOR_1F, VECTOR_43 = 0x1F * 4, 0x43 * 4
XOR = 0x80
MOST_COLUMNS, MOST_LINES = 320, 32
"""More a guest has put into the data area itself."""


class Cells:
    """Rows and columns of the current mode. What lies outside the page is left alone."""

    def __init__(self, platform: Platform, pixels: Pixels) -> None:
        self._memory = platform.memory
        self._pixels = pixels

    def mode(self) -> VideoMode:
        """The current mode; a number that programs have put there themselves counts as mode 3."""
        return MODES.get(self._memory.byte(Bda.VIDEO_MODE) & 0x7F, MODES[3])

    @property
    def columns(self) -> int:
        return min(self._memory.word(Bda.VIDEO_COLUMNS), MOST_COLUMNS)

    @property
    def height(self) -> int:
        """Lines of a character."""
        return min(self._memory.word(Bda.CHARACTER_HEIGHT), MOST_LINES) or 8

    @property
    def rows(self) -> int:
        return self._memory.byte(Bda.VIDEO_ROWS) + 1

    def address(self, page: int, row: int, column: int) -> int:
        """Of a character in text mode."""
        memory = self._memory
        start = memory.word(Bda.VIDEO_PAGE_SIZE) * page + 2 * (row * self.columns + column)
        return (self.mode().base << 4) + (start & 0x7FFF)

    def read(self, page: int, row: int, column: int) -> tuple[int, int]:
        """Character and attribute; in graphics the character whose shape it is, or 0, and attribute 0."""
        if self.mode().is_text:
            word = self._memory.word(self.address(page, row, column))
            return word & 0xFF, word >> 8
        height = self.height
        shape = self._pixels.shape(self.mode(), page, row * height, column, height)
        if not any(shape):
            return 0x20, 0
        return next((code for code in range(256) if self._shape(code, height) == shape), 0), 0

    def write(self, page: int, row: int, column: int, code: int, attribute: int | None, count: int = 1) -> None:
        """``count`` times the character, from that place on. ``attribute`` None keeps the attributes."""
        mode = self.mode()
        if mode.is_text:
            self._write_text(page, row, column, code, attribute, count)
            return
        height = self.height
        shape = self._shape(code, height)
        colour = 0x07 if attribute is None else attribute
        for place in range(column, min(column + count, self.columns)):
            if row < self.rows:
                self._pixels.draw(mode, page, row * height, place, shape, colour)

    def _write_text(self, page: int, row: int, column: int, code: int, attribute: int | None, count: int) -> None:
        address = self.address(page, row, column)
        count = min(count, ((self.mode().base << 4) + 0x8000 - address) // 2)
        if count == 1 and attribute is None:
            self._memory.put_byte(address, code)
        elif attribute is None:
            cells = bytearray(self._memory.read(address, 2 * count))
            cells[::2] = bytes((code,)) * count
            self._memory.write(address, bytes(cells))
        else:
            self._memory.write(address, bytes((code, attribute & 0xFF)) * count)

    def _shape(self, code: int, height: int) -> bytes:
        """From the tables that the vectors point to; codes 80h to FFh of 8-line characters are INT 1Fh's."""
        vector, index = (VECTOR_1F, code - 128) if height == 8 and code >= 128 else (VECTOR_43, code)
        pointer = self._memory.dword(vector)
        return self._memory.read((pointer >> 16 << 4) + (pointer & 0xFFFF) + index * height, height)

    def scroll(self, page: int, lines: int, window: tuple[int, int, int, int], attribute: int) -> None:
        """Move the window (top, left, bottom, right) up by ``lines``, down if negative; 0 clears all of it."""
        top, left, bottom, right = window
        bottom, right = min(bottom, self.rows - 1), min(right, self.columns - 1)
        if top > bottom or left > right:
            return
        height = bottom - top + 1
        if lines == 0 or abs(lines) >= height:
            self._clear(page, top, left, bottom, right, attribute)
            return
        if lines > 0:
            self._move(page, top + lines, top, left, height - lines, right)
            self._clear(page, bottom - lines + 1, left, bottom, right, attribute)
        else:
            self._move(page, top, top - lines, left, height + lines, right)
            self._clear(page, top, left, top - lines - 1, right, attribute)

    def _move(self, page: int, source: int, target: int, left: int, count: int, right: int) -> None:
        mode = self.mode()
        if not mode.is_text:
            height = self.height
            self._pixels.move(mode, page, source * height, target * height, count * height, left, right)
            return
        memory, whole = self._memory, left == 0 and right == self.columns - 1
        if whole:
            data = memory.read(self.address(page, source, 0), 2 * self.columns * count)
            memory.write(self.address(page, target, 0), data)
            return
        width = 2 * (right - left + 1)
        rows = [memory.read(self.address(page, source + row, left), width) for row in range(count)]
        for row, data in enumerate(rows):
            memory.write(self.address(page, target + row, left), data)

    def _clear(self, page: int, top: int, left: int, bottom: int, right: int, attribute: int) -> None:
        mode = self.mode()
        if not mode.is_text:
            height = self.height
            self._pixels.fill(mode, page, top * height, (bottom - top + 1) * height, left, right, attribute)
            return
        blank = bytes((0x20, attribute)) * (right - left + 1)
        if left == 0 and right == self.columns - 1:
            self._memory.write(self.address(page, top, 0), blank * (bottom - top + 1))
            return
        for row in range(top, bottom + 1):
            self._memory.write(self.address(page, row, left), blank)
