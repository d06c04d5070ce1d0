"""How VirtGUI looks, in one place: colours for light and dark, distances, fonts and icons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette
from PySide6.QtWidgets import QApplication

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


@dataclass(frozen=True, slots=True)
class Colours:
    """Every colour by its purpose. ``series`` are for graph lines, told apart also by colour-blind people."""

    dark: bool
    window: QColor
    base: QColor
    alternate: QColor
    button: QColor
    text: QColor
    muted: QColor
    disabled: QColor
    border: QColor
    grid: QColor
    accent: QColor
    accent_text: QColor
    running: QColor
    paused: QColor
    crashed: QColor
    off: QColor
    letterbox: QColor
    series: tuple[QColor, ...]

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


def colours_for(palette: QPalette) -> Colours:
    """LIGHT or DARK, whichever suits a widget with this palette. Cheap: call it while painting."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


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
    """Gives the application its palette, and follows the desktop between light and dark.

    ``changed`` comes after the application's palette was replaced. One is made by the application at start.
    """

    changed = Signal()

    def __init__(self, app: QApplication, scheme: Scheme = "system") -> None:
        super().__init__(app)
        self._app = app
        self._scheme: Scheme = scheme
        self._colours: Colours | None = None
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._follow)
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
        colours = DARK if dark else LIGHT
        if colours is self._colours:
            return
        self._colours = colours
        self._app.setPalette(qt_palette(colours))
        self.changed.emit()


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
