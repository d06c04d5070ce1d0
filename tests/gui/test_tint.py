"""virtgui.widgets.tint: colours between two others."""

from __future__ import annotations

from PySide6.QtGui import QColor

from virtgui.widgets.tint import mixed


def test_between_two_colours() -> None:
    red, blue = QColor("#ff0000"), QColor("#0000ff")
    assert mixed(red, blue, 1).name() == "#ff0000"
    assert mixed(red, blue, 0).name() == "#0000ff"
    quarter = mixed(red, blue, 0.25)
    assert (quarter.red(), quarter.green(), quarter.blue(), quarter.alpha()) == (64, 0, 191, 255)
