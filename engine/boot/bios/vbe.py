"""INT 10h AH=4Fh: the VESA BIOS Extension, on the registers of Bochs' display interface.

(VESA BIOS Extension Core Functions Standard 2.0; Bochs "VBE DISPI" API documentation)
"""

from __future__ import annotations

import struct
from collections.abc import Callable

from engine.boot.bios.bda import EBDA, Bda, Ebda
from engine.boot.bios.call import Call
from engine.boot.bios.mode import MODES as VGA_MODES
from engine.boot.bios.modeset import KEEP_MEMORY, ModeSetter
from engine.boot.bios.pci import BAR_0, CLASS, ConfigSpace
from engine.boot.bios.platform import Platform
from engine.boot.bios.protectedvbe import CODE as PROTECTED_CODE
from engine.boot.bios.rom import OEM_NAME, PROTECTED_VBE, SEGMENT, WINDOW_FUNCTION
from engine.boot.bios.vbemode import MODES, VbeMode, line_bytes, mode_info
from engine.boot.bios.vgaport import VgaPorts
from engine.boot.bios.videostate import VideoState
from engine.display.dispi import ISA_FRAMEBUFFER, Enable
from engine.display.dispi import Index as Dispi

OK, FAILED, NOT_NOW = 0x004F, 0x014F, 0x034F
LINEAR, KEEP = 0x4000, 0x8000
_VERSION, _CAN_SWITCH_DAC = 0x0200, 0x01
_MODE_LIST = 0x22
_OEM_DATA = 0x100
_DISPLAY_CLASS = 0x0300
_FIRST_ID, _LAST_ID = 0xB0C2, 0xB0CF
_STATE = 2 * 10


class Vbe:
    """The functions of AH=4Fh. A card without the display interface has none of them."""

    def __init__(self, platform: Platform, vga: VgaPorts, setter: ModeSetter, state: VideoState) -> None:
        self._memory = platform.memory
        self._space = ConfigSpace(platform.ports)
        self._vga = vga
        self._setter = setter
        self._state = state
        self._card: int | None = None
        self._present = False
        self._functions: tuple[Callable[[Call], int], ...] = (
            *(self._controller, self._mode_info, self._set_mode, self._mode, self._save_restore),
            *(self._window, self._line_length, self._start, self._dac_width, self._palette, self._protected),
        )

    def set_up(self) -> None:
        """At power-on, when PCI is configured."""
        self._present = _FIRST_ID <= self._vga.dispi(Dispi.ID) <= _LAST_ID
        functions = self._space.functions() if self._present else []
        self._card = next((at for at in functions if self._space.read(at, CLASS, 2) == _DISPLAY_CLASS), None)

    def call(self, call: Call) -> None:
        """AH=4Fh. AX is then 004Fh, or says what is wrong."""
        if self._present and call.al < len(self._functions):
            call.ax = self._functions[call.al](call)

    def show(self, mode: VbeMode) -> int:
        """Show ``mode`` for who does not call. The address of its framebuffer, 0 if the card cannot."""
        if not self._present or mode.size > self._vram_size():
            return 0
        self.set_mode(mode, linear=True, keep=False)
        return self._linear

    @property
    def _linear(self) -> int:
        """Where the framebuffer is."""
        if self._card is None:
            return ISA_FRAMEBUFFER
        return self._space.read(self._card, BAR_0, 4) & ~0x0F

    def _vram_size(self) -> int:
        return self._vga.dispi(Dispi.VIDEO_MEMORY_64K) << 16

    def _modes(self) -> list[VbeMode]:
        size = self._vram_size()
        return [mode for mode in MODES.values() if mode.size <= size]

    def _controller(self, call: Call) -> int:
        """AL=00h: 256 bytes at ES:DI; 512 for who asks with "VBE2". The list of modes is among them."""
        place = call.linear(call.frame.es, call.di)
        wants_2 = self._memory.read(place, 4) == b"VBE2"
        name = SEGMENT << 16 | OEM_NAME
        blocks = self._vga.dispi(Dispi.VIDEO_MEMORY_64K)
        numbers = [mode.number for mode in self._modes()] + [0xFFFF]
        modes = call.frame.es << 16 | call.di + _MODE_LIST & 0xFFFF
        block = struct.pack("<4sHIIIH", b"VESA", _VERSION, name, _CAN_SWITCH_DAC, modes, blocks)
        if wants_2:
            block += struct.pack("<HIII", 0x0100, name, name, name)
        block = block.ljust(_MODE_LIST, b"\0") + struct.pack(f"<{len(numbers)}H", *numbers)
        self._memory.write(place, block.ljust(2 * _OEM_DATA if wants_2 else _OEM_DATA, b"\0"))
        return OK

    def _mode_info(self, call: Call) -> int:
        mode = MODES.get(call.cx & 0x3FFF)
        if mode is None or mode.size > self._vram_size():
            return FAILED
        block = mode_info(mode, self._vram_size(), self._linear, SEGMENT << 16 | WINDOW_FUNCTION)
        self._memory.write(call.linear(call.frame.es, call.di), block)
        return OK

    def _set_mode(self, call: Call) -> int:
        number, keep = call.bx & 0x3FFF, bool(call.bx & KEEP)
        if number < 0x100:
            if number & KEEP_MEMORY or number not in VGA_MODES or call.bx & LINEAR:
                return FAILED
            self._setter.set(number | (KEEP_MEMORY if keep else 0))
            return OK
        mode = MODES.get(number)
        if mode is None or mode.size > self._vram_size() or (call.bx & LINEAR and mode.depth == 4):
            return FAILED
        self.set_mode(mode, linear=bool(call.bx & LINEAR), keep=keep)
        return OK

    def set_mode(self, mode: VbeMode, *, linear: bool, keep: bool) -> None:
        """Show ``mode``; the VGA behind it is set up as for a mode of its kind, with that one's colours."""
        memory, put = self._memory, self._vga.put_dispi
        self._setter.set((0x12 if mode.depth == 4 else 0x13) | KEEP_MEMORY)
        for index, value in ((Dispi.XRES, mode.width), (Dispi.YRES, mode.height), (Dispi.BPP, mode.depth)):
            put(index, value)
        put(Dispi.ENABLE, Enable.ENABLED | (Enable.LFB_ENABLED if linear else 0) | (Enable.NO_CLEAR if keep else 0))
        put(Dispi.BANK, 0)
        cell = 8 if mode.height < 400 else 16
        memory.put_byte(Bda.VIDEO_MODE, 0xFF)
        memory.put_word(Bda.VIDEO_COLUMNS, mode.width // 8)
        memory.put_byte(Bda.VIDEO_ROWS, mode.height // cell - 1)
        memory.put_word(EBDA + Ebda.VBE_MODE, mode.number | (LINEAR if linear else 0) | (KEEP if keep else 0))

    def _current(self) -> VbeMode | None:
        """The mode that is shown, if it is one of the VBE's."""
        if not self._vga.dispi(Dispi.ENABLE) & Enable.ENABLED:
            return None
        return MODES.get(self._memory.word(EBDA + Ebda.VBE_MODE) & 0x3FFF)

    def _mode(self, call: Call) -> int:
        if self._current() is not None:
            call.bx = self._memory.word(EBDA + Ebda.VBE_MODE)
        else:
            call.bx = self._memory.byte(Bda.VIDEO_MODE) & 0x7F
        return OK

    def _save_restore(self, call: Call) -> int:
        """AL=04h: AH=1Ch's states, and the display interface's registers with those of the VGA."""
        place, wanted = call.linear(call.frame.es, call.bx), call.cx & 0x0F
        extra = _STATE if wanted & 0x08 else 0
        if call.dl == 0:
            call.bx = (self._state.size(wanted) + extra + 63) // 64
        elif call.dl == 1:
            saved = b""
            if extra:
                words = [self._vga.dispi(index) for index in range(Dispi.XRES, Dispi.VIDEO_MEMORY_64K)]
                saved = struct.pack("<10H", *words, self._memory.word(EBDA + Ebda.VBE_MODE))
            self._memory.write(place, saved + self._state.save(wanted))
        elif call.dl == 2:
            if extra:
                self._restore(self._memory.read(place, _STATE))
            self._state.restore(wanted, place + extra)
        else:
            return FAILED
        return OK

    def _restore(self, saved: bytes) -> None:
        *values, mode = struct.unpack("<10H", saved)
        put = self._vga.put_dispi
        put(Dispi.ENABLE, 0)
        for index, value in enumerate(values, Dispi.XRES):
            if index < Dispi.ENABLE:
                put(index, value)
        put(Dispi.ENABLE, values[Dispi.ENABLE - 1] | Enable.NO_CLEAR)
        for index, value in enumerate(values, Dispi.XRES):
            if index > Dispi.ENABLE and values[Dispi.ENABLE - 1] & Enable.ENABLED:
                put(index, value)
        self._memory.put_word(EBDA + Ebda.VBE_MODE, mode)

    def _window(self, call: Call) -> int:
        """AL=05h: BH=0 moves the window at A0000h to 64 KiB number DX, BH=1 tells where it is."""
        if call.bl or call.bh > 1:
            return FAILED
        if self._current() is None:
            return NOT_NOW
        if call.bh:
            call.dx = self._vga.dispi(Dispi.BANK)
            return OK
        if call.dx >= self._vga.dispi(Dispi.VIDEO_MEMORY_64K):
            return FAILED
        self._vga.put_dispi(Dispi.BANK, call.dx)
        return OK

    def _line_length(self, call: Call) -> int:
        """AL=06h: BL=0 sets it in pixels, 2 in bytes, 1 tells it, 3 how long it can be."""
        mode, vga = self._current(), self._vga
        if mode is None:
            return NOT_NOW
        if call.bl > 3:
            return FAILED
        planes = 4 if mode.depth == 4 else 1
        if call.bl in (0, 2):
            pixels = call.cx if call.bl == 0 else call.cx * mode.width // mode.bytes_per_line
            rows = self._vram_size() // max(line_bytes(pixels, mode.depth) * planes, 1)
            if pixels < mode.width or rows < mode.height:
                return 0x024F
            vga.put_dispi(Dispi.VIRT_WIDTH, pixels)
        pixels = vga.dispi(Dispi.VIRT_WIDTH)
        if call.bl == 3:
            pixels = min(self._vram_size() // (mode.height * planes) * mode.width // mode.bytes_per_line, 0xFFF8)
        length = line_bytes(pixels, mode.depth)
        call.bx, call.cx = length, pixels
        call.dx = min(self._vram_size() // max(length * planes, 1), 0xFFFF)
        return OK

    def _start(self, call: Call) -> int:
        """AL=07h: which pixel is the first on the screen."""
        if self._current() is None:
            return NOT_NOW
        vga = self._vga
        if call.bl & 0x7F == 0:
            vga.put_dispi(Dispi.X_OFFSET, call.cx)
            vga.put_dispi(Dispi.Y_OFFSET, call.dx)
            there = vga.dispi(Dispi.X_OFFSET) == call.cx and vga.dispi(Dispi.Y_OFFSET) == call.dx
            return OK if there else FAILED
        if call.bl == 1:
            call.bh = 0
            call.cx, call.dx = vga.dispi(Dispi.X_OFFSET), vga.dispi(Dispi.Y_OFFSET)
            return OK
        return FAILED

    def _dac_width(self, call: Call) -> int:
        """AL=08h: the DAC's bits a colour, 6 or 8."""
        mode = self._current()
        if mode is not None and mode.depth > 8:
            return NOT_NOW
        if call.bl > 1:
            return FAILED
        enable = self._vga.dispi(Dispi.ENABLE)
        if call.bl == 0 and mode is not None:
            enable = (enable | Enable.DAC_8BIT if call.bh >= 8 else enable & ~Enable.DAC_8BIT) | Enable.NO_CLEAR
            self._vga.put_dispi(Dispi.ENABLE, enable)
        call.bh = 8 if enable & Enable.DAC_8BIT and mode is not None else 6
        return OK

    def _palette(self, call: Call) -> int:
        """AL=09h: CX colours from number DX on, four bytes each at ES:DI: blue, green, red, nothing."""
        place, count = call.linear(call.frame.es, call.di), min(call.cx, 256)
        if call.bl & 0x7F == 0:
            data = self._memory.read(place, 4 * count)
            self._vga.put_colours(call.dx, b"".join(data[at : at + 3][::-1] for at in range(0, 4 * count, 4)))
            return OK
        if call.bl == 1:
            colours = self._vga.colours(call.dx, count)
            self._memory.write(place, b"".join(colours[at : at + 3][::-1] + b"\0" for at in range(0, 3 * count, 3)))
            return OK
        return FAILED

    def _protected(self, call: Call) -> int:
        """AL=0Ah: code that a program copies and calls in 32-bit protected mode."""
        if call.bl:
            return FAILED
        call.frame.es, call.di = SEGMENT, PROTECTED_VBE
        call.cx = len(PROTECTED_CODE)
        return OK
