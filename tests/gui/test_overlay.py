from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QImage, QPainter

from virtgui.theme import DARK
from virtgui.widgets.overlay import Message, banner_rect, paint_banner, paint_message


def painted(width, height, paint):
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint(painter, QRect(0, 0, width, height))
    painter.end()
    return image


def test_dimming(qapp):
    def paint(dim):
        return painted(400, 300, lambda painter, area: paint_message(painter, area, QFont(), Message("Off"), dim))

    assert paint(True).pixelColor(2, 2).lightness() < 120
    assert paint(False).pixelColor(2, 2).lightness() == 255


def test_the_icon_has_its_colour_and_gives_way_when_it_is_narrow(qapp):
    message = Message("Crashed", "Reset it.", "stop", DARK.crashed)

    def has_icon(height):
        image = painted(400, height, lambda painter, area: paint_message(painter, area, QFont(), message, True))
        wanted = DARK.crashed.rgb()
        return any(image.pixel(x, y) == wanted for x in range(400) for y in range(height))

    assert has_icon(300)
    assert not has_icon(70)


@pytest.mark.parametrize("width", [1, 30, 2000])
def test_any_width(qapp, width):
    message = Message("A long title that must be wrapped", "and a longer hint " * 9, "info")
    painted(width, 200, lambda painter, area: paint_message(painter, area, QFont(), message, True))


def test_the_banner_stays_in_its_rectangle(qapp):
    text = "Press Right Ctrl to release the mouse"
    image = painted(600, 200, lambda painter, area: paint_banner(painter, area, QFont(), text))
    box = banner_rect(QRect(0, 0, 600, 200), QFont(), text)
    changed = {(x, y) for x in range(600) for y in range(200) if image.pixelColor(x, y).lightness() < 255}
    assert changed
    assert all(box.contains(x, y) for x, y in changed)
