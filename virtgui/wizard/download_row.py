"""An image from the web: its address, a checksum, and how far it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import platformdirs
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from engine.download import download, file_name
from engine.error import EngineError
from engine.progress import CancelledError, Progress
from virtgui.sentence import told
from virtgui.theme import SPACE_S, SPACE_XS
from virtgui.widgets.unit import BYTES
from virtgui.wizard.notice import Notice

if TYPE_CHECKING:
    from virtgui.bridge import Bridge, Job

POLL_MS: Final = 100
STEPS: Final = 1000


class DownloadRow(QWidget):
    """``got(path)`` when the file is there, whole. It comes into the person's download directory."""

    got = Signal(str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._progress: Progress | None = None
        self._job: Job[Path] | None = None
        self.url = QLineEdit(self)
        self.url.setPlaceholderText(self.tr("https://… the address of an ISO image"))
        self.url.setAccessibleName(self.tr("Address of the image"))
        self.checksum = QLineEdit(self)
        self.checksum.setPlaceholderText(self.tr("Optional: its SHA-256 checksum, from the maker's page"))
        self.checksum.setAccessibleName(self.tr("SHA-256 checksum"))
        self.button = QPushButton(self)
        self.button.clicked.connect(self._clicked)
        self.bar = QProgressBar(self)
        self.bar.setAccessibleName(self.tr("Progress of the download"))
        self.notice = Notice(self)
        self.url.returnPressed.connect(self._clicked)
        self._poll = QTimer(self, interval=POLL_MS)
        self._poll.timeout.connect(self._show)
        row = QHBoxLayout()
        row.setSpacing(SPACE_S)
        row.addWidget(self.url, 1)
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_XS)
        column.addLayout(row)
        for widget in (self.checksum, self.bar, self.notice):
            column.addWidget(widget)
        self._rest()

    def close_row(self) -> None:
        """It goes: stop. What has come stays, for the next time, and no answer is wanted any more."""
        if self._progress is not None:
            self._progress.cancel()
        if self._job is not None:
            self._job.cancel()

    def _clicked(self) -> None:
        if self._progress is not None:
            self._progress.cancel()
            return
        url, checksum = self.url.text(), self.checksum.text()
        progress = self._progress = Progress()

        def work() -> Path:
            target = Path(platformdirs.user_downloads_path()) / file_name(url)
            download(url, target, progress, checksum)
            return target

        self.notice.clear()
        self.bar.setRange(0, 0)
        self.bar.show()
        self.button.setText(self.tr("Stop"))
        self.url.setEnabled(False)
        self._poll.start()
        self._job = self._bridge.blocking(work, self._done, self._failed)

    def _show(self) -> None:
        progress = self._progress
        if progress is None:
            return
        done, total = progress.done, progress.total
        self.bar.setRange(0, STEPS if total else 0)
        if total:
            self.bar.setValue(min(STEPS, done * STEPS // total))
            self.bar.setFormat(f"{told(progress.what)}: {BYTES.format(done)} / {BYTES.format(total)}")

    def _done(self, target: Path) -> None:
        self._rest()
        self.notice.show_message("good", self.tr("It is in {0}.").format(target))
        self.got.emit(str(target))

    def _failed(self, error: EngineError) -> None:
        self._rest()
        if isinstance(error, CancelledError):
            self.notice.show_message("info", self.tr("Stopped. What has come is kept: it goes on from there."))
        else:
            self.notice.show_message("error", str(error))

    def _rest(self) -> None:
        self._progress = None
        self._poll.stop()
        self.bar.hide()
        self.url.setEnabled(True)
        self.button.setText(self.tr("Download"))
