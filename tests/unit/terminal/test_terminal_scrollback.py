"""virtgui/terminal/scrollback.py"""

from __future__ import annotations

import pytest

from virtgui.terminal.cell import PLAIN
from virtgui.terminal.line import Line
from virtgui.terminal.scrollback import Scrollback


def test_numbers_stay_while_old_lines_are_dropped() -> None:
    scrollback = Scrollback(3)
    scrollback.extend(["0", "1", "2", "3"])
    assert (scrollback.first, scrollback.end, len(scrollback)) == (1, 4, 3)
    assert scrollback.line(2) == "2"
    scrollback.append("4")
    assert (scrollback.first, list(scrollback)) == (2, ["2", "3", "4"])
    with pytest.raises(IndexError):
        scrollback.line(1)


def test_more_than_fits_at_once() -> None:
    scrollback = Scrollback(10)
    scrollback.extend([str(n) for n in range(1000)])
    assert (scrollback.first, scrollback.line(999), scrollback.line(990)) == (990, "999", "990")


def test_pop_and_clear() -> None:
    scrollback = Scrollback(10)
    scrollback.extend(["a", "b"])
    assert scrollback.pop() == "b"
    assert scrollback.end == 1
    scrollback.clear()
    assert (len(scrollback), scrollback.first) == (0, 1)


def test_replace_numbers_lines_anew() -> None:
    scrollback = Scrollback(10)
    scrollback.extend(["a", "b"])
    scrollback.replace(["c"])
    assert (scrollback.first, scrollback.line(2)) == (2, "c")


def test_wrapping_drops_no_text() -> None:
    scrollback = Scrollback(2)
    scrollback.replace([Line("a", ((1, PLAIN),), True), "b", Line("c", ((1, PLAIN),), True), "d"])
    assert len(scrollback) == 4


def test_between() -> None:
    scrollback = Scrollback(3)
    scrollback.extend(["0", "1", "2", "3"])
    assert scrollback.between(0, 3) == ["1", "2"]
    assert scrollback.between(3, 99) == ["3"]


def test_a_limit_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        Scrollback(0)
