"""Asking what a clone is to be called, what it is a clone of, and whether it shares its disks' blocks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QButtonGroup, QComboBox, QGridLayout, QLabel, QRadioButton, QWidget

from virtgui import theme
from virtgui.models.machine import Machine
from virtgui.windows.manager_name import FIELD_WIDTH, NamePanel

if TYPE_CHECKING:
    from engine.storage.sparse import Sharing
    from virtgui.models.snapshot import Shelf

Take = Callable[[str, str, "Sharing"], None]
"""A name, the snapshot to clone ("" for the disks as they are), and whether blocks are shared."""


class ClonePanel(NamePanel):
    """Below the list, as other questions."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source = QComboBox(self)
        self.source.setMinimumWidth(FIELD_WIDTH)
        self.source.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.source.setAccessibleName(self.tr("What is cloned"))
        self.linked = QRadioButton(self.tr("&Linked: shares its disks' blocks until one side writes to them"), self)
        self.full = QRadioButton(self.tr("&Full: copies every block"), self)
        self._kinds = QButtonGroup(self)
        for button in (self.linked, self.full):
            self._kinds.addButton(button)
        self.why = QLabel(self, wordWrap=True)
        self.why.setForegroundRole(self.why.palette().ColorRole.PlaceholderText)
        self._of = QLabel(self.tr("Clone &of"), self)
        self._of.setBuddy(self.source)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE_M)
        grid.setVerticalSpacing(theme.SPACE_XS)
        grid.addWidget(self._of, 0, 0)
        grid.addWidget(self.source, 0, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.linked, 1, 1)
        grid.addWidget(self.full, 2, 1)
        grid.addWidget(self.why, 3, 1)
        grid.setColumnStretch(1, 1)
        self.column.insertLayout(1, grid)

    def ask_clone(
        self, machine: Machine, shelf: Shelf, chosen: str, proposal: str, check: Callable[[str], str], take: Take
    ) -> None:
        """Ask. ``chosen`` is the snapshot that is proposed, "" for the last one if it runs, else its disks."""
        self._fill(machine, shelf, chosen)
        shares = shelf.clones_share
        self.linked.setEnabled(shares)
        (self.linked if shares else self.full).setChecked(True)
        self.why.setText(
            self.tr("Either way the clone is whole: it needs nothing of the original.")
            if shares
            else self.tr("Not linked: the filesystem there cannot share blocks. Btrfs and XFS can.")
        )
        self.linked.setToolTip("" if shares else self.why.text())

        def named(name: str) -> None:
            take(name, str(self.source.currentData()), "must" if self.linked.isChecked() else "never")

        title = self.tr("Clone {0}: its disks are copied; read-only ones and CDs are shared.").format(machine.name)
        self.ask(title, proposal, self.tr("Clone"), check, named)

    def _fill(self, machine: Machine, shelf: Shelf, chosen: str) -> None:
        self.source.clear()
        self.source.addItem(self.tr("Its disks as they are"), "")
        for snapshot in reversed(shelf.snapshots):
            if not snapshot.error:
                when = QDateTime.fromSecsSinceEpoch(int(snapshot.record.when))
                shown = QLocale().toString(when, QLocale.FormatType.ShortFormat)
                self.source.addItem(self.tr("Snapshot “{0}”, {1}").format(snapshot.name, shown), snapshot.name)
        if machine.state.alive:
            model = self.source.model()
            assert isinstance(model, QStandardItemModel)
            now = model.item(0)
            now.setEnabled(False)
            now.setText(self.tr("Its disks as they are: not while it runs"))
            self.source.setCurrentIndex(min(1, self.source.count() - 1))
        at = self.source.findData(chosen) if chosen else -1
        if at >= 0:
            self.source.setCurrentIndex(at)
