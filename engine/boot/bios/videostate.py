"""What the video BIOS tells about itself (INT 10h AH=1Bh), and saving and restoring it (AH=1Ch)."""

from __future__ import annotations

from engine.boot.bios.bda import Bda
from engine.boot.bios.call import Call
from engine.boot.bios.cell import Cells
from engine.boot.bios.memory import Memory
from engine.boot.bios.modeset import LINES, LINES_MASK
from engine.boot.bios.rom import SEGMENT, STATIC_FUNCTIONALITY
from engine.boot.bios.vgaport import VgaPorts

STATE_LENGTH = 64
REGISTERS, DATA_AREA, COLOURS = 1, 2, 4
_HARDWARE_LENGTH = 0x46
_DATA = ((0x449, 0x1E), (0x484, 7), (0x4A8, 4), (0x14, 4), (0x74, 4), (0x7C, 4), (0x10C, 4))
_DATA_LENGTH = sum(length for _, length in _DATA)
_COLOURS_LENGTH = 4 + 768


class VideoState:
    """AH=1Bh and AH=1Ch."""

    def __init__(self, memory: Memory, vga: VgaPorts, cells: Cells) -> None:
        self._memory = memory
        self._vga = vga
        self._cells = cells

    def functionality(self, call: Call) -> None:
        """AH=1Bh, BX=0: 64 bytes at ES:DI."""
        if call.bx != 0:
            return
        memory, mode = self._memory, self._cells.mode()
        state = bytearray(STATE_LENGTH)
        state[0:4] = (SEGMENT << 16 | STATIC_FUNCTIONALITY).to_bytes(4, "little")
        state[4:34] = memory.read(Bda.VIDEO_MODE, 30)
        state[34:37] = memory.read(Bda.VIDEO_ROWS, 3)
        state[37] = memory.byte(Bda.DISPLAY_COMBINATION)
        colours = {1: 2, 2: 4, 4: 16, 8: 256}[mode.bits]
        state[39:41] = (0 if mode.number in (7, 0x0F) else colours).to_bytes(2, "little")
        state[41] = mode.pages
        lines = mode.height or LINES.get(memory.byte(Bda.VIDEO_FLAGS) & LINES_MASK, 400)
        state[42] = {200: 0, 350: 1, 400: 2, 480: 3}.get(lines, 2)
        state[45] = 0x01 | (0x20 if self._vga.attr(0x10) & 0x08 else 0)
        state[49] = 3  # 256 KiB
        memory.write(call.linear(call.frame.es, call.di), bytes(state))
        call.al = 0x1B

    def save_restore(self, call: Call) -> None:
        """AH=1Ch: AL=0 the size in blocks of 64 bytes, 1 save, 2 restore, of what CX says, at ES:BX."""
        place = call.linear(call.frame.es, call.bx)
        wanted = call.cx & 7
        if call.al == 0:
            call.bx = (self.size(wanted) + 63) // 64
        elif call.al == 1:
            self._memory.write(place, self.save(wanted))
        elif call.al == 2:
            self.restore(wanted, place)
        else:
            return
        call.al = 0x1C

    def size(self, wanted: int) -> int:
        """Bytes that the states in ``wanted`` take."""
        size = _HARDWARE_LENGTH if wanted & REGISTERS else 0
        size += _DATA_LENGTH if wanted & DATA_AREA else 0
        return size + (_COLOURS_LENGTH if wanted & COLOURS else 0)

    def save(self, wanted: int) -> bytes:
        """The states in ``wanted``: REGISTERS, DATA_AREA, COLOURS."""
        vga, saved = self._vga, b""
        if wanted & REGISTERS:
            saved += vga.crtc_port.to_bytes(2, "little") + bytes((vga.misc(),))
            saved += bytes(vga.seq(index) for index in range(5)) + bytes(vga.crtc(index) for index in range(25))
            saved += bytes(vga.attr(index) for index in range(21)) + bytes(vga.gfx(index) for index in range(9))
            saved = saved.ljust(_HARDWARE_LENGTH, b"\0")
        if wanted & DATA_AREA:
            saved += b"".join(self._memory.read(at, length) for at, length in _DATA)
        if wanted & COLOURS:
            saved += bytes((vga.pel_mask(), 0, 0, 0)) + vga.colours(0, 256)
        return saved

    def restore(self, wanted: int, place: int) -> None:
        """Take them over from the guest's memory."""
        if wanted & REGISTERS:
            self._restore_registers(self._memory.read(place, _HARDWARE_LENGTH))
            place += _HARDWARE_LENGTH
        if wanted & DATA_AREA:
            for at, length in _DATA:
                self._memory.write(at, self._memory.read(place, length))
                place += length
        if wanted & COLOURS:
            saved = self._memory.read(place, _COLOURS_LENGTH)
            self._vga.put_pel_mask(saved[0])
            self._vga.put_colours(0, saved[4:])

    def _restore_registers(self, saved: bytes) -> None:
        vga = self._vga
        self._memory.put_word(Bda.CRTC_PORT, int.from_bytes(saved[0:2], "little"))
        vga.put_misc(saved[2])
        for index in range(1, 5):
            vga.put_seq(index, saved[3 + index])
        vga.put_crtc(0x11, saved[8 + 0x11] & 0x7F)
        for index in range(25):
            vga.put_crtc(index, saved[8 + index])
        vga.put_attrs(saved[33:54])
        for index in range(9):
            vga.put_gfx(index, saved[54 + index])
