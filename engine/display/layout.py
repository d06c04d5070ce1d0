"""The display memory that a VM process shares with front ends: one memfd, all offsets and sizes in bytes.

======== ============ ==============================================================================
Offset   Length       Content
======== ============ ==============================================================================
0x00000  0x2000       header: identification, sequence lock, the VGA's registers; written by the VM
0x02000  0x8000       text window: character, attribute, character ... as the guest sees it
0x0A000  4 a page     stamps: for every 4 KiB of video RAM a 32-bit number that changes with its content
0x10000  16 MiB       video RAM, planes interleaved: the byte at offset ``a`` of plane ``p`` is
                      ``vram[a * 4 + p]``; a chain-4 address ``A`` is ``vram[A]``, and a linear
                      framebuffer lies in it as it is. VRAM_SIZE is the least, IBM's 256 KiB
======== ============ ==============================================================================

Text mode interleaves characters and attributes over planes 0 and 1 by odd/even addressing: CPU offset ``2n``
is offset ``2n`` of plane 0, ``2n + 1`` is offset ``2n`` of plane 1. While ``plane_layout`` is
``LAYOUT_TEXT`` these bytes (even offsets below 0x8000 of planes 0 and 1) live in the text window, and what
the video RAM holds in their place is stale.
"""

from __future__ import annotations

import struct

import msgspec

LOOK, AWAY, CHANGED = b"L", b"A", b"C"
"""What is said on the display socket: by a front end that it looks, and no longer; by the machine, of its picture."""

MAGIC = 0x31444756  # 'VGD1'
VERSION = 2

HEADER_SIZE = 0x2000
TEXT_OFFSET = 0x2000
TEXT_SIZE = 0x8000
VGA_WINDOW = 0x20000
"""What a VGA shows the CPU at most, from A0000h on. A larger window is a framebuffer."""
STAMP_OFFSET = 0xA000
VRAM_OFFSET = 0x10000
VRAM_SIZE = 0x40000
MEMORY_SIZE = VRAM_OFFSET + VRAM_SIZE
CARD_VRAM_SIZE = 16 << 20
CARD_MEMORY_SIZE = VRAM_OFFSET + CARD_VRAM_SIZE

LAYOUT_PLANAR = 0
LAYOUT_TEXT = 1

# magic, version, sequence, plane_layout, vram_offset, vram_size; then, at 0x20, misc, PEL mask, screen on;
# at 0x40 sequencer, graphics controller, CRTC and attribute registers; at 0x100 the DAC; at 0x400 the linear
# framebuffer's width, height, depth (0: there is none), pitch and start, and whether the DAC has 8 bits.
_PREFIX = struct.Struct("<IIQIII4xBBB29x8s8x16s32s32s96s768sIIIIIB")
_SEQUENCE_INDEX = 1  # of the header as 64-bit words
_LAYOUT_START, _LAYOUT_END = 16, _PREFIX.size
_ATTEMPTS = 64


DEPTHS = (4, 8, 15, 16, 24, 32)
LARGEST_SIDE = 4096


class Scanout(msgspec.Struct, frozen=True):
    """A picture of VBE's kind: ``height`` rows of ``width`` pixels of ``depth`` bits, ``pitch`` bytes apart, the
    first at ``start`` in the video RAM.

    ``depth`` 4 is planes, two pixels a byte of video RAM; 8 is indices; 15 and 16 are red, green and blue of 5,
    5 (6) and 5 bits, 24 and 32 of 8 bits, the blue lowest.
    """

    width: int
    height: int
    depth: int
    pitch: int
    start: int

    @property
    def row_bytes(self) -> int:
        """Bytes of a row that are shown."""
        return self.width * self.depth // 8 if self.depth != 15 else self.width * 2

    @property
    def length(self) -> int:
        """Bytes from the first pixel to the end of the last row."""
        return self.pitch * (self.height - 1) + self.row_bytes

    def fits(self, vram_size: int) -> bool:
        """Whether all of it lies in the video RAM and makes sense."""
        return (
            self.depth in DEPTHS
            and 0 < self.width <= LARGEST_SIDE
            and 0 < self.height <= LARGEST_SIDE
            and self.pitch >= self.row_bytes
            and self.start >= 0
            and self.start + self.length <= vram_size
            and (self.depth != 4 or not (self.width & 7 or self.pitch & 3 or self.start & 3))
        )


class Registers(msgspec.Struct, frozen=True):
    """The VGA's registers as a front end needs them, by the IBM VGA's indices; missing ones are zero.

    ``seq`` has 8 bytes, ``gfx`` 16, ``crtc`` 32, ``attr`` 32, ``dac`` 768 (256 x red, green, blue, 6 bits each, or
    8 with ``dac_8bit``). ``screen_on`` is the palette address source bit of the attribute controller's index.
    With a ``scanout`` that is the picture, and most of the registers have no say in it.
    """

    misc: int = 0
    pel_mask: int = 0xFF
    screen_on: bool = False
    seq: bytes = bytes(8)
    gfx: bytes = bytes(16)
    crtc: bytes = bytes(32)
    attr: bytes = bytes(32)
    dac: bytes = bytes(768)
    dac_8bit: bool = False
    scanout: Scanout | None = None


class Header(msgspec.Struct, frozen=True):
    """One consistent copy of the header."""

    sequence: int
    plane_layout: int
    vram_offset: int
    vram_size: int
    registers: Registers


def read_sequence(memory: memoryview) -> int:
    """The sequence number now: odd while the header is being written. Costs next to nothing."""
    return int.from_bytes(memory[8:16], "little")


def write_header(memory: memoryview, plane_layout: int, registers: Registers, vram_size: int) -> None:
    """Publish registers. ``memory`` starts at the header; only one writer may exist."""
    words = memory[:HEADER_SIZE].cast("Q")
    shown = registers.scanout
    before = words[_SEQUENCE_INDEX] | 1
    # A word is stored at once; x86 keeps stores in order, so readers see "odd" before any new byte.
    words[_SEQUENCE_INDEX] = before
    packed = _PREFIX.pack(
        MAGIC,
        VERSION,
        before,
        plane_layout,
        VRAM_OFFSET,
        vram_size,
        registers.misc,
        registers.pel_mask,
        registers.screen_on,
        registers.seq,
        registers.gfx,
        registers.crtc,
        registers.attr,
        b"",
        registers.dac,
        *((shown.width, shown.height, shown.depth, shown.pitch, shown.start) if shown else (0,) * 5),
        registers.dac_8bit,
    )
    memory[0:8] = packed[0:8]
    memory[_LAYOUT_START:_LAYOUT_END] = packed[_LAYOUT_START:]
    words[_SEQUENCE_INDEX] = (before + 1) & 0xFFFF_FFFF_FFFF_FFFF


def read_header(memory: memoryview) -> Header | None:
    """A consistent copy of the header; None if nothing has been published or the writer does not let go."""
    for _ in range(_ATTEMPTS):
        before = read_sequence(memory)
        raw = bytes(memory[: _PREFIX.size])
        if not before & 1 and read_sequence(memory) == before:
            return unpack_header(raw)
    return None


def unpack_header(raw: bytes) -> Header | None:
    """Take a header apart. None if it is not one, or names video RAM of a size no VGA has, or a picture beyond it."""
    if len(raw) < _PREFIX.size:
        return None
    (magic, version, sequence, plane_layout, offset, size, misc, pel_mask, on, *blocks) = _PREFIX.unpack(
        raw[: _PREFIX.size]
    )
    if magic != MAGIC or version != VERSION or size < VRAM_SIZE or size & 3 or offset & 3:
        return None
    seq, gfx, crtc, attr, _pad, dac, *shown, dac_8bit = blocks
    scanout = Scanout(*shown) if shown[2] else None
    if scanout is not None and not scanout.fits(size):
        return None
    registers = Registers(misc, pel_mask, bool(on), seq, gfx, crtc, attr, dac, bool(dac_8bit), scanout)
    return Header(sequence, plane_layout, offset, size, registers)
