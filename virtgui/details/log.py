"""The log of a VM process: followed, and filtered by words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.error import EngineError
from virtgui import theme
from virtgui.sentence import told

if TYPE_CHECKING:
    from virtgui.bridge import Bridge, Job

TAIL: Final = 256 << 10
FOLLOW_MS: Final = 1000


def log_tail(path: Path) -> str:
    """The end of a log, from a whole line; empty if there is none. EngineError if it cannot be read. Blocks."""
    try:
        with path.open("rb") as log:
            log.seek(0, 2)
            size = log.tell()
            log.seek(max(0, size - TAIL))
            text = log.read(TAIL).decode("utf-8", "replace")
            return text.partition("\n")[2] if size > TAIL else text
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise EngineError(
            _tr("{0} cannot be read: {1}.").format(path, error.strerror), _tr("Check its permissions.")
        ) from None


def matching(text: str, words: str) -> str:
    """The lines that have all the words in them, whatever their case."""
    wanted = words.casefold().split()
    if not wanted:
        return text
    lines = (line for line in text.splitlines(keepends=True) if all(word in line.casefold() for word in wanted))
    return "".join(lines)


class LogView(QWidget):
    """Shows ``path``; reads it again every second while it can be seen, beside the GUI thread."""

    filled = Signal()

    def __init__(self, path: Path, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._path, self._text = bridge, path, ""
        self._job: Job[str] | None = None
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(_tr("Show only lines with these words"))
        self.search.setAccessibleName(_tr("Filter of the log"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _: self._show())
        self.follow = QCheckBox(_tr("Follow"), self)
        self.follow.setToolTip(_tr("Show the end as the log grows"))
        self.follow.setChecked(True)
        self.follow.toggled.connect(lambda _: self._show())
        self.open_button = QPushButton(_tr("Open directory"), self)
        self.open_button.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._path.parent))))
        self.log = QPlainTextEdit(self)
        self.log.setReadOnly(True)
        self.log.setFont(theme.monospace())
        self.log.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.log.setAccessibleName(_tr("Log of the VM process"))
        self.log.setPlaceholderText(_tr("The log is empty: the machine has not been started, or has nothing to say."))
        self.where = QLabel(str(path), self)
        self.where.setForegroundRole(self.where.palette().ColorRole.PlaceholderText)
        self._timer = QTimer(self, interval=FOLLOW_MS)
        self._timer.timeout.connect(self.read)
        self._lay_out()

    def set_path(self, path: Path) -> None:
        """Another file: the machine has another name."""
        if path != self._path:
            self._path = path
            self.where.setText(str(path))
            self.read()

    def read(self) -> None:
        """Read it now, unless that is under way."""
        if self._job is not None and not self._job.finished and not self._job.cancelled:
            return
        path = self._path
        self._job = self._bridge.blocking(
            lambda: log_tail(path), self._take, lambda error: self._take(told(str(error)))
        )

    def close_view(self) -> None:
        """The window goes: no answer is wanted any more."""
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()

    def showEvent(self, event: QShowEvent) -> None:
        """Read, and go on reading."""
        super().showEvent(event)
        self.read()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        super().hideEvent(event)
        self._timer.stop()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_S)
        row.addWidget(self.search, 1)
        row.addWidget(self.follow)
        row.addWidget(self.open_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(row)
        column.addWidget(self.log, 1)
        column.addWidget(self.where)

    def _take(self, text: str) -> None:
        if text != self._text:
            self._text = text
            self._show()
        self.filled.emit()

    def _show(self) -> None:
        shown = matching(self._text, self.search.text())
        bar = self.log.verticalScrollBar()
        at = bar.value()
        if shown != self.log.toPlainText():
            self.log.setPlainText(shown)
        bar.setValue(bar.maximum() if self.follow.isChecked() else at)


def _tr(text: str) -> str:
    return QCoreApplication.translate("LogView", text)
