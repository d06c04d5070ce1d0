"""INT 10h.

(IBM PS/2 and PC BIOS Interface Technical Reference, "Interrupt 10h - Video")
"""

from __future__ import annotations

from engine.boot.bios.bda import EBDA, Bda, Ebda
from engine.boot.bios.call import Call
from engine.boot.bios.cell import Cells
from engine.boot.bios.cursor import Cursor
from engine.boot.bios.modeset import KEEP_MEMORY, ModeSetter
from engine.boot.bios.palette import Palette
from engine.boot.bios.pixel import Pixels
from engine.boot.bios.platform import Platform
from engine.boot.bios.rom import SEGMENT, VGA_PARAMETERS
from engine.boot.bios.service import Handler, Steps, Wait
from engine.boot.bios.typeface import Typeface
from engine.boot.bios.vbe import Vbe
from engine.boot.bios.vbemode import VbeMode
from engine.boot.bios.vgaport import VgaPorts
from engine.boot.bios.videostate import VideoState

PAGES = 8
PIECE = 100


class Video:
    """The video services; also what the BIOS itself prints with."""

    def __init__(self, platform: Platform) -> None:
        memory = self._memory = platform.memory
        vga = VgaPorts(platform.ports, memory)
        self.setter = ModeSetter(platform, vga)
        self._pixels = Pixels(platform)
        self.cells = Cells(platform, self._pixels)
        self.cursor = Cursor(memory, vga, self.cells)
        self._vga = vga
        palette, state = Palette(memory, vga), VideoState(memory, vga, self.cells)
        self._vbe = Vbe(platform, vga, self.setter, state)
        self._functions: dict[int, Handler] = {
            0x00: self._set_mode,
            0x01: self._cursor_shape,
            0x02: self._set_cursor,
            0x03: self._get_cursor,
            0x04: self._light_pen,
            0x05: self._select_page,
            0x06: self._scroll,
            0x07: self._scroll,
            0x08: self._read_character,
            0x09: self._write_character,
            0x0A: self._write_character,
            0x0B: palette.cga,
            0x0C: self._put_pixel,
            0x0D: self._get_pixel,
            0x0E: self._teletype,
            0x0F: self._get_mode,
            0x10: palette.call,
            0x11: Typeface(memory, vga, self.setter, self.cursor).call,
            0x12: self._alternate,
            0x13: self._write_string,
            0x1A: self._display_combination,
            0x1B: state.functionality,
            0x1C: state.save_restore,
            0x4F: self._vbe.call,
        }

    def set_up(self) -> None:
        """At power-on: mode 3, as after a colour display was found."""
        memory = self._memory
        memory.put_byte(Bda.VIDEO_FLAGS, 0x11)
        # The save pointer table: the parameter table, then areas that programs may provide.
        table = EBDA + Ebda.DISPLAY_TABLE
        memory.write(table, bytes(28))
        memory.put_dword(table, SEGMENT << 16 | VGA_PARAMETERS)
        self._vbe.set_up()
        self.setter.set(3)
        self.cursor.shape(0x0607)

    def show(self, mode: VbeMode) -> int:
        """Switch to graphics. The address of the framebuffer, 0 if the card has no such mode."""
        return self._vbe.show(mode)

    def call(self, call: Call) -> Steps | None:
        """INT 10h."""
        function = self._functions.get(call.ah)
        return None if function is None else function(call)

    def write(self, text: str, attribute: int | None = None) -> None:
        """Print on page 0, as a teletype does. CP437 text."""
        for code in text.encode("cp437", "replace"):
            if attribute is not None and code >= 0x20:
                row, column = self.cursor.position(0)
                self.cells.write(0, row, column, code, attribute)
            self.type_code(0, code, 0x07)

    def type_code(self, page: int, code: int, colour: int) -> None:
        """One character of a teletype; ``colour`` counts in graphics."""
        row, column = self.cursor.position(page)
        if code == 0x08:
            self.cursor.move(page, row, max(column - 1, 0))
            return
        if code == 0x0D:
            self.cursor.move(page, row, 0)
            return
        if code == 0x07:
            return
        if code != 0x0A:
            self.cells.write(page, row, column, code, None if self.cells.mode().is_text else colour)
            column += 1
            if column < self.cells.columns:
                self.cursor.move(page, row, column)
                return
            column = 0
        self._new_line(page, row, column)

    def _new_line(self, page: int, row: int, column: int) -> None:
        bottom = self.cells.rows - 1
        if row < bottom:
            self.cursor.move(page, row + 1, column)
            return
        text = self.cells.mode().is_text
        attribute = self.cells.read(page, row, column)[1] if text else 0
        self.cells.scroll(page, 1, (0, 0, bottom, self.cells.columns - 1), attribute)
        self.cursor.move(page, bottom, column)

    # The services.

    def _set_mode(self, call: Call) -> None:
        number = call.al
        mode = self.setter.set(number)
        if mode is None:
            return
        if mode.is_text:
            self.cursor.shape(0x0607)
        # What AL then holds is not documented by IBM, but programs have looked at it.
        call.al = 0x20 if mode.number > 7 else 0x3F if mode.number == 6 else 0x30
        if number & KEEP_MEMORY:
            self.cursor.refresh()

    def _cursor_shape(self, call: Call) -> None:
        self.cursor.shape(call.cx)

    def _set_cursor(self, call: Call) -> None:
        self.cursor.move(call.bh, call.dh, call.dl)

    def _get_cursor(self, call: Call) -> None:
        row, column = self.cursor.position(call.bh)
        call.dh, call.dl = row, column
        call.cx = self._memory.word(Bda.CURSOR_SHAPE)

    def _light_pen(self, call: Call) -> None:
        call.ah = 0

    def _select_page(self, call: Call) -> None:
        self.cursor.select(call.al)

    def _scroll(self, call: Call) -> None:
        lines = call.al if call.ah == 0x06 else -call.al
        window = call.ch, call.cl, call.dh, call.dl
        self.cells.scroll(self._memory.byte(Bda.VIDEO_PAGE), lines, window, call.bh)

    def _read_character(self, call: Call) -> None:
        row, column = self.cursor.position(call.bh)
        call.al, call.ah = self.cells.read(call.bh, row, column)

    def _write_character(self, call: Call) -> None:
        row, column = self.cursor.position(call.bh)
        keep = call.ah == 0x0A and self.cells.mode().is_text
        self.cells.write(call.bh, row, column, call.al, None if keep else call.bl, call.cx)

    def _put_pixel(self, call: Call) -> None:
        mode = self.cells.mode()
        if not mode.is_text:
            self._pixels.put(mode, call.bh, call.cx, call.dx, call.al)

    def _get_pixel(self, call: Call) -> None:
        mode = self.cells.mode()
        if not mode.is_text:
            call.al = self._pixels.get(mode, call.bh, call.cx, call.dx)

    def _teletype(self, call: Call) -> None:
        self.type_code(self._memory.byte(Bda.VIDEO_PAGE), call.al, call.bl)

    def _get_mode(self, call: Call) -> None:
        memory = self._memory
        call.al = memory.byte(Bda.VIDEO_MODE) | memory.byte(Bda.VIDEO_OPTIONS) & KEEP_MEMORY
        call.ah = memory.byte(Bda.VIDEO_COLUMNS)
        call.bh = memory.byte(Bda.VIDEO_PAGE)

    def _alternate(self, call: Call) -> None:
        """AH=12h: what the adapter is, and switches of it."""
        memory, function = self._memory, call.bl
        if function == 0x10:
            call.bh, call.bl = (1 if memory.word(Bda.CRTC_PORT) == 0x3B4 else 0), 3
            call.cx = memory.byte(Bda.VIDEO_SWITCHES) & 0x0F
            return
        if function == 0x30 and call.al <= 2:
            flags = memory.byte(Bda.VIDEO_FLAGS) & ~0x90
            memory.put_byte(Bda.VIDEO_FLAGS, flags | (0x80, 0x00, 0x10)[call.al])
        elif function in (0x31, 0x33):
            bit = 0x08 if function == 0x31 else 0x02
            on = call.al == 1 if function == 0x31 else call.al == 0
            flags = memory.byte(Bda.VIDEO_FLAGS) & ~bit
            memory.put_byte(Bda.VIDEO_FLAGS, flags | (bit if on else 0))
        elif function == 0x34:
            options = memory.byte(Bda.VIDEO_OPTIONS) & ~1
            memory.put_byte(Bda.VIDEO_OPTIONS, options | call.al & 1)
        elif function == 0x36:
            clocking = self._vga.seq(1)
            self._vga.put_seq(1, clocking | 0x20 if call.al & 1 else clocking & ~0x20)
        elif function != 0x32:
            return
        call.al = 0x12

    def _write_string(self, call: Call) -> Steps:
        """AH=13h: AL bit 0 moves the cursor, bit 1 says that attributes are in the string. After every PIECE of them
        interrupts come in."""
        page, (row, column) = call.bh, self.cursor.position(call.bh)
        start, count, colour = call.linear(call.frame.es, call.bp), call.cx, call.bl
        pairs, moves = bool(call.al & 2), bool(call.al & 1)
        data = self._memory.read(start, count * (2 if pairs else 1))
        self.cursor.move(page, call.dh, call.dl)
        for at in range(count):
            if at % PIECE == PIECE - 1:
                yield Wait.AGAIN
            code = data[2 * at] if pairs else data[at]
            attribute = data[2 * at + 1] if pairs else colour
            if code not in (0x07, 0x08, 0x0A, 0x0D):
                self.cells.write(page, *self.cursor.position(page), code, attribute)
            self.type_code(page, code, attribute)
        if not moves:
            self.cursor.move(page, row, column)

    def _display_combination(self, call: Call) -> None:
        if call.al == 0:
            call.bx = self._memory.byte(Bda.DISPLAY_COMBINATION)
        elif call.al == 1:
            self._memory.put_byte(Bda.DISPLAY_COMBINATION, call.bl)
        call.al = 0x1A
