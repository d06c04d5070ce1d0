"""How VirtGUI looks, in one place: colours for light and dark, distances, fonts and icons."""

from __future__ import annotations

from typing import Final, Literal

import msgspec
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QStyle

from virtgui.widgets.icon import IconEngine

SPACE_XS: Final = 4
SPACE_S: Final = 8
SPACE_M: Final = 12
SPACE_L: Final = 20
SPACE_XL: Final = 32
RADIUS: Final = 6
ICON_SMALL: Final = 16
ICON_TOOL: Final = 20
ICON_LARGE: Final = 48
APP_ICON: Final = "virtgui"

Scheme = Literal["system", "light", "dark"]


class Colours(msgspec.Struct, frozen=True):
    """Every colour by its purpose. ``border`` parts what lies side by side, ``edge`` shows where one can click or
    type. ``series`` are for graph lines, told apart also by colour-blind people. ``high``: a tint alone says nothing,
    what is chosen has an outline, too."""

    dark: bool
    window: QColor
    base: QColor
    alternate: QColor
    button: QColor
    text: QColor
    muted: QColor
    disabled: QColor
    border: QColor
    edge: QColor
    grid: QColor
    accent: QColor
    accent_text: QColor
    running: QColor
    paused: QColor
    crashed: QColor
    off: QColor
    letterbox: QColor
    series: tuple[QColor, ...]
    high: bool = False

    def state(self, state: str) -> QColor:
        """The colour of a run state ("running", "paused", "crashed" ...); grey for a state it does not know."""
        return {
            "running": self.running,
            "starting": self.running,
            "paused": self.paused,
            "stopping": self.paused,
            "crashed": self.crashed,
            "broken": self.crashed,
        }.get(state, self.off)


def _series(*names: str) -> tuple[QColor, ...]:
    return tuple(QColor(name) for name in names)


LIGHT: Final = Colours(
    dark=False,
    window=QColor("#f4f5f7"),
    base=QColor("#ffffff"),
    alternate=QColor("#f8f9fb"),
    button=QColor("#fbfbfc"),
    text=QColor("#1c2430"),
    muted=QColor("#5b6675"),
    disabled=QColor("#9aa3af"),
    border=QColor("#d3d8df"),
    edge=QColor("#868e9a"),
    grid=QColor("#e6e9ee"),
    accent=QColor("#2563c9"),
    accent_text=QColor("#ffffff"),
    running=QColor("#178a4c"),
    paused=QColor("#b26a00"),
    crashed=QColor("#c8322b"),
    off=QColor("#7a8492"),
    letterbox=QColor("#23272e"),
    series=_series("#2563c9", "#d9730d", "#178a4c", "#a23bb5", "#c8322b", "#0e8a97", "#8a6d1d", "#5b6675"),
)

DARK: Final = Colours(
    dark=True,
    window=QColor("#1e2228"),
    base=QColor("#171a1f"),
    alternate=QColor("#1b1f25"),
    button=QColor("#2a2f37"),
    text=QColor("#e4e8ee"),
    muted=QColor("#9aa5b4"),
    disabled=QColor("#646e7c"),
    border=QColor("#373e48"),
    edge=QColor("#6c7683"),
    grid=QColor("#2a3038"),
    accent=QColor("#5a94f2"),
    accent_text=QColor("#0c1420"),
    running=QColor("#3ecb7f"),
    paused=QColor("#f2b13c"),
    crashed=QColor("#f2695f"),
    off=QColor("#8893a1"),
    letterbox=QColor("#101216"),
    series=_series("#5a94f2", "#f29b4b", "#3ecb7f", "#cf7ee0", "#f2695f", "#3fc1cf", "#d3b04a", "#9aa5b4"),
)


HIGH_LIGHT: Final = msgspec.structs.replace(
    LIGHT,
    high=True,
    window=QColor("#ffffff"),
    alternate=QColor("#f4f4f4"),
    button=QColor("#ffffff"),
    text=QColor("#000000"),
    muted=QColor("#1f1f1f"),
    disabled=QColor("#595959"),
    border=QColor("#000000"),
    edge=QColor("#000000"),
    grid=QColor("#8a8a8a"),
    accent=QColor("#0037b3"),
    running=QColor("#00552a"),
    paused=QColor("#6b3d00"),
    crashed=QColor("#9c0006"),
    off=QColor("#3b3b3b"),
    series=_series("#0037b3", "#8f4300", "#00552a", "#7a1090", "#9c0006", "#00565e", "#5c4600", "#3b3b3b"),
)
"""For desktops that ask for high contrast, on light ground. Text has 7:1 and more (WCAG 2.1, 1.4.6)."""

HIGH_DARK: Final = msgspec.structs.replace(
    DARK,
    high=True,
    window=QColor("#000000"),
    base=QColor("#000000"),
    alternate=QColor("#101010"),
    button=QColor("#000000"),
    text=QColor("#ffffff"),
    muted=QColor("#e6e6e6"),
    disabled=QColor("#a6a6a6"),
    border=QColor("#ffffff"),
    edge=QColor("#ffffff"),
    grid=QColor("#6e6e6e"),
    accent=QColor("#8fb8ff"),
    accent_text=QColor("#000000"),
    running=QColor("#5cff9f"),
    paused=QColor("#ffcf5c"),
    crashed=QColor("#ff9a94"),
    off=QColor("#cfcfcf"),
    series=_series("#8fb8ff", "#ffb570", "#5cff9f", "#eaa6f7", "#ff9a94", "#6fe6f2", "#f0d070", "#d0d0d0"),
)
"""The same on dark ground."""

_ALL: Final = (LIGHT, DARK, HIGH_LIGHT, HIGH_DARK)
_BY_WINDOW: Final = {colours.window.rgb(): colours for colours in _ALL}


def colours_for(palette: QPalette) -> Colours:
    """The colours that suit a widget with this palette. Cheap: call it while painting."""
    window = palette.color(QPalette.ColorRole.Window)
    return _BY_WINDOW.get(window.rgb()) or (DARK if window.lightness() < 128 else LIGHT)


def qt_palette(colours: Colours) -> QPalette:
    """The QPalette that gives Qt's own widgets these colours."""
    role = QPalette.ColorRole
    palette = QPalette()
    for which, colour in {
        role.Window: colours.window,
        role.WindowText: colours.text,
        role.Base: colours.base,
        role.AlternateBase: colours.alternate,
        role.Text: colours.text,
        role.Button: colours.button,
        role.ButtonText: colours.text,
        role.BrightText: colours.crashed,
        role.ToolTipBase: colours.base,
        role.ToolTipText: colours.text,
        role.PlaceholderText: colours.muted,
        role.Link: colours.accent,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.accent_text,
        role.Light: colours.button.lighter(110),
        role.Midlight: colours.button,
        role.Mid: colours.border,
        role.Dark: colours.border.darker(120),
        role.Shadow: QColor("#000000"),
        role.Accent: colours.accent,
    }.items():
        palette.setColor(which, colour)
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, colours.disabled)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, colours.border)
    return palette


class Theme(QObject):
    """Gives the application its palette, and follows the desktop between light and dark and to high contrast.

    ``changed`` comes after the application's palette was replaced. One is made by the application at start.
    """

    changed = Signal()

    def __init__(self, app: QApplication, scheme: Scheme = "system", style: QStyle | None = None) -> None:
        """``style``: Fusion, or what is built on it."""
        super().__init__(app)
        self._app = app
        self._scheme: Scheme = scheme
        self._colours: Colours | None = None
        app.setStyle(style or "Fusion")
        # Kept: PySide forgets what belongs to the hints together with them.
        self._hints = hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._follow)
        # Since Qt 6.10.
        self._accessibility = hints.accessibility() if hasattr(hints, "accessibility") else None
        if self._accessibility is not None:
            self._accessibility.contrastPreferenceChanged.connect(self._follow)
        self._follow()

    @property
    def scheme(self) -> Scheme:
        """What was chosen: "system" follows the desktop."""
        return self._scheme

    @property
    def colours(self) -> Colours:
        """The colours in use now."""
        return self._colours or LIGHT

    def set_scheme(self, scheme: Scheme) -> None:
        """Choose light, dark, or what the desktop says."""
        self._scheme = scheme
        self._follow()

    def _follow(self) -> None:
        dark = self._scheme == "dark" or (
            self._scheme == "system" and self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        )
        light_and_dark = (HIGH_LIGHT, HIGH_DARK) if self.wants_contrast() else (LIGHT, DARK)
        colours = light_and_dark[dark]
        if colours is self._colours:
            return
        self._colours = colours
        self._app.setPalette(qt_palette(colours))
        self.changed.emit()

    def wants_contrast(self) -> bool:
        """Whether the desktop asks for high contrast."""
        hints = self._accessibility
        return hints is not None and hints.contrastPreference() == Qt.ContrastPreference.HighContrast


def monospace(size_pt: float | None = None) -> QFont:
    """The desktop's fixed-width font, at ``size_pt`` points if given."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setStyleHint(QFont.StyleHint.Monospace)
    if size_pt is not None:
        font.setPointSizeF(size_pt)
    return font


def icon(name: str, colour: QColor | None = None) -> QIcon:
    """One of resources/icons by name ("run", "power-off" ...), in the palette's text colour unless given another.

    Follows a change between light and dark by itself. Raises FileNotFoundError for an unknown name.
    """
    return QIcon(IconEngine(name, colour))
