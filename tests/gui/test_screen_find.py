"""Searching rows of text."""

from __future__ import annotations

from virtgui.widgets.screen_find import ScreenFinder, found
from virtgui.widgets.selection import Span

ROWS = ["one One", "", "  two one"]


def test_hits_from_top_to_bottom() -> None:
    assert found(ROWS, "one", False) == [Span(0, 0, 3), Span(0, 4, 7), Span(2, 6, 9)]
    assert found(ROWS, "One", True) == [Span(0, 4, 7)]
    assert found(ROWS, "", False) == found(ROWS, "three", False) == []
    assert found(["aaaa"], "aa", False) == [Span(0, 0, 2), Span(0, 2, 4)]
    assert found(["İx one"], "one", False) == [Span(0, 3, 6)]  # Its lower case has two characters.


def test_round_and_round() -> None:
    finder = ScreenFinder()
    assert finder.find(ROWS, "one", False, False, False) == Span(0, 0, 3)
    assert finder.find(ROWS, "one", True, False, True) == Span(0, 4, 7)
    assert finder.place == 2
    assert finder.find(ROWS, "one", False, False, True) == Span(0, 0, 3)
    assert finder.find(ROWS, "one", False, False, True) == Span(2, 6, 9)
    assert finder.find(ROWS, "one", True, False, True) == Span(0, 0, 3)


def test_the_screen_changes_under_it() -> None:
    finder = ScreenFinder()
    finder.find(ROWS, "two", True, False, False)
    finder.recount(["two", *ROWS[1:]])
    assert (len(finder.hits), finder.place) == (2, 2)
    finder.recount(["nothing"])
    assert (finder.hits, finder.current, finder.place) == ([], None, 0)
    finder.stop()
    finder.recount(["", "two"])
    assert finder.hits == []
