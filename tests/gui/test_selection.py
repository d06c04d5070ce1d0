from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtgui.widgets.selection import Place, Selection, Span, everything, word

ROWS = ["first line", "", "  third", "last"]


def select(a, b, shape="stream"):
    return Selection(Place(*a), Place(*b), 80, shape)


def test_a_stream_runs_on_over_lines():
    assert list(select((6, 0), (3, 2)).spans()) == [Span(0, 6, 80), Span(1, 0, 80), Span(2, 0, 4)]
    assert select((6, 0), (3, 2)).text(ROWS) == "line\n\n  th"


def test_a_block_is_a_rectangle():
    assert list(select((4, 2), (2, 0), "block").spans()) == [Span(0, 2, 5), Span(1, 2, 5), Span(2, 2, 5)]
    assert select((4, 2), (2, 0), "block").text(ROWS) == "rst\n\nthi"


def test_below_the_last_row_is_nothing():
    assert select((0, 3), (79, 24)).text(ROWS) == "last"


@given(*[st.tuples(st.integers(0, 79), st.integers(0, 24))] * 2, st.sampled_from(["stream", "block"]))
def test_the_direction_of_the_drag_does_not_matter(a, b, shape):
    assert list(select(a, b, shape).spans()) == list(select(b, a, shape).spans())


def test_everything():
    assert everything(80, 4).text(ROWS) == "\n".join(ROWS)


@pytest.mark.parametrize(
    ("at", "found"),
    [
        ((0, 0), "first"),
        ((4, 0), "first"),
        ((5, 0), ""),
        ((9, 0), "line"),
        ((4, 2), "third"),
        ((79, 3), ""),
        ((0, 9), ""),
    ],
)
def test_word(at, found):
    assert word(ROWS, Place(*at), 80).text(ROWS) == found


def test_a_word_may_reach_the_right_edge():
    assert word(["x" * 80], Place(79, 0), 80) == Selection(Place(0, 0), Place(79, 0), 80)
