"""The windows beside the manager: one for each machine, the wizard, the doctor. Each is made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtWidgets import QWidget

from engine import VERSION
from virtgui.bridge import Bridge
from virtgui.models.fleet import Fleet
from virtgui.models.machine import Machine
from virtgui.models.preference import Preferences

if TYPE_CHECKING:
    from engine.doctor.finding import Finding
    from virtgui.windows.doctor import DoctorWindow
    from virtgui.windows.machine import MachineWindow
    from virtgui.wizard.window import NewMachineWizard

EXAMINED = "doctor/examined"


class OpenWindows(QObject):
    """``created(name, start)`` when the wizard has made a machine. ``wizard`` is None while it is closed.
    ``clone_wanted(machine, snapshot)``: a machine's window asks for one."""

    created = Signal(str, bool)
    clone_wanted = Signal(object, str)

    def __init__(self, fleet: Fleet, bridge: Bridge, settings: QSettings | None, manager: QWidget) -> None:
        super().__init__(manager)
        self._fleet, self._bridge, self._settings, self._manager = fleet, bridge, settings, manager
        self._preferences = Preferences(settings, self)
        self.machines: dict[Machine, MachineWindow] = {}
        self.wizard: NewMachineWizard | None = None
        self._doctor: DoctorWindow | None = None

    def machine(self, machine: Machine) -> None:
        """Show a machine's window."""
        window = self.machines.get(machine)
        if window is None:
            from virtgui.windows.machine import MachineWindow

            window = MachineWindow(machine, self._fleet, self._bridge, preferences=self._preferences)
            window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            window.destroyed.connect(lambda: self.machines.pop(machine, None))
            window.doctor_wanted.connect(self.doctor)
            window.clone_wanted.connect(lambda snapshot: self.clone_wanted.emit(machine, snapshot))
            self.machines[machine] = window
        _raise(window)

    def keeps_changes(self) -> bool:
        """Whether a machine's window has changes that were not applied; each says so, and one is shown."""
        keeping = [window for window in self.machines.values() if window.keeps_changes()]
        if keeping:
            _raise(keeping[-1])
        return bool(keeping)

    def new_machine(self) -> NewMachineWizard:
        """Show the wizard."""
        if self.wizard is None:
            from virtgui.wizard.window import NewMachineWizard

            wizard = NewMachineWizard(self._fleet.store, self._bridge, self._manager, self._preferences)
            wizard.created.connect(self.created)
            wizard.doctor_wanted.connect(self.doctor)
            wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            wizard.destroyed.connect(self._wizard_gone)
            self.wizard = wizard
        _raise(self.wizard)
        return self.wizard

    def doctor(self) -> None:
        """Show what this host has for machines."""
        if self._doctor is None:
            from virtgui.windows.doctor import DoctorWindow

            self._doctor = DoctorWindow(self._bridge, self._manager)
        _raise(self._doctor)

    def examine_once(self, told: Callable[[list[Finding]], None]) -> None:
        """Look at the host at the very first start, in the background; what that takes is not to stay in memory."""
        if self._settings is None or self._settings.value(EXAMINED) is not None:
            return
        self._settings.setValue(EXAMINED, VERSION)
        from engine.doctor.apart import examine_apart

        self._bridge.blocking(examine_apart, told)

    def _wizard_gone(self) -> None:
        self.wizard = None


def _raise(window: QWidget) -> None:
    window.show()
    window.raise_()
    window.activateWindow()
