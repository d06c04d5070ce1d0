"""The registers of Bochs' display interface, by which a BIOS or a driver sets the VBE modes of this card.

(Bochs "VBE DISPI" API documentation; QEMU docs/specs/standard-vga: index port 1CEh, data port 1CFh, 16 bits each)

Widths need not be multiples of 8 but in 4-bit modes, and a virtual screen is as high as the memory allows.
Geometry that the memory cannot hold is made smaller, as on QEMU's card.
"""

from __future__ import annotations

from engine.display.dispi import Enable, Index
from engine.display.layout import DEPTHS, Scanout

COUNT = 11
"""Registers, as Index numbers them."""
FIRST_ID, LAST_ID = 0xB0C0, 0xB0C5
MAX_WIDTH, MAX_HEIGHT, MAX_DEPTH = 2560, 1600, 32
BANK = 0x10000


def default() -> list[int]:
    """The registers after a reset."""
    registers = [0] * COUNT
    registers[Index.ID] = LAST_ID
    return registers


def enabled(registers: list[int]) -> bool:
    """Whether VBE has the screen, not the VGA."""
    return bool(registers[Index.ENABLE] & Enable.ENABLED)


def row_bytes(pixels: int, depth: int) -> int:
    """Bytes of video RAM that ``pixels`` side by side take."""
    return pixels // 2 if depth == 4 else pixels * ((depth + 7) // 8)


def read(registers: list[int], index: int, vram_size: int) -> int:
    """One register."""
    if index == Index.VIDEO_MEMORY_64K:
        return vram_size // BANK
    if registers[Index.ENABLE] & Enable.GETCAPS and Index.XRES <= index <= Index.BPP:
        return (MAX_WIDTH, MAX_HEIGHT, MAX_DEPTH)[index - Index.XRES]
    if index == Index.VIRT_HEIGHT and enabled(registers):
        return min(vram_size // row_bytes(registers[Index.VIRT_WIDTH], registers[Index.BPP]), 0xFFFF)
    return registers[index] if index < COUNT else 0


def write(registers: list[int], index: int, value: int, vram_size: int) -> bool:
    """Store a register. Whether VBE has just been enabled, so that memory is to be cleared (see Enable.NO_CLEAR)."""
    was_on = enabled(registers)
    if index == Index.ID:
        if FIRST_ID <= value <= LAST_ID:
            registers[index] = value
        return False
    if index == Index.BANK:
        registers[index] = value % (vram_size // BANK)
        return False
    if index >= Index.VIDEO_MEMORY_64K or index == Index.VIRT_HEIGHT:
        return False
    registers[index] = value
    starts = enabled(registers) and not was_on
    if starts:
        registers[Index.VIRT_WIDTH] = registers[Index.X_OFFSET] = registers[Index.Y_OFFSET] = 0
    if enabled(registers):
        _fit(registers, vram_size)
    return starts


def scanout(registers: list[int]) -> Scanout | None:
    """The picture that the registers describe; None while VBE is off."""
    if not enabled(registers):
        return None
    depth = registers[Index.BPP]
    pitch = row_bytes(registers[Index.VIRT_WIDTH], depth)
    # Planes are shifted by whole bytes, which are 8 pixels.
    x = registers[Index.X_OFFSET] & ~7 if depth == 4 else registers[Index.X_OFFSET]
    start = registers[Index.Y_OFFSET] * pitch + row_bytes(x, depth)
    return Scanout(registers[Index.XRES], registers[Index.YRES], depth, pitch, start)


def bank_offset(registers: list[int]) -> int:
    """Where in the video RAM the window at A0000h begins (in 4-bit modes: in each plane)."""
    return registers[Index.BANK] * BANK


def _fit(registers: list[int], vram_size: int) -> None:
    """Make the geometry one that exists and that the memory holds."""
    depth = registers[Index.BPP] if registers[Index.BPP] in DEPTHS else 8
    grain = 8 if depth == 4 else 1
    width = max(min(registers[Index.XRES], MAX_WIDTH) // grain * grain, grain)
    virtual = max(registers[Index.VIRT_WIDTH] // grain * grain, width)
    rows = max(vram_size // row_bytes(virtual, depth), 1)
    height = max(min(registers[Index.YRES], MAX_HEIGHT, rows), 1)
    registers[Index.BPP] = depth
    registers[Index.XRES] = width
    registers[Index.VIRT_WIDTH] = virtual
    registers[Index.YRES] = height
    registers[Index.X_OFFSET] = min(registers[Index.X_OFFSET], virtual - width)
    registers[Index.Y_OFFSET] = min(registers[Index.Y_OFFSET], rows - height)
