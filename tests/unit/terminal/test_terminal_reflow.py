"""virtgui/terminal/reflow.py"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from virtgui.terminal.cell import PLAIN, StyleTable
from virtgui.terminal.line import Line, joined, pack, pieces, width
from virtgui.terminal.reflow import needs_reflow, reflow

STYLES = StyleTable()


def test_narrower_and_wider_again() -> None:
    narrow = reflow(["abcdefgh", "xy"], 3, STYLES)
    assert [getattr(row, "text", row) for row in narrow] == ["abc", "def", "gh", "xy"]
    assert reflow(narrow, 80, STYLES) == ["abcdefgh", "xy"]


def test_colours_survive() -> None:
    red = PLAIN._replace(fg="red")
    line = Line("abcdef", ((2, PLAIN), (4, red)))
    assert reflow(reflow([line], 3, STYLES), 80, STYLES) == [line]


def test_a_wide_character_is_not_cut() -> None:
    line = pack([PLAIN._replace(data=piece) for piece in pieces("a\u6f22\u6f22")], False, STYLES)
    assert [row.text for row in reflow([line], 2, STYLES)] == ["a", "\u6f22", "\u6f22"]


def test_needs_reflow() -> None:
    assert not needs_reflow(["abc", Line("abc", ((3, PLAIN),))], 3)
    assert needs_reflow(["abcd"], 3)
    assert needs_reflow([Line("a", ((1, PLAIN),), True)], 3)


@given(st.lists(st.text(alphabet="abc\u6f22", max_size=30), max_size=8), st.integers(2, 12), st.integers(2, 40))
def test_no_text_is_lost(lines, first, second) -> None:
    stored = [pack([PLAIN._replace(data=p) for p in pieces(line)], False, STYLES) for line in lines]
    rows = reflow(reflow(stored, first, STYLES), second, STYLES)
    assert joined(rows) == "\n".join(lines)
    assert all(width(row) <= second for row in rows)
