"""The guest's memory as the BIOS uses it: RAM, ROM and video memory alike, by linear address."""

from __future__ import annotations

import struct
from collections.abc import Callable

from engine.bus.mmio import MmioBus
from engine.memory.guest import GuestMemory

VIDEO = 0xA0000
VIDEO_END = 0xC0000
PAGE = 4096
_WORD = struct.Struct("<H")
_DWORD = struct.Struct("<I")

Translate = Callable[[int], int | None]


class Memory:
    """``low`` is the RAM below VIDEO. ``touched()`` is called after a store to video memory that is mapped as
    RAM, which no dirty log sees. ``translate`` is set while the caller has paging on (virtual 8086 mode).

    Addresses come from the guest: what is not there reads as FFh, and stores to it are lost.
    """

    def __init__(self, low: memoryview, space: GuestMemory, mmio: MmioBus, touched: Callable[[], None]) -> None:
        self.translate: Translate | None = None
        self._low = low
        self._end = len(low)
        self._space = space
        self._mmio = mmio
        self._touched = touched

    def byte(self, address: int) -> int:
        """One byte."""
        if address < self._end and self.translate is None:
            return self._low[address]
        return self.read(address, 1)[0]

    def word(self, address: int) -> int:
        """Two bytes."""
        if address < self._end - 1 and self.translate is None:
            return int(_WORD.unpack_from(self._low, address)[0])
        return int.from_bytes(self.read(address, 2), "little")

    def dword(self, address: int) -> int:
        """Four bytes."""
        return int.from_bytes(self.read(address, 4), "little")

    def put_byte(self, address: int, value: int) -> None:
        """Store the low byte of ``value``."""
        if address < self._end and self.translate is None:
            self._low[address] = value & 0xFF
        else:
            self.write(address, bytes((value & 0xFF,)))

    def put_word(self, address: int, value: int) -> None:
        """Store the low two bytes of ``value``."""
        if address < self._end - 1 and self.translate is None:
            _WORD.pack_into(self._low, address, value & 0xFFFF)
        else:
            self.write(address, _WORD.pack(value & 0xFFFF))

    def put_dword(self, address: int, value: int) -> None:
        """Store four bytes."""
        self.write(address, _DWORD.pack(value & 0xFFFFFFFF))

    def read(self, address: int, length: int) -> bytes:
        """``length`` bytes."""
        return b"".join(self._read(base, count) for base, count in self._pieces(address, length))

    def write(self, address: int, data: bytes | memoryview) -> None:
        """Store ``data``."""
        done = 0
        for base, count in self._pieces(address, len(data)):
            self._write(base, data[done : done + count])
            done += count

    def views(self, address: int, length: int) -> list[memoryview] | None:
        """The RAM there, for a disk to fill or to write out. None unless all of it is RAM."""
        found: list[memoryview] = []
        for base, count in self._pieces(address, length):
            found += self._space.views(base, count)
        if sum(len(view) for view in found) != length:
            return None
        if address < VIDEO_END and address + length > VIDEO:
            self._touched()
        return found

    def text(self, address: int, limit: int = 256) -> str:
        """The ASCII string there, up to its zero byte."""
        return self.read(address, limit).split(b"\0", 1)[0].decode("latin-1")

    def _pieces(self, address: int, length: int) -> list[tuple[int, int]]:
        """Guest-physical addresses and lengths."""
        if self.translate is None:
            if address < VIDEO < address + length:
                return [(address, VIDEO - address), (VIDEO, length - (VIDEO - address))]
            return [(address, length)]
        pieces: list[tuple[int, int]] = []
        while length > 0:
            count = min(length, PAGE - address % PAGE)
            physical = self.translate(address)
            # Beyond all memory: reads float, stores are lost.
            pieces.append((physical if physical is not None else 1 << 60, count))
            address += count
            length -= count
        return pieces

    def _read(self, address: int, length: int) -> bytes:
        if address < VIDEO_END and address + length > VIDEO and not self._mapped(address, length):
            read = self._mmio.read
            return bytes(read(at, 1) for at in range(address, address + length))
        return self._space.read(address, length)

    def _write(self, address: int, data: bytes | memoryview) -> None:
        if address < VIDEO_END and address + len(data) > VIDEO:
            if not self._mapped(address, len(data)):
                for at, value in enumerate(data, address):
                    self._mmio.write(at, 1, value)
                return
            self._touched()
        self._space.write(address, data)

    def _mapped(self, address: int, length: int) -> bool:
        return sum(len(view) for view in self._space.views(address, length)) == length
