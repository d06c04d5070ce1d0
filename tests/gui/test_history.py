from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtgui.widgets.history import CAPACITY, History


def filled(count, name="a", value=float):
    history = History([name])
    for second in range(count):
        history.append(second, {name: value(second)})
    return history


def test_every_sample_is_a_column_at_a_fine_scale():
    (run,) = filled(10).runs("a", 0, 0.5)
    assert [(column.time_s, column.low, column.high) for column in run] == [(s, s, s) for s in range(10)]


def test_columns_keep_the_lowest_and_the_highest():
    (run,) = filled(100, value=lambda second: 99.0 if second == 57 else 1.0).runs("a", 0, 10)
    assert len(run) == 10
    assert (run[5].low, run[5].high) == (1, 99)
    assert run[5].mean == pytest.approx((9 + 99) / 10)


def test_a_missing_value_is_a_gap():
    history = filled(5)
    history.append(5, {"a": None})
    history.append(6, {})
    for second in (7, 8):
        history.append(second, {"a": 1})
    runs = history.runs("a", 0, 1)
    assert [[column.time_s for column in run] for run in runs] == [[0, 1, 2, 3, 4], [7, 8]]
    assert math.isnan(history.values["a"][5])


def test_missing_time_is_a_gap():
    history = filled(5)
    history.append(60, {"a": 1})
    assert [len(run) for run in history.runs("a", 0, 1)] == [5, 1]


def test_a_late_sample_is_not_a_gap():
    history = filled(5)
    history.append(6, {"a": 1})
    assert len(history.runs("a", 0, 1)) == 1


def test_time_does_not_go_back():
    history = filled(5)
    history.append(3, {"a": 1})
    history.append(4, {"a": 1})
    assert len(history) == 5


def test_only_the_window_and_one_before_it():
    (run,) = filled(100).runs("a", 50, 1)
    assert run[0].time_s in (49, 50)
    assert run[-1].time_s == 99


def test_an_hour_is_kept():
    history = filled(CAPACITY * 2)
    assert CAPACITY <= len(history) < CAPACITY + 256
    assert history.times[-1] == CAPACITY * 2 - 1
    assert len(history.values["a"]) == len(history)


def test_nearest_sample():
    history = filled(10)
    assert history.index_near(4.4) == 4
    assert history.index_near(-5) == 0
    assert history.index_near(99) == 9
    with pytest.raises(ValueError, match="no samples"):
        History(["a"]).index_near(0)


@given(
    st.lists(st.tuples(st.floats(0.2, 8), st.one_of(st.none(), st.floats(-5, 5))), min_size=1, max_size=80),
    st.sampled_from([0.5, 1.7, 12.0]),
)
def test_drawn_step_by_step_is_drawn_at_once(samples, column_s):
    """The outline does not depend on how often it was asked for before."""
    often, once = History(["a"]), History(["a"])
    now = 0.0
    for step, value in samples:
        now += step
        often.append(now, {"a": value})
        once.append(now, {"a": value})
        often.runs("a", 0, column_s)
    assert often.runs("a", 0, column_s) == once.runs("a", 0, column_s)


def test_the_outline_survives_trimming_and_a_new_width():
    history = History(["a"])
    for second in range(CAPACITY + 600):
        history.append(second, {"a": second})
        if second % 50 == 0:
            history.runs("a", second - 3600, 12)
    (run,) = history.runs("a", second - 3600, 12)
    assert len(run) in (301, 302)
    (run,) = history.runs("a", second - 60, 1)
    assert run[-1].high == second
