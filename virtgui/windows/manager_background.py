"""What goes on without a window: machines that start by themselves, the tray, notifications, and leaving."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QApplication, QWidget

from virtgui.bridge import Bridge
from virtgui.models.fleet import Fleet
from virtgui.models.machine import Machine

if TYPE_CHECKING:
    from virtgui.windows.manager_quit import QuitPanel
    from virtgui.windows.tray import Notifier, Tray

REMEMBERED: Final = "quit/leave-running"


class Background(QObject):
    """``wanted(verb, machine)`` from the tray; ``leave`` when the person who was asked wants the application to end.
    Nothing of it is made before it is needed."""

    wanted = Signal(str, object)
    leave = Signal()

    def __init__(
        self,
        fleet: Fleet,
        bridge: Bridge,
        settings: QSettings | None,
        place: Callable[[QWidget], None],
        owner: QObject,
    ) -> None:
        super().__init__(owner)
        self._fleet, self._bridge, self._settings, self._place = fleet, bridge, settings, place
        self._leaving = False
        self.tray: Tray | None = None
        self.notifier: Notifier | None = None
        self.panel: QuitPanel | None = None

    def begin(self) -> None:
        """The machines are known: start those that start by themselves; show the tray."""
        from virtgui.windows.tray import Notifier, Tray

        if self.tray is not None:
            return
        self.tray = Tray(self._fleet, self._bridge, self)
        self.tray.wanted.connect(self.wanted)
        self.notifier = Notifier(self._fleet, self)
        self.notifier.told.connect(self._tell)
        for machine in self._fleet:
            if machine.config is not None and machine.config.autostart and not machine.can("start"):
                machine.start()

    def may_leave(self) -> bool:
        """Whether the application may end. If machines run, the person is asked, and ``leave`` comes later."""
        running = [machine for machine in self._fleet if machine.state.alive]
        if self._leaving or not running or self._remembers():
            return True
        if self.panel is None:
            from virtgui.windows.manager_quit import QuitPanel

            self.panel = QuitPanel()
            self.panel.leave.connect(self._leave)
            self._place(self.panel)
        self.panel.ask(running)
        return False

    def _leave(self, remember: bool) -> None:
        if remember and self._settings is not None:
            self._settings.setValue(REMEMBERED, True)
        self._leaving = True
        self.leave.emit()

    def _remembers(self) -> bool:
        return self._settings is not None and self._settings.value(REMEMBERED) in (True, "true")

    def _tell(self, machine: Machine, title: str, text: str) -> None:
        """Only who looks elsewhere is told."""
        if self.tray is not None and QApplication.activeWindow() is None:
            self.tray.tell(machine, title, text)
