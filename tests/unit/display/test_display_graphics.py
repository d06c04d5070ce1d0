"""engine.display.graphics: graphics modes end to end, from stores to pixels."""

from __future__ import annotations

from random import Random

import pytest

from engine.display.graphics import interleaved_pixels, planar_pixels
from engine.display.screen import Damage
from tests.support.vgacard import VgaCard


def test_planar_pixels_against_the_definition() -> None:
    groups = Random(7).randbytes(4 * 100)
    expected = bytes(
        sum((groups[at + plane] >> bit & 1) << plane for plane in range(4))
        for at in range(0, 400, 4)
        for bit in range(7, -1, -1)
    )
    assert planar_pixels(groups) == expected
    assert planar_pixels(b"\x80\xc0\xe0\xf1") == bytes((15, 14, 12, 8, 0, 0, 0, 8))


def test_interleaved_pixels_against_the_definition() -> None:
    assert interleaved_pixels(bytes((0b00011011, 0b11100100, 0, 0))) == bytes((0, 1, 2, 3, 3, 2, 1, 0))
    assert interleaved_pixels(bytes((0b00011011, 0, 0b11000001, 0x40))) == bytes((12, 1, 2, 7, 4, 0, 0, 0))


def test_mode_13h_is_memory() -> None:
    card = VgaCard(0x13)
    card.screen.refresh()
    card.vram[320 * 7 + 5] = 0xAB
    assert card.screen.refresh() == Damage(7, 8)
    assert card.pixel(5, 7) == 0xAB
    assert card.screen.refresh() is None
    card.vram[64000] = 1  # below the screen
    assert card.screen.refresh() is None
    assert card.screen.text() == []
    assert card.screen.cursor is None


def test_mode_12h_pixel_by_bit_mask() -> None:
    card = VgaCard(0x12)
    card.screen.refresh()
    card.gfx(5, 2)
    card.gfx(8, 0x20)  # third pixel of the byte
    card.load(0xA0000 + 80 * 479 + 10)
    card.store(0xA0000 + 80 * 479 + 10, 0x0D)
    card.publish()
    assert card.screen.refresh() == Damage(479, 480)
    assert card.pixels(479, 80, 8) == bytes((0, 0, 13, 0, 0, 0, 0, 0))


@pytest.mark.parametrize(("mode", "pitch"), [(0x0D, 40), (0x0E, 80), (0x10, 80)])
def test_other_16_colour_modes(mode: int, pitch: int) -> None:
    card = VgaCard(mode)
    card.seq(2, 0b1001)
    card.store(0xA0000 + pitch * 3, 0x01)
    card.publish()
    card.screen.refresh()
    assert card.pixels(3, 0, 9) == bytes(7) + b"\x09\0"


def test_mode_x_by_planes_and_page_flip() -> None:
    card = VgaCard(0x13)
    card.seq(4, 0x06)
    card.crtc(0x14, 0x00)
    card.crtc(0x17, 0xE3)
    for plane, value in enumerate((11, 12, 13, 14)):
        card.seq(2, 1 << plane)
        card.store(0xA0000 + 80, value)
    card.publish()
    card.screen.refresh()
    assert card.pixels(1, 0, 5) == bytes((11, 12, 13, 14, 0))
    card.crtc(0x0D, 80)
    card.publish()
    assert card.screen.refresh() == Damage(0, 2)
    assert card.pixels(0, 0, 5) == bytes((11, 12, 13, 14, 0))
    assert not any(card.pixels(1))


def test_mode_x_panning_by_pixels() -> None:
    card = VgaCard(0x13)
    card.vram[0:4] = bytes((1, 2, 3, 4))
    card.attr(0x13, 4)
    card.publish()
    card.screen.refresh()
    assert card.pixels(0, 0, 3) == bytes((3, 4, 0))


def test_cga_4_colours_through_the_text_window() -> None:
    card = VgaCard(0x04)
    card.text[0] = 0b00_01_10_11
    card.text[1] = 0b11_00_00_00
    card.text[0x2000] = 0b10_00_00_00
    card.screen.refresh()
    assert card.pixels(0, 0, 9) == bytes((0, 1, 2, 3, 3, 0, 0, 0, 0))
    assert card.pixels(1, 0, 2) == bytes((2, 0))
    assert card.screen.palette[1] == card.screen.palette[5]  # planes 2 and 3 are masked
    card.text[80] = 0xFF
    assert card.screen.refresh() == Damage(2, 3)


def test_cga_2_colours() -> None:
    card = VgaCard(0x06)
    card.store(0xB8000, 0b1010_0000)
    card.store(0xBA000, 0b0000_0001)
    card.screen.refresh()
    assert card.pixels(0, 0, 4) == bytes((1, 0, 1, 0))
    assert card.pixels(1, 7, 1) == b"\1"


def test_split_screen_in_graphics() -> None:
    card = VgaCard(0x13)
    card.vram[0] = 5
    card.crtc(0x11, 0x0E)
    card.crtc(0x18, 0xC7)  # 200 lines of the monitor: 100 rows
    card.crtc(0x07, 0x0F)
    card.crtc(0x09, 0x01)
    card.crtc(0x0C, 0x40)
    card.publish()
    card.screen.refresh()
    assert (card.pixel(0, 99), card.pixel(0, 100), card.pixel(0, 101)) == (0, 5, 0)


def test_addresses_wrap_without_harm() -> None:
    card = VgaCard(0x12)
    card.vram[0] = 0x80
    card.crtc(0x0C, 0xFF)
    card.crtc(0x0D, 0xF0)
    card.publish()
    card.screen.refresh()
    assert card.pixel(16 * 8, 0) == 1
