"""The window of one machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from virtgui.models.machine import Machine, MachineState
from virtgui.models.preference import Preferences
from virtgui.theme import icon
from virtgui.windows.detach import Detachable
from virtgui.windows.machine_action import VIEWS, MachineActions
from virtgui.windows.media_menu import MediaMenu
from virtgui.windows.message import MessageBar
from virtgui.windows.own_key import VIEW_KEYS, OwnKeys
from virtgui.windows.page_performance import PerformancePage
from virtgui.windows.page_screen import ScreenPage
from virtgui.windows.page_serial import SerialPage
from virtgui.windows.record import Record
from virtgui.windows.reveal import RevealBar
from virtgui.windows.serial_port import Port
from virtgui.windows.status import StatusLine
from virtgui.wizard.file_row import dropped_file

if TYPE_CHECKING:
    from virtgui.bridge import Bridge
    from virtgui.models.fleet import Fleet
    from virtgui.windows.page_details import DetailsPage
    from virtgui.windows.page_snapshot import SnapshotPage


class MachineWindow(QMainWindow):
    """Screen, serial ports, figures and details of a machine. ``closed(name)`` when it is; the machine runs on.
    ``doctor_wanted``: what went wrong lies with the host. ``clone_wanted``: of this snapshot."""

    closed = Signal(str)
    doctor_wanted = Signal()
    clone_wanted = Signal(str)

    def __init__(
        self,
        machine: Machine,
        fleet: Fleet,
        bridge: Bridge,
        parent: QWidget | None = None,
        preferences: Preferences | None = None,
    ) -> None:
        super().__init__(parent)
        preferences = preferences or Preferences(None, self)
        self.machine = machine
        self._fleet = fleet
        self._bridge = bridge
        self._view = ""
        self._was_maximized = False
        self._explained = ""
        self._offered = False
        self._leaves_changes = False
        self._preferences = preferences
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowIcon(icon("virtgui"))
        self.message = MessageBar(self)
        self.screen_page = ScreenPage(machine, bridge, self, preferences)
        self.serial_page = SerialPage(machine, bridge, self)
        self.performance_page = PerformancePage(machine, self)
        self.actions_ = MachineActions(self, machine, self.screen_page.display, preferences)
        self.screen_place = Detachable(self.screen_page, self.tr("Screen"), self)
        self.serial_place = Detachable(self.serial_page, self.tr("Serial"), self)
        self.media = MediaMenu(machine, preferences, self.message.show_message, self)
        self.record = Record(self, machine, bridge, self.screen_page, self.serial_page)
        self._lay_out()
        self._connect()
        self.setAcceptDrops(True)
        self.show_view("screen")
        self.resize(1000, 660)
        self._refresh()

    def _lay_out(self) -> None:
        self._pair = QSplitter(Qt.Orientation.Horizontal, self)
        self._pair.setChildrenCollapsible(False)
        self._pair.addWidget(self.screen_place)
        self._pair.addWidget(self.serial_place)
        self._stack = QStackedWidget(self)
        for page in (self._pair, self.performance_page):
            self._stack.addWidget(page)
        centre = QWidget(self)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.message)
        column.addWidget(self._stack, 1)
        self.setCentralWidget(centre)
        self.tool_bar = self.actions_.tool_bar(self.media)
        self.addToolBar(self.tool_bar)
        self.status = StatusLine(self.machine, self.screen_page.display, self)
        self.setStatusBar(self.status)
        actions = self.actions_
        shown: list[QAction] = [actions.pause, actions.run, actions.keys_menu.menuAction()]
        shown += [actions.screenshot_menu.menuAction(), actions.full]
        self.reveal = RevealBar(centre, self.screen_page.display, shown)
        self.screen_page.display.addActions([actions.select, actions.full])

    def _connect(self) -> None:
        machine, page, actions = self.machine, self.screen_page, self.actions_
        for view, action in actions.views.items():
            action.triggered.connect(lambda _on, chosen=view: self.show_view(chosen))
        for combo, action in actions.combos.items():
            action.triggered.connect(lambda _on, keys=combo.qcodes: page.chord(keys))
        actions.screenshot_copy.triggered.connect(page.copy_screenshot)
        actions.screenshot_save.triggered.connect(page.ask_screenshot)
        actions.paste.triggered.connect(page.paste)
        actions.copy.triggered.connect(page.copy_text)
        actions.full.triggered.connect(self.set_full_screen)
        actions.screenshot_menu.addSeparator()
        actions.screenshot_menu.addActions([self.record.actions["picture"], self.record.actions["text"]])
        self.serial_page.add_action(self.record.actions["serial"])
        self.record.told.connect(lambda what: self.message.show_message(what, "", "info"))
        self.record.trouble.connect(self.message.show_message)
        self.record.changed.connect(lambda: self.status.set_recording(bool(self.record.under_way)))
        actions.share.toggled.connect(self._share)
        self.serial_page.clipboard_refused.connect(self._offer_sharing)
        self.serial_page.told.connect(lambda what: self.message.show_message(what, "", "info"))
        actions.find.triggered.connect(self._find)
        actions.switch.triggered.connect(self.switch_view)
        actions.detach.triggered.connect(self.detach)
        for place in (self.screen_place, self.serial_place):
            place.detached_changed.connect(lambda _on: self._refresh())
        self._preferences.changed.connect(self.status.refresh)
        self._keep_keys()
        page.say.connect(self._say)
        page.mode_changed.connect(self._refresh)
        self.serial_page.trouble.connect(lambda what, remedy: self.message.show_message(what, remedy, "warning"))
        machine.changed.connect(self._refresh)
        machine.link_changed.connect(self._refresh)
        machine.failed.connect(self.message.show_message)
        self.message.doctor_wanted.connect(self.doctor_wanted)
        machine.gone.connect(self.close)

    @cached_property
    def details_page(self) -> DetailsPage:
        """Made when it is first shown: a third of the window's parts are on it."""
        from virtgui.windows.page_details import DetailsPage

        page = DetailsPage(self.machine, self._bridge, self._preferences, self)
        self._stack.addWidget(page)
        return page

    @cached_property
    def snapshot_page(self) -> SnapshotPage:
        """Made when it is first shown."""
        from virtgui.windows.page_snapshot import SnapshotPage

        page = SnapshotPage(self.machine, self._bridge, self)
        page.say.connect(self._say)
        page.clone_wanted.connect(self.clone_wanted)
        self._stack.addWidget(page)
        return page

    # --- views ---------------------------------------------------------------------------------------------

    @property
    def view(self) -> str:
        """Which of VIEWS is shown."""
        return self._view

    def show_view(self, view: str) -> None:
        """Show one of VIEWS; ValueError for others."""
        if view not in VIEWS:
            raise ValueError(f"{view!r} is none of {VIEWS}")
        self._view = view
        self.actions_.views[view].setChecked(True)
        pages: dict[str, QWidget] = {"performance": self.performance_page}
        if view == "details":
            pages["details"] = self.details_page
        elif view == "snapshots":
            pages["snapshots"] = self.snapshot_page
        self.screen_place.setVisible(view in ("screen", "both"))
        self.serial_place.setVisible(view in ("serial", "both"))
        self._stack.setCurrentWidget(pages.get(view, self._pair))
        if view == "both":
            width = max(100, self._pair.width())
            self._pair.setSizes([width * 57 // 100, width * 43 // 100])
        focus = {"screen": self.screen_page.display, "both": self.screen_page.display}
        wanted = focus.get(view) or (self.serial_page if view == "serial" else pages[view])
        wanted.setFocus(Qt.FocusReason.OtherFocusReason)

    def switch_view(self) -> None:
        """From the screen to the serial port, to both, and to the screen again."""
        order = ("screen", "serial", "both")
        self.show_view(order[(order.index(self.view) + 1) % 3] if self.view in order else "screen")

    def detach(self) -> None:
        """Give the consoles in view windows of their own, or take them back if they have them."""
        places = {"screen": [self.screen_place], "serial": [self.serial_place]}
        chosen = places.get(self.view, [self.screen_place, self.serial_place])
        if all(place.detached for place in chosen):
            for place in chosen:
                place.attach()
        else:
            for place in chosen:
                place.detach()

    def set_full_screen(self, full: bool) -> None:
        """Nothing but the guest's screen, and back."""
        if full:
            self.screen_place.attach()
        self.actions_.full.setChecked(full)
        self.actions_.full.setText(self.tr("Leave full screen") if full else self.tr("Full screen"))
        if full:
            self._was_maximized = self.isMaximized()
            if self.view not in ("screen", "both"):
                self.show_view("screen")
        self.tool_bar.setVisible(not full)
        self.status.setVisible(not full)
        if full:
            self.showFullScreen()
        elif self._was_maximized:
            self.showMaximized()
        else:
            self.showNormal()
        self.reveal.title.setText(self.machine.name)
        self.reveal.set_active(full)
        self.screen_page.display.setFocus(Qt.FocusReason.OtherFocusReason)

    def closeEvent(self, event: QCloseEvent) -> None:
        """The machine runs on. A person is told once of changes that were not applied."""
        if event.spontaneous() and self.keeps_changes():
            event.ignore()
            return
        self.record.end_all()
        for place in (self.screen_place, self.serial_place):
            place.attach()
        self.screen_page.hide()
        self.serial_page.close_page()
        if "details_page" in vars(self):
            self.details_page.close_page()
        if "snapshot_page" in vars(self):
            self.snapshot_page.close_page()
        self.closed.emit(self.machine.name)
        super().closeEvent(event)

    def keeps_changes(self) -> bool:
        """Whether the window is to stay open for what was changed in Details and not applied; then it says so."""
        if "details_page" not in vars(self) or not self.details_page.has_changes or self._leaves_changes:
            return False
        self.show_view("details")

        def leave() -> None:
            self._leaves_changes = True
            self.close()

        actions: list[tuple[str, Callable[[], None]]] = [
            (self.tr("Apply"), self.details_page.apply),
            (self.tr("Close without them"), leave),
        ]
        said = self.tr("Changes to this machine are not applied yet.")
        self.message.show_message(said, self.tr("They are listed below."), "warning", actions)
        return True

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A disc or a floppy is welcome."""
        if dropped_file(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Put it into its drive."""
        event.acceptProposedAction()
        self.media.drop(Path(dropped_file(event.mimeData())))

    # --- keys ----------------------------------------------------------------------------------------------

    def _keep_keys(self) -> None:
        """What stays here of the keys that are pressed in a console."""
        calls: dict[str, Callable[[], None]] = {
            "find": self._find,
            "full": self._toggle_full,
            "screen": lambda: self.show_view("screen"),
            "serial": lambda: self.show_view("serial"),
            "both": lambda: self.show_view("both"),
        }
        display = self.screen_page.display
        self._own_keys = OwnKeys(self._preferences, calls, self.switch_view, lambda: display.grabbed, self)
        self._own_keys.watch(display)
        self._preferences.changed.connect(self._show_view_key)
        self._show_view_key()
        for port in self.serial_page.ports:
            self._own_keys.watch(port.terminal)
        self.serial_page.port_added.connect(lambda port: self._own_keys.watch(port.terminal))

    def _show_view_key(self) -> None:
        """The key that switches views also works on the other pages, and stands in the menu."""
        key = VIEW_KEYS.get(self._preferences.view_key)
        self.actions_.switch.setShortcut(QKeySequence(key) if key is not None else QKeySequence())

    def _toggle_full(self) -> None:
        """Of the window that the key was pressed in."""
        for place in (self.screen_place, self.serial_place):
            if place.window_ is not None and place.window_.isActiveWindow():
                place.window_.toggle_full()
                return
        self.set_full_screen(not self.isFullScreen())

    def _share(self, on: bool) -> None:
        self.serial_page.share_clipboard(on)
        self.status.set_sharing(on)

    def _offer_sharing(self, port: Port) -> None:
        """Once: a guest that asks again and again must not fill the window with it."""
        if not self._offered:
            self._offered = True
            self.message.show_message(
                self.tr("The guest wants to use the clipboard, by {0}.").format(port.name),
                self.tr("It may not."),
                "info",
                [(self.tr("Let it"), lambda: self.actions_.share.setChecked(True))],
            )

    def _find(self) -> None:
        """Search the console that has the focus, or else the screen."""
        port = self.serial_page.port
        if port is not None and (self.view == "serial" or port.terminal.hasFocus()):
            self.serial_page.show_find()
            return
        if self.view not in ("screen", "both"):
            self.show_view("screen")
        self.screen_page.show_find()

    # --- inside --------------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        machine, actions = self.machine, self.actions_
        self.setWindowTitle(self.tr("{0} – {1} – VirtGUI").format(machine.name, machine.state_title))
        self.screen_page.display.set_machine_name(machine.name)
        actions.refresh()
        for place in (self.screen_place, self.serial_place):
            place.set_title(machine.name)
        gone = self.screen_place.detached or self.serial_place.detached
        actions.detach.setText(self.tr("Bring the console back") if gone else self.tr("Own window for the console"))
        actions.detach.setData(actions.detach.text())
        actions.detach.setToolTip(actions.detach.text())
        actions.detach.setIcon(icon("attach" if gone else "detach"))
        actions.allow(actions.copy, self.screen_page.copy_problem())
        picture = self.screen_page.screenshot_problem()
        for action in (actions.screenshot_copy, actions.screenshot_save, actions.screenshot_menu.menuAction()):
            actions.allow(action, picture)
        self.record.refresh()
        self._explain()

    def _explain(self) -> None:
        """What is the matter with a machine that runs: over the screen there is no place for it."""
        machine = self.machine
        runs = machine.state in (MachineState.RUNNING, MachineState.STOPPING)
        reason = machine.reason if runs else ""
        if reason and reason != self._explained:
            self.message.show_message(reason, machine.remedy, "warning")
        elif machine.state is MachineState.STARTING or (not reason and self.message.what == self._explained):
            self.message.clear()
        self._explained = reason

    def _say(self, what: str, remedy: str, severity: str, actions: list[tuple[str, object]]) -> None:
        self.message.show_message(what, remedy, severity, actions)  # type: ignore[arg-type]  # through a signal
