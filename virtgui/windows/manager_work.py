"""What the manager does with machines beyond their power: clone, rename, export, import, group, bring back."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from engine.config import MachineConfig
from engine.error import EngineError
from engine.progress import Progress
from engine.trash import Trashed, restore
from virtgui.bridge import Bridge
from virtgui.models.fleet import Fleet
from virtgui.models.machine import Machine
from virtgui.windows.manager_clone import ClonePanel
from virtgui.windows.manager_name import NamePanel
from virtgui.windows.manager_task import TaskPanel
from virtgui.windows.message import Action
from virtgui.windows.snapshot_name import SnapshotPanel

if TYPE_CHECKING:
    from engine.storage.sparse import Sharing
    from virtgui.models.snapshot import Shelf

SUFFIX = ".virtgui"
TOGETHER_MS = 200


class Panels(NamedTuple):
    """Where questions are asked and progress is shown, below the list."""

    names: NamePanel
    clones: ClonePanel
    snapshots: SnapshotPanel
    tasks: TaskPanel


class ManagerWork(QObject):
    """``made(name)``: a machine that is to be selected. ``say(what, remedy, severity, actions)``: a message."""

    made = Signal(str)
    say = Signal(str, str, str, object)

    def __init__(self, fleet: Fleet, bridge: Bridge, panels: Panels, window: QWidget) -> None:
        super().__init__(window)
        self._fleet, self._bridge, self._window = fleet, bridge, window
        self._names, self._clones, self._snapshots, self._tasks = panels
        tasks = panels.tasks
        self._gone: list[tuple[str, Sequence[Trashed]]] = []
        self._tell_gone = QTimer(self, singleShot=True, interval=TOGETHER_MS)
        self._tell_gone.timeout.connect(self._say_deleted)
        tasks.failed.connect(lambda what, remedy: self.say.emit(what, remedy, "error", ()))

    def clone(self, machine: Machine, snapshot: str = "") -> None:
        """Ask what the clone is to be called and what it is of, ``snapshot`` proposed, and make it."""
        from virtgui.wizard.draft import unique_name

        store, name = self._fleet.store, machine.name

        def take(new: str, source: str, share: Sharing) -> None:
            def work(progress: Progress) -> MachineConfig:
                from engine.clone import clone

                return clone(store, name, new, progress, source, share)

            self._tasks.run(self.tr("Cloning {0}").format(name), work, self._made)

        def ask(shelf: Shelf) -> None:
            proposal = unique_name(f"{name} clone", self._taken())
            self._clones.ask_clone(machine, shelf, snapshot, proposal, self._name_problem, take)

        machine.look_at_shelf(ask)

    def snapshot(self, machine: Machine) -> None:
        """Ask what a snapshot is to be called, and take it."""

        def take(name: str, note: str) -> None:
            progress = machine.snapshot_progress()

            def taken(_: float) -> None:
                self.say.emit(self.tr("{0}: “{1}” was taken.").format(machine.name, name), "", "info", ())

            self._tasks.track(
                self.tr("Snapshot of {0}").format(machine.name),
                progress,
                lambda done, failed: machine.take_snapshot(name, note, progress, done, failed),
                taken,
            )

        machine.look_at_shelf(lambda shelf: self._snapshots.ask_snapshot(machine, shelf, take))

    def rename(self, machine: Machine) -> None:
        """Ask for another name."""
        if machine.config is None:
            return

        def take(new: str) -> None:
            import msgspec

            machine.save(lambda config: msgspec.structs.replace(config, name=new))

        def check(new: str) -> str:
            return "" if new == machine.name else self._name_problem(new)

        title = self.tr("Rename {0}: its directory is renamed, too.").format(machine.name)
        self._names.ask(title, machine.name, self.tr("Rename"), check, take)

    def export(self, machine: Machine) -> None:
        """Ask for a file, and write the machine to it."""
        dialog = self._dialog(self.tr("Export {0}").format(machine.name), QFileDialog.FileMode.AnyFile)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX[1:])
        dialog.selectFile(f"{machine.name}{SUFFIX}")
        # The dialog has asked already whether a file may be replaced.
        dialog.fileSelected.connect(lambda path: self.export_to(machine, Path(path), replace=True))
        dialog.open()

    def export_to(self, machine: Machine, path: Path, replace: bool = False) -> None:
        """Write a machine to a file."""
        from engine.archive import export

        store, name = self._fleet.store, machine.name

        def work(progress: Progress) -> Path:
            if replace:
                path.unlink(missing_ok=True)
            export(store, name, path, progress)
            return path

        def done(path: Path) -> None:
            left = self.tr("Its snapshots are not in it.") if machine.snapshots else ""
            self.say.emit(self.tr("{0} was exported.").format(name), f"{path} {left}".strip(), "info", ())

        self._tasks.run(self.tr("Exporting {0}").format(name), work, done)

    def ask_import(self) -> None:
        """Ask for an exported machine."""
        dialog = self._dialog(self.tr("Import a machine"), QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda path: self.import_from(Path(path)))
        dialog.open()

    def import_from(self, path: Path) -> None:
        """Make a machine of an exported one. A name that is taken gets a number."""
        from engine.archive import unpack
        from virtgui.wizard.draft import unique_name

        store, taken = self._fleet.store, self._taken()

        def work(progress: Progress) -> MachineConfig:
            try:
                return unpack(store, path, progress)
            except EngineError as error:
                if "already" not in error.what:
                    raise
                return unpack(store, path, progress, unique_name(path.stem, taken))

        self._tasks.run(self.tr("Importing {0}").format(path.name), work, self._made)

    def deleted(self, name: str, trashed: Sequence[Trashed]) -> None:
        """Say so, with a way back while there is one; in a moment, for several may go together."""
        self._gone.append((name, trashed))
        self._tell_gone.start()

    def _say_deleted(self) -> None:
        gone, self._gone = self._gone, []
        names = ", ".join(name for name, _ in gone)
        trashed = [one for _, pieces in gone for one in pieces]
        if not trashed:
            self.say.emit(self.tr("{0} was deleted.").format(names), "", "info", ())
            return

        def back() -> None:
            self._bridge.blocking(partial(restore, trashed), lambda _: self._fleet.rescan(), self._tell)

        actions: list[Action] = [(self.tr("Undo"), back)]
        self.say.emit(self.tr("In the trash: {0}.").format(names), "", "info", actions)

    # Groups.

    def fill_groups(self, menu: QMenu, machines: Sequence[Machine], groups: Sequence[str]) -> None:
        """Where these machines can be listed, in place of what is in the menu."""
        menu.clear()
        none = menu.addAction(self.tr("No group"))
        none.triggered.connect(partial(self.regroup, machines, ""))
        for group in groups:
            menu.addAction(group).triggered.connect(partial(self.regroup, machines, group))
        menu.addSeparator()
        menu.addAction(self.tr("New group…")).triggered.connect(partial(self.ask_group, machines))

    def regroup(self, machines: Sequence[Machine], group: str, _checked: bool = False) -> None:
        """List machines under another heading."""
        for machine in machines:
            machine.regroup(group)

    def ask_group(self, machines: Sequence[Machine], _checked: bool = False) -> None:
        """Ask what a new group is called."""
        title = self.tr("A group for {0}").format(", ".join(machine.name for machine in machines))

        def check(name: str) -> str:
            return "" if name else self.tr("Give the group a name.")

        self._names.ask(title, "", self.tr("Group"), check, partial(self.regroup, machines))

    # Parts.

    def _taken(self) -> list[str]:
        return [machine.name for machine in self._fleet]

    def _name_problem(self, name: str) -> str:
        from virtgui.wizard.draft import name_problem

        return name_problem(name, self._taken(), self.tr)

    def _made(self, config: MachineConfig) -> None:
        self.made.emit(config.name)

    def _tell(self, error: EngineError) -> None:
        self.say.emit(error.what, error.remedy, "error", ())

    def _dialog(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        filters = self.tr("VirtGUI machines (*{0});;All files (*)").format(SUFFIX)
        dialog = QFileDialog(self._window, title, str(Path.home()), filters)
        dialog.setFileMode(mode)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog
