from __future__ import annotations

import math

from PySide6.QtCore import QSize
from PySide6.QtGui import QColor

from virtgui.widgets.sparkline import SAMPLES, sparkline_pixmap

RED = QColor("#ff0000")


def heights(values, maximum=100.0, width=120, height=24):
    """For each column the number of clearly painted pixels above the base line."""
    image = sparkline_pixmap(QSize(width, height), 1.0, values, maximum, RED).toImage()
    return [sum(image.pixelColor(x, y).alpha() > 40 for y in range(height - 2)) for x in range(width)]


def test_the_height_is_the_value(qapp):
    full, half, none = (heights([value] * SAMPLES) for value in (100, 50, 0))
    assert all(count >= 21 for count in full[2:-2])
    assert all(9 <= count <= 13 for count in half[2:-2])
    assert all(count <= 1 for count in none)


def test_few_values_are_flush_right(qapp):
    found = heights([100] * 10)
    assert all(count == 0 for count in found[:90])
    assert found[-5] > 15


def test_the_newest_are_shown(qapp):
    assert heights([100] * 500 + [0] * SAMPLES) == heights([0] * SAMPLES)


def test_gaps_are_left_out(qapp):
    values = [100.0] * 20 + [None] * 20 + [math.nan] + [100.0] * 19
    found = heights(values)
    assert all(count == 0 for count in found[45:75])
    assert found[20] > 15 and found[100] > 15


def test_above_the_maximum_is_the_maximum(qapp):
    assert heights([1e9] * SAMPLES) == heights([100] * SAMPLES)


def test_without_a_maximum_the_greatest_is_the_top(qapp):
    assert heights([3.0] * SAMPLES, maximum=0) == heights([100] * SAMPLES)


def test_nothing_yet(qapp):
    assert sum(heights([])) == 0
    assert sum(heights([0, 0], maximum=0)) <= 8


def test_sharp_on_any_screen(qapp):
    pixmap = sparkline_pixmap(QSize(60, 20), 1.5, [1, 2], 2, RED)
    assert pixmap.size() == QSize(90, 30)
    assert pixmap.deviceIndependentSize().toSize() == QSize(60, 20)
