"""Deleting machines: the exact list of files, and no disk goes that is not ticked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from virtgui import theme
from virtgui.models.machine import Machine
from virtgui.models.removal import Item
from virtgui.widgets.unit import BYTES

MOST_HEIGHT = 260


class DeletePanel(QFrame):
    """Below the list, not over it. ``closed`` when it is done with, whether something was deleted or not."""

    closed = Signal()
    deleted = Signal(str, object)
    """Which machine, and what of it is in the trash (engine.trash.Trashed); an empty list: it is gone for good."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("delete")
        self._machines: list[Machine] = []
        self._surveyed: dict[str, list[Item]] = {}
        self._boxes: list[tuple[Machine, Path, QCheckBox]] = []
        self._title = QLabel(wordWrap=True)
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._files = QVBoxLayout()
        self._files.setSpacing(theme.SPACE_XS)
        self._files.setContentsMargins(0, theme.SPACE_XS, 0, theme.SPACE_XS)
        inner = QWidget()
        inner.setLayout(self._files)
        self._scroll = QScrollArea(widgetResizable=True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(inner)
        self.confirm = QPushButton(theme.icon("delete"), "")
        self.confirm.clicked.connect(self._delete)
        self.cancel = QPushButton(self.tr("Keep"))
        self.cancel.clicked.connect(self.close_panel)
        self.for_good = QCheckBox(self.tr("For good, not into the trash"))
        self.for_good.setToolTip(self.tr("Frees the space at once. There is no way back."))
        buttons = QHBoxLayout()
        buttons.addWidget(self.for_good)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SPACE_M, theme.SPACE_M, theme.SPACE_M, theme.SPACE_M)
        layout.addWidget(self._title)
        layout.addWidget(self._scroll)
        layout.addLayout(buttons)
        self.hide()

    def ask(self, machines: Sequence[Machine]) -> None:
        """Ask about these; each must be off."""
        self._machines, self._surveyed = list(machines), {}
        self.for_good.setChecked(False)
        for machine in self._machines:
            machine.survey(lambda items, machine=machine: self._take(machine, items))  # type: ignore[misc]  # bound here

    def boxes(self) -> list[tuple[Path, QCheckBox]]:
        """The disks that may be ticked."""
        return [(path, box) for _, path, box in self._boxes]

    def close_panel(self) -> None:
        """Nothing more to ask."""
        self._machines = []
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape keeps everything."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            return
        super().keyPressEvent(event)

    def _take(self, machine: Machine, items: list[Item]) -> None:
        self._surveyed[machine.name] = items
        if machine in self._machines and len(self._surveyed) == len(self._machines):
            self._fill()
            self.show()
            self.cancel.setFocus()

    def _fill(self) -> None:
        while (entry := self._files.takeAt(0)) is not None:
            widget = entry.widget()
            if widget is not None:
                widget.deleteLater()
        self._boxes = []
        names = ", ".join(machine.name for machine in self._machines)
        self._title.setText(self.tr("Delete {}?").format(names))
        own = [item for items in self._surveyed.values() for item in items if item.bookkeeping]
        disks = [(m, item) for m in self._machines for item in self._surveyed[m.name] if not item.bookkeeping]
        if disks:
            self._note(self.tr("These files stay, unless you tick them:"))
            for machine, item in disks:
                box = QCheckBox(f"{item.path}   ({BYTES.format(item.bytes)})")
                if item.files:
                    box.setText(f"{item.path}/: {', '.join(item.files)}   ({BYTES.format(item.bytes)})")
                box.toggled.connect(self._label_button)
                self._files.addWidget(box)
                self._boxes.append((machine, item.path, box))
        self._note(self.tr("These files go: the machine's description, its logs and its last picture."))
        for item in own:
            self._note(f"    {item.path}", muted=True)
        self._files.addStretch(1)
        self._label_button()
        needed = self._files.sizeHint().height() + 2 * theme.SPACE_XS
        self._scroll.setFixedHeight(min(MOST_HEIGHT, needed))

    def _note(self, text: str, muted: bool = False) -> None:
        label = QLabel(text)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setEnabled(True)
        if muted:
            palette = label.palette()
            palette.setColor(label.foregroundRole(), theme.colours_for(self.palette()).muted)
            label.setPalette(palette)
        self._files.addWidget(label)

    def _label_button(self) -> None:
        ticked = sum(box.isChecked() for _, _, box in self._boxes)
        snapshots = {item.path for items in self._surveyed.values() for item in items if item.files}
        if any(path in snapshots and box.isChecked() for _, path, box in self._boxes):
            self.confirm.setText(self.tr("Delete, with what is ticked"))
        elif ticked == 1:
            self.confirm.setText(self.tr("Delete, with 1 disk"))
        elif ticked:
            self.confirm.setText(self.tr("Delete, with %n disks", "", ticked))
        else:
            self.confirm.setText(self.tr("Delete, keep the disks") if self._boxes else self.tr("Delete"))

    def _delete(self) -> None:
        for machine in self._machines:
            ticked = [path for owner, path, box in self._boxes if owner is machine and box.isChecked()]
            name = machine.name
            machine.delete(
                ticked,
                lambda trashed, name=name: self.deleted.emit(name, trashed),  # type: ignore[misc]  # bound here
                self.for_good.isChecked(),
            )
        self.close_panel()
