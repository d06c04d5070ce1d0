"""engine.display.strip: which memory the CRT controller shows where."""

from __future__ import annotations

from engine.display.mode import mode_of
from engine.display.strip import Strip, pixel_pan, strips_of
from tests.support.vgamode import registers_of


def strips(number: int, crtc: dict[int, int] | None = None, **changes: object) -> list[Strip]:
    registers = registers_of(number, crtc, **changes)  # type: ignore[arg-type]  # mixed keywords
    return strips_of(registers, mode_of(registers))


def attr(number: int, **values: int) -> bytes:
    changed = bytearray(registers_of(number).attr)
    for name, value in values.items():
        changed[{"mode": 0x10, "pan": 0x13}[name]] = value
    return bytes(changed)


def test_text_is_word_addressed() -> None:
    rows = strips(3)
    assert len(rows) == 25
    assert rows[0] == Strip(0, 0, 16, 0, range(0, 160, 2), 0)
    assert rows[24] == Strip(384, 0, 16, 1920, range(3840, 4000, 2), 0)


def test_start_address_and_offset() -> None:
    rows = strips(3, {0x0C: 0x01, 0x0D: 0x02, 0x13: 0x30})
    assert rows[0].offsets == range(0x204, 0x204 + 160, 2)
    assert rows[1].counter == 0x102 + 96


def test_a_row_that_wraps_is_not_a_range() -> None:
    # Counter 0x7FFE is offset 0xFFFC; the third character wraps to 0 and A15 of the counter becomes A0.
    row = strips(3, {0x0C: 0x7F, 0x0D: 0xFE})[0]
    assert isinstance(row.offsets, tuple)
    assert row.offsets[:4] == (0xFFFC, 0xFFFE, 0x0001, 0x0003)


def test_graphics_modes_show_the_documented_bytes() -> None:
    assert strips(0x12)[479].offsets == range(479 * 80, 480 * 80)
    assert strips(0x0D)[1].offsets == range(40, 80)
    packed = strips(0x13)
    assert len(packed) == 200
    assert packed[199].offsets == range(199 * 80, 200 * 80)  # groups of four pixels


def test_cga_modes_alternate_banks() -> None:
    rows = strips(0x04)
    assert len(rows) == 200
    assert [row.offsets.start for row in rows[:4]] == [0, 0x2000, 80, 0x2050]  # type: ignore[union-attr]  # ranges
    assert rows[3] == Strip(3, 0, 1, 40, range(0x2050, 0x20A0, 2), 0)
    assert rows[0].offsets == range(0, 80, 2)
    assert strips(0x06)[1].offsets == range(0x2000, 0x2050)


def test_hercules_like_four_banks() -> None:
    rows = strips(0x06, {0x09: 0x43, 0x17: 0xC0})
    assert [row.offsets.start for row in rows[:5]] == [0, 0x2000, 0x4000, 0x6000, 80]  # type: ignore[union-attr]  # ranges


def test_doubleword_mode_without_chain_4() -> None:
    row = strips(0x13, seq=b"\3\1\x0f\0\6\0\0\0")[1]
    assert row.offsets == range(320, 640, 4)


def test_count_by_two_shows_each_byte_twice() -> None:
    row = strips(0x0D, {0x17: 0xEB})[0]
    assert row.offsets[:4] == (0, 0, 1, 1)


def test_line_compare_splits_the_screen() -> None:
    # Line compare 0x12F = 303: 304 lines above, then memory from address 0.
    rows = strips(3, {0x18: 0x2F, 0x07: 0x1F, 0x09: 0x0F, 0x0C: 0x02, 0x0D: 0x00})
    assert rows[18] == Strip(288, 0, 16, 0x200 + 18 * 80, range(0x400 + 36 * 80, 0x400 + 36 * 80 + 160, 2), 0)
    assert rows[19] == Strip(304, 0, 16, 0, range(0, 160, 2), 0)
    assert len(rows) == 25


def test_split_within_a_row_cuts_it() -> None:
    rows = strips(3, {0x18: 0x04, 0x07: 0x0F, 0x09: 0x0F})
    assert (rows[0].top, rows[0].lines) == (0, 5)
    assert (rows[1].top, rows[1].first, rows[1].lines, rows[1].counter) == (5, 0, 16, 0)
    assert sum(row.lines for row in rows) == 400


def test_line_compare_in_double_scanned_modes_counts_lines_of_the_monitor() -> None:
    rows = strips(0x13, {0x18: 0x63, 0x07: 0x0F, 0x09: 0x01, 0x0D: 0x50})
    assert rows[49].offsets == range(50 * 80, 51 * 80)
    assert rows[50].offsets == range(80)


def test_preset_row_scan_starts_inside_the_first_row() -> None:
    rows = strips(3, {0x08: 0x03})
    assert (rows[0].top, rows[0].first, rows[0].lines) == (0, 3, 13)
    assert (rows[1].top, rows[1].first) == (13, 0)
    assert (rows[25].top, rows[25].lines) == (397, 3)


def test_byte_panning_adds_to_the_start() -> None:
    assert strips(3, {0x08: 0x40})[0].counter == 2


def test_pixel_panning_needs_a_column_more() -> None:
    row = strips(0x12, attr=attr(0x12, pan=3))[0]
    assert (row.pan, row.offsets) == (3, range(81))


def test_pixel_panning_values() -> None:
    def pan(number: int, value: int) -> int:
        registers = registers_of(number, attr=attr(number, pan=value))
        return pixel_pan(registers, mode_of(registers))

    assert [pan(3, value) for value in (8, 0, 7, 9)] == [0, 1, 8, 0]
    assert [pan(0x12, value) for value in (0, 1, 7)] == [0, 1, 7]
    assert [pan(0x13, value) for value in (0, 2, 4, 6)] == [0, 1, 2, 3]


def test_panning_may_be_for_the_upper_part_only() -> None:
    split = {0x18: 0x04, 0x07: 0x0F, 0x09: 0x0F}
    both = strips(3, split, attr=attr(3, pan=2))
    upper = strips(3, split, attr=attr(3, pan=2, mode=0x2C))
    assert [row.pan for row in both[:2]] == [3, 3]
    assert [row.pan for row in upper[:2]] == [3, 0]


def test_blank_has_no_strips() -> None:
    assert strips(3, screen_on=False) == []
