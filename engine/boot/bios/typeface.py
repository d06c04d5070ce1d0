"""The character generator services: INT 10h AH=11h."""

from __future__ import annotations

from engine.boot.bios.bda import Bda
from engine.boot.bios.call import Call
from engine.boot.bios.cursor import Cursor
from engine.boot.bios.font import FONT_8, FONT_14, FONT_16, PLACES, fonts
from engine.boot.bios.memory import Memory
from engine.boot.bios.modeset import VECTOR_1F, VECTOR_43, ModeSetter
from engine.boot.bios.rom import SEGMENT
from engine.boot.bios.vgaport import VgaPorts

_ROM_FONTS = {1: 14, 2: 8, 4: 16}
_GRAPHICS_FONTS = {0x22: 14, 0x23: 8, 0x24: 16}
_GRAPHICS_ROWS = {1: 14, 2: 25, 3: 43}
FIT = 0x10


class Typeface:
    """Loads fonts for text modes, points to fonts for graphics modes, tells where fonts are."""

    def __init__(self, memory: Memory, vga: VgaPorts, setter: ModeSetter, cursor: Cursor) -> None:
        self._memory = memory
        self._vga = vga
        self._setter = setter
        self._cursor = cursor

    def call(self, call: Call) -> None:
        """AH=11h."""
        function = call.al
        if function & ~FIT in (0x00, 0x01, 0x02, 0x04):
            self._load(call, function)
        elif function == 0x03:
            self._vga.put_seq(3, call.bl)
        elif function in (0x20, 0x21, *_GRAPHICS_FONTS):
            self._graphics(call, function)
        elif function == 0x30:
            self._where(call)

    def _load(self, call: Call, function: int) -> None:
        kind = function & ~FIT
        if kind == 0:
            height, shapes = call.bh, b""
            if height and call.dx < 256:
                shapes = self._memory.read(call.linear(call.frame.es, call.bp), height * min(call.cx, 256))
            self._setter.load_font(call.dx & 0xFF, min(height, 32), call.bl, shapes)
        else:
            height = _ROM_FONTS[kind]
            self._setter.load_font(0, height, call.bl, fonts()[height])
        if function & FIT and height:
            self._setter.fit_rows(min(height, 32))
            self._cursor.shape(self._memory.word(Bda.CURSOR_SHAPE))

    def _graphics(self, call: Call, function: int) -> None:
        memory = self._memory
        if function == 0x20:
            memory.put_dword(VECTOR_1F, call.frame.es << 16 | call.bp)
            return
        if function == 0x21:
            memory.put_dword(VECTOR_43, call.frame.es << 16 | call.bp)
            height = call.cx
        else:
            height = _GRAPHICS_FONTS[function]
            memory.put_dword(VECTOR_43, SEGMENT << 16 | PLACES[height])
        rows = call.dl if call.bl == 0 else _GRAPHICS_ROWS.get(call.bl, 25)
        memory.put_word(Bda.CHARACTER_HEIGHT, height)
        memory.put_byte(Bda.VIDEO_ROWS, max(rows, 1) - 1)

    def _where(self, call: Call) -> None:
        """AL=30h: ES:BP, the character height in CX, the last row in DL."""
        memory = self._memory
        pointer = {
            0: memory.dword(VECTOR_1F),
            1: memory.dword(VECTOR_43),
            2: SEGMENT << 16 | FONT_14,
            3: SEGMENT << 16 | FONT_8,
            4: SEGMENT << 16 | FONT_8 + 1024,
            5: SEGMENT << 16 | FONT_14,
            6: SEGMENT << 16 | FONT_16,
            7: SEGMENT << 16 | FONT_16,
        }.get(call.bh)
        if pointer is None:
            return
        call.frame.es, call.bp = pointer >> 16, pointer & 0xFFFF
        call.cx = memory.word(Bda.CHARACTER_HEIGHT)
        call.dl = memory.byte(Bda.VIDEO_ROWS)
