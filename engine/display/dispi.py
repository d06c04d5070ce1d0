"""Bochs' display interface, as the card that has it and the BIOS that uses it both know it.

(Bochs "VBE DISPI" API documentation; QEMU docs/specs/standard-vga: index port 1CEh, data port 1CFh, 16 bits each)
"""

from __future__ import annotations

INDEX_PORT, DATA_PORT, PORT_COUNT = 0x1CE, 0x1CF, 3
"""The ports are 16 bits wide, and one apart all the same: they are addresses 1CEh to 1D0h."""
ISA_FRAMEBUFFER = 0xE0000000
"""Where the framebuffer of a card without PCI is: drivers and VGA BIOSes take it for granted."""


class Index:
    """VBE_DISPI_INDEX_*."""

    ID = 0
    XRES = 1
    YRES = 2
    BPP = 3
    ENABLE = 4
    BANK = 5
    VIRT_WIDTH = 6
    VIRT_HEIGHT = 7
    X_OFFSET = 8
    Y_OFFSET = 9
    VIDEO_MEMORY_64K = 10


class Enable:
    """Bits of Index.ENABLE."""

    ENABLED = 0x01
    GETCAPS = 0x02
    DAC_8BIT = 0x20
    LFB_ENABLED = 0x40
    NO_CLEAR = 0x80
