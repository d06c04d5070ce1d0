"""What the machine is, what was noted about it, and what its process had to say. To read only, as yet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QShowEvent
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from engine.config import MachineConfig
from engine.error import EngineError
from virtgui.models.machine import Machine
from virtgui.theme import SPACE_M, SPACE_S, monospace

if TYPE_CHECKING:
    from virtgui.bridge import Bridge, Job

_TAIL: Final = 64 << 10


def _tr(text: str) -> str:
    return QCoreApplication.translate("DetailsPage", text)


def config_lines(config: MachineConfig) -> list[tuple[str, str]]:
    """A description as pairs of words."""
    lines = [
        (_tr("Memory"), _tr("{0} MiB").format(f"{config.memory_mib:,}")),
        (_tr("CPUs"), str(config.vcpus)),
    ]
    for number, disk in enumerate(config.disks, 1):
        extra = _tr(", read-only") if disk.readonly else ""
        lines.append((_tr("Disk {0}").format(number), f"{disk.path} ({disk.format}, {disk.bus.upper()}{extra})"))
    if config.cdrom:
        lines.append((_tr("CD"), config.cdrom))
    if config.floppy:
        lines.append((_tr("Floppy"), config.floppy))
    if config.kernel is not None:
        lines.append((_tr("Kernel"), config.kernel.path))
        if config.kernel.initrd:
            lines.append((_tr("Initrd"), config.kernel.initrd))
        if config.kernel.append:
            lines.append((_tr("Command line"), config.kernel.append))
    else:
        words = {"c": _tr("hard disk"), "d": _tr("CD"), "a": _tr("floppy"), "n": _tr("network")}
        lines.append((_tr("Boot order"), ", ".join(words[letter] for letter in config.boot)))
        lines.append((_tr("Firmware"), config.firmware))
    lines.append((_tr("Accelerator"), config.accel))
    return lines


def log_tail(path: Path) -> str:
    """The end of a log; empty if there is none. EngineError if it cannot be read. Blocks."""
    try:
        with path.open("rb") as log:
            log.seek(0, 2)
            size = log.tell()
            log.seek(max(0, size - _TAIL))
            return log.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise EngineError(f"{path} cannot be read: {error.strerror}.", "Check its permissions.") from None


class DetailsPage(QWidget):
    """Description, notes and log; the log is read when the page is shown, and when the state changes."""

    def __init__(self, machine: Machine, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._machine, self._bridge = machine, bridge
        self._job: Job[str] | None = None
        self._form = QFormLayout()
        self._form.setLabelAlignment(Qt.AlignmentFlag.AlignRight)
        self._form.setHorizontalSpacing(SPACE_M)
        self.log = QPlainTextEdit(self)
        self.log.setReadOnly(True)
        self.log.setFont(monospace())
        self.log.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.log.setAccessibleName(_tr("Log of the VM process"))
        self.log.setPlaceholderText(_tr("The log of the VM process is empty."))
        self.where = QLabel(self)
        self.where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.open_button = QPushButton(_tr("Open directory"), self)
        self.open_button.clicked.connect(self._open)
        self.again_button = QPushButton(_tr("Read again"), self)
        self.again_button.clicked.connect(self.refresh)
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self.where, 1)
        row.addWidget(self.again_button)
        row.addWidget(self.open_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE_M, SPACE_M, SPACE_M, SPACE_M)
        column.setSpacing(SPACE_M)
        column.addLayout(self._form)
        column.addLayout(row)
        column.addWidget(self.log, 1)
        machine.changed.connect(self._changed)

    def refresh(self) -> None:
        """Show the description and read the log again."""
        machine = self._machine
        while self._form.rowCount():
            self._form.removeRow(0)
        pairs = config_lines(machine.config) if machine.config is not None else []
        if machine.config is not None and machine.config.notes:
            pairs.append((_tr("Notes"), machine.config.notes))
        accel = machine.facts.get("accel")
        if accel:
            pairs.append((_tr("Runs on"), _tr("{0}, process {1}").format(str(accel).upper(), machine.pid)))
        if machine.reason:
            pairs.append((_tr("State"), f"{machine.state_title}: {machine.reason} {machine.remedy}".strip()))
        for name, value in pairs:
            label = QLabel(value, self)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setAccessibleName(f"{name}: {value}")
            self._form.addRow(f"{name}:", label)
        path = machine.directory.log
        self.where.setText(str(path))
        if self._job is not None:
            self._job.cancel()
        self._job = self._bridge.blocking(lambda: log_tail(path), self._read, lambda error: self._read(str(error)))

    def showEvent(self, event: QShowEvent) -> None:
        """Read."""
        super().showEvent(event)
        self.refresh()

    def close_page(self) -> None:
        """The window goes: no answer is wanted any more."""
        if self._job is not None:
            self._job.cancel()

    def _changed(self) -> None:
        if self.isVisible():
            self.refresh()

    def _read(self, text: str) -> None:
        if text != self.log.toPlainText():
            self.log.setPlainText(text)
            self.log.verticalScrollBar().setValue(self.log.verticalScrollBar().maximum())

    def _open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._machine.directory.path)))
