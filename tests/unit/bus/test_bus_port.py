"""engine.bus.port: which chip answers at a port, and how wide accesses are cut."""

from __future__ import annotations

from threading import Lock

import pytest

from engine.bus.port import PortBus, PortRegion


class Chip:
    def __init__(self, bus: PortBus, base: int, length: int, width: int = 1) -> None:
        self.calls: list[tuple[int, ...]] = []
        self.lock = Lock()
        bus.add(PortRegion(base, length, self.read, self.write, width), self.lock)

    def read(self, offset: int, size: int) -> int:
        assert self.lock.locked()
        self.calls.append((offset, size))
        return int.from_bytes(bytes(0xA0 + offset + i for i in range(size)), "little")

    def write(self, offset: int, size: int, value: int) -> None:
        assert self.lock.locked()
        self.calls.append((offset, size, value))


def test_nobody_answers() -> None:
    bus = PortBus()
    assert [bus.read(0x80, size) for size in (1, 2, 4)] == [0xFF, 0xFFFF, 0xFFFFFFFF]
    bus.write(0x80, 4, 1)
    assert bus.read_block(0x80, 2, 3) == b"\xff" * 6
    bus.write_block(0x80, 1, b"abc")


def test_wide_accesses_are_cut_into_bytes_for_a_narrow_chip() -> None:
    bus = PortBus()
    chip = Chip(bus, 0x60, 3)
    assert bus.read(0x60, 4) == 0xFFA2A1A0  # The fourth byte is nobody's.
    bus.write(0x61, 2, 0x2211)
    assert chip.calls == [(0, 1), (1, 1), (2, 1), (1, 1, 0x11), (2, 1, 0x22)]


def test_a_wide_chip_gets_them_whole_but_not_over_its_edge() -> None:
    bus = PortBus()
    chip = Chip(bus, 0xCF8, 8, width=4)
    assert bus.read(0xCF8, 4) == 0xA3A2A1A0
    assert bus.read(0xCFE, 4) == 0xFFFFA7A6
    assert chip.calls == [(0, 4), (6, 1), (7, 1)]


def test_the_last_port_wraps() -> None:
    bus = PortBus()
    low, high = Chip(bus, 0, 1), Chip(bus, 0xFFFF, 1)
    assert bus.read(0xFFFF, 2) == 0xA0A0
    bus.write(0xFFFF, 2, 0x0201)
    assert high.calls[-1] == (0, 1, 1) and low.calls[-1] == (0, 1, 2)


def test_strings_repeat_the_access_at_the_same_port() -> None:
    bus = PortBus()
    chip = Chip(bus, 0x1F0, 1, width=1)
    assert bus.read_block(0x1F0, 1, 3) == b"\xa0" * 3
    bus.write_block(0x1F0, 1, b"\x01\x02")
    assert chip.calls == [(0, 1)] * 3 + [(0, 1, 1), (0, 1, 2)]


def test_a_chip_with_blocks_gets_the_string_as_one() -> None:
    bus, lock = PortBus(), Lock()
    calls: list[object] = []

    def read_block(offset: int, size: int, count: int) -> bytes:
        assert lock.locked()
        return bytes([offset]) * (size * count)

    def write_block(offset: int, size: int, data: bytes) -> None:
        calls.append((offset, size, data))

    region = PortRegion(0x1F0, 2, lambda _o, _s: 0, lambda _o, _s, _v: None, 2, read_block, write_block)
    bus.add(region, lock)
    assert bus.read_block(0x1F1, 2, 2) == b"\x01" * 4
    bus.write_block(0x1F0, 2, b"abcd")
    assert calls == [(0, 2, b"abcd")]
    assert bus.read_block(0x1F0, 4, 1) == b"\0\0\xff\xff"  # Too wide: cut into single accesses.


@pytest.mark.parametrize(("base", "length"), [(0x62, 4), (0x5F, 2), (0x61, 1), (-1, 1), (0xFFFF, 2), (5, 0)])
def test_wiring_mistakes(base: int, length: int) -> None:
    bus = PortBus()
    Chip(bus, 0x60, 4)
    with pytest.raises(ValueError, match=r"port"):
        Chip(bus, base, length)


def test_remove_and_free() -> None:
    bus = PortBus()
    Chip(bus, 0xC000, 16)
    assert not bus.free(0xC00F, 1) and bus.free(0xC010, 16) and not bus.free(0xFFFF, 2)
    bus.remove(0xC000, 16)
    assert bus.read(0xC000, 1) == 0xFF and bus.free(0xC000, 16)
