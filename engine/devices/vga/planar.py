"""The way of a byte between the CPU and the four planes (PS/2 Video, "Graphics Controller", figure "Data
flow for write operations"; FreeVGA "Graphics Registers").

All four planes are worked on at once: a *group* is the 32-bit number that holds the byte of plane 0 in bits
7-0 and of plane 3 in bits 31-24, which is also how the video RAM is laid out.
"""

from __future__ import annotations

from engine.devices.vga.register import Gfx, GfxMisc, GfxMode, Seq, SeqMemoryMode
from engine.devices.vga.state import VgaState
from engine.devices.vga.window import TRAP_BASE, Window

_ALL = 0xFFFF_FFFF
_SPREAD = 0x0101_0101
_EVEN_PLANES = 0x00FF_00FF
_ODD_PLANES = 0xFF00_FF00
_PLANE_SIZE = 0x10000

# Four plane bits to a group: bit p set makes byte p 0xFF.
EXPAND = tuple(sum(0xFF << 8 * plane for plane in range(4) if bits >> plane & 1) for bits in range(16))


class PlanarMemory:
    """Read and write the planes by what the registers say. ``configure`` must follow every change of them.

    Offsets are from 0xA0000 and sizes one byte. What falls outside the window floats or is lost. In chain-4
    addressing byte ``A`` is plane ``A & 3`` of group ``A >> 2``: the packed order that the display contract
    wants, where IBM's chip leaves three of four groups unused. In odd/even addressing bit 0 chooses the plane
    and is 0 (A16 in the 128 KiB map) as an address; the page select bit is ignored, as every mode that the
    BIOS sets shows the low page.
    """

    def __init__(self, state: VgaState, vram: memoryview) -> None:
        self._state = state
        self._groups = vram.cast("B").cast("I")
        self._limit = len(self._groups)
        self.configure(state, Window("off"))

    def configure(self, state: VgaState, window: Window) -> None:
        """Precompute from the registers what an access needs."""
        self._state = state
        seq, gfx = state.seq, state.gfx
        self._start = window.base - TRAP_BASE
        self._length = window.length
        self._bank = window.offset
        self._big = window.length > _PLANE_SIZE
        memory_mode, misc, mode = seq[Seq.MEMORY_MODE], gfx[Gfx.MISCELLANEOUS], gfx[Gfx.MODE]
        self._chain_4 = bool(memory_mode & SeqMemoryMode.CHAIN_4)
        self._odd_even_write = not memory_mode & SeqMemoryMode.SEQUENTIAL
        self._odd_even_read = bool(mode & GfxMode.ODD_EVEN or misc & GfxMisc.CHAIN_ODD_EVEN)
        self._linear_write = not (self._chain_4 or self._odd_even_write)
        self._linear_read = not (self._chain_4 or self._odd_even_read)
        self._planes = EXPAND[seq[Seq.MAP_MASK]]
        self._write_mode = mode & GfxMode.WRITE_MODE
        self._compare = bool(mode & GfxMode.READ_MODE)
        self._map_shift = 8 * gfx[Gfx.READ_MAP_SELECT]
        self._set_reset = EXPAND[gfx[Gfx.SET_RESET]]
        self._enable = EXPAND[gfx[Gfx.ENABLE_SET_RESET]]
        self._rotate = gfx[Gfx.DATA_ROTATE] & 7
        self._function = gfx[Gfx.DATA_ROTATE] >> 3
        self._bits = gfx[Gfx.BIT_MASK] * _SPREAD
        self._compare_to = EXPAND[gfx[Gfx.COLOUR_COMPARE]]
        self._care = EXPAND[gfx[Gfx.COLOUR_DONT_CARE]]
        self._plain = (
            not self._write_mode and not self._enable and not gfx[Gfx.DATA_ROTATE] and gfx[Gfx.BIT_MASK] == 0xFF
        )

    def read(self, address: int) -> int:
        """The byte at ``address``; all four planes go to the latches."""
        offset = address - self._start
        if not 0 <= offset < self._length:
            return 0xFF
        shift = self._map_shift
        if not self._linear_read:
            if self._chain_4:
                shift = (offset & 3) << 3
                offset >>= 2
            else:
                shift = shift & 16 | (offset & 1) << 3
                offset = offset & 0xFFFE | (offset >> 16 if self._big else 0)
        offset = (offset & 0xFFFF) + self._bank
        if offset >= self._limit:
            return 0xFF
        self._state.latches = latches = self._groups[offset]
        if not self._compare:
            return latches >> shift & 0xFF
        differ = (latches ^ self._compare_to) & self._care
        return ~(differ | differ >> 8 | differ >> 16 | differ >> 24) & 0xFF

    def write(self, address: int, value: int) -> None:
        """Store the byte ``value`` at ``address``."""
        offset = address - self._start
        if not 0 <= offset < self._length:
            return
        planes = self._planes
        if not self._linear_write:
            if self._chain_4:
                planes &= 0xFF << ((offset & 3) << 3)
                offset >>= 2
            else:
                planes &= _ODD_PLANES if offset & 1 else _EVEN_PLANES
                offset = offset & 0xFFFE | (offset >> 16 if self._big else 0)
        offset = (offset & 0xFFFF) + self._bank
        if offset >= self._limit:
            return
        data = value * _SPREAD if self._plain else self._combine(value)
        if planes == _ALL:
            self._groups[offset] = data
        else:
            groups = self._groups
            groups[offset] = groups[offset] & ~planes | data & planes

    def _combine(self, value: int) -> int:
        """The group that write modes 0-3 make of the CPU's byte, the latches and the registers."""
        mode = self._write_mode
        latches = self._state.latches
        if mode == 1:
            return latches
        bits = self._bits
        if mode == 2:
            data = EXPAND[value & 15]
        else:
            turned = ((value | value << 8) >> self._rotate & 0xFF) * _SPREAD
            if mode == 0:
                data = turned & ~self._enable | self._set_reset & self._enable
            else:
                bits &= turned
                data = self._set_reset
        function = self._function
        if function == 1:
            data &= latches
        elif function == 2:
            data |= latches
        elif function == 3:
            data ^= latches
        return data & bits | latches & ~bits
