from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Qt, Signal
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


class Desktop(QObject):
    """What Theme uses of an application and its style hints, for a desktop whose settings change; Qt's offscreen
    platform has none."""

    colorSchemeChanged = Signal(Qt.ColorScheme)  # noqa: N815  # as Qt calls it
    contrastPreferenceChanged = Signal(Qt.ContrastPreference)  # noqa: N815  # as Qt calls it

    def __init__(self) -> None:
        super().__init__()
        self.dark = self.contrast = False
        self.palette: QPalette | None = None

    def styleHints(self) -> Desktop:
        return self

    def accessibility(self) -> Desktop:
        return self

    def colorScheme(self) -> Qt.ColorScheme:
        return Qt.ColorScheme.Dark if self.dark else Qt.ColorScheme.Light

    def contrastPreference(self) -> Qt.ContrastPreference:
        preference = Qt.ContrastPreference
        return preference.HighContrast if self.contrast else preference.NoPreference

    def setStyle(self, style: object) -> None:
        """It has no windows."""

    def setPalette(self, palette: QPalette) -> None:
        self.palette = palette

    def prefer(self, *, dark: bool, contrast: bool) -> None:
        """Its settings change."""
        changed, self.dark = dark != self.dark, dark
        if changed:
            self.colorSchemeChanged.emit(self.colorScheme())
        changed, self.contrast = contrast != self.contrast, contrast
        if changed:
            self.contrastPreferenceChanged.emit(self.contrastPreference())


@pytest.mark.skipif(not hasattr(Qt, "ContrastPreference"), reason="Qt knows of contrast since 6.10")
def test_a_desktop_that_asks_for_contrast_gets_it(qapp):
    desktop = Desktop()
    theme = Theme(desktop)
    assert theme.colours is LIGHT
    for dark, contrast, colours in (
        (True, False, DARK),
        (True, True, HIGH_DARK),
        (False, True, HIGH_LIGHT),
        (False, False, LIGHT),
    ):
        desktop.prefer(dark=dark, contrast=contrast)
        assert theme.colours is colours
        assert desktop.palette.color(QPalette.ColorRole.Window) == colours.window


@pytest.mark.skipif(not hasattr(Qt, "ContrastPreference"), reason="Qt knows of contrast since 6.10")
def test_what_was_chosen_goes_before_what_the_desktop_says_of_light_and_dark(qapp):
    desktop = Desktop()
    theme = Theme(desktop, "light")
    desktop.prefer(dark=True, contrast=True)
    assert theme.colours is HIGH_LIGHT
    theme.set_scheme("system")
    assert theme.colours is HIGH_DARK


def test_monospace(qapp):
    assert monospace(11).pointSizeF() == 11
