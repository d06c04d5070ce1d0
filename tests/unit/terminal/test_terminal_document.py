"""virtgui/terminal/document.py"""

from __future__ import annotations

import pytest

from virtgui.terminal.document import Document, Position
from virtgui.terminal.screen import TerminalScreen
from virtgui.terminal.stream import TerminalStream


@pytest.fixture
def document() -> Document:
    screen = TerminalScreen(10, 3)
    TerminalStream(screen).feed("zero\r\n0123456789wrapped\r\nls /etc/x y\r\n\u6f22\u5b57 ok")
    return Document(screen)


def test_lines_by_number(document) -> None:
    assert (document.first, document.end) == (0, document.top + 3)
    assert document.line(0) == "zero"
    assert document.line(999) == ""
    assert document.line(-5) == ""


def test_text(document) -> None:
    assert document.text() == "zero\n0123456789wrapped\nls /etc/x y\n\u6f22\u5b57 ok"


def test_text_between_joins_wrapped_lines_and_cuts_cells(document) -> None:
    assert document.text_between(Position(0, 2), Position(2, 4)) == "ro\n0123456789wrap"
    last = document.end - 1
    assert document.text_between(Position(last, 2), Position(last, 5)) == "\u5b57 "


def test_word(document) -> None:
    number = next(n for n in range(document.end) if "etc" in str(document.line(n)))
    assert document.text_between(*document.word_at(Position(number, 5))) == "/etc/x"
    assert document.text_between(*document.word_at(Position(number, 2))) == " "
    assert document.word_at(Position(0, 9)) == (Position(0, 9), Position(0, 10))


def test_a_whole_wrapped_line(document) -> None:
    assert document.text_between(*document.line_at(2)) == "0123456789wrapped"
    assert document.line_at(1) == document.line_at(2)


def test_everything(document) -> None:
    assert document.text_between(*document.everything()) == document.text()


def test_everything_of_nothing() -> None:
    document = Document(TerminalScreen(10, 3))
    assert document.text() == ""
    assert document.text_between(*document.everything()) == ""
