"""VirtGUI in the desktop's tray: a menu for each machine that runs, and notifications of what happens to them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from virtgui import theme
from virtgui.models.machine import Machine
from virtgui.models.state import MachineState
from virtgui.sentence import told

if TYPE_CHECKING:
    from virtgui.bridge import Bridge
    from virtgui.models.fleet import Fleet

NOTIFY_S: Final = 5.0
BAD: Final = (MachineState.CRASHED, MachineState.FAULTED, MachineState.IO_ERROR)


class Notifier(QObject):
    """``told(machine, title, text)`` when a machine that ran crashed, cannot go on, or has shut down."""

    told = Signal(object, str, str)

    def __init__(self, fleet: Fleet, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._was: dict[Machine, MachineState] = {}
        fleet.added.connect(self._added)
        for machine in fleet:
            self._added(machine)

    def _added(self, machine: Machine) -> None:
        self._was[machine] = machine.state
        machine.changed.connect(partial(self._changed, machine))
        machine.gone.connect(partial(self._was.pop, machine, None))

    def _changed(self, machine: Machine) -> None:
        before = self._was.get(machine)
        if before is None or before is machine.state:
            return
        self._was[machine] = machine.state
        if machine.state in BAD and before.alive:
            self.told.emit(machine, f"{machine.name}: {machine.state_title}", told(machine.reason))
        elif before.alive and machine.state is MachineState.OFF and _shut_down(machine):
            self.told.emit(machine, self.tr("{0} has shut down").format(machine.name), told(machine.reason))


def _shut_down(machine: Machine) -> bool:
    """Whether the guest did it, and no person here."""
    return machine.end is not None and machine.end.kind == "shutdown"


class Tray(QObject):
    """The icon, if the desktop has a tray. ``wanted(verb, machine)`` from its menu ("show" and "quit" have none)."""

    wanted = Signal(str, object)

    def __init__(self, fleet: Fleet, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fleet, self._bridge = fleet, bridge
        self._last: Machine | None = None
        self.menu = QMenu()
        self.menu.aboutToShow.connect(self.fill)
        self.icon = QSystemTrayIcon(theme.icon(theme.APP_ICON), self)
        self.icon.setContextMenu(self.menu)
        self.icon.setToolTip("VirtGUI")
        self.icon.activated.connect(self._activated)
        self.icon.messageClicked.connect(self._clicked)
        self.available = QSystemTrayIcon.isSystemTrayAvailable()
        if self.available:
            self.icon.show()

    def fill(self) -> None:
        """What the menu offers now."""
        self.menu.clear()
        self.menu.addAction(self.tr("Show the manager")).triggered.connect(partial(self._want, "show", None))
        self.menu.addSeparator()
        running = [machine for machine in self._fleet if machine.state.alive]
        for machine in running:
            inner = self.menu.addMenu(f"{machine.name}: {machine.state_title}")
            for verb, text in (
                ("open", self.tr("Open")),
                ("pause", self.tr("Pause")),
                ("resume", self.tr("Resume")),
                ("stop", self.tr("Shut down")),
                ("kill", self.tr("Power off")),
            ):
                action = inner.addAction(text)
                action.setEnabled(not machine.can(verb))
                action.setToolTip(machine.can(verb))
                action.triggered.connect(partial(self._want, verb, machine))
        if not running:
            self.menu.addAction(self.tr("No machine runs")).setEnabled(False)
        self.menu.addSeparator()
        self.menu.addAction(self.tr("Quit")).triggered.connect(partial(self._want, "quit", None))

    def tell(self, machine: Machine, title: str, text: str) -> None:
        """Notify the person, by the tray or else by the desktop's notification service."""
        self._last = machine
        if self.available:
            self.icon.showMessage(title, text, self.icon.icon())
        else:
            self._bridge.blocking(partial(notify, title, text))

    def _want(self, verb: str, machine: Machine | None, _checked: bool = False) -> None:
        self.wanted.emit(verb, machine)

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self.wanted.emit("show", None)

    def _clicked(self) -> None:
        if self._last is not None:
            self.wanted.emit("open", self._last)


def notify(title: str, text: str) -> bool:
    """By notify-send, if there is one. Blocks; never fails."""
    import shutil
    import subprocess

    command = shutil.which("notify-send")
    if command is None:
        return False
    try:
        done = subprocess.run(
            [command, "--app-name=VirtGUI", "--icon=virtgui", title, text],
            timeout=NOTIFY_S,
            capture_output=True,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
