"""What can be done with the selected machines: the actions of toolbar, menus and keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence

from virtgui import theme
from virtgui.models.machine import Machine


class Spec(msgspec.Struct, frozen=True):
    """``verb`` is what Machine.can is asked; ``single``: for one machine at a time."""

    verb: str
    icon: str
    text: str
    tip: str
    shortcut: str
    single: bool = False


def _tr(text: str) -> str:
    return QCoreApplication.translate("MachineActions", text)


def specs() -> tuple[Spec, ...]:
    """All of them, in the order of the menu."""
    return (
        Spec("start", "run", _tr("&Run"), _tr("Start it and open its window"), "Ctrl+R"),
        Spec("resume", "run", _tr("Resu&me"), _tr("Let it go on"), ""),
        Spec("pause", "pause", _tr("&Pause"), _tr("Stop its CPUs until it is resumed"), "Ctrl+P"),
        Spec("stop", "stop", _tr("Shut &down"), _tr("Press its power button: the guest shuts itself down"), "Ctrl+D"),
        Spec("reset", "reset", _tr("R&eset"), _tr("Press its reset button: what is not saved is lost"), ""),
        Spec("kill", "kill", _tr("Power o&ff"), _tr("Cut its power: what is not saved is lost"), "Ctrl+Shift+D"),
        Spec("open", "open", _tr("&Open"), _tr("Open its window"), "Ctrl+O"),
        Spec(
            "snapshot", "snapshot", _tr("&Take snapshot…"), _tr("Keep disks and hardware as they are"), "Ctrl+T", True
        ),
        Spec("clone", "copy", _tr("&Clone…"), _tr("Make another like it, with copies of its disks"), "", True),
        Spec("rename", "", _tr("Re&name…"), _tr("Call it something else"), "F2", True),
        Spec("export", "save", _tr("E&xport…"), _tr("Write it to one file, to be carried elsewhere"), "", True),
        Spec("delete", "delete", _tr("De&lete…"), _tr("Delete it. Disks stay unless you tick them"), "Del"),
    )


class MachineActions(QObject):
    """``update`` whenever the selection or a selected machine changes. ``do(verb, machines)`` is called for one
    that was triggered, with those of the selected machines that allow it."""

    def __init__(self, parent: QObject, do: Callable[[str, list[Machine]], None]) -> None:
        super().__init__(parent)
        self._do = do
        self._machines: list[Machine] = []
        self._specs = {spec.verb: spec for spec in specs()}
        self._actions = {spec.verb: self._make(spec) for spec in self._specs.values()}
        self.update([])

    def __getitem__(self, verb: str) -> QAction:
        return self._actions[verb]

    def update(self, machines: Sequence[Machine]) -> None:
        """These are selected now. Actions that none of them allows say why."""
        self._machines = list(machines)
        for verb, action in self._actions.items():
            reason = self.why_not(verb)
            action.setEnabled(not reason)
            tip = self._specs[verb].tip
            shortcut = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            _set_tip(action, reason or (f"{tip} ({shortcut})" if shortcut else tip))

    def why_not(self, verb: str) -> str:
        """Why none of the selected machines allows ``verb``, which need not be an action; "" if one does."""
        if not self._machines:
            return _tr("Select a machine first.")
        if verb in self._specs and self._specs[verb].single and len(self._machines) > 1:
            return _tr("This is done with one machine at a time.")
        reasons = [machine.can(verb) for machine in self._machines]
        if "" in reasons:
            return ""
        return f"{self._machines[0].name}: {reasons[0]}"

    def _make(self, spec: Spec) -> QAction:
        action = QAction(spec.text, self)
        if spec.icon:
            action.setIcon(theme.icon(spec.icon))
        if spec.shortcut:
            action.setShortcut(QKeySequence(spec.shortcut))
        action.triggered.connect(lambda: self._triggered(spec.verb))
        return action

    def _triggered(self, verb: str) -> None:
        able = [machine for machine in self._machines if not machine.can(verb)]
        if able:
            self._do(verb, able)


def _set_tip(action: QAction, tip: str) -> None:
    if action.toolTip() != tip:
        action.setToolTip(tip)
        action.setStatusTip("")
