"""engine.boot.bios.bda: the data area's fields."""

from __future__ import annotations

from engine.boot.bios.bda import BASE_MEMORY_KIB, EBDA, Bda, Ebda
from tests.support.constant import numbers


def test_fields_lie_in_their_areas() -> None:
    assert all(0x400 <= field <= 0x500 for field in numbers(Bda))
    assert all(0 <= field < 1024 for field in numbers(Ebda))
    assert EBDA == BASE_MEMORY_KIB * 1024
