"""Reading the planes out of the display memory, wherever planes 0 and 1 are at the moment."""

from __future__ import annotations

from array import array

from engine.display import layout
from engine.display.strip import Offsets

FONT_BYTES = 0x2000
_PLANE_MASK = 0xFFFF


class Planes:
    """The four planes. Offsets come from registers and wrap at 64 KiB, as the chip's addresses do, but for
    ``block``."""

    def __init__(self, memory: memoryview, vram_offset: int, vram_size: int, text_layout: bool) -> None:
        self._text = memory[layout.TEXT_OFFSET : layout.TEXT_OFFSET + layout.TEXT_SIZE]
        self._vram = memory[vram_offset : vram_offset + vram_size]
        self._groups = self._vram.cast("I")
        self.text_layout = text_layout

    def cells(self, offsets: Offsets) -> bytes:
        """Characters and attributes (planes 0 and 1) at ``offsets``, alternating."""
        if type(offsets) is range:
            start, stop = offsets.start, offsets.stop
            if self.text_layout and offsets.step == 2 and not start & 1 and stop <= layout.TEXT_SIZE:
                return bytes(self._text[start:stop])
        groups = self.groups(offsets)
        cells = bytearray(len(groups) // 2)
        cells[0::2] = groups[0::4]
        cells[1::2] = groups[1::4]
        return bytes(cells)

    def groups(self, offsets: Offsets) -> bytes:
        """The four planes at ``offsets``: four bytes each, plane 0 first."""
        if type(offsets) is range and offsets.stop <= _PLANE_MASK + 1:
            groups = self._groups[offsets.start : offsets.stop : offsets.step].tobytes()
        else:
            groups = array("I", [self._groups[offset & _PLANE_MASK] for offset in offsets]).tobytes()
        if not self.text_layout:
            return groups
        patched = bytearray(groups)
        for i, offset in enumerate(offsets):
            if not offset & 1 and offset < layout.TEXT_SIZE:
                patched[i * 4 : i * 4 + 2] = self._text[offset : offset + 2]
        return bytes(patched)

    def block(self, start: int, stop: int) -> bytes:
        """The groups at offsets ``start`` to ``stop``, four bytes each. Beyond the video RAM there are none."""
        if not self.text_layout or start >= layout.TEXT_SIZE:
            return bytes(self._vram[start * 4 : stop * 4])
        block = bytearray(self._vram[start * 4 : stop * 4])
        even = start + (start & 1)
        end = min(stop, layout.TEXT_SIZE)
        if even < end:
            # A cell is one 16-bit word, every fourth of the block.
            cells = self._text[even : end + (end & 1)].cast("H")
            words = memoryview(block).cast("H")
            first = (even - start) * 2
            words[first : first + len(cells) * 4 : 4] = cells
        return bytes(block)

    def font(self, table: int) -> bytes:
        """Character generator ``table`` (0-7, as the sequencer's register 3 numbers them) from plane 2: 256
        characters of 32 lines."""
        start = (table & 3) * 0x4000 + (table >> 2 & 1) * 0x2000
        return self._vram[start * 4 + 2 : (start + FONT_BYTES) * 4 : 4].tobytes()
