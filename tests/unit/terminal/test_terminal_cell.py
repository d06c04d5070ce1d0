"""virtgui/terminal/cell.py: SGR, against ECMA-48 8.3.117, ISO 8613-6 and xterm's ctlseqs."""

from __future__ import annotations

import pytest

from virtgui.terminal.cell import PLAIN, StyleTable, indexed, parameters, rendition


def after(raw: str, style=PLAIN):
    return rendition(style, parameters(raw))


@pytest.mark.parametrize(
    ("raw", "changed"),
    [
        ("1", {"bold": True}),
        ("2", {"dim": True}),
        ("3;4", {"italics": True, "underscore": True}),
        ("7;9", {"reverse": True, "strikethrough": True}),
        ("31;42", {"fg": "red", "bg": "green"}),
        ("95;103", {"fg": "brightmagenta", "bg": "brightbrown"}),
        ("105", {"bg": "brightmagenta"}),
        ("38;5;1", {"fg": "red"}),
        ("38;5;9;1", {"fg": "brightred", "bold": True}),
        ("48;5;231", {"bg": "ffffff"}),
        ("38;2;1;2;255", {"fg": "0102ff"}),
        ("38:2::1:2:255", {"fg": "0102ff"}),
        ("38:2:1:2:255", {"fg": "0102ff"}),
        ("48:5:196", {"bg": "ff0000"}),
        ("4:3", {"underscore": True}),
        ("4:3;4:0", {}),
        ("58;2;1;2;3;1", {"bold": True}),
        ("58:5:9;1", {"bold": True}),
        ("1;;31", {"fg": "red"}),
        ("31;39", {}),
        ("999;12345678901234567890", {}),
        ("38;5", {}),
        ("38", {}),
        ("38;5;256", {}),
        ("38;2;1;2", {}),
        ("38:2", {}),
    ],
)
def test_rendition(raw, changed) -> None:
    assert after(raw) == PLAIN._replace(**changed)


def test_22_ends_bold_and_faint() -> None:
    assert after("22", after("1;2")) == PLAIN


@pytest.mark.parametrize(("index", "colour"), [(0, "black"), (15, "brightwhite"), (16, "000000"), (231, "ffffff")])
def test_indexed(index, colour) -> None:
    assert indexed(index) == colour


def test_greys() -> None:
    assert [indexed(232), indexed(255)] == ["080808", "eeeeee"]


def test_equal_styles_are_one_object() -> None:
    table = StyleTable()
    assert table.apply(PLAIN, "1;31") is table.apply(table.apply(PLAIN, "31"), "1")
    assert table.apply(table.apply(PLAIN, "1"), "") is PLAIN


def test_equal_runs_are_one_object() -> None:
    table = StyleTable()
    first, second = (((3, PLAIN), (number, PLAIN)) for number in (4, 4))
    assert table.shared(first) is table.shared(second)


def test_a_flood_of_colours_keeps_the_table_small() -> None:
    table = StyleTable()
    for number in range(20000):
        table.apply(PLAIN, f"38;2;{number % 256};{number // 256};7")
    assert len(table._styles) <= 4096
    assert len(table._steps) <= 4096
    assert table.of(PLAIN) is PLAIN
