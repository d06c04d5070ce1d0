from __future__ import annotations

import math
import time

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from virtgui.theme import DARK, LIGHT, colours_for, qt_palette
from virtgui.widgets.graph import SPANS_S, Series, TimeGraph
from virtgui.widgets.unit import BYTES_PER_S, PERCENT

NOW = 1_800_000_000.0


@pytest.fixture
def graph(qtbot):
    widget = TimeGraph("CPU", PERCENT, [Series("g", "Guest"), Series("k", "Kernel")], stacked=True, maximum=100)
    qtbot.addWidget(widget)
    widget.resize(600, 220)
    widget.show()
    return widget


def fill(graph, count=120, step=1.0, **values):
    for index in range(count):
        graph.append(NOW + index * step, values or {"g": 40.0, "k": 10.0})


def hover(graph, x, y):
    at = QPointF(x, y)
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(graph, event)


def colours_in(graph):
    image = graph.grab().toImage()
    return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}


def test_current_values_are_said(graph):
    assert graph.accessibleName() == "CPU"
    assert "Guest –" in graph.accessibleDescription()
    fill(graph)
    assert "Guest 40 %, Kernel 10 % now" in graph.accessibleDescription()
    assert "last 5 min" in graph.accessibleDescription()


def test_areas_are_stacked(graph):
    fill(graph, 400)
    graph.grab()
    frame, image = graph._frame, graph.grab().toImage()
    x = round(frame.plot.center().x()) + 3
    guest = image.pixel(x, round(frame.y(20)))
    kernel = image.pixel(x, round(frame.y(45)))
    above = image.pixel(x, round(frame.y(60)))
    assert len({guest, kernel, above}) == 3
    assert above == colours_for(graph.palette()).base.rgb()


def test_a_gap_is_empty(graph):
    graph.set_span(60)
    fill(graph, 31)
    for second in range(45, 61):
        graph.append(NOW + second, {"g": 40.0, "k": 10.0})
    graph.grab()
    frame, image = graph._frame, graph.grab().toImage()
    base = colours_for(graph.palette()).base.rgb()
    assert image.pixel(round(frame.x(NOW + 38)), round(frame.y(20))) == base
    assert image.pixel(round(frame.x(NOW + 22)), round(frame.y(20))) != base
    assert image.pixel(round(frame.x(NOW + 52)), round(frame.y(20))) != base


def test_the_wheel_and_the_keys_change_the_span(graph, qtbot):
    def wheel(angle):
        at, none = QPointF(300, 100), Qt.MouseButton.NoButton
        plain, phase = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
        QApplication.sendEvent(graph, QWheelEvent(at, at, QPoint(), QPoint(0, angle), none, plain, phase, False))

    with qtbot.waitSignal(graph.span_changed) as changed:
        wheel(-120)
    assert changed.args == [900]
    wheel(-1200)
    assert graph.span_s == SPANS_S[-1]
    wheel(240)
    assert graph.span_s == 300
    qtbot.keyClick(graph, Qt.Key.Key_Plus)
    assert graph.span_s == 60
    qtbot.keyClick(graph, Qt.Key.Key_Minus)
    assert graph.span_s == 300
    with pytest.raises(ValueError, match="77"):
        graph.set_span(77)


def test_hover_reads_time_and_values(graph):
    for second in range(300):
        graph.append(NOW + second, {"g": float(second % 100), "k": 1.0})
    plain = graph.grab().toImage()
    frame = graph._frame
    hover(graph, frame.x(NOW + 150), frame.plot.center().y())
    when, values = graph.reading()
    assert when == NOW + 150
    assert values == {"g": 50.0, "k": 1.0}
    assert "Guest 50 %" in graph.accessibleDescription()
    assert time.strftime("%H:%M:%S", time.localtime(when)) in graph.accessibleDescription()
    assert graph.grab().toImage() != plain
    hover(graph, 2, 2)
    assert graph.reading() is None


def test_the_keyboard_reads_values_too(graph, qtbot):
    fill(graph, 300)
    graph.grab()
    qtbot.keyClick(graph, Qt.Key.Key_Left)
    assert graph.reading()[0] == NOW + 299
    qtbot.keyClick(graph, Qt.Key.Key_Left)
    assert graph.reading()[0] < NOW + 299
    qtbot.keyClick(graph, Qt.Key.Key_Home)
    assert graph.reading()[0] == NOW
    qtbot.keyClick(graph, Qt.Key.Key_Right)
    assert graph.reading()[0] > NOW
    qtbot.keyClick(graph, Qt.Key.Key_Escape)
    assert graph.reading() is None


def test_a_missing_value_reads_as_missing(graph):
    graph.append(NOW, {"g": 1.0})
    graph.grab()
    hover(graph, graph._frame.plot.right() - 1, graph._frame.plot.center().y())
    assert math.isnan(graph.reading()[1]["k"])
    assert "Kernel –" in graph.accessibleDescription()


def test_the_axis_follows_the_values(qtbot):
    graph = TimeGraph("Disk", BYTES_PER_S, [Series("r", "Read")])
    qtbot.addWidget(graph)
    graph.resize(500, 200)
    graph.append(NOW, {"r": 3_000_000.0})
    graph.grab()
    assert 3_000_000 <= graph._frame.levels[-1] <= 6_000_000
    graph.append(NOW + 400, {"r": 10.0})
    graph.grab()
    assert graph._frame.levels[-1] == 1024


def test_light_and_dark(graph):
    fill(graph)
    graph.setPalette(qt_palette(LIGHT))
    assert LIGHT.base.rgb() in colours_in(graph)
    graph.setPalette(qt_palette(DARK))
    found = colours_in(graph)
    assert DARK.base.rgb() in found
    assert LIGHT.base.rgb() not in found


def test_tiny_and_empty_is_painted(graph):
    graph.resize(1, 1)
    graph.grab()
    graph.resize(220, 120)
    assert not graph.grab().isNull()


def test_an_hour_is_drawn_quickly(graph):
    """The aim is 3 ms of CPU time; generous here, for a busy machine has cold caches."""
    for second in range(3600):
        graph.append(NOW + second, {"g": 30 + second * 7919 % 40, "k": second * 104729 % 20})
    graph.set_span(3600)
    graph.grab()
    best = 1.0
    for second in range(3600, 3610):
        graph.append(NOW + second, {"g": 30.0, "k": 5.0})
        begin = time.thread_time()
        graph.repaint()
        best = min(best, time.thread_time() - begin)
    assert best < 0.015
