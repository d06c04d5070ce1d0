"""Asking what a snapshot is to be called, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from virtgui.models.machine import Machine
from virtgui.widgets.unit import BYTES
from virtgui.windows.manager_name import NamePanel

if TYPE_CHECKING:
    from virtgui.models.snapshot import Shelf


class SnapshotPanel(NamePanel):
    """A name, a note, and a word on how long a guest stands still."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.note = QLineEdit(self)
        self.note.setPlaceholderText(self.tr("Note: what to remember about it"))
        self.note.setAccessibleName(self.tr("Note"))
        self.note.returnPressed.connect(self.confirm.click)
        self.cost = QLabel(self, wordWrap=True)
        self.cost.setForegroundRole(self.cost.palette().ColorRole.PlaceholderText)
        self.column.addWidget(self.note)
        self.column.addWidget(self.cost)

    def ask_snapshot(self, machine: Machine, shelf: Shelf, take: Callable[[str, str], None]) -> None:
        """Ask; ``take`` gets name and note."""
        from engine.snapshot.shelf import free_name
        from virtgui.models.snapshot import name_problem

        taken = tuple(one.name for one in shelf.snapshots)
        self.note.clear()
        self.cost.setText(self._cost(machine, shelf))
        title = self.tr("A snapshot of {0}: its disks and hardware as they are now, not its memory.")
        self.ask(
            title.format(machine.name),
            free_name(list(taken)),
            self.tr("Take"),
            lambda name: name_problem(name, taken),
            lambda name: take(name, self.note.text().strip()),
        )

    def _cost(self, machine: Machine, shelf: Shelf) -> str:
        size = BYTES.format(shelf.bytes)
        if shelf.shares:
            if machine.state.alive:
                return self.tr("Blocks are shared: the guest stands still for an instant, and no room is taken yet.")
            return self.tr("Blocks are shared: no room is taken until something is written.")
        if machine.state.alive:
            return self.tr(
                "The filesystem cannot share blocks: the guest stands still while {0} are copied. Btrfs and XFS can."
            ).format(size)
        return self.tr("The filesystem cannot share blocks: {0} are copied. Btrfs and XFS can.").format(size)
