"""engine.boot.bios.bda: the data area's fields."""

from __future__ import annotations

from engine.boot.bios.bda import BASE_MEMORY_KIB, EBDA, Bda, Ebda


def test_fields_lie_in_their_areas() -> None:
    assert all(0x400 <= field <= 0x500 for field in Bda)
    assert all(0 <= field < 1024 for field in Ebda)
    assert EBDA == BASE_MEMORY_KIB * 1024
