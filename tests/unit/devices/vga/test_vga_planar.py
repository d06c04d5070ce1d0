"""engine.devices.vga.planar: the graphics controller's data path (PS/2 Video, "Graphics Controller")."""

from __future__ import annotations

import pytest

from tests.support.vgacard import VgaCard

BASE = 0xA0000


def latched(*planes: int) -> VgaCard:
    """Mode 12h with the four planes' first bytes set and in the latches."""
    card = VgaCard(0x12)
    card.vram[0:4] = bytes(planes)
    card.load(BASE)
    return card


def test_write_mode_0_stores_the_byte_in_every_enabled_plane() -> None:
    card = VgaCard(0x12)
    card.store(BASE + 5, 0xA5)
    assert card.planes(5) == (0xA5,) * 4
    card.seq(2, 0b0101)
    card.store(BASE + 5, 0x3C)
    assert card.planes(5) == (0x3C, 0xA5, 0x3C, 0xA5)


def test_write_mode_0_rotates_right() -> None:
    card = VgaCard(0x12)
    card.gfx(3, 3)
    card.store(BASE, 0b1000_0110)
    assert card.planes(0)[0] == 0b1101_0000


@pytest.mark.parametrize(("function", "expected"), [(0, 0b1100), (1, 0b1000), (2, 0b1110), (3, 0b0110)])
def test_logical_functions_combine_with_the_latches(function: int, expected: int) -> None:
    card = latched(0b1010, 0b1010, 0b1010, 0b1010)
    card.gfx(3, function << 3)
    card.store(BASE, 0b1100)
    assert card.planes(0) == (expected,) * 4


def test_bit_mask_takes_the_other_bits_from_the_latches() -> None:
    card = latched(0x00, 0xFF, 0x55, 0xAA)
    card.gfx(8, 0x0F)
    card.store(BASE, 0x33)
    assert card.planes(0) == (0x03, 0xF3, 0x53, 0xA3)


def test_set_reset_replaces_the_cpu_data_of_enabled_planes() -> None:
    card = VgaCard(0x12)
    card.gfx(0, 0b0010)
    card.gfx(1, 0b0011)
    card.store(BASE, 0x81)
    assert card.planes(0) == (0x00, 0xFF, 0x81, 0x81)


def test_write_mode_1_copies_the_latches() -> None:
    card = latched(1, 2, 3, 4)
    card.gfx(5, 1)
    card.gfx(8, 0)  # ignored in this mode
    card.store(BASE + 9, 0xEE)
    assert card.planes(9) == (1, 2, 3, 4)


def test_write_mode_2_spreads_a_colour_through_the_bit_mask() -> None:
    card = latched(0xFF, 0xFF, 0x00, 0x00)
    card.gfx(5, 2)
    card.gfx(8, 0x10)
    card.store(BASE, 0b0110)
    assert card.planes(0) == (0xEF, 0xFF, 0x10, 0x00)


def test_write_mode_3_uses_the_rotated_byte_as_mask_for_set_reset() -> None:
    card = latched(0xF0, 0xF0, 0xF0, 0xF0)
    card.gfx(5, 3)
    card.gfx(0, 0b0001)
    card.gfx(3, 4)  # rotate by 4
    card.gfx(8, 0x3C)
    card.store(BASE, 0xFC)  # rotated CFh, masked 0Ch
    assert card.planes(0) == (0xFC, 0xF0, 0xF0, 0xF0)


def test_read_mode_0_reads_the_selected_plane() -> None:
    card = latched(10, 20, 30, 40)
    for plane, expected in enumerate((10, 20, 30, 40)):
        card.gfx(4, plane)
        assert card.load(BASE) == expected


def test_read_mode_1_compares_colours() -> None:
    # Pixels from bit 7: colours 1, 3, 0, 0, 0, 0, 0, 9.
    card = latched(0b1100_0001, 0b0100_0000, 0, 0b0000_0001)
    card.gfx(5, 8)
    card.gfx(2, 0b0001)
    card.gfx(7, 0b1111)
    assert card.load(BASE) == 0b1000_0000
    card.gfx(7, 0b0001)  # only plane 0 counts
    assert card.load(BASE) == 0b1100_0001
    card.gfx(7, 0)
    assert card.load(BASE) == 0xFF


def test_latches_are_state() -> None:
    assert latched(1, 2, 3, 4).vga.state.latches == 0x04030201


def test_odd_even_addressing_splits_characters_and_attributes() -> None:
    card = VgaCard(3)
    card.gfx(8, 0x7F)  # no longer plain: text memory is trapped
    card.gfx(3, 0x18)
    card.gfx(8, 0xFF)
    card.gfx(3, 0x10)  # OR with latches of zero
    assert card.vga.window.kind == "planar"
    card.store(0xB8000, 0x41, 0x1F, 0x42, 0x2F)
    assert card.planes(0) == (0x41, 0x1F, 0, 0)
    assert card.planes(2) == (0x42, 0x2F, 0, 0)
    assert card.planes(1) == (0, 0, 0, 0)
    assert [card.load(0xB8000 + i) for i in range(4)] == [0x41, 0x1F, 0x42, 0x2F]
    card.gfx(4, 2)  # planes 2 and 3
    assert card.load(0xB8000) == 0


def test_the_128k_map_uses_a16_as_the_lowest_bit_in_odd_even_addressing() -> None:
    card = VgaCard(3)
    card.gfx(6, 0x02)
    card.store(0xA0000, 1)
    card.store(0xB0000, 2)
    assert card.planes(0)[0] == 1
    assert card.planes(1)[0] == 2
    assert card.load(0xB0000) == 2


def test_chain_4_takes_the_plane_from_the_two_low_bits() -> None:
    card = VgaCard(0x13)
    card.seq(2, 0b0110)  # trapped, planes 1 and 2 only
    card.store(BASE + 8, 10, 11, 12, 13)
    assert bytes(card.vram[8:12]) == bytes((0, 11, 12, 0))
    assert card.load(BASE + 9) == 11


def test_font_goes_to_plane_2_and_text_stays() -> None:
    card = VgaCard(3)
    card.put(0, 0, "A")
    card.load_font({0x41: bytes(range(1, 17))})
    assert [card.planes(0x41 * 32 + line)[2] for line in range(17)] == [*range(1, 17), 0]
    assert bytes(card.text[:2]) == b"A\x07"


def test_outside_the_window_nothing_answers() -> None:
    card = VgaCard(0x12)
    card.store(0xB0000, 1)
    assert not any(card.vram)
    assert card.load(0xB8000) == 0xFF


def test_wider_accesses_are_bytes_in_order() -> None:
    card = VgaCard(0x12)
    card.vga.memory_write(0, 4, 0x44332211)
    assert [card.planes(i)[3] for i in range(4)] == [0x11, 0x22, 0x33, 0x44]
    assert card.vga.memory_read(0, 4) == 0x44332211
    card.vga.memory_write(0xFFFF, 2, 0xBBAA)  # its second byte is past the window
    assert card.planes(0xFFFF)[0] == 0xAA
    assert card.planes(0)[0] == 0x11
