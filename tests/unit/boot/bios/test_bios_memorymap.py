"""engine.boot.bios.memorymap: sizes of machines."""

from __future__ import annotations

from engine.boot.bios.memorymap import MIB, extended_kib, memory_map


def test_small_and_large() -> None:
    assert extended_kib(64 * MIB, 3 << 30) == 63 * 1024
    assert extended_kib(8 << 30, 3 << 30, 64 << 10) == (3 << 20) - 1024 - 64
    assert all(each.base < MIB or each.base >= 0xFFFF0000 for each in memory_map(MIB, 3 << 30))
