"""virtgui/terminal/search.py"""

from __future__ import annotations

import pytest

from virtgui.terminal.document import Document, Position
from virtgui.terminal.screen import TerminalScreen
from virtgui.terminal.search import compiled, hits_in, line_start, nearest, portions
from virtgui.terminal.stream import TerminalStream


def document_of(text: str, columns: int = 10, lines: int = 3) -> Document:
    screen = TerminalScreen(columns, lines)
    TerminalStream(screen).feed(text)
    return Document(screen)


def every(document: Document, text: str, case: bool = False, size: int = 2000) -> list:
    return [hit for portion in portions(document, compiled(text, case), size) for hit in portion]


def test_case() -> None:
    document = document_of("Ab\r\nab\r\n")
    assert len(every(document, "AB")) == 2
    assert every(document, "Ab", case=True) == [(Position(0, 0), Position(0, 2))]


def test_special_characters_mean_themselves() -> None:
    assert len(every(document_of("a.c abc\r\n[x]"), "a.c")) == 1


def test_across_a_wrap() -> None:
    document = document_of("0123456789abcdef\r\n\r\n\r\n\r\n")
    assert every(document, "89ab") == [(Position(0, 8), Position(1, 2))]
    assert every(document, "6789") == [(Position(0, 6), Position(0, 10))]
    assert every(document, "abc") == [(Position(1, 0), Position(1, 3))]


def test_behind_wide_characters() -> None:
    assert every(document_of("\u6f22\u5b57x"), "x") == [(Position(0, 4), Position(0, 5))]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_portions_find_each_hit_once(size) -> None:
    document = document_of("needle 0123456789 needle\r\nneedle\r\n" * 20)
    whole = hits_in(document, document.first, document.end, compiled("needle", False))
    assert len(whole) == 60
    assert every(document, "needle", size=size) == whole


def test_nearest_goes_on_and_round() -> None:
    document = document_of("a x\r\nb\r\na y\r\nc\r\n\r\n")
    pattern = compiled("a", False)
    first = nearest(document, pattern, Position(0, 0), True)
    second = nearest(document, pattern, first[1], True)
    assert (first[0].line, second[0].line) == (0, 2)
    assert nearest(document, pattern, second[1], True) == first
    assert nearest(document, pattern, first[0], False) == second
    assert nearest(document, pattern, second[0], False) == first
    assert nearest(document, compiled("zz", False), Position(0, 0), True) is None


def test_line_start() -> None:
    document = document_of("x\r\n0123456789abcdefghijklm\r\n\r\n\r\n")
    assert [line_start(document, number) for number in range(5)] == [0, 1, 1, 1, 4]
