from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRect, QSize

from virtgui.widgets.scale import SCALES, place

TEXT = QSize(720, 400)


def test_fit_prefers_whole_factors():
    assert place("fit", TEXT, QSize(1500, 900), 1.0) == QRect(30, 50, 1440, 800)


def test_fit_grows_when_a_whole_factor_would_waste_too_much():
    assert place("fit", TEXT, QSize(1200, 800), 1.0) == QRect(0, 66, 1200, 667)


def test_fit_shrinks():
    assert place("fit", TEXT, QSize(360, 400), 1.0) == QRect(0, 100, 360, 200)


def test_low_resolution_has_more_whole_factors():
    """Pixels of mode 13h are 2 x 2 dots: 3 device pixels each are as crisp as 4."""
    assert place("fit", QSize(640, 400), QSize(1000, 640), 1.0, grain=2) == QRect(20, 20, 960, 600)


@pytest.mark.parametrize(("ratio", "width"), [(1.0, 720), (1.25, 900), (1.5, 1080), (2.0, 1440)])
def test_fixed_scales_count_logical_pixels(ratio, width):
    assert place(1.0, TEXT, QSize(3000, 2000), ratio).width() == width


def test_larger_than_the_window_lies_at_the_top_left():
    assert place(3.0, TEXT, QSize(800, 600), 1.0) == QRect(0, 0, 2160, 1200)


@pytest.mark.parametrize(("ratio", "factor"), [(1.0, 1), (1.25, 1), (1.5, 2), (2.0, 2)])
def test_whole_pixels_on_any_display(ratio, factor):
    """A window of 1000 x 600 logical pixels."""
    viewport = QSize(round(1000 * ratio), round(600 * ratio))
    assert place("whole", TEXT, viewport, ratio).size() == TEXT * factor


def test_whole_pixels_are_never_less_than_one():
    assert place("whole", TEXT, QSize(400, 300), 1.0) == QRect(0, 0, 720, 400)
    assert place("whole", QSize(640, 400), QSize(1000, 640), 1.0, grain=2).size() == QSize(960, 600)


def test_stretch_fills():
    assert place("stretch", TEXT, QSize(801, 333), 2.0) == QRect(0, 0, 801, 333)


def test_nothing_has_no_place():
    assert place("fit", QSize(0, 0), QSize(10, 10), 1.0).isEmpty()
    assert place("fit", TEXT, QSize(0, 10), 1.0).isEmpty()


@given(
    st.sampled_from(["fit", "whole", "stretch", *SCALES]),
    *[st.integers(1, 3000)] * 4,
    st.sampled_from([1.0, 1.25, 1.5, 1.75, 2.0]),
    st.sampled_from([1, 2]),
)
def test_always_somewhere_and_fit_always_inside(scale, width, height, across, down, ratio, grain):
    found = place(scale, QSize(width, height), QSize(across, down), ratio, grain)
    assert not found.isEmpty()
    assert found.left() >= 0 and found.top() >= 0
    if scale == "fit" and min(across / width, down / height) >= 1:
        assert QRect(0, 0, across, down).contains(found)
