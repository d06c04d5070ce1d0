"""Which guest-physical addresses reach the video memory, and in what order."""

from __future__ import annotations

from typing import Literal

import msgspec

from engine.devices.vga import dispi
from engine.devices.vga.register import Gfx, GfxMisc, GfxMode, Misc, Seq, SeqMemoryMode
from engine.devices.vga.state import VgaState
from engine.display.dispi import Index

TRAP_BASE = 0xA0000
TRAP_LENGTH = 0x20000

# Graphics controller register 6, bits 3-2: base and length.
_MAPS = ((0xA0000, 0x20000), (0xA0000, 0x10000), (0xB0000, 0x08000), (0xB8000, 0x08000))
_TEXT_LENGTH = 0x8000


class Window(msgspec.Struct, frozen=True):
    """The window the guest has now: ``length`` bytes of guest-physical memory from ``base`` on.

    "text": plain bytes, the text window of the display memory. "linear": plain bytes, the video RAM from
    ``offset`` on (chain-4 and VBE). "planar": every access needs ``Vga.memory_read`` and ``memory_write``;
    ``offset`` is added in each plane. "off": nobody answers.
    """

    kind: Literal["text", "linear", "planar", "off"]
    base: int = 0
    length: int = 0
    offset: int = 0


def window_of(state: VgaState) -> Window:
    """The window that the registers ask for.

    Memory is offered as plain bytes only where the VGA adds nothing to a store: write mode 0 without rotation,
    logic, set/reset or masked bits, read mode 0, and every plane that the addressing can reach enabled. VBE has a
    bank at A0000h, whatever the VGA's registers say: its drivers leave them alone.
    """
    if dispi.enabled(state.dispi):
        kind: Literal["planar", "linear"] = "planar" if state.dispi[Index.BPP] == 4 else "linear"
        return Window(kind, TRAP_BASE, dispi.BANK, dispi.bank_offset(state.dispi))
    if not state.misc & Misc.ENABLE_RAM or not state.enabled & 1:
        return Window("off")
    seq, gfx = state.seq, state.gfx
    base, length = _MAPS[(gfx[Gfx.MISCELLANEOUS] & GfxMisc.MEMORY_MAP) >> 2]
    mode = gfx[Gfx.MODE]
    plain = (
        not mode & (GfxMode.WRITE_MODE | GfxMode.READ_MODE)
        and not gfx[Gfx.ENABLE_SET_RESET]
        and not gfx[Gfx.DATA_ROTATE]
        and gfx[Gfx.BIT_MASK] == 0xFF
    )
    memory_mode = seq[Seq.MEMORY_MODE]
    if memory_mode & SeqMemoryMode.CHAIN_4:
        return Window("linear" if plain and seq[Seq.MAP_MASK] == 0x0F else "planar", base, length)
    odd_even = (
        not memory_mode & SeqMemoryMode.SEQUENTIAL
        and mode & GfxMode.ODD_EVEN
        and gfx[Gfx.MISCELLANEOUS] & GfxMisc.CHAIN_ODD_EVEN
    )
    planes_0_1 = seq[Seq.MAP_MASK] == 0x03 and not gfx[Gfx.READ_MAP_SELECT] & 2
    if odd_even and plain and planes_0_1 and length == _TEXT_LENGTH:
        return Window("text", base, length)
    return Window("planar", base, length)
