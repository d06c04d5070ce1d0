"""The discs and floppies of a machine: put in, taken out, and those that were in lately; while it runs, too."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget
from shiboken6 import isValid

from engine import phrase
from engine.error import EngineError
from virtgui.models.machine import DRIVES, Drive, Machine
from virtgui.models.preference import Preferences
from virtgui.theme import icon
from virtgui.windows.message import Action, Severity

Say = Callable[[str, str, Severity, list[Action]], None]
"""A message: what, remedy, severity, buttons."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("MediaMenu", text)


class MediaMenu(QMenu):
    """Filled when it opens. ``insert`` and ``eject`` are its actions for each drive, ``recent`` what was in lately.

    ``say`` tells what was done, or why it could not be.
    """

    def __init__(self, machine: Machine, preferences: Preferences, say: Say, parent: QWidget) -> None:
        super().__init__(_tr("Discs and floppies"), parent)
        self._machine, self._preferences, self._say = machine, preferences, say
        self.insert: dict[Drive, QAction] = {}
        self.eject: dict[Drive, QAction] = {}
        self.recent: dict[Drive, list[QAction]] = {}
        self.setToolTipsVisible(True)
        self.menuAction().setIcon(icon("cdrom"))
        self.menuAction().setToolTip(self.title())
        self.menuAction().setData(self.title())
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """What there is to choose now."""
        self.clear()
        for drive in DRIVES:
            self._fill_drive(drive)

    def put_in(self, drive: Drive, path: str, force: bool = False) -> None:
        """Put a medium into a drive, or take out what is in it (""), and say so."""
        inside = Path(self._inside(drive)).name
        taken = _tr("{0} was taken out.").format(inside)

        def finished() -> None:
            if path:
                self._inserted(drive, path)
            else:
                self._tell(taken, "", "info", [])

        def failed(error: EngineError) -> None:
            locked = phrase.LOCKED in error.what and not force
            actions: list[Action] = []
            if locked:
                actions = [(_tr("Take it out all the same"), partial(self.put_in, drive, path, True))]
            what = _tr("The guest holds {0}.").format(inside) if locked else error.what
            remedy = _tr("Eject it in the guest; by force it may lose what it was about.") if locked else error.remedy
            self._tell(what, remedy, "warning", actions)

        self._machine.put_medium(drive, path, finished, failed, force)

    def drop(self, path: Path) -> None:
        """Put a file into the drive that suits it, or say why none does."""

        def failed(error: EngineError) -> None:
            self._tell(error.what, error.remedy, "warning", [])

        self._machine.insert(path, lambda drive: self._inserted(drive, str(path)), failed)

    def _inserted(self, drive: Drive, path: str) -> None:
        self._preferences.remember_medium(drive, path)
        self._tell(_tr("{0} is in its drive.").format(Path(path).name), "", "info", [])

    def _tell(self, what: str, remedy: str, severity: Severity, actions: list[Action]) -> None:
        """Unless the window has gone meanwhile: a guest may take its time to let a disc go."""
        if isValid(self):
            self._say(what, remedy, severity, actions)

    def _fill_drive(self, drive: Drive) -> None:
        cdrom = drive == "cdrom"
        inside, why = self._inside(drive), self._why_not(drive)
        self.addSection(icon(drive), _tr("CD drive") if cdrom else _tr("Floppy drive"))
        insert = self.addAction(_tr("Insert a disc…") if cdrom else _tr("Insert a floppy…"))
        insert.triggered.connect(partial(self._ask, drive))
        name = Path(inside).name
        eject = self.addAction(_tr("Eject {0}").format(name) if inside else _tr("Eject"))
        eject.triggered.connect(lambda: self.put_in(drive, ""))
        _allow(insert, why, _tr("Choose an image; the guest finds it in the drive at once."))
        _allow(eject, why or ("" if inside else _tr("The drive is empty.")), inside)
        self.insert[drive], self.eject[drive], self.recent[drive] = insert, eject, []
        for path in self._preferences.media(drive):
            if path != inside:
                action = self.addAction(Path(path).name)
                action.triggered.connect(partial(self._again, drive, path))
                _allow(action, why, path)
                self.recent[drive].append(action)

    def _inside(self, drive: Drive) -> str:
        """The path of what is in a drive by the machine's description; "" for nothing."""
        config = self._machine.config
        return str(getattr(config, drive) or "") if config is not None else ""

    def _why_not(self, drive: Drive) -> str:
        machine = self._machine
        if machine.config is None:
            return _tr("Its description is broken.")
        running = machine.running_config
        if running is not None and getattr(running, drive) is None:
            return _tr("It runs without this drive. Details adds one, for its next start.")
        return ""

    def _ask(self, drive: Drive, _checked: bool = False) -> None:
        filters = _tr("CD images (*.iso);;All files (*)") if drive == "cdrom" else _tr("All files (*)")
        title = _tr("Insert a disc") if drive == "cdrom" else _tr("Insert a floppy")
        dialog = QFileDialog(self.parentWidget(), title, self._preferences.directory, filters)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(partial(self._picked, drive))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _picked(self, drive: Drive, path: str) -> None:
        self._preferences.remember_file(path)
        self.put_in(drive, path)

    def _again(self, drive: Drive, path: str, _checked: bool = False) -> None:
        self.put_in(drive, path)


def _allow(action: QAction, why_not: str, usual: str) -> None:
    action.setEnabled(not why_not)
    action.setToolTip(why_not or usual)
