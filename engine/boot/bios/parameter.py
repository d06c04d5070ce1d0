"""The tables of video parameters in the ROM, which programs look modes up in.

(IBM PS/2 and PC BIOS Interface Technical Reference, "Video parameter table"; IBM Personal Computer Technical
Reference, "BIOS listing": VIDEO_PARMS)
"""

from __future__ import annotations

import struct

from engine.boot.bios.mode import MODES, VideoMode, with_lines

ENTRY_SIZE = 64
_RESERVED = bytes(ENTRY_SIZE)


def _entry(mode: VideoMode) -> bytes:
    head = struct.pack("<BBBH", mode.columns, mode.rows - 1, mode.font, mode.page_size)
    return head + mode.seq + bytes((mode.misc,)) + mode.crtc + mode.attr + mode.gfx


def vga_parameters() -> bytes:
    """29 entries of 64 bytes, in IBM's order: modes 0 to 7 (with 200 lines), reserved ones, the graphics modes of EGA
    and VGA, and text modes with 350 and with 400 lines."""
    text = [with_lines(MODES[number], 200) for number in range(4)]
    rows = [with_lines(MODES[number], 350) for number in (0, 1, 2, 3)]
    entries = [_entry(mode) for mode in (*text, *(MODES[number] for number in (4, 5, 6)), with_lines(MODES[7], 350))]
    entries += [_RESERVED] * 5
    entries += [_entry(MODES[number]) for number in (0x0D, 0x0E, 0x0F, 0x10, 0x0F, 0x10)]
    entries += [_entry(mode) for mode in (*rows, MODES[1], MODES[3], MODES[7])]
    entries += [_entry(MODES[number]) for number in (0x11, 0x12, 0x13)]
    return b"".join(entries)


def crtc_parameters() -> bytes:
    """What interrupt vector 1Dh points to: the 6845's registers for a CGA's text of 40 and 80 columns, its graphics,
    and monochrome text; then page sizes, columns and mode registers."""
    registers = (
        "38 28 2D 0A 1F 06 19 1C 02 07 06 07",
        "71 50 5A 0A 1F 06 19 1C 02 07 06 07",
        "38 28 2D 0A 7F 06 64 70 02 01 06 07",
        "61 50 52 0F 19 06 19 19 02 0D 0B 0C",
    )
    table = b"".join(bytes.fromhex(each).ljust(16, b"\0") for each in registers)
    table += struct.pack("<4H", 0x800, 0x1000, 0x4000, 0x4000)
    table += bytes(MODES[number].columns for number in range(8))
    return table + bytes(MODES[number].cga_mode for number in range(8))
