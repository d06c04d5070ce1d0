"""engine.boot.bios.parameter: tables by which programs set modes themselves."""

from __future__ import annotations

from engine.boot.bios.mode import MODES
from engine.boot.bios.parameter import ENTRY_SIZE, crtc_parameters, vga_parameters
from tests.support import vgamode


def test_entries_are_where_ibm_has_them() -> None:
    table = vga_parameters()
    assert len(table) == 29 * ENTRY_SIZE
    for index, number in ((0x04, 4), (0x0D, 0x0D), (0x12, 0x10), (0x18, 3), (0x19, 7), (0x1B, 0x12), (0x1C, 0x13)):
        entry, mode = table[index * ENTRY_SIZE :][:ENTRY_SIZE], MODES[number]
        assert entry[:3] == bytes((mode.columns, mode.rows - 1, mode.font))
        assert entry[5:9] == mode.seq and entry[9] == mode.misc
        assert entry[10:35] == mode.crtc and entry[35:55] == mode.attr and entry[55:64] == mode.gfx


def test_text_of_200_and_350_lines() -> None:
    table = vga_parameters()
    assert [table[index * ENTRY_SIZE + 2] for index in (3, 7, 0x16, 0x18)] == [8, 14, 14, 16]
    assert table[3 * ENTRY_SIZE + 10 + 9] == 0xC7  # double scanned, 8 lines
    assert vgamode.MODES[3].crtc == table[0x18 * ENTRY_SIZE + 10 :][:25]


def test_the_6845s_table() -> None:
    table = crtc_parameters()
    assert len(table) == 88
    assert table[16:18] == b"\x71\x50" and table[72:80] == bytes((40, 40, 80, 80, 40, 40, 80, 80))
