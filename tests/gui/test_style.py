"""Edges that can be seen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QSpinBox,
    QToolButton,
    QWidget,
)

from virtgui.style import EdgedFusion
from virtgui.theme import DARK, HIGH_DARK, HIGH_LIGHT, LIGHT, qt_palette


@pytest.mark.parametrize("colours", [LIGHT, DARK, HIGH_DARK], ids=["light", "dark", "high"])
@pytest.mark.parametrize("kind", [QCheckBox, QRadioButton, QLineEdit, QPlainTextEdit, QSpinBox, QComboBox])
def test_what_can_be_clicked_or_typed_into_has_an_edge(qtbot, kind: type[QWidget], colours) -> None:
    widget = kind()
    qtbot.addWidget(widget)
    style = EdgedFusion()
    style.setParent(widget)
    widget.setStyle(style)
    widget.setPalette(qt_palette(colours))
    widget.resize(120, 60)
    assert distance(widget, colours.edge) < 100
    if kind in (QSpinBox, QComboBox):
        return  # Their arrows have a colour of the kind as well.
    widget.setEnabled(False)
    assert distance(widget, colours.edge) > 100 or colours.edge == colours.border


@pytest.mark.parametrize("colours", [HIGH_LIGHT, HIGH_DARK], ids=["light", "dark"])
@pytest.mark.parametrize("kind", [QPushButton, QToolButton])
def test_in_high_contrast_buttons_and_what_is_switched_on_have_one(qtbot, kind: type[QWidget], colours) -> None:
    button = kind()
    qtbot.addWidget(button)
    style = EdgedFusion()
    style.setParent(button)
    button.setStyle(style)
    button.setPalette(qt_palette(colours))
    button.setCheckable(True)
    button.resize(120, 60)
    is_flat = kind is QToolButton
    button.setProperty("autoRaise", is_flat)
    assert distance(button, colours.edge) < 100 or is_flat
    button.setChecked(True)
    assert distance(button, colours.edge) < 100


@pytest.mark.parametrize("colours", [HIGH_LIGHT, HIGH_DARK], ids=["light", "dark"])
def test_in_high_contrast_a_scroll_bar_shows_where_one_is(qtbot, colours) -> None:
    bar = QScrollBar(Qt.Orientation.Vertical)
    qtbot.addWidget(bar)
    style = EdgedFusion()
    style.setParent(bar)
    bar.setStyle(style)
    bar.setPalette(qt_palette(colours))
    bar.setRange(0, 100)
    bar.setPageStep(20)
    bar.resize(16, 300)

    def marked(y: int) -> bool:
        return bar.grab().toImage().pixelColor(8, y) == colours.edge

    assert marked(30) and not marked(270)
    bar.setValue(100)
    assert marked(270) and not marked(30)


def distance(widget: QWidget, colour: QColor) -> int:
    """How far the pixel nearest to ``colour`` is from it: round edges are smoothed."""
    image = widget.grab().toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return min(
        abs(pixel.red() - colour.red()) + abs(pixel.green() - colour.green()) + abs(pixel.blue() - colour.blue())
        for pixel in pixels
    )
