from __future__ import annotations

import gc
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon

from engine.resource import resource_path
from virtgui.theme import Theme, icon

SHIPPED = sorted(path.stem for path in resource_path("icons").glob("*.svg"))
SOURCES = [*(Path(__file__).parents[2] / "virtgui").rglob("*.py")]


@pytest.fixture
def restored(qapp):
    before, style = qapp.palette(), qapp.style().objectName()
    yield qapp
    qapp.setPalette(before)
    qapp.setStyle(style)


def test_every_icon_draws(qapp):
    for name in SHIPPED:
        image = icon(name).pixmap(QSize(24, 24)).toImage()
        drawn = sum(image.pixelColor(x, y).alpha() > 64 for x in range(24) for y in range(24))
        assert drawn > 10, name


def test_every_icon_is_used():
    words = "".join(source.read_text("utf-8") for source in SOURCES)
    assert [name for name in SHIPPED if f'"{name}"' not in words] == []


def test_an_icon_follows_the_palette(restored):
    def brightest(of: QIcon) -> int:
        image = of.pixmap(QSize(24, 24)).toImage()
        return max(
            image.pixelColor(x, y).lightness()
            for x in range(24)
            for y in range(24)
            if image.pixelColor(x, y).alpha() == 255
        )

    theme = Theme(restored, "light")
    stop = QIcon(icon("stop"))
    gc.collect()
    assert brightest(stop) < 100
    theme.set_scheme("dark")
    assert brightest(stop) > 200


def test_an_icon_keeps_its_own_colour(qapp):
    image = icon("list", QColor("#ff0000")).pixmap(QSize(24, 24)).toImage()
    assert image.pixelColor(12, 12).name() == "#ff0000"


def test_an_unknown_icon_is_a_mistake(qapp):
    with pytest.raises(FileNotFoundError):
        icon("no such icon")
