"""The guest's screen, drawn from the display memory that the VM process shares."""

from __future__ import annotations

import msgspec

from engine.display import cp437, layout
from engine.display.glyph import style_of
from engine.display.graphics import GraphicsPainter
from engine.display.layout import Header
from engine.display.linear import LinearView
from engine.display.mode import BLANK, Cursor, Mode, mode_of, palette_of
from engine.display.plane import Planes
from engine.display.stamp import Stamps
from engine.display.text import TextPainter


class Damage(msgspec.Struct, frozen=True):
    """What a refresh changed: pixel rows [``top``, ``bottom``) of ``Screen.pixels``.

    ``resized``: ``Screen.mode`` is another, ``pixels`` a new buffer, and all rows are damaged. ``recoloured``:
    ``Screen.palette`` changed, so all rows look different although their indices may not have changed. ``parts``:
    if not empty, the runs of rows in [``top``, ``bottom``) that changed, the rest did not.
    """

    top: int
    bottom: int
    resized: bool = False
    recoloured: bool = False
    parts: tuple[tuple[int, int], ...] = ()

    @property
    def bands(self) -> tuple[tuple[int, int], ...]:
        """The rows that changed, as runs [top, bottom)."""
        return self.parts or ((self.top, self.bottom),)


class Screen:
    """A picture of the guest's screen. ``memory`` is the mapped display memory; read only is enough.

    ``pixels`` holds ``mode.height`` rows of ``stride`` bytes, 8-bit indices into ``palette``, which has 256
    entries 0xRRGGBB. In linear modes it is the guest's own memory, which changes under the reader's eyes: the pixels
    have ``mode.depth`` bits, and the last row may be shorter than ``stride``. While the guest blanks the screen
    ``mode.kind`` is "blank" and the size stays. ``cursor`` is the text cursor, whether the blink phase shows it or
    not.
    """

    def __init__(self, memory: memoryview) -> None:
        self._memory = memory.cast("B")
        self._sequence = -1
        self._header: Header | None = None
        self._planes: Planes | None = None
        self._text: TextPainter | None = None
        self._graphics: GraphicsPainter | None = None
        self._linear: LinearView | None = None
        self.pixels: bytearray | memoryview = bytearray()
        self._resize(BLANK)
        self.palette: tuple[int, ...] = (0,) * 256

    @property
    def cursor(self) -> Cursor | None:
        """The text cursor; None in graphics, when off, or when not on the screen."""
        return self._text.cursor if self._text is not None else None

    def refresh(self, blink: bool = True) -> Damage | None:
        """Draw again what changed since the last call; None if nothing did.

        ``blink`` is the phase: True shows the cursor and blinking characters.
        """
        damage = None
        if layout.read_sequence(self._memory) != self._sequence:
            damage = self._follow()
        elif self._text is not None and self._planes is not None and not self._planes.text_layout:
            # Trapped stores may be changing a font without any register.
            self._style()
        bands = self._paint(blink)
        if not bands or damage is not None:
            return damage
        return Damage(bands[0][0], bands[-1][1], parts=tuple(bands) if len(bands) > 1 else ())

    def text(self) -> list[str]:
        """The rows of a text screen as they are now, trailing blanks stripped; [] if it shows no text."""
        if self._text is None or self._planes is None:
            return []
        return [cp437.decode(cells[0::2]).rstrip() for cells in self._text.rows(self._planes)]

    def cells(self) -> list[bytes]:
        """The rows of a text screen as they are now: character codes and attributes by turns; [] without text."""
        if self._text is None or self._planes is None:
            return []
        return [bytes(cells) for cells in self._text.rows(self._planes)]

    def cell(self, column: int, row: int) -> tuple[int, int]:
        """Character code and attribute of a cell. IndexError if the screen has no such cell."""
        if self._text is None or self._planes is None or not 0 <= row < len(self._text.strips):
            raise IndexError(f"the screen has no row {row}")
        if not 0 <= column < self.mode.columns:
            raise IndexError(f"the screen has no column {column}")
        cells = self._planes.cells(self._text.strips[row].offsets)
        return cells[column * 2], cells[column * 2 + 1]

    def _resize(self, mode: Mode) -> None:
        self.mode = mode
        linear = mode.encoding == "linear"
        if not linear:
            self.stride = -(-mode.width // 4) * 4
            self.pixels = bytearray(self.stride * mode.height)
        self._text = TextPainter(mode, self.stride) if mode.kind == "text" else None
        self._graphics = GraphicsPainter(mode, self.stride) if mode.kind == "graphics" and not linear else None
        self._linear = LinearView(Stamps(self._memory)) if linear else None

    def _follow(self) -> Damage | None:
        """Take over changed registers. Returns damage of the whole screen if they alone cause it."""
        header = layout.read_header(self._memory)
        if header is None or header.vram_offset + header.vram_size > len(self._memory):
            return None
        self._sequence = header.sequence
        self._header = header
        self._planes = Planes(
            self._memory, header.vram_offset, header.vram_size, header.plane_layout == layout.LAYOUT_TEXT
        )
        registers = header.registers
        mode = mode_of(registers)
        if mode.kind == "blank":
            mode = self._blanked()
        resized = mode != self.mode
        if resized:
            self._resize(mode)
        moved = self._linear is not None and self._point(header)
        if self._graphics is not None:
            self._graphics.configure(registers)
        self._style()
        palette = palette_of(registers, mode)
        recoloured = palette != self.palette
        self.palette = palette
        return Damage(0, mode.height, resized, recoloured) if resized or recoloured or moved else None

    def _point(self, header: Header) -> bool:
        """Let ``pixels`` be the linear framebuffer. Whether it is another part of the memory than before."""
        scanout = header.registers.scanout
        if scanout is None or self._linear is None or not self._linear.configure(scanout):
            return False
        start = header.vram_offset + scanout.start
        self.stride = scanout.pitch
        self.pixels = self._memory[start : start + scanout.length]
        return True

    def _blanked(self) -> Mode:
        """A dark screen as large as the last one: a guest that blanks to change modes must not make windows
        jump."""
        return msgspec.structs.replace(
            BLANK,
            width=self.mode.width,
            height=self.mode.height,
            double_x=self.mode.double_x,
            double_y=self.mode.double_y,
            aspect_width=self.mode.aspect_width,
            aspect_height=self.mode.aspect_height,
        )

    def _style(self) -> None:
        if self._text is not None and self._header is not None and self._planes is not None:
            registers = self._header.registers
            self._text.configure(registers, style_of(registers, self.mode, self._planes))

    def _paint(self, blink: bool) -> list[tuple[int, int]]:
        if self._planes is None:
            return []
        if self._linear is not None:
            return self._linear.bands()
        rows = None
        if self._text is not None and isinstance(self.pixels, bytearray):
            rows = self._text.paint(self._planes, self.pixels, blink)
        elif self._graphics is not None and isinstance(self.pixels, bytearray):
            rows = self._graphics.paint(self._planes, self.pixels)
        return [] if rows is None else [rows]
