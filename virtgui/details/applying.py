"""Writing a draft, and having the machine that runs do at once what it can of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from engine.config import MachineConfig
from engine.error import EngineError
from virtgui.details.edit import Change, Edit, changes
from virtgui.details.tree import config_of, tree_of
from virtgui.models.machine import Machine
from virtgui.models.takeover import TOLD


class Applying(QObject):
    """``busy`` while a description is being written; ``written`` when it is, ``settled`` when the machine has been
    told of it, too. ``refused`` says why something could not be done."""

    written = Signal()
    settled = Signal()
    refused = Signal(str)

    def __init__(self, machine: Machine, parent: QObject) -> None:
        super().__init__(parent)
        self._machine = machine
        self._telling = False
        self._closed = False
        self.busy = False

    def apply(self, edit: Edit) -> None:
        """Write the draft. What can take effect at once does. ConfigError if it is none."""
        config, amended = edit.config(), edit.amendment()
        live = [change for change in edit.changes() if change.now]
        names = {disk.path for disk in config.disks}
        fresh = tuple((path, size) for path, size in edit.state.fresh if path in names)
        self._telling = self._machine.state.alive and any(_told(change) for change in live)
        self.busy = True
        self._machine.save(
            lambda present: config_of(amended(tree_of(present))), partial(self._saved, live), self._not_saved, fresh
        )

    def mend(self, config: MachineConfig) -> None:
        """Write a description in place of a broken one."""
        self.busy = True
        self._machine.save(config, partial(self._saved, []), self._not_saved)

    def close(self) -> None:
        """The page goes: nobody is told any more."""
        self._closed = True

    def pending(self) -> tuple[Change, ...]:
        """What was saved and waits for the next start: also what the machine was told of and refused."""
        running, config = self._machine.running_config, self._machine.config
        if running is None or config is None:
            return ()
        differs = changes(tree_of(running), tree_of(config))
        return tuple(change for change in differs if not change.now or self._refused(change))

    def _refused(self, change: Change) -> bool:
        return change.path in self._machine.refused_media or (_told(change) and not self._telling)

    def _saved(self, live: list[Change]) -> None:
        self.busy = False
        machine = self._machine
        for change in live:
            if change.path in ("cdrom", "floppy") and machine.state.alive:
                machine.change_medium("cdrom" if change.path == "cdrom" else "floppy", self._failed)
        if not self._closed:
            self.written.emit()
        if self._telling:
            machine.take_over(self._failed, self._settled)

    def _not_saved(self, error: EngineError) -> None:
        self.busy = self._telling = False
        self._failed(error)

    def _settled(self) -> None:
        self._telling = False
        if not self._closed:
            self.settled.emit()

    def _failed(self, error: EngineError) -> None:
        if not self._closed:
            self.refused.emit(str(error))


def _told(change: Change) -> bool:
    return change.path.split(".")[0] in TOLD
