"""Edges that can be seen."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QRadioButton, QSpinBox, QWidget

from virtgui.style import EdgedFusion
from virtgui.theme import DARK, HIGH_DARK, LIGHT, qt_palette


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


def distance(widget: QWidget, colour: QColor) -> int:
    """How far the pixel nearest to ``colour`` is from it: round edges are smoothed."""
    image = widget.grab().toImage()
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return min(
        abs(pixel.red() - colour.red()) + abs(pixel.green() - colour.green()) + abs(pixel.blue() - colour.blue())
        for pixel in pixels
    )
