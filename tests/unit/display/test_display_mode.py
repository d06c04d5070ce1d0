"""engine.display.mode: IBM's mode tables give the modes that IBM's manual lists."""

from __future__ import annotations

import pytest

from engine.display.mode import mode_of, palette_of
from tests.support.vgamode import registers_of


@pytest.mark.parametrize(
    ("number", "columns", "rows", "width", "double_x"),
    [(0x01, 40, 25, 360, 2), (0x03, 80, 25, 720, 1), (0x07, 80, 25, 720, 1)],
)
def test_text_modes(number: int, columns: int, rows: int, width: int, double_x: int) -> None:
    mode = mode_of(registers_of(number))
    assert (mode.kind, mode.columns, mode.rows) == ("text", columns, rows)
    assert (mode.cell_width, mode.cell_height) == (9, 16)
    assert (mode.width, mode.height, mode.double_x, mode.double_y) == (width, 400, double_x, 1)
    assert (mode.aspect_width, mode.aspect_height) == (4, 3)
    assert str(mode) == f"{columns}x25 text"


@pytest.mark.parametrize(
    ("number", "width", "height", "double_x", "double_y", "encoding"),
    [
        (0x04, 320, 200, 2, 2, "interleaved"),
        (0x06, 640, 200, 1, 2, "planar"),
        (0x0D, 320, 200, 2, 2, "planar"),
        (0x0E, 640, 200, 1, 2, "planar"),
        (0x10, 640, 350, 1, 1, "planar"),
        (0x12, 640, 480, 1, 1, "planar"),
        (0x13, 320, 200, 2, 2, "packed"),
    ],
)
def test_graphics_modes(number: int, width: int, height: int, double_x: int, double_y: int, encoding: str) -> None:
    mode = mode_of(registers_of(number))
    assert (mode.kind, mode.columns, mode.cell_width) == ("graphics", 0, 0)
    assert (mode.width, mode.height) == (width, height)
    assert (mode.double_x, mode.double_y, mode.encoding) == (double_x, double_y, encoding)
    assert str(mode) == f"{width}x{height} graphics"


@pytest.mark.parametrize(
    ("crtc", "rows", "cell_height", "height"),
    [
        ({0x09: 0x4D, 0x12: 0x87}, 28, 14, 392),  # 28 rows of 14 lines
        ({0x09: 0x47, 0x12: 0x57}, 43, 8, 344),  # 43 rows of 8 lines
        ({0x09: 0x47}, 50, 8, 400),
        ({0x09: 0xC7}, 25, 8, 200),  # double scanned 8-line cells
    ],
)
def test_other_numbers_of_rows(crtc: dict[int, int], rows: int, cell_height: int, height: int) -> None:
    mode = mode_of(registers_of(3, crtc))
    assert (mode.rows, mode.cell_height, mode.height) == (rows, cell_height, height)
    assert mode.height * mode.double_y == (height if rows != 25 else 400)


def test_ten_bits_of_vertical_display_end_and_half_lines() -> None:
    assert mode_of(registers_of(0x12, {0x07: 0x7E, 0x12: 0x57})).height == 0x358
    assert mode_of(registers_of(0x12, {0x07: 0x7C, 0x12: 0x57})).height == 0x258
    assert mode_of(registers_of(0x12, {0x17: 0xE7})).height == 960


def test_banks_need_cells_of_enough_lines() -> None:
    assert mode_of(registers_of(0x06, {0x09: 0xC1, 0x17: 0xC1})).lines_per_address == 1
    assert mode_of(registers_of(0x06, {0x09: 0xC0, 0x17: 0xC2})).lines_per_address == 1
    assert mode_of(registers_of(0x06, {0x09: 0x43, 0x17: 0xC1})).lines_per_address == 4


def test_8_dot_cells() -> None:
    assert mode_of(registers_of(3, seq=b"\3\1\3\0\2\0\0\0")).width == 640


def test_240_line_mode_x() -> None:
    """The best known tweak: mode 13h unchained, 480 lines, byte mode."""
    crtc = {0x06: 0x0D, 0x07: 0x3E, 0x10: 0xEA, 0x11: 0xAC, 0x12: 0xDF, 0x14: 0, 0x15: 0xE7, 0x16: 6, 0x17: 0xE3}
    mode = mode_of(registers_of(0x13, crtc, seq=b"\3\1\x0f\0\6\0\0\0"))
    assert (mode.width, mode.height, mode.encoding) == (320, 240, "packed")


@pytest.mark.parametrize(
    "changes",
    [{"screen_on": False}, {"seq": b"\3\x20\3\0\2\0\0\0"}, {"seq": b"\1\0\3\0\2\0\0\0"}, {"crtc": {0x17: 0x23}}],
)
def test_blanked(changes: dict[str, object]) -> None:
    mode = mode_of(registers_of(3, **changes))  # type: ignore[arg-type]  # mixed keywords
    assert mode.kind == "blank"
    assert palette_of(registers_of(3), mode) == (0,) * 256


def test_palette_goes_through_the_attribute_registers_and_the_dac() -> None:
    registers = registers_of(3)
    palette = palette_of(registers, mode_of(registers))
    # Attribute register 6 is 14h = 20; DAC entry 20 is (20, 5, 43): 6 bits widened to 8.
    assert palette[6] == (20 << 2 | 1) << 16 | (5 << 2 | 0) << 8 | (43 << 2 | 2)
    assert palette[15] == 0xFF << 16 | (15 << 2) << 8 | 0  # entry 3Fh: (63, 15, 0)
    assert len(palette) == 256


def test_pel_mask_colour_select_and_plane_enable() -> None:
    dac = bytes(x for i in range(256) for x in (i & 63, i >> 6, 0))  # red: low six bits, green: the two others

    def entry(pixel: int, **changes: object) -> tuple[int, int]:
        registers = registers_of(3, dac=dac, **changes)  # type: ignore[arg-type]  # mixed keywords
        colour = palette_of(registers, mode_of(registers))[pixel]
        return colour >> 18, colour >> 10 & 63

    attr = registers_of(3).attr
    assert entry(8) == (0x38, 0)
    assert entry(8, pel_mask=0x0F) == (0x08, 0)
    assert entry(8, attr=attr[:0x12] + b"\7" + attr[0x13:]) == (0x00, 0)
    assert entry(8, attr=attr[:0x14] + b"\x0d" + attr[0x15:]) == (0x38, 3)
    assert entry(8, attr=attr[:0x10] + b"\x8c" + attr[0x11:0x14] + b"\x05" + attr[0x15:]) == (0x18, 1)


def test_256_colours_bypass_the_palette_registers() -> None:
    registers = registers_of(0x13, pel_mask=0xF0)
    palette = palette_of(registers, mode_of(registers))
    assert palette[0x1F] == palette[0x10] == (16 << 2 | 1) << 16 | (4 << 2) << 8 | (47 << 2 | 2)
