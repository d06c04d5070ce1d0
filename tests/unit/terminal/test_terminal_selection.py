"""virtgui/terminal/selection.py"""

from __future__ import annotations

import pytest

from virtgui.terminal.document import Document, Position
from virtgui.terminal.screen import TerminalScreen
from virtgui.terminal.selection import Selection, Unit, cells_on
from virtgui.terminal.stream import TerminalStream


@pytest.fixture
def selection() -> Selection:
    screen = TerminalScreen(20, 4)
    TerminalStream(screen).feed("one two three\r\nfour five\r\nsix")
    return Selection(Document(screen))


def test_a_click_chooses_nothing(selection) -> None:
    selection.begin(Position(0, 4))
    assert selection.span is None
    assert selection.text() == ""


@pytest.mark.parametrize("ends", [((0, 4), (1, 4)), ((1, 4), (0, 4))])
def test_either_way(selection, ends) -> None:
    start, end = (Position(*place) for place in ends)
    selection.begin(start)
    selection.extend(end)
    assert selection.text() == "two three\nfour"


def test_words(selection) -> None:
    selection.begin(Position(0, 5), Unit.WORD)
    assert selection.text() == "two"
    selection.extend(Position(1, 1))
    assert selection.text() == "two three\nfour"
    selection.extend(Position(0, 1))
    assert selection.text() == "one two"


def test_lines(selection) -> None:
    selection.begin(Position(1, 5), Unit.LINE)
    assert selection.text().strip() == "four five"
    selection.extend(Position(0, 5))
    assert selection.text() == "one two three\nfour five"


def test_clear(selection) -> None:
    selection.choose((Position(0, 0), Position(0, 3)))
    assert selection.text() == "one"
    selection.clear()
    assert selection.span is None


def test_cells_on() -> None:
    span = (Position(1, 3), Position(3, 2))
    assert [cells_on(span, line, 10) for line in range(5)] == [None, (3, 10), (0, 10), (0, 2), None]
