from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from virtgui.widgets.unit import BYTES, BYTES_PER_S, COUNT, EXITS_PER_S, PER_S, PERCENT, ticks

UNITS = [BYTES, BYTES_PER_S, COUNT, EXITS_PER_S, PER_S, PERCENT]


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        (PERCENT, 0, "0 %"),
        (PERCENT, 34.4, "34 %"),
        (PERCENT, 7.25, "7.2 %"),
        (PERCENT, 100, "100 %"),
        (BYTES, 1023, "1023 B"),
        (BYTES, 1024, "1 KiB"),
        (BYTES, 212 * 2**20, "212 MiB"),
        (BYTES_PER_S, 1.2 * 2**20, "1.2 MiB/s"),
        (PER_S, 8100, "8.1 k/s"),
        (PER_S, 999.9, "1 k/s"),
        (EXITS_PER_S, 12, "12 exits/s"),
        (EXITS_PER_S, 2.5e6, "2.5 M exits/s"),
        (COUNT, 1500, "1.5 k"),
        (COUNT, 3, "3"),
    ],
)
def test_format(unit, value, text):
    assert unit.format(value) == text


def test_one_axis_has_one_prefix():
    assert BYTES.format(512 * 1024, like=2 * 2**20) == "0.5 MiB"


@pytest.mark.parametrize(
    ("top", "unit", "expected"),
    [
        (100, PERCENT, [0, 20, 40, 60, 80, 100]),
        (8300, EXITS_PER_S, [0, 2000, 4000, 6000, 8000, 10000]),
        (3 * 2**20, BYTES, [0, 2**20, 2 * 2**20, 3 * 2**20]),
        (0, BYTES_PER_S, [0, 256, 512, 768, 1024]),
    ],
)
def test_ticks(top, unit, expected):
    assert ticks(top, unit) == expected


@given(st.floats(0, 1e15), st.sampled_from(UNITS), st.integers(1, 8))
def test_ticks_are_few_even_and_reach_the_top(top, unit, most):
    found = ticks(top, unit, most)
    assert found[0] == 0
    assert found[-1] >= top * (1 - 1e-6)
    assert 2 <= len(found) <= most + 1
    assert len({round(b / found[1] - a / found[1], 6) for a, b in pairwise(found)}) == 1
