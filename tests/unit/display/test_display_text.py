"""engine.display.text: text modes end to end, from ports and stores to pixels."""

from __future__ import annotations

import pytest

from engine.display.mode import Cursor
from engine.display.screen import Damage
from tests.support.vgacard import VgaCard

# A glyph whose line n has the bits of n, so that every line of every cell can be told apart.
LINES = bytes(range(0x80, 0x90))


def card(mode: int = 3) -> VgaCard:
    """Text mode with 'A' as LINES, cursor off, everything drawn once."""
    made = VgaCard(mode)
    made.load_font({0x41: LINES, 0x20: bytes(16)})
    made.crtc(0x0A, 0x2D)
    made.publish()
    made.screen.refresh()
    return made


def bits(value: int, foreground: int, background: int) -> bytes:
    return bytes(foreground if value & 0x80 >> x else background for x in range(8))


def test_a_character_is_drawn_line_by_line() -> None:
    made = card()
    made.put(2, 1, "A", 0x1E)
    assert made.screen.refresh() == Damage(16, 32)
    for line in range(16):
        assert made.pixels(16 + line, 18, 9) == bits(LINES[line], 14, 1) + b"\1"
    assert made.pixels(16, 0, 18) == bytes(18)
    assert not any(made.pixels(15)) and not any(made.pixels(32))


def test_unchanged_is_none_and_only_changed_rows_are_drawn() -> None:
    made = card()
    assert made.screen.refresh() is None
    made.put(0, 3, "A")
    made.put(79, 5, "A")
    assert made.screen.refresh() == Damage(48, 96)
    assert made.screen.refresh() is None


def test_8_dot_40_column_and_50_row_cells() -> None:
    made = card()
    made.seq(1, 0x09)
    made.crtc(0x01, 39)
    made.crtc(0x11, 0x0E)
    made.crtc(0x01, 39)
    made.crtc(0x09, 0x47)
    made.crtc(0x13, 20)
    made.put(39, 49, "A", 0x07, columns=40)
    made.publish()
    damage = made.screen.refresh()
    assert damage == Damage(0, 400, resized=True)
    mode = made.screen.mode
    assert (mode.columns, mode.rows, mode.width, mode.double_x) == (40, 50, 320, 2)
    assert made.pixels(399, 312) == bits(LINES[7], 7, 0)


def test_cursor_fills_its_lines_with_the_foreground_and_blinks() -> None:
    made = card()
    made.put(5, 2, "A", 0x1A)
    made.crtc(0x0A, 13)
    made.crtc(0x0B, 14)
    made.crtc(0x0F, 165)
    made.publish()
    assert made.screen.refresh() == Damage(32, 48)
    assert made.screen.cursor == Cursor(5, 2, 13, 14)
    for line in range(16):
        cell = made.pixels(32 + line, 45, 9)
        assert (cell == b"\x0a" * 9) == (line in (13, 14))
    assert made.screen.refresh(blink=False) == Damage(32, 48)
    assert made.pixels(45, 45, 9) == bits(LINES[13], 10, 1) + b"\1"
    assert made.screen.refresh(blink=False) is None
    assert made.screen.refresh(blink=True) == Damage(32, 48)


def test_moving_the_cursor_repaints_both_rows() -> None:
    made = card()
    made.crtc(0x0A, 0)
    made.publish()
    made.screen.refresh()
    made.crtc(0x0E, 0x01)  # cell 256: row 3, column 16
    made.publish()
    assert made.screen.refresh() == Damage(0, 64)
    assert made.screen.cursor == Cursor(16, 3, 0, 14)


@pytest.mark.parametrize(
    ("start", "end", "cursor"),
    [
        (0x20, 0x0F, None),
        (0x0E, 0x0D, None),  # start below end
        (0x0E, 0x1F, Cursor(0, 0, 14, 15)),  # cut at the cell
        (0x00, 0x2F, Cursor(1, 0, 0, 15)),  # skew
    ],
)
def test_cursor_shapes(start: int, end: int, cursor: Cursor | None) -> None:
    made = card()
    made.crtc(0x0A, start)
    made.crtc(0x0B, end)
    made.publish()
    made.screen.refresh()
    assert made.screen.cursor == cursor


def test_cursor_outside_the_screen() -> None:
    made = card()
    made.crtc(0x0A, 0)
    made.crtc(0x0E, 0x20)
    made.publish()
    made.screen.refresh()
    assert made.screen.cursor is None


def test_blinking_characters_follow_the_phase() -> None:
    made = card()
    made.put(0, 0, "A", 0x8F)
    made.screen.refresh()
    assert made.pixel(0, 0) == 15
    assert made.screen.refresh(blink=False) == Damage(0, 16)
    assert not any(made.pixels(0))
    made.attr(0x10, 0x04)  # intensity instead
    made.publish()
    made.screen.refresh(blink=False)
    assert made.pixels(0, 0, 2) == b"\x0f\x08"
    assert made.screen.refresh(blink=True) is None


def test_scrolling_by_the_start_address_needs_no_store() -> None:
    made = card()
    made.put(0, 1, "A")
    made.screen.refresh()
    made.crtc(0x0D, 80)
    made.publish()
    assert made.screen.refresh() == Damage(0, 32)
    assert made.pixels(0, 0, 8) == bits(0x80, 7, 0)
    assert made.screen.text()[0] == "A"


def test_line_compare_keeps_a_status_row() -> None:
    made = card()
    made.crtc(0x11, 0x0E)
    made.crtc(0x18, 0x7F)  # 383: the last of 400 lines come from address 0
    made.crtc(0x07, 0x1F)
    made.crtc(0x09, 0x0F)
    made.crtc(0x0D, 160)
    made.put(0, 0, "A", 0x70)
    made.put(0, 2, "A", 0x07)
    made.publish()
    made.screen.refresh()
    rows = made.screen.text()
    assert (rows[0], rows[24], len(rows)) == ("A", "A", 25)
    assert made.screen.cell(0, 24) == (0x41, 0x70)
    assert made.pixels(384, 0, 8) == bits(0x80, 0, 7)


def test_panning_shifts_by_pixels() -> None:
    made = card()
    made.put(0, 0, "A" * 81)
    made.screen.refresh()
    before = made.pixels(3)
    made.attr(0x13, 2)  # three pixels in 9-dot cells
    made.publish()
    made.screen.refresh()
    assert made.pixels(3, 0, 717) == before[3:]
    assert made.pixels(3, 717) == bits(LINES[3], 7, 0)[:3]
    assert made.screen.text()[0] == "A" * 80


def test_preset_row_scan_scrolls_smoothly() -> None:
    made = card()
    made.put(0, 0, "A")
    made.crtc(0x08, 5)
    made.publish()
    made.screen.refresh()
    assert made.pixels(0, 0, 8) == bits(LINES[5], 7, 0)
    assert not any(made.pixels(11))


def test_a_new_font_redraws() -> None:
    made = card()
    made.put(0, 0, "A")
    made.screen.refresh()
    made.load_font({0x41: b"\xff" * 16})
    assert made.screen.refresh() == Damage(0, 400)
    assert made.pixels(0, 0, 9) == b"\7" * 8 + b"\0"
    assert made.screen.refresh() is None


def test_a_font_changing_under_a_trapped_window_redraws() -> None:
    made = card()
    made.put(0, 0, "A")
    made.screen.refresh()
    for index, value in ((2, 4), (4, 6)):
        made.seq(index, value)
    made.gfx(5, 0)
    made.gfx(6, 4)
    made.publish()
    made.screen.refresh()
    assert made.pixels(0, 0, 8) == bits(0x80, 7, 0)  # planes moved, nothing to see
    made.store(0xA0000 + 0x41 * 32, 0xFF)
    assert made.screen.refresh() == Damage(0, 400)
    assert made.pixels(0, 0, 8) == b"\7" * 8


def test_two_fonts_by_attribute_bit_3() -> None:
    made = card()
    made.load_font({0x41: b"\x0f" * 16}, table=4)
    made.seq(3, 0x20)  # map A (bit 3 set) is table 4, map B table 0
    made.put(0, 0, "A", 0x07)
    made.put(1, 0, "A", 0x0F)
    made.publish()
    made.screen.refresh()
    assert made.pixels(0, 0, 17) == bits(0x80, 7, 0) + b"\0" + bits(0x0F, 15, 0)


def test_monochrome_underline() -> None:
    made = VgaCard(7)
    made.text[0:4] = b"\x20\x01\x20\x07"
    made.screen.refresh()
    assert made.pixels(13, 0, 10) == b"\1" * 9 + b"\0"
    assert not any(made.pixels(12, 0, 9))


def test_no_underline_in_colour() -> None:
    made = VgaCard(3)
    made.crtc(0x14, 0x0D)
    made.publish()
    made.text[0:2] = b"\x20\x01"
    made.screen.refresh()
    assert not any(made.pixels(13, 9))


def test_words_of_memory_do_not_depend_on_the_layout() -> None:
    made = card()
    made.put(3, 4, "A", 0x2F)
    made.screen.refresh()
    before = bytes(made.screen.pixels)
    made.gfx(8, 0x7F)  # text is trapped now: planes move into video RAM
    made.publish()
    assert made.screen.refresh() is None
    assert made.screen.text()[4] == "   A"
    assert bytes(made.screen.pixels) == before
