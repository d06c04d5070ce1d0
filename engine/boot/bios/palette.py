"""Colours: INT 10h AH=0Bh and AH=10h."""

from __future__ import annotations

from engine.boot.bios.bda import Bda
from engine.boot.bios.call import Call
from engine.boot.bios.dac import to_grey
from engine.boot.bios.memory import Memory
from engine.boot.bios.vgaport import VgaPorts

BORDER = 0x11
MODE_CONTROL, COLOUR_SELECT = 0x10, 0x14
BLINK, PAGE_OF_16 = 0x08, 0x80


class Palette:
    """The attribute controller's registers and the DAC."""

    def __init__(self, memory: Memory, vga: VgaPorts) -> None:
        self._memory = memory
        self._vga = vga

    def cga(self, call: Call) -> None:
        """AH=0Bh: background and border (BH=0), or one of the two palettes of 320x200 (BH=1)."""
        memory, vga = self._memory, self._vga
        palette = memory.byte(Bda.CGA_PALETTE)
        if call.bh == 0:
            palette = palette & 0xE0 | call.bl & 0x1F
            colour = call.bl & 7 | (call.bl & 8) << 1
            if memory.byte(Bda.VIDEO_MODE) > 3:
                vga.put_attr(0, colour)
            vga.put_attr(BORDER, colour)
        else:
            palette = palette & 0xDF | (call.bl & 1) << 5
        memory.put_byte(Bda.CGA_PALETTE, palette)
        if memory.byte(Bda.VIDEO_MODE) in (4, 5):
            bright = palette & 0x10
            for index in range(1, 4):
                vga.put_attr(index, 2 * index + (palette >> 5 & 1) | bright)

    def call(self, call: Call) -> None:
        """AH=10h."""
        vga, function = self._vga, call.al
        if function == 0x00:
            if call.bl <= COLOUR_SELECT:
                vga.put_attr(call.bl, call.bh)
        elif function == 0x01:
            vga.put_attr(BORDER, call.bh)
        elif function == 0x02:
            values = self._memory.read(call.linear(call.frame.es, call.dx), 17)
            for index, value in enumerate(values[:16]):
                vga.put_attr(index, value)
            vga.put_attr(BORDER, values[16])
        elif function == 0x03:
            control = vga.attr(MODE_CONTROL)
            vga.put_attr(MODE_CONTROL, control | BLINK if call.bl & 1 else control & ~BLINK)
        elif function == 0x07:
            call.bh = vga.attr(call.bl) if call.bl <= COLOUR_SELECT else 0
        elif function == 0x08:
            call.bh = vga.attr(BORDER)
        elif function == 0x09:
            values = bytes(vga.attr(index) for index in range(16)) + bytes((vga.attr(BORDER),))
            self._memory.write(call.linear(call.frame.es, call.dx), values)
        else:
            self._dac(call, function)

    def _dac(self, call: Call, function: int) -> None:
        vga, place = self._vga, call.linear(call.frame.es, call.dx)
        if function == 0x10:
            vga.put_colours(call.bx, bytes((call.dh, call.ch, call.cl)))
        elif function == 0x12:
            vga.put_colours(call.bx, self._memory.read(place, 3 * min(call.cx, 256)))
        elif function == 0x13:
            self._select(call)
        elif function == 0x15:
            call.dh, call.ch, call.cl = vga.colours(call.bx, 1)
        elif function == 0x17:
            self._memory.write(place, vga.colours(call.bx, min(call.cx, 256)))
        elif function == 0x18:
            vga.put_pel_mask(call.bl)
        elif function == 0x19:
            call.bl = vga.pel_mask()
        elif function == 0x1A:
            of_16 = bool(vga.attr(MODE_CONTROL) & PAGE_OF_16)
            call.bl = of_16
            call.bh = vga.attr(COLOUR_SELECT) >> (0 if of_16 else 2)
        elif function == 0x1B:
            for index in range(call.bx, min(call.bx + call.cx, 256)):
                vga.put_colours(index, bytes((to_grey(*vga.colours(index, 1)),)) * 3)

    def _select(self, call: Call) -> None:
        """AL=13h: how the DAC is divided into pages (BL=0), and which is used (BL=1)."""
        vga = self._vga
        control = vga.attr(MODE_CONTROL)
        if call.bl == 0:
            vga.put_attr(MODE_CONTROL, control | PAGE_OF_16 if call.bh & 1 else control & ~PAGE_OF_16)
        elif call.bl == 1:
            vga.put_attr(COLOUR_SELECT, call.bh & 0x0F if control & PAGE_OF_16 else (call.bh & 3) << 2)
