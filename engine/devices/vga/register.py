"""Ports, registers and bits of the VGA.

Names and numbers: IBM "Personal System/2 Hardware Interface Technical Reference: Video Subsystems" (1992),
section 2 "VGA Function", cited as PS/2 Video; where IBM has only prose, the names are those of the FreeVGA
project ("VGA/SVGA Video Programming").
"""

from __future__ import annotations

PORT_BASE = 0x3B0
PORT_COUNT = 0x30


class Port:
    """I/O addresses (PS/2 Video, "Registers"). 3Bx and 3Dx are the monochrome and colour place of the same
    registers; Misc.IO_COLOUR chooses."""

    CRTC_INDEX_MONO = 0x3B4
    CRTC_DATA_MONO = 0x3B5
    STATUS_1_MONO = 0x3BA  # write: feature control
    ATTRIBUTE = 0x3C0
    ATTRIBUTE_READ = 0x3C1
    MISC_WRITE = 0x3C2  # read: input status 0
    ENABLE = 0x3C3
    SEQUENCER_INDEX = 0x3C4
    SEQUENCER_DATA = 0x3C5
    PEL_MASK = 0x3C6
    DAC_READ_INDEX = 0x3C7  # read: DAC state
    DAC_WRITE_INDEX = 0x3C8
    DAC_DATA = 0x3C9
    FEATURE_READ = 0x3CA
    MISC_READ = 0x3CC
    GRAPHICS_INDEX = 0x3CE
    GRAPHICS_DATA = 0x3CF
    CRTC_INDEX = 0x3D4
    CRTC_DATA = 0x3D5
    STATUS_1 = 0x3DA


class Misc:
    """Miscellaneous Output register, 3C2 (written), 3CC (read)."""

    IO_COLOUR = 0x01
    ENABLE_RAM = 0x02
    CLOCK_SELECT = 0x0C  # 0: 25.175 MHz, 4: 28.322 MHz
    PAGE_SELECT = 0x20


class Status0:
    """Input Status register 0, 3C2."""

    SWITCH_SENSE = 0x10


class Status1:
    """Input Status register 1, 3BA/3DA."""

    DISPLAY_DISABLED = 0x01
    VERTICAL_RETRACE = 0x08


class Seq:
    """Sequencer registers (index at 3C4, data at 3C5)."""

    RESET = 0
    CLOCKING_MODE = 1
    MAP_MASK = 2
    CHARACTER_MAP = 3
    MEMORY_MODE = 4


class SeqMemoryMode:
    """Sequencer register 4."""

    EXTENDED = 0x02
    SEQUENTIAL = 0x04  # clear: odd/even
    CHAIN_4 = 0x08


class Gfx:
    """Graphics controller registers (index at 3CE, data at 3CF)."""

    SET_RESET = 0
    ENABLE_SET_RESET = 1
    COLOUR_COMPARE = 2
    DATA_ROTATE = 3
    READ_MAP_SELECT = 4
    MODE = 5
    MISCELLANEOUS = 6
    COLOUR_DONT_CARE = 7
    BIT_MASK = 8


class GfxMode:
    """Graphics controller register 5."""

    WRITE_MODE = 0x03
    READ_MODE = 0x08
    ODD_EVEN = 0x10
    INTERLEAVED_SHIFT = 0x20
    SHIFT_256 = 0x40


class GfxMisc:
    """Graphics controller register 6."""

    GRAPHICS = 0x01
    CHAIN_ODD_EVEN = 0x02
    MEMORY_MAP = 0x0C


class Crtc:
    """CRT controller registers the chip itself looks at (index at 3B4/3D4, data at 3B5/3D5)."""

    HORIZONTAL_TOTAL = 0x00
    VERTICAL_TOTAL = 0x06
    OVERFLOW = 0x07
    VERTICAL_RETRACE_END = 0x11
    VERTICAL_DISPLAY_END = 0x12


CRTC_PROTECT = 0x80  # Crtc.VERTICAL_RETRACE_END: registers 0-7 cannot be written ...
CRTC_PROTECT_EXCEPT = 0x10  # ... but for line compare bit 8 in Crtc.OVERFLOW
ATTRIBUTE_INDEX = 0x1F
ATTRIBUTE_SCREEN_ON = 0x20  # "palette address source"
DAC_STATE_READ = 0x03

# The bits that exist in each register; the others read as zero.
SEQ_BITS = bytes((0x03, 0x3D, 0x0F, 0x3F, 0x0E, 0x00, 0x00, 0x00))
GFX_BITS = bytes((0x0F, 0x0F, 0x0F, 0x1F, 0x03, 0x7B, 0x0F, 0x0F, 0xFF, 0, 0, 0, 0, 0, 0, 0))
CRTC_BITS = bytes([0xFF] * 0x19 + [0] * 7)
ATTRIBUTE_BITS = bytes([0x3F] * 0x10 + [0xEF, 0xFF, 0x3F, 0x0F, 0x0F] + [0] * 0x0B)
