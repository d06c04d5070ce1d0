"""What the registers say about the picture: its kind, size, cells and colours.

Register names and numbers: IBM PS/2 "Video Subsystems" reference, as in engine/devices/vga/register.py; here
are only the bits that matter for the picture.
"""

from __future__ import annotations

from math import gcd
from typing import Literal

import msgspec

from engine.display.layout import Registers, Scanout

_SEQ_RESET, _SEQ_CLOCKING = 0, 1
_RESET_RELEASED = 0x03
_DOTS_8, _HALF_CLOCK, _SCREEN_OFF = 0x01, 0x08, 0x20
_GFX_MODE, _GFX_MISC = 5, 6
_SHIFT_INTERLEAVED, _SHIFT_256 = 0x20, 0x40
_GRAPHICS = 0x01
_CRTC_DISPLAY_END, _CRTC_OVERFLOW, _CRTC_MAXIMUM_SCAN = 0x01, 0x07, 0x09
_CRTC_VERTICAL_END, _CRTC_MODE = 0x12, 0x17
_DOUBLE_SCAN = 0x80
_NOT_ROW_SCAN_A13, _NOT_ROW_SCAN_A14, _HALF_LINES, _RETRACE_ENABLED = 0x01, 0x02, 0x04, 0x80
_ATTR_MODE, _ATTR_PLANES, _ATTR_COLOUR_SELECT = 0x10, 0x12, 0x14
_PALETTE_BITS_4_5 = 0x80

Encoding = Literal["none", "text", "planar", "interleaved", "packed", "linear"]


class Mode(msgspec.Struct, frozen=True):
    """A screen mode. ``width`` x ``height`` are the pixels that ``Screen.pixels`` holds; every one of them is
    ``double_x`` dots wide and ``double_y`` lines high on the monitor, and the whole fills a screen of
    ``aspect_width`` : ``aspect_height``.

    ``columns`` and ``rows`` count character cells, ``cell_width`` x ``cell_height`` pixels each; all are 0
    unless ``kind`` is "text". ``encoding`` tells how graphics are stored; ``lines_per_address`` how many pixel
    rows follow each other (CGA's odd and even banks) before the next row of memory begins. ``depth`` is the bits of
    a pixel in ``Screen.pixels``: 8, indices into the palette, but in linear modes, where it is as in layout.Scanout.
    """

    kind: Literal["text", "graphics", "blank"]
    columns: int = 0
    rows: int = 0
    cell_width: int = 0
    cell_height: int = 0
    width: int = 720
    height: int = 400
    double_x: int = 1
    double_y: int = 1
    aspect_width: int = 4
    aspect_height: int = 3
    encoding: Encoding = "none"
    lines_per_address: int = 1
    depth: int = 8

    def __str__(self) -> str:
        if self.kind == "text":
            return f"{self.columns}x{self.rows} text"
        if self.encoding == "linear":
            return f"{self.width}x{self.height}x{self.depth} graphics"
        return f"{self.width}x{self.height} graphics" if self.kind == "graphics" else "blank"


class Cursor(msgspec.Struct, frozen=True):
    """The text cursor: its cell, and the lines of the cell it fills, both inclusive and inside the cell."""

    column: int
    row: int
    first_line: int
    last_line: int


BLANK = Mode("blank")


def is_blank(registers: Registers) -> bool:
    """Nothing is shown: palette given to the CPU, screen switched off, or a part of the chip held in reset."""
    return (
        not registers.screen_on
        or bool(registers.seq[_SEQ_CLOCKING] & _SCREEN_OFF)
        or registers.seq[_SEQ_RESET] & _RESET_RELEASED != _RESET_RELEASED
        or not registers.crtc[_CRTC_MODE] & _RETRACE_ENABLED
    )


def mode_of(registers: Registers) -> Mode:
    """The mode that the registers describe."""
    if registers.scanout is not None:
        # Drivers of VBE blank by the palette address source, and leave the rest of the VGA as it happens to be.
        return _scanout_mode(registers.scanout) if registers.screen_on else BLANK
    if is_blank(registers):
        return BLANK
    crtc = registers.crtc
    clocking = registers.seq[_SEQ_CLOCKING]
    overflow, scan, control = crtc[_CRTC_OVERFLOW], crtc[_CRTC_MAXIMUM_SCAN], crtc[_CRTC_MODE]
    lines = (crtc[_CRTC_VERTICAL_END] | (overflow & 0x02) << 7 | (overflow & 0x40) << 3) + 1
    lines *= 2 if control & _HALF_LINES else 1
    double_y = 2 if scan & _DOUBLE_SCAN else 1
    cell_height = (scan & 0x1F) + 1
    columns = crtc[_CRTC_DISPLAY_END] + 1
    double_x = 2 if clocking & _HALF_CLOCK else 1
    if not registers.gfx[_GFX_MISC] & _GRAPHICS:
        cell_width = 8 if clocking & _DOTS_8 else 9
        height = max(lines // double_y, 1)
        return Mode(
            "text",
            columns=columns,
            rows=-(-height // cell_height),
            cell_width=cell_width,
            cell_height=cell_height,
            width=columns * cell_width,
            height=height,
            double_x=double_x,
            double_y=double_y,
            encoding="text",
        )
    encoding: Encoding = "planar"
    per_column = 8
    if registers.gfx[_GFX_MODE] & _SHIFT_256:
        encoding, per_column, double_x = "packed", 4, double_x * 2
    elif registers.gfx[_GFX_MODE] & _SHIFT_INTERLEAVED:
        encoding = "interleaved"
    banked = (not control & _NOT_ROW_SCAN_A13 and cell_height > 1) or (
        not control & _NOT_ROW_SCAN_A14 and cell_height > 2
    )
    if not banked:  # the lines of a cell show the same bytes: one row of taller pixels
        double_y *= cell_height
    return Mode(
        "graphics",
        width=columns * per_column,
        height=max(lines // double_y, 1),
        double_x=double_x,
        double_y=double_y,
        encoding=encoding,
        lines_per_address=cell_height if banked else 1,
    )


def _scanout_mode(scanout: Scanout) -> Mode:
    common = gcd(scanout.width, scanout.height)
    return Mode(
        "graphics",
        width=scanout.width,
        height=scanout.height,
        aspect_width=scanout.width // common,
        aspect_height=scanout.height // common,
        encoding="planar" if scanout.depth == 4 else "linear",
        depth=8 if scanout.depth == 4 else scanout.depth,
    )


def palette_of(registers: Registers, mode: Mode) -> tuple[int, ...]:
    """256 colours 0xRRGGBB, by the value of a pixel: through the attribute controller's palette registers
    (unless pixels have 8 bits), colour select, the PEL mask and the DAC."""
    dac, mask = registers.dac, registers.pel_mask
    levels = list(dac) if registers.dac_8bit else [value << 2 & 0xFC | value >> 4 & 3 for value in dac]
    colours = [levels[i] << 16 | levels[i + 1] << 8 | levels[i + 2] for i in range(0, 768, 3)]
    if mode.kind == "blank" or mode.depth > 8:
        return (0,) * 256
    if mode.encoding in ("packed", "linear"):
        return tuple(colours[i & mask] for i in range(256))
    attr = registers.attr
    planes, select = attr[_ATTR_PLANES] & 0x0F, attr[_ATTR_COLOUR_SELECT]
    high = (select & 0x0C) << 4
    indices = [attr[i & planes] & 0x3F for i in range(16)]
    if attr[_ATTR_MODE] & _PALETTE_BITS_4_5:
        indices = [index & 0x0F | (select & 0x03) << 4 for index in indices]
    sixteen = [colours[(index | high) & mask] for index in indices]
    return tuple(sixteen * 16)
