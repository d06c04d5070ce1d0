"""The cursors of the display pages, and which page is shown."""

from __future__ import annotations

from engine.boot.bios.bda import Bda
from engine.boot.bios.cell import Cells
from engine.boot.bios.memory import Memory
from engine.boot.bios.vgaport import VgaPorts

PAGES = 8
EMULATE = 0x01
"""Bda.VIDEO_OPTIONS: cursor shapes are not translated to the height of the characters."""


class Cursor:
    """AH=01h, 02h, 03h and 05h."""

    def __init__(self, memory: Memory, vga: VgaPorts, cells: Cells) -> None:
        self._memory = memory
        self._vga = vga
        self._cells = cells

    def position(self, page: int) -> tuple[int, int]:
        """Row and column."""
        word = self._memory.word(Bda.CURSOR_POSITIONS + 2 * (page % PAGES))
        return word >> 8, word & 0xFF

    def move(self, page: int, row: int, column: int) -> None:
        """Put the cursor there; where it is seen, if the page is."""
        self._memory.put_word(Bda.CURSOR_POSITIONS + 2 * (page % PAGES), row << 8 | column)
        if page == self._memory.byte(Bda.VIDEO_PAGE):
            self.refresh()

    def refresh(self) -> None:
        """Show the current page's cursor."""
        if not self._cells.mode().is_text:
            return
        row, column = self.position(self._memory.byte(Bda.VIDEO_PAGE))
        start = self._memory.word(Bda.VIDEO_PAGE_START) // 2
        place = start + row * self._cells.columns + column & 0xFFFF
        self._vga.put_crtc(0x0E, place >> 8)
        self._vga.put_crtc(0x0F, place & 0xFF)

    def shape(self, lines: int) -> None:
        """First and last line, as for a character of 8 lines; bit 5 of the first hides the cursor."""
        self._memory.put_word(Bda.CURSOR_SHAPE, lines)
        start, end = lines >> 8 & 0x3F, lines & 0x1F
        height = self._memory.word(Bda.CHARACTER_HEIGHT)
        options = self._memory.byte(Bda.VIDEO_OPTIONS)
        if not options & EMULATE and height > 8 and start <= end < 8 and self._cells.mode().is_text:
            if end >= 6 and end - start <= 1:
                # An underline stays one, a line above the lowest.
                start, end = height - 2 - (end - start), height - 2
            else:
                start, end = start * height // 8, (end + 1) * height // 8 - 1
        self._vga.put_crtc(0x0A, start)
        self._vga.put_crtc(0x0B, end)

    def select(self, page: int) -> None:
        """Show another page."""
        mode = self._cells.mode()
        if page >= mode.pages:
            return
        start = page * self._memory.word(Bda.VIDEO_PAGE_SIZE)
        self._memory.put_byte(Bda.VIDEO_PAGE, page)
        self._memory.put_word(Bda.VIDEO_PAGE_START, start)
        address = start // 2 if mode.is_text else start
        self._vga.put_crtc(0x0C, address >> 8 & 0xFF)
        self._vga.put_crtc(0x0D, address & 0xFF)
        self.refresh()
