"""The modes of the VBE: their numbers, and what AX=4F01h tells about each.

(VESA BIOS Extension Core Functions Standard 2.0, "Return VBE Mode Information"; numbers above 11Bh are nobody's, and
are here what VGA BIOSes for this card have)
"""

from __future__ import annotations

import struct

import msgspec

PLANAR, PACKED, DIRECT = 3, 4, 6
WINDOW_KIB = 64
INFO_SIZE = 256


class VbeMode(msgspec.Struct, frozen=True):
    """``width`` x ``height`` pixels of ``depth`` bits."""

    number: int
    width: int
    height: int
    depth: int

    @property
    def bytes_per_line(self) -> int:
        """Of one plane, where there are planes."""
        return line_bytes(self.width, self.depth)

    @property
    def size(self) -> int:
        """Bytes of video RAM that the picture takes."""
        return self.bytes_per_line * self.height * (4 if self.depth == 4 else 1)


def line_bytes(pixels: int, depth: int) -> int:
    """Bytes that ``pixels`` side by side take at the CPU's addresses."""
    return pixels // 8 if depth == 4 else pixels * ((depth + 7) // 8)


# Number of the first, size, depths; the numbers follow each other.
_SERIES = (
    (0x100, (640, 400), (8,)),
    (0x101, (640, 480), (8,)),
    (0x102, (800, 600), (4, 8)),
    (0x104, (1024, 768), (4, 8)),
    (0x106, (1280, 1024), (4, 8)),
    (0x10D, (320, 200), (15, 16, 24)),
    (0x110, (640, 480), (15, 16, 24)),
    (0x113, (800, 600), (15, 16, 24)),
    (0x116, (1024, 768), (15, 16, 24)),
    (0x119, (1280, 1024), (15, 16, 24)),
    (0x11C, (1600, 1200), (8, 15, 16, 24)),
    (0x140, (320, 200), (32,)),
    (0x141, (640, 400), (32,)),
    (0x142, (640, 480), (32,)),
    (0x143, (800, 600), (32,)),
    (0x144, (1024, 768), (32,)),
    (0x145, (1280, 1024), (32,)),
    (0x146, (320, 200), (8,)),
    (0x147, (1600, 1200), (32,)),
    (0x148, (1152, 864), (8, 15, 16, 24, 32)),
    (0x175, (1280, 768), (16, 24, 32)),
    (0x178, (1280, 800), (16, 24, 32)),
    (0x17B, (1280, 960), (16, 24, 32)),
    (0x17E, (1440, 900), (16, 24, 32)),
    (0x181, (1400, 1050), (16, 24, 32)),
    (0x184, (1680, 1050), (16, 24, 32)),
    (0x187, (1920, 1200), (16, 24, 32)),
    (0x18A, (2560, 1600), (16, 24, 32)),
    (0x18D, (1280, 720), (16, 24, 32)),
    (0x190, (1920, 1080), (16, 24, 32)),
    (0x193, (1600, 900), (16, 24, 32)),
    (0x196, (2560, 1440), (16, 24, 32)),
)
MODES = {
    first + at: VbeMode(first + at, *size, depth)
    for first, size, depths in _SERIES
    for at, depth in enumerate(depths)
}

DEFAULT_SIZE = (1024, 768)


def closest(width: int, height: int, depth: int) -> VbeMode:
    """The mode with true colours that comes closest to a wish: as large as can be, but no larger; 0 is no wish. Of
    two that are as large, that with the depth, or the deeper one."""
    width, height = width or DEFAULT_SIZE[0], height or DEFAULT_SIZE[1]
    usable = [mode for mode in MODES.values() if mode.depth in _COLOURS]
    fitting = [mode for mode in usable if mode.width <= width and mode.height <= height]
    return max(fitting or usable[:1], key=lambda mode: (mode.width * mode.height, mode.depth == depth, mode.depth))


# Size and position of red, green, blue and what is left, by depth.
_COLOURS = {
    15: (5, 10, 5, 5, 5, 0, 1, 15),
    16: (5, 11, 6, 5, 5, 0, 0, 0),
    24: (8, 16, 8, 8, 8, 0, 0, 0),
    32: (8, 16, 8, 8, 8, 0, 8, 24),
}


def colours(depth: int) -> bytes:
    """Position and size of red, green and blue, for a depth that has them."""
    sizes = _COLOURS[depth]
    return bytes(byte for at in (0, 2, 4) for byte in (sizes[at + 1], sizes[at]))


_SUPPORTED, _MORE, _COLOUR, _GRAPHICS, _LINEAR = 0x01, 0x02, 0x08, 0x10, 0x80


def mode_info(mode: VbeMode, vram_size: int, linear: int, window_function: int) -> bytes:
    """The block for AX=4F01h. ``linear`` is where the framebuffer is in memory (0: nowhere), ``window_function`` the
    far address that moves the window at A0000h."""
    planar = mode.depth == 4
    attributes = _SUPPORTED | _MORE | _COLOUR | _GRAPHICS | (_LINEAR if linear and not planar else 0)
    pages = max(vram_size // mode.size, 1)
    cell = (8, 8 if mode.height < 400 else 16)
    model = PLANAR if planar else PACKED if mode.depth == 8 else DIRECT
    block = struct.pack("<HBBHHHHI", attributes, 7, 0, WINDOW_KIB, WINDOW_KIB, 0xA000, 0, window_function)
    block += struct.pack(
        "<HHHBBBBB", mode.bytes_per_line, mode.width, mode.height, *cell, 4 if planar else 1, mode.depth, 1
    )
    block += struct.pack("<BBBB", model, 0, min(pages - 1, 255), 1)
    block += bytes(_COLOURS.get(mode.depth, (0,) * 8)) + bytes((2 if mode.depth == 32 else 0,))
    return (block + struct.pack("<I", linear if not planar else 0)).ljust(INFO_SIZE, b"\0")
