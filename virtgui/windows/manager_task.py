"""Long work under way, below the list: how far it is, and a button that stops it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from engine.error import EngineError
from engine.progress import CancelledError, Progress
from virtgui import theme
from virtgui.bridge import Bridge
from virtgui.sentence import told
from virtgui.widgets.unit import BYTES

T = TypeVar("T")
POLL_MS: Final = 100
STEPS: Final = 1000


class TaskRow(QWidget):
    """One piece of work."""

    def __init__(self, title: str, progress: Progress, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.progress = progress
        self.title = title
        self.label = QLabel(title, self)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, STEPS)
        self.bar.setAccessibleName(title)
        self.cancel = QPushButton(self.tr("Cancel"), self)
        self.cancel.setAccessibleName(self.tr("Cancel: {0}").format(title))
        self.cancel.clicked.connect(self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_M)
        row.addWidget(self.label, 1)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel)

    def refresh(self) -> None:
        """Show how far it is."""
        progress = self.progress
        done, total = progress.done, progress.total
        if progress.cancelled:
            self.label.setText(self.tr("{0}: stopping…").format(self.title))
            return
        self.bar.setRange(0, STEPS if total else 0)
        if total:
            self.bar.setValue(min(STEPS, done * STEPS // total))
            amount = f"{BYTES.format(done)} / {BYTES.format(total)}"
            self.label.setText(f"{self.title}: {told(progress.what)}, {amount}")

    def _cancel(self) -> None:
        self.progress.cancel()
        self.cancel.setEnabled(False)
        self.refresh()


class TaskPanel(QFrame):
    """Hidden while nothing is under way. ``failed(what, remedy)`` for work that went wrong."""

    failed = Signal(str, str)

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._gone = False
        self.rows: list[TaskRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.SPACE_M, theme.SPACE_S, theme.SPACE_M, theme.SPACE_S)
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._poll)
        self.hide()

    def run(self, title: str, work: Callable[[Progress], T], done: Callable[[T], None] | None = None) -> None:
        """Do ``work`` on a worker thread. What goes wrong is told by ``failed``; that it was cancelled, not."""
        progress = Progress()

        def begin(finished: Callable[[T], None], failed: Callable[[EngineError], None]) -> None:
            self._bridge.blocking(lambda: work(progress), finished, failed)

        self.track(title, progress, begin, done)

    def track(
        self,
        title: str,
        progress: Progress,
        begin: Callable[[Callable[[T], None], Callable[[EngineError], None]], None],
        done: Callable[[T], None] | None = None,
    ) -> None:
        """Show work that somebody else does: ``begin`` is given what to call when it is done, and when it failed."""
        row = TaskRow(title, progress, self)
        self.rows.append(row)
        self._column.addWidget(row)
        self.show()
        self._timer.start()

        def finished(result: T) -> None:
            if self._gone:
                return
            self._forget(row)
            if done is not None:
                done(result)

        def failed(error: EngineError) -> None:
            if self._gone:
                return
            self._forget(row)
            if not isinstance(error, CancelledError):
                self.failed.emit(error.what, error.remedy)

        begin(finished, failed)

    def close_panel(self) -> None:
        """The window goes: what is under way is finished without it."""
        self._gone = True
        self._timer.stop()

    def _poll(self) -> None:
        for row in self.rows:
            row.refresh()

    def _forget(self, row: TaskRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.deleteLater()
        if not self.rows:
            self._timer.stop()
            self.hide()
