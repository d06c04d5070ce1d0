"""Setting a video mode, and loading fonts: what INT 10h AH=00h and AH=11h do to the VGA."""

from __future__ import annotations

from engine.boot.bios.bda import EBDA, Bda, Ebda
from engine.boot.bios.dac import colours, to_grey
from engine.boot.bios.font import FONT_8, PLACES, fonts
from engine.boot.bios.mode import MODES, VideoMode, with_lines
from engine.boot.bios.platform import Platform
from engine.boot.bios.rom import SEGMENT
from engine.boot.bios.vgaport import VgaPorts
from engine.display import dispi

FONT_SLOT = 32
FONT_BLOCKS = (0x0000, 0x4000, 0x8000, 0xC000, 0x2000, 0x6000, 0xA000, 0xE000)
KEEP_MEMORY = 0x80
VECTOR_1F, VECTOR_43 = 0x1F * 4, 0x43 * 4
NO_PALETTE, GREY_SUMMING = 0x08, 0x02
LINES = {0x80: 200, 0x00: 350, 0x10: 400}
LINES_MASK = 0x90
DOUBLE_SCAN = 0x80
"""Bits of Bda.VIDEO_FLAGS; LINES is what text modes are to have."""
PLANES = 0x40000
"""The video memory that a VGA has, and that setting a mode clears."""


class ModeSetter:
    """Sets modes and loads fonts."""

    def __init__(self, platform: Platform, vga: VgaPorts) -> None:
        self._memory = platform.memory
        self._vram = platform.vram
        self._touched = platform.touched
        self._vga = vga

    def set(self, number: int) -> VideoMode | None:
        """Set mode ``number``; bit 7 keeps what is in the video memory. None: there is no such mode."""
        mode = MODES.get(number & ~KEEP_MEMORY)
        if mode is None:
            return None
        keep = bool(number & KEEP_MEMORY)
        flags = self._memory.byte(Bda.VIDEO_FLAGS)
        mode = with_lines(mode, LINES.get(flags & LINES_MASK, 400))
        self._registers(mode)
        if not flags & NO_PALETTE:
            self.load_palette(mode, grey=bool(flags & GREY_SUMMING))
        self._data_area(mode, keep)
        if not keep:
            self._clear(mode)
        if mode.is_text:
            self.load_font(0, mode.font, 0, fonts()[mode.font])
        self._memory.put_dword(VECTOR_43, SEGMENT << 16 | PLACES[mode.font])
        self._memory.put_dword(VECTOR_1F, SEGMENT << 16 | FONT_8 + 1024)
        return mode

    def _registers(self, mode: VideoMode) -> None:
        vga = self._vga
        vga.put_dispi(dispi.Index.ENABLE, 0)
        # 3D4h or 3B4h must be known before the first use of the attribute controller's flip-flop.
        self._memory.put_word(Bda.CRTC_PORT, 0x3D4 if mode.misc & 1 else 0x3B4)
        vga.put_seq(0, 1)
        vga.put_misc(mode.misc)
        for index, value in enumerate(mode.seq, 1):
            vga.put_seq(index, value)
        vga.put_seq(0, 3)
        vga.put_crtc(0x11, 0)  # Lift the write protection of registers 0 to 7.
        for index, value in enumerate(mode.crtc):
            vga.put_crtc(index, value)
        for index, value in enumerate(mode.gfx):
            vga.put_gfx(index, value)
        vga.put_pel_mask(0xFF)
        vga.put_attrs(mode.attr)

    def load_palette(self, mode: VideoMode, *, grey: bool) -> None:
        """The mode's colours into the DAC."""
        loaded = colours(mode.palette)
        if grey:
            triples = (loaded[at : at + 3] for at in range(0, len(loaded), 3))
            loaded = b"".join(bytes((to_grey(*triple),)) * 3 for triple in triples)
        self._vga.put_colours(0, loaded)

    def _data_area(self, mode: VideoMode, keep: bool) -> None:
        memory = self._memory
        memory.put_byte(Bda.VIDEO_MODE, mode.number)
        memory.put_word(Bda.VIDEO_COLUMNS, mode.columns)
        memory.put_word(Bda.VIDEO_PAGE_SIZE, mode.page_size)
        memory.put_word(Bda.VIDEO_PAGE_START, 0)
        memory.write(Bda.CURSOR_POSITIONS, bytes(16))
        memory.put_word(Bda.CURSOR_SHAPE, 0x0607 if mode.is_text else 0)
        memory.put_byte(Bda.VIDEO_PAGE, 0)
        memory.put_byte(Bda.CGA_MODE, mode.cga_mode)
        memory.put_byte(Bda.CGA_PALETTE, 0x3F if mode.number == 6 else 0x30)
        memory.put_byte(Bda.VIDEO_ROWS, mode.rows - 1)
        memory.put_word(Bda.CHARACTER_HEIGHT, mode.font)
        memory.put_byte(Bda.VIDEO_OPTIONS, 0x60 | (0x80 if keep else 0))
        memory.put_byte(Bda.VIDEO_SWITCHES, 0xF9)
        memory.put_byte(Bda.VIDEO_FLAGS, memory.byte(Bda.VIDEO_FLAGS) | 0x01)
        memory.put_byte(Bda.DISPLAY_COMBINATION, 0x08)
        memory.put_dword(Bda.SAVE_POINTER, (EBDA >> 4) << 16 | Ebda.DISPLAY_TABLE)

    def _clear(self, mode: VideoMode) -> None:
        if mode.is_text:
            self._memory.write(mode.base << 4, b"\x20\x07" * 0x4000)
            return
        self._vram[:PLANES] = bytes(PLANES)
        if mode.number in (4, 5):  # Odd and even bytes lie where text does.
            self._memory.write(mode.base << 4, bytes(0x8000))
        self._touched()

    # Fonts.

    def load_font(self, first: int, height: int, block: int, shapes: bytes) -> None:
        """Store characters ``first`` on, ``height`` bytes each, in ``block`` of plane 2: straight into the video
        memory, as the way through the VGA's registers is 8,192 stores long."""
        plane = self._vram[2:0x40000:4]
        base = FONT_BLOCKS[block & 7] + first * FONT_SLOT
        count = min(len(shapes) // height, 256 - first) if height else 0
        slots = b"".join(shapes[at * height :][:height].ljust(FONT_SLOT, b"\0") for at in range(count))
        plane[base : base + len(slots)] = slots
        self._touched()

    def fit_rows(self, height: int) -> None:
        """Show as many rows of ``height`` lines as a text mode has room for (AH=11h, AL=1xh)."""
        memory, vga = self._memory, self._vga
        lines = LINES.get(memory.byte(Bda.VIDEO_FLAGS) & LINES_MASK, 400)
        vga.put_crtc(0x09, vga.crtc(0x09) & 0xE0 | height - 1)
        if memory.byte(Bda.VIDEO_MODE) == 7:
            vga.put_crtc(0x14, height - 1)
        rows = max(1, lines // height)
        end = rows * height * (2 if vga.crtc(0x09) & DOUBLE_SCAN else 1) - 1
        vga.put_crtc(0x12, end & 0xFF)
        overflow = vga.crtc(0x07) & ~0x42 | (end >> 7 & 0x02) | (end >> 3 & 0x40)
        vga.put_crtc(0x07, overflow)
        memory.put_byte(Bda.VIDEO_ROWS, rows - 1)
        memory.put_word(Bda.CHARACTER_HEIGHT, height)
        columns = memory.word(Bda.VIDEO_COLUMNS)
        memory.put_word(Bda.VIDEO_PAGE_SIZE, (rows * columns * 2 + 0xFF) & ~0xFF)
