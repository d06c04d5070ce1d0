"""The memory-mapped bus: windows of guest-physical addresses that chips answer instead of RAM.

Locking is as in port.py: the bus holds the chip's lock around every call into it.
"""

from __future__ import annotations

from bisect import bisect_right
from threading import Lock

import msgspec

from engine.bus.port import Read, Write


class MmioRegion(msgspec.Struct, frozen=True):
    """A window of guest-physical addresses. ``read`` and ``write`` get the offset from ``base`` and a size of
    1, 2, 4 or 8 bytes."""

    base: int
    length: int
    read: Read
    write: Write


class MmioBus:
    """Finds the chip behind an address. Addresses that nobody answers read as all ones."""

    def __init__(self) -> None:
        self._bases: list[int] = []
        self._regions: list[tuple[MmioRegion, Lock]] = []

    def add(self, region: MmioRegion, lock: Lock) -> None:
        """Put ``region`` on the bus. ValueError if it overlaps another: a wiring mistake."""
        at = bisect_right(self._bases, region.base)
        before = self._regions[at - 1][0] if at else None
        after = self._regions[at][0] if at < len(self._regions) else None
        if (before and before.base + before.length > region.base) or (
            after and region.base + region.length > after.base
        ):
            raise ValueError(f"memory at {region.base:#x}+{region.length:#x} has a chip already")
        # Copies, then two assignments: vCPU threads look things up without a lock.
        bases, regions = self._bases.copy(), self._regions.copy()
        bases.insert(at, region.base)
        regions.insert(at, (region, lock))
        self._bases, self._regions = [], []
        self._regions, self._bases = regions, bases

    def free(self, base: int, length: int) -> bool:
        """Whether a window of ``length`` bytes at ``base`` could be added."""
        at = bisect_right(self._bases, base)
        before = self._regions[at - 1][0] if at else None
        after = self._regions[at][0] if at < len(self._regions) else None
        return not (before and before.base + before.length > base) and not (after and base + length > after.base)

    def remove(self, base: int) -> None:
        """Take the window that starts at ``base`` off the bus. No effect if there is none."""
        regions = [entry for entry in self._regions if entry[0].base != base]
        self._bases, self._regions = [], []
        self._regions, self._bases = regions, [entry[0].base for entry in regions]

    def _find(self, address: int) -> tuple[MmioRegion, Lock] | None:
        bases, regions = self._bases, self._regions
        at = bisect_right(bases, address) - 1
        if at < 0 or at >= len(regions):
            return None
        entry = regions[at]
        return entry if entry[0].base <= address < entry[0].base + entry[0].length else None

    def read(self, address: int, size: int) -> int:
        """One load of ``size`` bytes."""
        entry = self._find(address)
        if entry is None:
            return (1 << 8 * size) - 1
        with entry[1]:
            return entry[0].read(address - entry[0].base, size)

    def write(self, address: int, size: int, value: int) -> None:
        """One store of ``size`` bytes."""
        entry = self._find(address)
        if entry is not None:
            with entry[1]:
                entry[0].write(address - entry[0].base, size, value)
