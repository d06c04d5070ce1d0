"""The manager's toolbar, menus and search field."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QComboBox, QLineEdit, QMainWindow, QMenu, QSizePolicy, QToolBar, QToolButton, QWidget

from virtgui import theme
from virtgui.windows.manager_action import MachineActions

SEARCH_WIDTH = 260
STOPS = ("stop", "reset", "kill")


class ManagerBar(QToolBar):
    """``new`` and ``search`` are its own; everything else are ``actions``."""

    def __init__(self, actions: MachineActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._machine_actions = actions
        self.setObjectName("toolbar")
        self.setWindowTitle(self.tr("Toolbar"))
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setIconSize(QSize(theme.ICON_TOOL, theme.ICON_TOOL))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.new = QAction(theme.icon("new"), self.tr("&New…"), self)
        self.new.setShortcut(QKeySequence.StandardKey.New)
        self.new.setToolTip(self.tr("Create a machine (Ctrl+N)"))
        self.addAction(self.new)
        self.addSeparator()
        # Run and Resume take each other's place.
        self.run = QToolButton()
        self.run.setDefaultAction(actions["start"])
        self.run.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.run.setIconSize(self.iconSize())
        self.run.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.addWidget(self.run)
        self.addAction(actions["pause"])
        self.stop = QToolButton()
        self.stop.setText(self.tr("Stop"))
        self.stop.setIcon(actions["stop"].icon())
        self.stop.setIconSize(self.iconSize())
        self.stop.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.stop.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.stop.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.stop.clicked.connect(self._stop)
        menu = QMenu(self.stop)
        menu.setToolTipsVisible(True)
        for verb in STOPS:
            menu.addAction(actions[verb])
            actions[verb].enabledChanged.connect(self._offer_stop)
        self.stop.setMenu(menu)
        self.addWidget(self.stop)
        self.addAction(actions["open"])
        self.addSeparator()
        self.addAction(actions["delete"])
        for action in self.actions():
            button = self.widgetForAction(action)
            if isinstance(button, QToolButton):
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spacer)
        self.show_ = QComboBox()
        for value, text in (
            ("all", self.tr("All")),
            ("running", self.tr("Running")),
            ("off", self.tr("Off")),
            ("trouble", self.tr("In trouble")),
        ):
            self.show_.addItem(text, value)
        self.show_.setAccessibleName(self.tr("Show machines by state"))
        self.show_.setToolTip(self.tr("Which machines are shown"))
        self.addWidget(self.show_)
        self.search = _search_field()
        self.search.setPlaceholderText(self.tr("Search name, notes, media"))
        self.search.setToolTip(self.tr("Show only machines with all of these words (Ctrl+F)"))
        self.search.setAccessibleName(self.tr("Search machines"))
        self.addWidget(self.search)
        self.grid = QAction(theme.icon("grid"), self.tr("Pictures instead of the list"), self)
        self.grid.setCheckable(True)
        self.grid.setShortcut(QKeySequence("Ctrl+G"))
        self.grid.setToolTip(self.tr("Show the screens of the machines instead of the list (Ctrl+G)"))
        self.addAction(self.grid)
        button = self.widgetForAction(self.grid)
        assert isinstance(button, QToolButton)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(self.grid.text())
        self._offer_stop()

    def _offer_stop(self) -> None:
        """The button works while any of its actions does: a guest that cannot shut down can lose its power."""
        able = [self._machine_actions[verb] for verb in STOPS if self._machine_actions[verb].isEnabled()]
        self.stop.setEnabled(bool(able))
        self.stop.setToolTip(self._machine_actions["stop"].toolTip())

    def _stop(self) -> None:
        stop = self._machine_actions["stop"]
        if stop.isEnabled():
            stop.trigger()
        else:
            self.stop.showMenu()

    def offer_resume(self, offer: bool) -> None:
        """Whether the first button resumes instead of starting."""
        wanted = self._machine_actions["resume" if offer else "start"]
        if self.run.defaultAction() is not wanted:
            self.run.setDefaultAction(wanted)


def _search_field() -> QLineEdit:
    search = QLineEdit(clearButtonEnabled=True)
    search.setFixedWidth(SEARCH_WIDTH)
    search.addAction(theme.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
    return search


class ManagerMenus:
    """The menu bar. ``scheme`` has an action each for "system", "light" and "dark"."""

    def __init__(
        self, window: QMainWindow, bar: ManagerBar, actions: MachineActions, quit_all: Callable[[], object]
    ) -> None:
        menus = window.menuBar()
        file = menus.addMenu(_tr("&File"))
        file.addAction(bar.new)
        self.import_ = file.addAction(_tr("&Import…"))
        self.import_.setToolTip(_tr("Make a machine of a file that was exported"))
        file.addSeparator()
        leave = file.addAction(_tr("&Quit"))
        leave.setShortcut(QKeySequence(QKeySequence.StandardKey.Quit))
        leave.setToolTip(_tr("Close all windows. Machines that run go on running."))
        leave.triggered.connect(quit_all)
        self.machine = menus.addMenu(_tr("&Machine"))
        fill_machine_menu(self.machine, actions)
        self.group = QMenu(_tr("&Group"), self.machine)
        self.machine.insertMenu(actions["delete"], self.group)
        view = menus.addMenu(_tr("&View"))
        group = QActionGroup(window)
        self.scheme: dict[theme.Scheme, QAction] = {}
        names: tuple[tuple[theme.Scheme, str], ...] = (
            ("system", _tr("Colours of the &desktop")),
            ("light", _tr("&Light")),
            ("dark", _tr("D&ark")),
        )
        for name, text in names:
            action = view.addAction(text)
            action.setCheckable(True)
            group.addAction(action)
            self.scheme[name] = action
        view.addSeparator()
        view.addAction(bar.grid)
        self.columns = view.addMenu(_tr("&Columns"))
        self.find = view.addAction(_tr("&Search"))
        self.find.setShortcut(QKeySequence.StandardKey.Find)
        help_menu = menus.addMenu(_tr("&Help"))
        self.doctor = help_menu.addAction(theme.icon("doctor"), _tr("&Doctor"))
        self.doctor.setToolTip(_tr("What this host has for machines, and how to mend what it lacks"))
        self.about = help_menu.addAction(_tr("&About VirtGUI"))
        help_menu.setToolTipsVisible(True)
        for menu in (file, view):
            menu.setToolTipsVisible(True)


def fill_machine_menu(menu: QMenu, actions: MachineActions) -> None:
    """What can be done with a machine, as a menu."""
    menu.setToolTipsVisible(True)
    for verb in (
        *("open", "start", "resume", "pause", "stop", "reset", "kill"),
        *("snapshot", "clone", "rename", "export", "delete"),
    ):
        if verb in ("start", "stop", "snapshot", "delete"):
            menu.addSeparator()
        menu.addAction(actions[verb])


def _tr(text: str) -> str:
    return QCoreApplication.translate("ManagerMenus", text)
