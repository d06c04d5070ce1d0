"""Guest memory over a bytearray, for chips that do DMA."""

from __future__ import annotations


class FlatMemory:
    """RAM from ``base`` on (engine.memory.guest.GuestMemory); everything around it is a hole.

    ``data`` is the RAM itself. ``touched`` collects every (address, length) that was asked for, RAM or not.
    """

    def __init__(self, length: int = 0x10_0000, base: int = 0) -> None:
        self.base = base
        self.data = bytearray(length)
        self.touched: list[tuple[int, int]] = []

    def views(self, address: int, length: int) -> list[memoryview]:
        """The RAM behind the range as at most one writable view; it ends where the RAM ends."""
        self.touched.append((address, length))
        start = address - self.base
        if start < 0 or start >= len(self.data) or length <= 0:
            return []
        return [memoryview(self.data)[start : start + length]]

    def around(self, address: int) -> tuple[int, int, memoryview]:
        """All of it, for an address in it."""
        self.touched.append((address, 1))
        if not self.base <= address < self.base + len(self.data):
            return 0, 0, memoryview(b"")
        return self.base, self.base + len(self.data), memoryview(self.data)

    def stored(self, views: list[memoryview]) -> None:
        """Nobody keeps anything of it."""

    def read(self, address: int, length: int) -> bytes:
        """``length`` bytes; those outside RAM read as 0xFF."""
        self.touched.append((address, length))
        assert length <= 1 << 26, "a guest must not be able to make a chip ask for this much"
        first = min(max(address, self.base), self.base + len(self.data))
        last = min(max(address + length, self.base), self.base + len(self.data))
        if last <= first:
            return b"\xff" * length
        before, after = first - address, address + length - last
        return b"\xff" * before + self.data[first - self.base : last - self.base] + b"\xff" * after

    def write(self, address: int, data: bytes | memoryview) -> None:
        """Store ``data``; bytes outside RAM are lost."""
        self.touched.append((address, len(data)))
        first = max(address, self.base)
        last = min(address + len(data), self.base + len(self.data))
        if first < last:
            self.data[first - self.base : last - self.base] = data[first - address : last - address]
