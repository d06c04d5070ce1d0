"""engine.bus.mmio: windows of memory that chips answer."""

from __future__ import annotations

from threading import Lock

import pytest

from engine.bus.mmio import MmioBus, MmioRegion


class Chip:
    def __init__(self, bus: MmioBus, base: int, length: int) -> None:
        self.calls: list[tuple[int, ...]] = []
        self.lock = Lock()
        bus.add(MmioRegion(base, length, self.read, self.write), self.lock)

    def read(self, offset: int, size: int) -> int:
        assert self.lock.locked()
        return offset

    def write(self, offset: int, size: int, value: int) -> None:
        assert self.lock.locked()
        self.calls.append((offset, size, value))


def test_each_address_finds_its_chip() -> None:
    bus = MmioBus()
    high, low = Chip(bus, 0xFEE00000, 0x1000), Chip(bus, 0xA0000, 0x20000)
    assert bus.read(0xA0000, 1) == 0 and bus.read(0xBFFFF, 1) == 0x1FFFF
    assert bus.read(0x9FFFF, 1) == 0xFF and bus.read(0xC0000, 8) == (1 << 64) - 1
    bus.write(0xFEE00FF0, 4, 7)
    bus.write(0xFEE01000, 4, 8)
    assert high.calls == [(0xFF0, 4, 7)] and low.calls == []


@pytest.mark.parametrize(("base", "length"), [(0x1000, 1), (0xFFF, 2), (0x1FFF, 10), (0, 0x10000)])
def test_an_overlap_is_a_wiring_mistake(base: int, length: int) -> None:
    bus = MmioBus()
    Chip(bus, 0x1000, 0x1000)
    with pytest.raises(ValueError, match="chip already"):
        Chip(bus, base, length)


def test_remove() -> None:
    bus = MmioBus()
    Chip(bus, 0x1000, 0x1000)
    Chip(bus, 0x3000, 0x1000)
    bus.remove(0x1000)
    bus.remove(0x9999)
    assert bus.read(0x1000, 2) == 0xFFFF and bus.read(0x3001, 1) == 1
