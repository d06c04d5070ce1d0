from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette

from virtgui.theme import DARK, HIGH_DARK, HIGH_LIGHT, LIGHT, Colours, Theme, colours_for, monospace, qt_palette


@pytest.fixture
def restored(qapp):
    before, style = qapp.palette(), qapp.style().objectName()
    yield qapp
    qapp.setPalette(before)
    qapp.setStyle(style)


def luminance(colour: QColor) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(a: QColor, b: QColor) -> float:
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    "colours", [LIGHT, DARK, HIGH_LIGHT, HIGH_DARK], ids=["light", "dark", "high-light", "high-dark"]
)
def test_colours_are_readable(colours: Colours):
    """WCAG 2.1: 4.5 for text, 3 for graphics."""
    for background in (colours.window, colours.base, colours.alternate):
        assert contrast(colours.text, background) >= 7
        assert contrast(colours.muted, background) >= 4.5
        assert contrast(colours.edge, background) >= 3
        for colour in (colours.running, colours.paused, colours.crashed, colours.off, *colours.series):
            assert contrast(colour, background) >= 3
    assert contrast(colours.accent, colours.accent_text) >= 4.5


@pytest.mark.parametrize("colours", [HIGH_LIGHT, HIGH_DARK], ids=["light", "dark"])
def test_high_contrast_is_high(colours: Colours):
    """WCAG 2.1, 1.4.6: 7 for text."""
    shown = (colours.muted, colours.running, colours.paused, colours.crashed, colours.accent, *colours.series)
    for colour in (colours.text, colours.edge, *shown):
        assert contrast(colour, colours.base) >= 7


def test_state_colours():
    assert LIGHT.state("running") == LIGHT.running
    assert LIGHT.state("crashed") == LIGHT.state("broken") == LIGHT.crashed
    assert LIGHT.state("what is this") == LIGHT.off


def test_a_widgets_palette_tells_which_colours():
    assert colours_for(qt_palette(DARK)) is DARK
    assert colours_for(qt_palette(LIGHT)) is LIGHT
    assert colours_for(qt_palette(HIGH_DARK)) is HIGH_DARK
    desktop = qt_palette(LIGHT)
    desktop.setColor(QPalette.ColorRole.Window, QColor("#222222"))
    assert colours_for(desktop) is DARK


def test_choosing_a_scheme_changes_the_palette(restored, qtbot):
    theme = Theme(restored, "light")
    with qtbot.waitSignal(theme.changed):
        theme.set_scheme("dark")
    assert theme.colours is DARK
    assert restored.palette().color(QPalette.ColorRole.Window) == DARK.window
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_scheme("dark")
    theme.set_scheme("light")


def test_a_desktop_that_asks_for_contrast_gets_it(restored, qtbot, monkeypatch):
    theme = Theme(restored, "light")
    monkeypatch.setattr(theme, "wants_contrast", lambda: True)
    with qtbot.waitSignal(theme.changed):
        theme.set_scheme("dark")
    assert theme.colours is HIGH_DARK
    theme.set_scheme("light")
    assert theme.colours is HIGH_LIGHT


def test_monospace(qapp):
    assert monospace(11).pointSizeF() == 11
