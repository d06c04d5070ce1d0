"""virtgui/terminal/line.py"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from virtgui.terminal.cell import PLAIN, StyleTable
from virtgui.terminal.line import (
    Line,
    Row,
    appended,
    compress,
    expand,
    is_narrow,
    joined,
    pack,
    pieces,
    row_of,
    split,
    width,
)

RED = PLAIN._replace(fg="red")
STYLES = StyleTable()


def test_a_plain_row_becomes_a_string() -> None:
    assert compress(row_of("hello"), 80, STYLES) == "hello"


def test_written_blanks_at_the_end_go() -> None:
    assert compress(row_of("hello   "), 80, STYLES) == "hello"
    assert compress(Row(), 80, STYLES) == ""


def test_coloured_blanks_at_the_end_stay() -> None:
    row = row_of("a")
    row[3] = PLAIN._replace(bg="blue")
    assert compress(row, 80, STYLES) == Line("a   ", ((3, PLAIN), (1, PLAIN._replace(bg="blue"))))


def test_wide_and_combining_characters_by_cells() -> None:
    assert pieces("a\u6f22e\u0301x") == ["a", "\u6f22", "", "e\u0301", "x"]
    assert not is_narrow("\u6f22")
    assert is_narrow("\u00e9\u2500\u0416")


def test_half_a_wide_character_becomes_a_blank() -> None:
    left, right = (PLAIN._replace(data=data) for data in ("\u6f22", ""))
    assert pack([left, PLAIN._replace(data="x")], False, STYLES) == " x"
    assert pack([PLAIN._replace(data="x"), right, PLAIN._replace(data="y")], False, STYLES) == "x y"


def test_appended() -> None:
    assert appended("ab", 4, "cd", PLAIN) == "ab  cd"
    assert appended("ab", 2, "cd", RED) == Line("abcd", ((2, PLAIN), (2, RED)))
    assert appended(appended("", 0, "ab", RED), 2, "c", RED) == Line("abc", ((3, RED),))


def test_split_marks_all_but_the_last() -> None:
    rows = split("abcdefgh", 4)
    assert rows == [Line("abcd", ((4, PLAIN),), True), "efgh"]
    assert joined(rows) == "abcdefgh"


def test_joined_drops_blanks_where_lines_end_only() -> None:
    assert joined(["a  ", Line("b ", ((2, PLAIN),), True), "c", ""]) == "a\nb c\n"


@given(st.text(alphabet="ab \u6f22\u00e9\u2502", max_size=40))
def test_cells_and_back(text: str) -> None:
    cells = [PLAIN._replace(data=piece) for piece in pieces(text)]
    stored = pack(cells, True, STYLES)
    assert [cell.data for cell in expand(stored)] == pieces(text)
    assert width(stored) == len(cells)
