"""A file to be chosen: typed, picked or dropped; and what it was found to be."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from virtgui.models.preference import Preferences
from virtgui.theme import SPACE_S, SPACE_XS
from virtgui.wizard.notice import Notice
from virtgui.wizard.plan import Finding

_SETTLE_MS: Final = 350


class FileRow(QWidget):
    """An edit field with Browse, and below it what the file is. ``chosen(path)`` when a person has chosen one."""

    chosen = Signal(str)

    def __init__(
        self, label: str, title: str, filters: str, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        """``label`` names it, ``title`` is the file dialog's, ``filters`` are its file kinds."""
        super().__init__(parent)
        self._title, self._filters, self._preferences = title, filters, preferences
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(self.tr("Path of the file, or drop it here"))
        self.line.setClearButtonEnabled(True)
        self.line.setAccessibleName(label)
        self.browse = QPushButton(self.tr("Browse…"), self)
        self.browse.setAccessibleName(self.tr("Browse for {0}").format(label))
        self.notice = Notice(self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._said)
        self.line.textEdited.connect(lambda _text: self._settle.start())
        self.line.editingFinished.connect(self._said)
        self.browse.clicked.connect(self._pick)
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self.line, 1)
        row.addWidget(self.browse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        column.addLayout(row)
        column.addWidget(self.notice)
        self.setFocusProxy(self.line)
        self.line.setAcceptDrops(False)
        self.setAcceptDrops(True)

    def set_path(self, path: str) -> None:
        """Show a path. What a person is typing is left alone."""
        if path != self.line.text().strip() and not self._settle.isActive():
            self.line.setText(path)

    def show_finding(self, finding: Finding, extra: str = "") -> None:
        """Say what the file is. ``extra`` is added to a good finding."""
        if finding.looking:
            self.notice.show_message("info", self.tr("Looking at the file…"))
        elif finding.error:
            self.notice.show_message("error", finding.error)
        elif finding.image is not None:
            said = [f"{finding.image.description}.", finding.note, extra]
            self.notice.show_message("good", " ".join(part for part in said if part))
        else:
            self.notice.clear()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """One local file is welcome."""
        if dropped_file(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take it."""
        self.take(dropped_file(event.mimeData()))
        event.acceptProposedAction()

    def take(self, path: str) -> None:
        """As if a person had typed ``path``."""
        self._settle.stop()
        self.line.setText(path)
        self.chosen.emit(path)

    def changeEvent(self, event: QEvent) -> None:
        """Do not report half a path when disabled."""
        if event.type() == QEvent.Type.EnabledChange and not self.isEnabled():
            self._settle.stop()
        super().changeEvent(event)

    def _said(self) -> None:
        self._settle.stop()
        self.chosen.emit(self.line.text().strip())

    def _pick(self) -> None:
        present = self.line.text().strip()
        start = str(Path(present).parent) if present else self._preferences.directory
        dialog = QFileDialog(self, self._title, start, self._filters)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._picked)
        dialog.open()

    def _picked(self, path: str) -> None:
        self._preferences.remember_file(path)
        self.take(path)


def dropped_file(data: QMimeData) -> str:
    """The path of the one local file in a drop; empty for anything else."""
    urls = data.urls() if data.hasUrls() else []
    return urls[0].toLocalFile() if len(urls) == 1 and urls[0].isLocalFile() else ""
