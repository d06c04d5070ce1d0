"""virtgui/terminal/grid.py"""

from __future__ import annotations

import pytest

from virtgui.terminal.cell import PLAIN, StyleTable
from virtgui.terminal.grid import Grid
from virtgui.terminal.line import Line

RED = PLAIN._replace(fg="red")


@pytest.fixture
def grid() -> Grid:
    made = Grid(4, 10, StyleTable())
    for y, text in enumerate("abcd"):
        made[y] = text
    return made


def test_put_over_beside_and_far_right(grid) -> None:
    grid.put(0, 1, "XY", PLAIN)
    grid.put(0, 0, "Z", PLAIN)
    grid.put(1, 4, "Q", PLAIN)
    grid.put(2, 0, "R", RED)
    assert list(grid) == ["ZXY", "b   Q", Line("R", ((1, RED),)), "d"]


def test_a_row_edited_by_cells(grid) -> None:
    grid[0][2] = PLAIN._replace(data="x")
    assert grid.stored(0) == "a x"


def test_scrolling(grid) -> None:
    assert grid.scroll_up(1, 3, 2, "") == ["b", "c"]
    assert list(grid) == ["a", "d", "", ""]
    grid.scroll_down(0, 2, 1, "n")
    assert list(grid) == ["n", "a", "d", ""]
    assert grid.scroll_up(0, 3, 99, "") == ["n", "a", "d", ""]
    assert len(grid) == 4


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 100])
def test_run_through_is_the_same_as_line_by_line(grid, count) -> None:
    grid[3] = ""
    other = Grid(4, 10, StyleTable())
    other.replace(list(grid), 10)
    incoming = [f"n{index}" for index in range(count)]
    gone = grid.run_through(incoming)
    slow = []
    for line in incoming:
        other[3] = line
        slow += other.scroll_up(0, 3, 1, "")
    assert (gone, list(grid)) == (slow, list(other))


def test_wrap_mark(grid) -> None:
    grid.wrap(0, True)
    assert grid.stored(0) == Line("a", ((1, PLAIN),), True)
    grid[0][1] = PLAIN._replace(data="z")
    grid.wrap(0, False)
    assert grid.stored(0) == "az"


def test_resize_keeps_what_is_cut_off_at_the_right() -> None:
    grid = Grid(2, 6, StyleTable())
    grid.put(0, 0, "abcdef", RED)
    grid[0][0] = PLAIN._replace(data="x")
    grid.resize(3, 3)
    assert grid.stored(0).text == "xbc"
    grid.resize(3, 6)
    assert grid.stored(0).text == "xbcdef"
