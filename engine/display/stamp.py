"""Which pages of the video RAM changed, told to any number of front ends through the shared memory.

Whoever notices that a page was written gives it a new stamp; a front end keeps the stamps it has seen and compares.
Nobody has to acknowledge anything, so nobody can miss a change or take it from another.
"""

from __future__ import annotations

from array import array

from engine.display import layout

PAGE = 4096


def runs(mask: int) -> list[tuple[int, int]]:
    """The set bits of ``mask`` as half-open runs, in ascending order."""
    found: list[tuple[int, int]] = []
    bits = f"{mask:b}"[::-1]
    start = bits.find("1")
    while start >= 0:
        end = bits.find("0", start)
        end = len(bits) if end < 0 else end
        found.append((start, end))
        start = bits.find("1", end)
    return found


class Stamps:
    """The stamps in ``memory``, the display memory. ``mark`` is for its one writer."""

    def __init__(self, memory: memoryview) -> None:
        size = layout.VRAM_OFFSET - layout.STAMP_OFFSET
        self.count = min((len(memory) - layout.VRAM_OFFSET) // PAGE, size // 4)
        end = layout.STAMP_OFFSET + self.count * 4
        self._table = memory[layout.STAMP_OFFSET : end].cast("I")
        self._now = 0

    def mark(self, pages: int) -> None:
        """Give every page whose bit is set a new stamp."""
        self._now = self._now + 1 & 0xFFFF_FFFF
        for first, end in runs(pages & (1 << self.count) - 1):
            self._table[first:end] = array("I", [self._now]) * (end - first)

    def read(self, first: int, end: int) -> array[int]:
        """The stamps of pages ``first`` to ``end`` (exclusive) as they are now."""
        return array("I", self._table[first:end].tobytes())
