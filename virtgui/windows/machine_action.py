"""What can be done in a machine's window: actions, their menus and the toolbar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QActionGroup, QIcon, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from virtgui.models.machine import Machine, MachineState
from virtgui.models.preference import Preferences
from virtgui.theme import ICON_TOOL, icon
from virtgui.widgets.display import DisplayWidget
from virtgui.windows.console_menu import ConsoleMenus, menu_of

VIEWS: Final = ("screen", "serial", "both", "performance", "details", "snapshots")


def _tr(text: str) -> str:
    return QCoreApplication.translate("MachineActions", text)


class MachineActions:
    """The actions of a window. Shortcuts work while neither screen nor terminal has the focus: those keep all
    keys for the guest."""

    def __init__(
        self, window: QMainWindow, machine: Machine, display: DisplayWidget, preferences: Preferences
    ) -> None:
        self._window, self._machine, self._display = window, machine, display
        self.run = self._make("run", _tr("Run"), self._run)
        self.pause = self._make("pause", _tr("Pause"), machine.pause)
        self.stop = self._make("power-off", _tr("Shut down"), machine.stop)
        self.reset = self._make("reset", _tr("Reset"), machine.reset)
        self.kill = self._make("kill", _tr("Power off"), machine.kill)
        self.screenshot_copy = self._make("copy", _tr("Copy picture"), None)
        self.screenshot_save = self._make("save", _tr("Save picture…"), None)
        self.paste = self._make("paste", _tr("Paste as typing"), None)
        self.copy = self._make("copy", _tr("Copy text"), None)
        self.select = self._make("screen", _tr("Select text with the mouse"), None)
        self.select.setCheckable(True)
        self.select.toggled.connect(display.set_select_text)
        self.full = self._make("fullscreen", _tr("Full screen"), None, "F11")
        self.full.setCheckable(True)
        self.grab = self._make("keyboard", _tr("Give keyboard and mouse to the guest"), display.take_grab)
        self.find = self._make("search", _tr("Find text on the screen"), None)
        self.switch = self._make("grid", _tr("Switch screen and serial"), None)
        self.detach = self._make("detach", _tr("Own window for the console"), None)
        self.share = self._make("clipboard", _tr("Let the guest use the clipboard"), None)
        self.share.setToolTip(
            _tr("Let the guest set and read the clipboard through a serial port (OSC 52); now it may not")
        )
        self.share.setCheckable(True)
        self.views: dict[str, QAction] = {}
        self._make_views()
        self.stop_menu = menu_of(window, _tr("Stop"), "stop", [self.stop, self.reset, self.kill])
        self.screenshot_menu = menu_of(
            window, _tr("Screenshot"), "screenshot", [self.screenshot_save, self.screenshot_copy]
        )
        self.menus = ConsoleMenus(window, display, preferences, machine.uuid)
        self.keys_menu = self.menus.keys(self.switch, self.grab)
        self.scale_menu = self.menus.scale()
        self.text_menu = self.menus.clipboard(self.copy, self.paste, self.find, self.share)
        self.combos, self.scales = self.menus.combos, self.menus.scales

    def _make(self, picture: str, text: str, slot: Callable[[], None] | None, keys: str = "") -> QAction:
        action = QAction(icon(picture) if picture else QIcon(), text, self._window)
        if slot is not None:
            action.triggered.connect(lambda: slot())
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.setToolTip(f"{text} ({keys})" if keys else text)
        action.setData(action.toolTip())
        return action

    def _make_views(self) -> None:
        group = QActionGroup(self._window)
        titles = {
            "screen": ("screen", _tr("Screen")),
            "serial": ("serial", _tr("Serial")),
            "both": ("grid", _tr("Both")),
            "performance": ("performance", _tr("Performance")),
            "details": ("details", _tr("Details")),
            "snapshots": ("snapshot", _tr("Snapshots")),
        }
        for number, view in enumerate(VIEWS, 1):
            picture, text = titles[view]
            action = self._make(picture, text, None, f"Ctrl+{number}")
            action.setCheckable(True)
            action.setData(view)
            group.addAction(action)
            self.views[view] = action

    # --- following the machine -----------------------------------------------------------------------------

    def refresh(self) -> None:
        """What is possible now; what is not says why."""
        machine = self._machine
        resumes = not machine.can("resume")
        self.run.setText(_tr("Resume") if resumes else _tr("Run"))
        self.run.setData(_tr("Let the guest go on") if resumes else _tr("Switch it on"))
        self.pause.setData(_tr("Stop its CPUs for a while"))
        self.stop.setData(_tr("Press its power button: the guest shuts itself down"))
        self.reset.setData(_tr("Press its reset button: what is not saved is lost"))
        self.kill.setData(_tr("Cut its power: what is not saved is lost"))
        start = "" if resumes else machine.can("start")
        self.allow(self.run, start)
        self.allow(self.pause, machine.can("pause"))
        self.allow(self.stop, machine.can("stop"))
        self.allow(self.reset, machine.can("reset"))
        self.allow(self.kill, machine.can("kill"))
        everything = machine.can("kill")
        self.allow(self.stop_menu.menuAction(), everything)
        typing = machine.can("type")
        self.allow(self.paste, typing)
        self.allow(self.grab, typing)
        for action in self.combos.values():
            action.setEnabled(not typing)
            action.setToolTip(typing)

    def allow(self, action: QAction, why_not: str) -> None:
        """Enable an action, or grey it out with the reason as its tool tip."""
        action.setEnabled(not why_not)
        text = action.text().replace("&", "")
        usual = str(action.data() or text)
        action.setToolTip(f"{text}: {why_not}" if why_not else usual)

    def _run(self) -> None:
        if self._machine.state in (MachineState.PAUSED, MachineState.IO_ERROR):
            self._machine.resume()
        else:
            self._machine.start()

    # --- the toolbar ---------------------------------------------------------------------------------------

    def tool_bar(self, media: QMenu) -> QToolBar:
        """Life, views, tools; ``media`` is one of them."""
        bar = QToolBar(_tr("Machine"), self._window)
        bar.setObjectName("machineBar")
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        bar.setIconSize(bar.iconSize().scaled(ICON_TOOL, ICON_TOOL, Qt.AspectRatioMode.IgnoreAspectRatio))
        for action in (self.run, self.pause):
            self._plain(bar, action)
        self._with_menu(bar, self.stop_menu, icon_only=False)
        bar.addSeparator()
        for action in self.views.values():
            self._plain(bar, action)
        filler = QWidget(bar)
        filler.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(filler)
        self._with_menu(bar, media, icon_only=True)
        self._with_menu(bar, self.keys_menu, icon_only=True)
        self._with_menu(bar, self.scale_menu, icon_only=True)
        self._with_menu(bar, self.screenshot_menu, icon_only=True)
        self._with_menu(bar, self.text_menu, icon_only=True)
        self._plain(bar, self.share, icon_only=True)
        for action in (self.detach, self.full):
            self._plain(bar, action, icon_only=True)
        return bar

    def _plain(self, bar: QToolBar, action: QAction, *, icon_only: bool = False) -> None:
        bar.addAction(action)
        button = bar.widgetForAction(action)
        if isinstance(button, QToolButton):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(action.text())
            if icon_only:
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)

    def _with_menu(self, bar: QToolBar, menu: QMenu, *, icon_only: bool) -> None:
        button = QToolButton(bar)
        button.setDefaultAction(menu.menuAction())
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(menu.title())
        style = Qt.ToolButtonStyle.ToolButtonIconOnly if icon_only else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        button.setToolButtonStyle(style)
        bar.addWidget(button)
