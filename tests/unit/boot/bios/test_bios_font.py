"""engine.boot.bios.font: the character generator."""

from __future__ import annotations

from itertools import pairwise

from engine.boot.bios.font import HEIGHTS, PLACES, fonts


def test_256_characters_of_each_height() -> None:
    assert {height: len(font) for height, font in fonts().items()} == {height: 256 * height for height in HEIGHTS}


def test_shapes() -> None:
    for height, font in fonts().items():
        assert not any(font[0x20 * height :][:height])
        assert font[0xDB * height :][:height] == b"\xff" * height  # the full block
        assert font[0xB3 * height :][:height] in (bytes((row,)) * height for row in (0x08, 0x10, 0x18))
        assert len({font[code * height :][:height] for code in range(0x21, 0x7F)}) == 0x7F - 0x21


def test_places_do_not_overlap() -> None:
    ends = sorted((place, place + 256 * height) for height, place in PLACES.items())
    assert all(one[1] <= other[0] for one, other in pairwise(ends))
