"""engine.boot.pc: where RAM is."""

from __future__ import annotations

from uuid import UUID

from engine.boot.pc import Pc


def test_ram_gives_way_to_pci() -> None:
    small, large = (Pc("guest", UUID(int=1), 1, mib << 20, 3 << 30) for mib in (64, 4096))
    assert (small.low_bytes, small.high_bytes) == (64 << 20, 0)
    assert (large.low_bytes, large.high_bytes) == (3 << 30, 1 << 30)
