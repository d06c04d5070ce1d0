"""The video modes of a VGA BIOS: what the registers hold, and what INT 10h must know of each.

(IBM PS/2 and PC BIOS Interface Technical Reference, "Video parameter table"; IBM PS/2 Hardware Interface Technical
Reference: Video Subsystem, "BIOS modes")
"""

from __future__ import annotations

from typing import Literal

import msgspec

Kind = Literal["text", "cga", "mono", "planar", "packed"]
"""text; cga: 2 or 1 bits a pixel, even and odd lines apart; planar: 4 planes (mono: mode 0Fh and 11h, of which
fewer are shown); packed: a byte a pixel."""


class VideoMode(msgspec.Struct, frozen=True):
    """One mode. ``seq`` holds sequencer registers 1 to 4; ``width`` and ``height`` are pixels in graphics;
    ``base`` is the segment of its memory, ``page_size`` the bytes of a page; ``palette`` names the DAC's content;
    ``cga_mode`` is what a CGA's mode register would hold (BIOS data area 465h)."""

    number: int
    kind: Kind
    columns: int
    rows: int
    font: int
    base: int
    page_size: int
    pages: int
    bits: int
    misc: int
    seq: bytes
    crtc: bytes
    attr: bytes
    gfx: bytes
    palette: Literal["ega", "cga", "mono", "vga"]
    cga_mode: int
    width: int = 0
    height: int = 0

    @property
    def is_text(self) -> bool:
        return self.kind == "text"


_EGA = "00 01 02 03 04 05 14 07 38 39 3A 3B 3C 3D 3E 3F"
_CGA = "00 01 02 03 04 05 06 07 10 11 12 13 14 15 16 17"
_MONO = "00 08 08 08 08 08 08 08 10 18 18 18 18 18 18 18"
_PLAIN = "00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F"
_CGA_320 = "2D 27 28 90 2B 80 BF 1F 00 C1 00 00 00 00 00 00 9C 8E 8F 14 00 96 B9 A2 FF"
_350 = "5F 4F 50 82 54 80 BF 1F 00 40 00 00 00 00 00 00 83 85 5D 28 0F 63 BA E3 FF"
_480 = "5F 4F 50 82 54 80 0B 3E 00 40 00 00 00 00 00 00 EA 8C DF 28 00 E7 04 {} FF"


class _Raster(msgspec.Struct, frozen=True):
    """The lines of a text screen: their font, Miscellaneous Output (colour), and the vertical half of the CRTC's
    registers, 7 and 9 to 0Bh and from 10h on around the offset register."""

    font: int
    misc: int
    dots: int
    overflow: str
    cell: str
    vertical: tuple[str, str]


_RASTERS = {
    200: _Raster(8, 0x63, 8, "BF 1F", "C7 06 07", ("9C 8E 8F", "96 B9 A3 FF")),
    350: _Raster(14, 0xA3, 8, "BF 1F", "4D 0B 0C", ("83 85 5D", "63 BA A3 FF")),
    400: _Raster(16, 0x67, 9, "BF 1F", "4F 0D 0E", ("9C 8E 8F", "96 B9 A3 FF")),
}
_TEXT_40, _TEXT_80 = "2D 27 28 90 2B A0", "5F 4F 50 82 55 81"


def _text(number: int, columns: int, cga_mode: int, lines: int = 400) -> VideoMode:
    mono, raster = number == 7, _RASTERS[lines]
    dots_8 = raster.dots == 8 and not mono
    crtc = f"{_TEXT_40 if columns == 40 else _TEXT_80} {raster.overflow} 00 {raster.cell} 00 00 00 00"
    offset = f"{'14' if columns == 40 else '28'} {'0D' if mono else '1F'}"
    colours = _CGA if lines == 200 else _EGA
    return VideoMode(
        number=number,
        kind="text",
        columns=columns,
        rows=25,
        font=raster.font,
        base=0xB000 if mono else 0xB800,
        page_size=0x800 if columns == 40 else 0x1000,
        pages=8,
        bits=4,
        misc=raster.misc & ~1 | (0 if mono else 1),
        seq=bytes(((0x08 if columns == 40 else 0x00) | dots_8, 0x03, 0x00, 0x02)),
        crtc=bytes.fromhex(f"{crtc} {raster.vertical[0]} {offset} {raster.vertical[1]}"),
        attr=bytes.fromhex(
            f"{_MONO} 0E 00 0F 08" if mono else f"{colours} {'08 00 0F 00' if dots_8 else '0C 00 0F 08'}"
        ),
        gfx=bytes.fromhex(f"00 00 00 00 00 10 {'0A' if mono else '0E'} 00 FF"),
        palette="mono" if mono else "cga" if lines == 200 else "ega",
        cga_mode=cga_mode,
    )


def with_lines(mode: VideoMode, lines: int) -> VideoMode:
    """A text mode in 200, 350 or 400 lines (INT 10h AH=12h, BL=30h); monochrome has no 200."""
    if not mode.is_text or lines == 400 or (mode.number == 7 and lines == 200):
        return mode
    return _text(mode.number, mode.columns, mode.cga_mode, lines)


def _graphics(
    number: int,
    kind: Kind,
    size: tuple[int, int],
    font: int,
    memory: tuple[int, int, int],
    bits: int,
    registers: tuple[int, str, str, str, str],
    palette: Literal["ega", "cga", "mono", "vga"],
    cga_mode: int,
) -> VideoMode:
    base, page_size, pages = memory
    misc, seq, crtc, attr, gfx = registers
    return VideoMode(
        number=number,
        kind=kind,
        columns=size[0] // 8,
        rows=size[1] // font,
        font=font,
        base=base,
        page_size=page_size,
        pages=pages,
        bits=bits,
        misc=misc,
        seq=bytes.fromhex(seq),
        crtc=bytes.fromhex(crtc),
        attr=bytes.fromhex(attr),
        gfx=bytes.fromhex(gfx),
        palette=palette,
        cga_mode=cga_mode,
        width=size[0],
        height=size[1],
    )


_ATTR_4 = "00 13 15 17 02 04 06 07 10 11 12 13 14 15 16 17 01 00 03 00"
_GFX_PLANAR = "00 00 00 00 00 00 05 0F FF"
_320_PLANAR = _CGA_320.replace("C1", "C0").replace("A2", "E3")
_640_PLANAR = "5F 4F 50 82 54 80 BF 1F 00 C0 00 00 00 00 00 00 9C 8E 8F 28 00 96 B9 E3 FF"
_REGISTERS_4 = (0x63, "09 03 00 02", _CGA_320, _ATTR_4, "00 00 00 00 00 30 0F 00 FF")

MODES = {
    mode.number: mode
    for mode in (
        _text(0x00, 40, 0x2C),
        _text(0x01, 40, 0x28),
        _text(0x02, 80, 0x2D),
        _text(0x03, 80, 0x29),
        _graphics(0x04, "cga", (320, 200), 8, (0xB800, 0x4000, 1), 2, _REGISTERS_4, "cga", 0x2A),
        _graphics(0x05, "cga", (320, 200), 8, (0xB800, 0x4000, 1), 2, _REGISTERS_4, "cga", 0x2E),
        _graphics(
            *(0x06, "cga", (640, 200), 8, (0xB800, 0x4000, 1), 1),
            (
                0x63,
                "01 01 00 06",
                "5F 4F 50 82 54 80 BF 1F 00 C1 00 00 00 00 00 00 9C 8E 8F 28 00 96 B9 C2 FF",
                "00" + " 17" * 15 + " 01 00 01 00",
                "00 00 00 00 00 00 0D 00 FF",
            ),
            *("cga", 0x1E),
        ),
        _text(0x07, 80, 0x29),
        _graphics(
            *(0x0D, "planar", (320, 200), 8, (0xA000, 0x2000, 8), 4),
            (0x63, "09 0F 00 06", _320_PLANAR, f"{_CGA} 01 00 0F 00", _GFX_PLANAR),
            *("cga", 0x29),
        ),
        _graphics(
            *(0x0E, "planar", (640, 200), 8, (0xA000, 0x4000, 4), 4),
            (0x63, "01 0F 00 06", _640_PLANAR, f"{_CGA} 01 00 0F 00", _GFX_PLANAR),
            *("cga", 0x29),
        ),
        _graphics(
            *(0x0F, "mono", (640, 350), 14, (0xA000, 0x8000, 2), 2),
            (
                0xA2,
                "01 0F 00 06",
                _350,
                "00 08 00 00 18 18 00 00 00 08 00 00 00 18 00 00 0B 00 05 00",
                "00 00 00 00 00 00 05 05 FF",
            ),
            *("mono", 0x29),
        ),
        _graphics(
            *(0x10, "planar", (640, 350), 14, (0xA000, 0x8000, 2), 4),
            (0xA3, "01 0F 00 06", _350, f"{_EGA} 01 00 0F 00", _GFX_PLANAR),
            *("ega", 0x29),
        ),
        _graphics(
            *(0x11, "mono", (640, 480), 16, (0xA000, 0xA000, 1), 1),
            (
                0xE3,
                "01 0F 00 06",
                _480.format("C3"),
                "00" + " 3F" * 15 + " 01 00 0F 00",
                "00 00 00 00 00 00 05 01 FF",
            ),
            *("ega", 0x29),
        ),
        _graphics(
            *(0x12, "planar", (640, 480), 16, (0xA000, 0xA000, 1), 4),
            (0xE3, "01 0F 00 06", _480.format("E3"), f"{_EGA} 01 00 0F 00", _GFX_PLANAR),
            *("ega", 0x29),
        ),
        _graphics(
            *(0x13, "packed", (320, 200), 8, (0xA000, 0xFA00, 1), 8),
            (
                0x63,
                "01 0F 00 0E",
                "5F 4F 50 82 54 80 BF 1F 00 41 00 00 00 00 00 00 9C 8E 8F 28 40 96 B9 A3 FF",
                f"{_PLAIN} 41 00 0F 00",
                "00 00 00 00 00 40 05 0F FF",
            ),
            *("vga", 0x29),
        ),
    )
}
