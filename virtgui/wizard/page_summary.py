"""Last page: everything at a glance, and every line of it can be changed here."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from engine.config import VCPUS
from virtgui.sentence import told
from virtgui.theme import SPACE_M, SPACE_S
from virtgui.wizard.draft import DISK_GIB, MEMORY_LEAST_MIB, DiskChoice, Source, attached, boot_orders
from virtgui.wizard.file_row import FileRow
from virtgui.wizard.notice import Notice
from virtgui.wizard.page import Page
from virtgui.wizard.page_hardware import MOST_MIB, show
from virtgui.wizard.plan import Plan


def _tr(text: str) -> str:
    return QCoreApplication.translate("SummaryPage", text)


class SummaryPage(Page):
    """``source_wanted`` when a person wants another thing to start from."""

    source_wanted = Signal()

    def __init__(self, plan: Plan, parent: QWidget | None = None) -> None:
        super().__init__(plan, _tr("Summary"), _tr("Is this right?"), _tr("Every line can be changed here."), parent)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE_M)
        self._grid.setVerticalSpacing(SPACE_S)
        self._grid.setColumnStretch(1, 1)
        self.column.addLayout(self._grid)
        self._add_name()
        self._add_source()
        self._add_hardware()
        self._add_disk()
        self._add_boot()
        self.start = QCheckBox(_tr("&Start it now"), self)
        self.start.toggled.connect(lambda on: plan.edit(start=on))
        self._grid.addWidget(self.start, self._grid.rowCount(), 1)
        self.column.addStretch(1)
        self.refresh()

    def _row(self, title: str, editor: QWidget, notice: QWidget | None = None) -> QLabel:
        row = self._grid.rowCount()
        label = QLabel(title, self)
        label.setBuddy(editor)
        label.setMinimumHeight(editor.sizeHint().height())
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(editor, row, 1)
        if notice is not None:
            self._grid.addWidget(notice, row + 1, 1)
        return label

    def _add_name(self) -> None:
        self.name = QLineEdit(self)
        self.name.setAccessibleName(_tr("Name"))
        self.name.setMaxLength(64)
        self.name.textEdited.connect(lambda text: self.plan.edit(name=text))
        self.name_notice = Notice(self)
        self._row(_tr("&Name:"), self.name, self.name_notice)

    def _add_source(self) -> None:
        box = QWidget(self)
        self.source = QLabel(box)
        self.source.setTextFormat(Qt.TextFormat.PlainText)
        self.source.setWordWrap(True)
        self.change = QPushButton(_tr("Change…"), box)
        self.change.setAccessibleName(_tr("Change what it starts from"))
        self.change.clicked.connect(self.source_wanted)
        _line(box, (self.source, 1), (self.change, 0))
        self._row(_tr("Starts from:"), box)

    def _add_hardware(self) -> None:
        self.memory = QSpinBox(self)
        self.memory.setRange(MEMORY_LEAST_MIB, MOST_MIB)
        self.memory.setSuffix(_tr(" MiB"))
        self.memory.setGroupSeparatorShown(True)
        self.memory.setAccessibleName(_tr("Memory"))
        self.memory.valueChanged.connect(lambda value: self.plan.edit(memory_mib=value))
        self.memory_notice = Notice(self)
        self._row(_tr("&Memory:"), _left(self, self.memory), self.memory_notice).setBuddy(self.memory)
        self.cpus = QSpinBox(self)
        self.cpus.setRange(VCPUS[0], VCPUS[-1])
        self.cpus.setAccessibleName(_tr("CPUs"))
        self.cpus.valueChanged.connect(lambda value: self.plan.edit(vcpus=value))
        self.cpu_notice = Notice(self)
        self._row(_tr("&CPUs:"), _left(self, self.cpus), self.cpu_notice).setBuddy(self.cpus)

    def _add_disk(self) -> None:
        box = QWidget(self)
        self.disk = QComboBox(box)
        self.disk.setAccessibleName(_tr("Disk"))
        for choice, text in (
            (DiskChoice.NEW, _tr("New, of")),
            (DiskChoice.EXISTING, _tr("Existing image")),
            (DiskChoice.NONE, _tr("None")),
        ):
            self.disk.addItem(text, choice)
        self.disk.currentIndexChanged.connect(lambda _index: self.plan.edit(disk=DiskChoice(self.disk.currentData())))
        self.capacity = QSpinBox(box)
        self.capacity.setRange(DISK_GIB[0], DISK_GIB[-1])
        self.capacity.setSuffix(_tr(" GiB"))
        self.capacity.setAccessibleName(_tr("Size of the new disk"))
        self.capacity.valueChanged.connect(lambda value: self.plan.edit(disk_gib=value))
        self.file = FileRow(
            _tr("Disk image"), _tr("Choose a disk image"), _tr("All files (*)"), self.plan.preferences, box
        )
        self.file.chosen.connect(lambda path: self.plan.choose_file("disk", path))
        self.bus = QComboBox(box)
        self.bus.setAccessibleName(_tr("What the disk is attached to"))
        self.bus.setToolTip(_tr("IDE works with every guest; virtio is faster, and the guest needs a driver."))
        for bus, name in (("ide", "IDE"), ("virtio", "virtio")):
            self.bus.addItem(name, bus)
        self.bus.activated.connect(lambda _index: self.plan.edit(disk_bus=self.bus.currentData()))
        self._disk_stretch = QWidget(box)
        _line(box, (self.disk, 0), (self.capacity, 0), (self.bus, 0), (self.file, 1), (self._disk_stretch, 1))
        self.disk_notice = Notice(self)
        self.disk_label = self._row(_tr("&Disk:"), box, self.disk_notice)
        self.disk_label.setBuddy(self.disk)

    def _add_boot(self) -> None:
        self.boot = QComboBox(self)
        self.boot.setAccessibleName(_tr("Boot order"))
        self.boot.currentIndexChanged.connect(self._boot_chosen)
        self.boot_label = self._row(_tr("&Boot order:"), _left(self, self.boot))
        self.boot_label.setBuddy(self.boot)
        self.firmware = QComboBox(self)
        self.firmware.setAccessibleName(_tr("Firmware"))
        for name, text in (
            ("auto", _tr("Automatic")),
            ("seabios", _tr("SeaBIOS, of this host")),
            ("builtin", _tr("VirtGUI's own")),
        ):
            self.firmware.addItem(text, name)
        self.firmware.currentIndexChanged.connect(lambda _index: self.plan.edit(firmware=self.firmware.currentData()))
        self.firmware_notice = Notice(self)
        self.firmware_label = self._row(_tr("&Firmware:"), _left(self, self.firmware), self.firmware_notice)
        self.firmware_label.setBuddy(self.firmware)

    def _refuse_firmware(self) -> None:
        """What this host cannot start is grey, and says why. Automatic can always be chosen."""
        items, host = self.firmware.model(), self.plan.host
        assert isinstance(items, QStandardItemModel)
        for row in range(items.rowCount() if host is not None else 0):
            assert host is not None
            name = self.firmware.itemData(row)
            problem = host.firmware_problems.get(name, "")
            items.item(row).setEnabled(not problem or name == "auto")
            items.item(row).setToolTip(told(problem))

    def refresh(self) -> None:
        """Show the whole draft."""
        plan, draft = self.plan, self.plan.draft
        if self.name.text() != draft.name:
            self.name.setText(draft.name)
        show(self.name_notice, plan.name_problem(), "")
        self.source.setText(self._source_text())
        _set(self.memory, draft.memory_mib)
        show(self.memory_notice, plan.memory_problem(), plan.memory_warning())
        _set(self.cpus, draft.vcpus)
        show(self.cpu_notice, plan.cpu_problem(), plan.cpu_warning())
        self._refresh_disk()
        self._refresh_boot()
        self._refuse_firmware()
        show(self.firmware_notice, "", plan.firmware_problem())
        self.start.setChecked(draft.start)

    def _refresh_disk(self) -> None:
        plan, draft = self.plan, self.plan.draft
        extra = attached(draft) == "disk"
        self.disk_label.setText(_tr("Second &disk:") if extra else _tr("&Disk:"))
        with QSignalBlocker(self.disk):
            self.disk.setCurrentIndex(self.disk.findData(draft.disk))
        _set(self.capacity, draft.disk_gib)
        self.capacity.setVisible(draft.disk is DiskChoice.NEW)
        self.bus.setCurrentIndex(self.bus.findData(draft.disk_bus))
        self.bus.setVisible(draft.disk is not DiskChoice.NONE)
        existing = draft.disk is DiskChoice.EXISTING
        self.file.setVisible(existing)
        self._disk_stretch.setVisible(not existing)
        self.file.set_path(draft.disk_path)
        show(self.disk_notice, plan.disk_problem(), plan.disk_warning())

    def _refresh_boot(self) -> None:
        draft = self.plan.draft
        orders = boot_orders(draft)
        direct = attached(draft) == "kernel"
        with QSignalBlocker(self.boot):
            self.boot.clear()
            for order in orders:
                self.boot.addItem(boot_text(order), order)
            if direct:
                self.boot.addItem(_tr("The kernel is started directly"), "c")
            self.boot.setCurrentIndex(max(0, self.boot.findData(draft.boot)))
        self.boot.setEnabled(len(orders) > 1)
        only = _tr("There is only one thing to start from.")
        self.boot.setToolTip(only if len(orders) < 2 else "")
        with QSignalBlocker(self.firmware):
            self.firmware.setCurrentIndex(self.firmware.findData(draft.firmware))
        self.firmware.setEnabled(not direct)
        self.firmware.setToolTip(_tr("A kernel that is started directly needs no firmware.") if direct else "")

    def problem(self) -> str:
        """The first thing that is wrong anywhere."""
        plan = self.plan
        problems = (plan.name_problem(), plan.source_problem(), plan.hardware_problem(), plan.disk_problem())
        return next((problem for problem in problems if problem), "")

    def enter(self) -> None:
        """To the name."""
        super().enter()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def _boot_chosen(self, _index: int) -> None:
        self.plan.edit(boot=self.boot.currentData())

    def _source_text(self) -> str:
        draft = self.plan.draft
        if draft.source is Source.WELCOME:
            return _tr("Welcome, the guest that comes with VirtGUI")
        what = draft.image.description if draft.image is not None else ""
        return f"{Path(draft.path).name}: {what}" if what else Path(draft.path).name


def boot_text(order: str) -> str:
    """A boot order in words."""
    words = {"c": _tr("hard disk"), "d": _tr("CD"), "a": _tr("floppy")}
    text = _tr(", then ").join(words[letter] for letter in order)
    return text[:1].upper() + text[1:]


def _set(field: QSpinBox, value: int) -> None:
    if field.value() != value:
        with QSignalBlocker(field):
            field.setValue(value)


def _line(box: QWidget, *parts: tuple[QWidget, int]) -> None:
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE_S)
    for widget, stretch in parts:
        row.addWidget(widget, stretch, Qt.AlignmentFlag.AlignTop if stretch == 0 else Qt.AlignmentFlag(0))


def _left(parent: QWidget, editor: QWidget) -> QWidget:
    """``editor`` at its own width, at the left."""
    box = QWidget(parent)
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(editor)
    row.addStretch(1)
    editor.setMinimumWidth(130)
    return box
