"""engine.display.pixel: pixels of every depth as red, green and blue."""

from __future__ import annotations

import pytest

from engine.display.pixel import packed, rgb


def test_rows_lose_what_lies_between_them() -> None:
    assert packed(b"abXcdXef", 2, 3, 3) == b"abcdef"
    assert packed(memoryview(b"abcdef"), 2, 3, 2) == b"abcdef"


@pytest.mark.parametrize(
    ("depth", "pixel", "colour"),
    [
        (32, 0x77123456, 0x123456),
        (24, 0x123456, 0x123456),
        (16, 0b11111_000000_00000, 0xFF0000),
        (16, 0b00000_111111_00000, 0x00FF00),
        (16, 0b00000_000000_11111, 0x0000FF),
        (16, 0b10000_100000_10000, 0x848284),
        (16, 0b00000_001000_00000, 0x002000),
        (15, 0b1_11111_00000_00000, 0xFF0000),
        (15, 0b0_00000_11111_00000, 0x00FF00),
        (15, 0b0_00000_00000_11111, 0x0000FF),
        (15, 0b0_10000_01001_00001, 0x844A08),
    ],
)
def test_a_pixel_of_each_depth(depth: int, pixel: int, colour: int) -> None:
    size = (depth + 7) // 8
    assert rgb(bytes(size) + pixel.to_bytes(size, "little"), depth) == bytes(3) + colour.to_bytes(3, "big")


def test_every_level_spreads_evenly() -> None:
    for depth, bits, shift in ((15, 5, 5), (16, 6, 5)):
        for level in range(1 << bits):
            green = rgb((level << shift).to_bytes(2, "little"), depth)
            assert green == bytes((0, level << 8 - bits | level >> 2 * bits - 8, 0))
