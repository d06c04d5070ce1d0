"""The manager: the first window, with all machines in it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSettings, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QVBoxLayout, QWidget

from engine import VERSION
from virtgui import theme
from virtgui.bridge import Bridge
from virtgui.models.fleet import Fleet
from virtgui.models.machine import Machine
from virtgui.models.state import MachineState
from virtgui.models.thumbnail import Thumbnails
from virtgui.models.tree import MachineTree
from virtgui.windows.manager_action import MachineActions
from virtgui.windows.manager_background import Background
from virtgui.windows.manager_bar import ManagerBar, ManagerMenus, fill_machine_menu
from virtgui.windows.manager_delete import DeletePanel
from virtgui.windows.manager_open import OpenWindows
from virtgui.windows.manager_status import HostStatus
from virtgui.windows.manager_view import MachineViews
from virtgui.windows.message import MessageBar

if TYPE_CHECKING:
    from engine.doctor.finding import Finding
    from virtgui.widgets.machine_grid import MachineGrid
    from virtgui.windows.machine import MachineWindow
    from virtgui.windows.manager_work import ManagerWork

SIZE = QSize(1120, 640)


class ManagerWindow(QMainWindow):
    """Lists ``fleet``. Opens machine windows and the wizard, which it keeps."""

    def __init__(
        self,
        fleet: Fleet,
        bridge: Bridge,
        look: theme.Theme | None = None,
        settings: QSettings | None = None,
    ) -> None:
        super().__init__()
        self._fleet, self._bridge, self._theme, self._settings = fleet, bridge, look, settings
        self.opener = OpenWindows(fleet, bridge, settings, self)
        self._run_when_added: set[str] = set()
        self._choose_when_added = ""
        self._changes = QTimer(self, singleShot=True, interval=0)
        self._changes.timeout.connect(self._follow_changes)
        self.setWindowTitle(self.tr("VirtGUI"))
        self.setWindowIcon(theme.icon(theme.APP_ICON))
        self.tree = MachineTree(fleet, self)
        self.thumbnails = Thumbnails(bridge, self)
        self.views = MachineViews(fleet, self.tree, self.thumbnails)
        self.list, self.empty = self.views.list, self.views.empty
        self.actions_ = MachineActions(self, self._do)
        self.bar = ManagerBar(self.actions_, self)
        self.message = MessageBar()
        self.deleting = DeletePanel()
        self.status = HostStatus(fleet, bridge, self)
        self.background = Background(fleet, bridge, settings, self._place, self)
        self._lay_out()
        self._connect()
        self._restore()
        self._machines_changed()

    # What others may ask for.

    def open_machine(self, machine: Machine) -> None:
        """Show a machine's window."""
        self.opener.machine(machine)

    def open_named(self, name: str) -> None:
        """Show the window of the machine called ``name``, or say that there is none."""
        machine = self._fleet.machine(name)
        if machine is None:
            self.message.show_message(
                self.tr("There is no machine called “{}”.").format(name), self.tr("The list shows all there are.")
            )
        else:
            self.open_machine(machine)

    def run_machine(self, machine: Machine) -> None:
        """Start a machine and show its window."""
        machine.start()
        if machine.state is MachineState.STARTING:
            self.open_machine(machine)

    def new_machine(self) -> None:
        """Show the wizard."""
        self.opener.new_machine()

    def show_doctor(self) -> None:
        """Show what this host has for machines."""
        self.opener.doctor()

    def examine_once(self) -> None:
        """Look at the host at the very first start, in the background; silent when all is well."""
        self.opener.examine_once(self._examined)

    def windows(self) -> dict[Machine, MachineWindow]:
        """The machine windows that are open."""
        return dict(self.opener.machines)

    @cached_property
    def work(self) -> ManagerWork:
        """Clones, exports and the like, with their panels; made when first asked for."""
        from virtgui.windows.manager_clone import ClonePanel
        from virtgui.windows.manager_name import NamePanel
        from virtgui.windows.manager_task import TaskPanel
        from virtgui.windows.manager_work import ManagerWork, Panels
        from virtgui.windows.snapshot_name import SnapshotPanel

        panels = Panels(NamePanel(), ClonePanel(), SnapshotPanel(), TaskPanel(self._bridge))
        self.names, self.clones, self.snapshots, self.tasks = panels
        for panel in panels:
            self._place(panel)
        for asking in panels[:3]:
            asking.closed.connect(self._focus)
        work = ManagerWork(self._fleet, self._bridge, panels, self)
        work.made.connect(lambda name: self._created(name, False))
        work.say.connect(self.message.show_message)
        return work

    @property
    def grid(self) -> MachineGrid:
        """The machines as pictures."""
        return self.views.grid

    def quit(self) -> None:
        """End the application, unless a window has changes that were not applied, or machines run and the person
        wants to stay."""
        if not self.opener.keeps_changes() and self.background.may_leave():
            QApplication.quit()

    # Qt's events.

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember how it looked. Machine windows stay open; the last window asks about machines that run."""
        others = [w for w in QApplication.topLevelWidgets() if w is not self and w.isWindow() and w.isVisible()]
        if not others and event.spontaneous() and not self.background.may_leave():
            event.ignore()
            return
        if self._settings is not None:
            self._settings.setValue("manager/geometry", self.saveGeometry())
            self._settings.setValue("manager/header", self.list.header().saveState())
            self._settings.setValue("manager/grid", self.bar.grid.isChecked())
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape clears the search."""
        if event.key() == Qt.Key.Key_Escape and self.bar.search.text():
            self.bar.search.clear()
            return
        super().keyPressEvent(event)

    # Parts.

    def _lay_out(self) -> None:
        self.addToolBar(self.bar)
        self.setStatusBar(self.status)
        self.menus = ManagerMenus(self, self.bar, self.actions_, self.quit)
        centre = QWidget()
        layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        bar = QVBoxLayout()
        bar.setContentsMargins(theme.SPACE_S, theme.SPACE_XS, theme.SPACE_S, theme.SPACE_XS)
        bar.addWidget(self.message)
        self._message_holder = QWidget(visible=False)
        self._message_holder.setLayout(bar)
        self.message.shown.connect(self._message_holder.setVisible)
        layout.addWidget(self._message_holder)
        layout.addWidget(self.views, 1)
        layout.addWidget(self.deleting)
        self._column = layout
        self.setAcceptDrops(True)
        self.setCentralWidget(centre)
        self.resize(SIZE)

    def _connect(self) -> None:
        fleet, bar = self._fleet, self.bar
        self.opener.created.connect(self._created)
        self.opener.clone_wanted.connect(self._clone_snapshot)
        fleet.added.connect(self._added)
        fleet.removed.connect(lambda _: self._machines_changed())
        fleet.ready.connect(self._fleet_ready)
        fleet.failed.connect(self.message.show_message)
        fleet.ticked.connect(self.views.tick)
        for machine in fleet:
            self._added(machine)
        self._bridge.broke.connect(self._broke)
        bar.new.triggered.connect(self.new_machine)
        bar.search.textChanged.connect(self._search)
        bar.search.returnPressed.connect(self._enter_list)
        self.views.activated_machine.connect(self.open_machine)
        self.views.chosen_changed.connect(self._chosen_changed)
        self.views.menu_wanted.connect(self._context_menu)
        self.empty.new_wanted.connect(self.new_machine)
        self.empty.welcome_wanted.connect(self._bring_back_welcome)
        self.empty.clear_wanted.connect(self._show_all)
        self.deleting.closed.connect(self._focus)
        self.deleting.deleted.connect(lambda name, trashed: self.work.deleted(name, trashed))
        self.tree.regrouped.connect(lambda machines, group: self.work.regroup(machines, group))
        self.background.wanted.connect(self._tray_wants)
        self.background.leave.connect(self.quit)
        self.menus.import_.triggered.connect(lambda: self.work.ask_import())
        self.menus.columns.aboutToShow.connect(lambda: self.list.fill_columns(self.menus.columns))
        self.menus.machine.aboutToShow.connect(self._allow_group)
        self.menus.group.aboutToShow.connect(lambda: self._fill_groups(self.menus.group))
        bar.grid.toggled.connect(self.views.show_pictures)
        bar.show_.activated.connect(lambda _: self._show_by_state())
        self.menus.find.triggered.connect(bar.search.setFocus)
        self.menus.about.triggered.connect(self._about)
        self.menus.doctor.triggered.connect(self.show_doctor)
        self.status.kvm.clicked.connect(self.show_doctor)
        self.message.doctor_wanted.connect(self.show_doctor)
        for name, action in self.menus.scheme.items():
            action.triggered.connect(lambda _=False, name=name: self._choose_scheme(name))

    def _restore(self) -> None:
        scheme = self._theme.scheme if self._theme is not None else "system"
        self.menus.scheme[scheme].setChecked(True)
        if self._settings is None:
            return
        geometry, header = self._settings.value("manager/geometry"), self._settings.value("manager/header")
        if geometry is not None:
            self.restoreGeometry(geometry)
        if header is not None:
            self.list.header().restoreState(header)
        self.bar.grid.setChecked(self._settings.value("manager/grid") in (True, "true"))

    def _choose_scheme(self, name: theme.Scheme) -> None:
        if self._theme is not None:
            self._theme.set_scheme(name)
            if self._settings is not None:
                self._settings.setValue("scheme", name)

    # The machines.

    def _added(self, machine: Machine) -> None:
        machine.changed.connect(self._machine_changed)
        machine.failed.connect(lambda what, remedy: self._machine_failed(machine, what, remedy))
        machine.gone.connect(lambda: self.list.forget(machine))
        self._machines_changed()
        if machine.name == self._choose_when_added:
            self._choose_when_added = ""
            self.views.choose(machine)
        if machine.name in self._run_when_added:
            self._run_when_added.discard(machine.name)
            self.run_machine(machine)

    def _fleet_ready(self) -> None:
        """The first machine is selected, so that Run is one click away."""
        self._machines_changed()
        self._focus()
        self.tree.arrange()
        if not self._choose_when_added:
            self.views.choose_first()
        QTimer.singleShot(0, self.background.begin)

    def _machines_changed(self) -> None:
        self.views.arrange(self.bar.show_.currentText())

    def _machine_changed(self) -> None:
        # Many may change at once: once for all of them, in a moment.
        self._changes.start()

    def _follow_changes(self) -> None:
        self._chosen_changed()
        self.views.shown.update_visible()

    def _chosen_changed(self) -> None:
        chosen = self.views.chosen()
        self.actions_.update(chosen)
        resumable = [machine for machine in chosen if not machine.can("resume")]
        self.bar.offer_resume(bool(resumable) and all(machine.can("start") for machine in chosen))

    def _machine_failed(self, machine: Machine, what: str, remedy: str) -> None:
        if machine in self.opener.machines:
            return  # Its own window says it.
        named = what if machine.name in what else f"{machine.name}: {what}"
        self.message.show_message(named, remedy)

    def _do(self, verb: str, machines: list[Machine]) -> None:
        if verb == "delete":
            self.deleting.ask(machines)
            return
        if verb in ("snapshot", "clone", "rename", "export"):
            {
                "snapshot": self.work.snapshot,
                "clone": self.work.clone,
                "rename": self.work.rename,
                "export": self.work.export,
            }[verb](machines[0])
            return
        for machine in machines:
            if verb == "start":
                self.run_machine(machine)
            elif verb == "open":
                self.open_machine(machine)
            else:
                {
                    "resume": machine.resume,
                    "pause": machine.pause,
                    "stop": machine.stop,
                    "reset": machine.reset,
                    "kill": machine.kill,
                }[verb]()

    def _context_menu(self, position: QPoint) -> None:
        if not self.views.chosen():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_machine_menu(menu, self.actions_)
        if self._described():
            group = QMenu(self.menus.group.title(), menu)
            self._fill_groups(group)
            menu.insertMenu(self.actions_["delete"], group)
        menu.popup(position)

    # Views.

    def _focus(self) -> None:
        self.views.shown.setFocus()

    def _show_by_state(self) -> None:
        self.tree.set_show(self.bar.show_.currentData())
        self._machines_changed()

    def _described(self) -> list[Machine]:
        """The chosen machines that can be grouped: broken ones cannot."""
        return [machine for machine in self.views.chosen() if not machine.can("group")]

    def _allow_group(self) -> None:
        action = self.menus.group.menuAction()
        why = self.actions_.why_not("group")
        action.setEnabled(not why)
        action.setToolTip(why)

    def _fill_groups(self, menu: QMenu) -> None:
        self.work.fill_groups(menu, self._described(), self.tree.groups())

    def _place(self, panel: QWidget) -> None:
        """Below the list."""
        self._column.addWidget(panel)

    def _tray_wants(self, verb: str, machine: Machine | None) -> None:
        if verb == "quit":
            self.show()
            self.quit()
        elif machine is None:
            self.showNormal()
            self.raise_()
            self.activateWindow()
        else:
            self._do(verb, [machine])

    # Files dropped on the window.

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One local file is welcome."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take it."""
        event.acceptProposedAction()
        self.take_file(event.mimeData().urls()[0].toLocalFile())

    def take_file(self, path: str) -> None:
        """An exported machine is imported; anything else begins a new machine."""
        if path.endswith(".virtgui"):
            self.work.import_from(Path(path))
            return
        self.opener.new_machine().use_file(path)

    # Everything else.

    def _search(self, text: str) -> None:
        self.tree.set_filter(text)
        self._machines_changed()

    def _show_all(self) -> None:
        self.bar.search.clear()
        self.bar.show_.setCurrentIndex(0)
        self._show_by_state()

    def _enter_list(self) -> None:
        """Enter in the search field goes to the first that was found."""
        machines = self.tree.machines()
        if machines:
            self._focus()
            self.views.choose(machines[0])

    def _created(self, name: str, start: bool) -> None:
        machine = self._fleet.machine(name)
        if machine is None:
            self._choose_when_added = name
            if start:
                self._run_when_added.add(name)
            self._fleet.rescan()
            return
        self.views.choose(machine)
        if start:
            self.run_machine(machine)

    def _clone_snapshot(self, machine: Machine, snapshot: str) -> None:
        """A machine's window asks for it; the question and the new machine are here."""
        self.showNormal() if self.isMinimized() else self.show()
        self.raise_()
        self.activateWindow()
        self.work.clone(machine, snapshot)

    def _bring_back_welcome(self) -> None:
        from engine.welcome import NAME, create_welcome

        self._bridge.blocking(
            lambda: create_welcome(self._fleet.store),
            lambda _: self._created(NAME, False),
            lambda error: self.message.show_message(error.what, error.remedy),
        )

    def _examined(self, findings: list[Finding]) -> None:
        """Say the worst of it, unless something else is being said."""
        from engine.doctor.finding import in_the_way

        told = in_the_way(findings)
        if told and not self.message.what:
            what = f"{told[0].subject}: {told[0].what}"
            why = f"{told[0].why} {self.tr('The doctor knows how to mend it.')}"
            self.message.show_message(what, why, "warning", [(self.tr("Doctor"), self.show_doctor)])

    def _broke(self, text: str) -> None:
        last = text.strip().rsplit("\n", 1)[-1]
        self.message.show_message(
            self.tr("VirtGUI made a mistake: {}.").format(last),
            self.tr("Please report it. Your machines are not affected."),
            actions=[(self.tr("Copy details"), lambda: QApplication.clipboard().setText(text))],
        )

    def _about(self) -> None:
        self.message.show_message(
            self.tr("VirtGUI {}").format(VERSION),
            self.tr("A virtual-machine manager with its own KVM engine. Licence: GPL 2.0 or later."),
            "info",
        )
