"""Third page: a disk."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.storage.image import megabytes
from virtgui.theme import SPACE_S, SPACE_XS
from virtgui.wizard.amount import Amount
from virtgui.wizard.card import Card
from virtgui.wizard.draft import DISK_GIB, DiskChoice, Source, attached
from virtgui.wizard.file_row import FileRow
from virtgui.wizard.notice import Notice
from virtgui.wizard.page import Page, faint
from virtgui.wizard.page_hardware import show
from virtgui.wizard.plan import Plan

STOPS_GIB = (1, 2, 4, 8, 10, 16, 20, 32, 50, 64, 100, 128, 200, 256, 500, 1000)


def _tr(text: str) -> str:
    return QCoreApplication.translate("DiskPage", text)


class DiskPage(Page):
    """New, existing or none."""

    def __init__(self, plan: Plan, parent: QWidget | None = None) -> None:
        super().__init__(plan, _tr("Disk"), _tr("Does it need a disk?"), " ", parent)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self.cards: dict[DiskChoice, Card] = {}
        self.column.setSpacing(SPACE_XS + 2)
        for choice, picture, title, detail in (
            (DiskChoice.NEW, "new", _tr("New disk"), _tr("An empty disk image in the machine's own directory")),
            (DiskChoice.EXISTING, "disk", _tr("Existing disk image"), _tr("A raw image that you have already")),
            (DiskChoice.NONE, "stop", _tr("No disk"), _tr("Nothing more than what it starts from")),
        ):
            card = Card(picture, title, detail, self)
            card.toggled.connect(lambda on, chosen=choice: self._toggled(on, chosen))
            self._group.addButton(card)
            self.cards[choice] = card
            self.column.addWidget(card)
        self.column.addSpacing(SPACE_S)
        self.new = self._new_part()
        self.column.addWidget(self.new)
        self.file = FileRow(
            _tr("Disk image"), _tr("Choose a disk image"), _tr("All files (*)"), plan.preferences, self
        )
        self.file.chosen.connect(lambda path: plan.choose_file("disk", path))
        self.column.addWidget(self.file)
        self.bus_row = QWidget(self)
        row = QHBoxLayout(self.bus_row)
        row.setContentsMargins(0, 0, 0, 0)
        label = QLabel(_tr("&Attached to"), self.bus_row)
        self.bus = QComboBox(self.bus_row)
        self.bus.setAccessibleName(_tr("Attached to"))
        self.bus.addItem(_tr("IDE: works with every guest"), "ide")
        self.bus.addItem(_tr("virtio: faster, and the guest needs a driver (Linux and the BSDs have it)"), "virtio")
        self.bus.activated.connect(lambda _: plan.edit(disk_bus=self.bus.currentData()))
        label.setBuddy(self.bus)
        row.addWidget(label)
        row.addWidget(self.bus)
        row.addStretch(1)
        self.column.addWidget(self.bus_row)
        self.clash = Notice(self)
        self.column.addWidget(self.clash)
        self.column.addStretch(1)
        self.refresh()

    def _new_part(self) -> QWidget:
        part = QWidget(self)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_S)
        self.capacity = Amount(_tr("Size of the new disk"), STOPS_GIB, DISK_GIB[0], DISK_GIB[-1], _tr(" GiB"), part)
        self.capacity.changed.connect(lambda value: self.plan.edit(disk_gib=value))
        self.room = faint(QLabel(part))
        self.room.setWordWrap(True)
        self.room_notice = Notice(part)
        for widget in (self.capacity, self.room, self.room_notice):
            column.addWidget(widget)
        return part

    def refresh(self) -> None:
        """Show the choice and what is wrong with it."""
        plan, draft = self.plan, self.plan.draft
        self.explanation.setText(self._situation())
        card = self.cards[draft.disk]
        if not card.isChecked():
            card.setChecked(True)
        self.new.setVisible(draft.disk is DiskChoice.NEW)
        self.file.setVisible(draft.disk is DiskChoice.EXISTING)
        self.bus_row.setVisible(draft.disk is not DiskChoice.NONE)
        self.bus.setCurrentIndex(self.bus.findData(draft.disk_bus))
        self.capacity.set_value(draft.disk_gib)
        sparse = _tr("It takes room on the host only as the guest fills it.")
        free = _tr("{0} are free.").format(megabytes(plan.host.free_bytes)) if plan.host is not None else ""
        self.room.setText(f"{sparse} {free}".strip())
        show(self.room_notice, "", plan.disk_warning())
        finding = plan.findings["disk"]
        self.file.set_path(draft.disk_path)
        self.file.show_finding(finding)
        problem = plan.disk_problem()
        clashes = bool(problem) and not finding.looking and not finding.error and bool(draft.disk_path)
        show(self.clash, problem if clashes else "", "")

    def problem(self) -> str:
        """What is wrong with the disk."""
        return self.plan.disk_problem()

    def enter(self) -> None:
        """To the chosen card."""
        super().enter()
        self.cards[self.plan.draft.disk].setFocus(Qt.FocusReason.OtherFocusReason)

    def _toggled(self, on: bool, choice: DiskChoice) -> None:
        if on and any(card.hasFocus() for card in self.cards.values()):
            self.cards[choice].setFocus(Qt.FocusReason.OtherFocusReason)
        if on and choice is not self.plan.draft.disk:
            self.plan.edit(disk=choice)

    def _situation(self) -> str:
        """What the machine has already."""
        draft = self.plan.draft
        if draft.source is Source.WELCOME:
            return _tr("Welcome brings its own small disk; it needs no other.")
        name = Path(draft.path).name
        way = attached(draft)
        if way == "disk":
            return _tr("It starts from the disk {0}. It can have another one besides.").format(name)
        if way == "cdrom":
            return _tr("It starts from the CD {0}. What is installed from it goes to a disk.").format(name)
        return _tr("It starts from {0}. A disk can be added.").format(name)
