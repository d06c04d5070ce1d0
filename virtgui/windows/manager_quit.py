"""Leaving while machines run: they may go on in the background, or be shut down first."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from virtgui import theme
from virtgui.models.machine import Machine

POLL_MS = 200


class QuitPanel(QFrame):
    """``leave(remember)`` when the application is to end; every machine that is meant to be off is off by then."""

    leave = Signal(bool)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._machines: list[Machine] = []
        self.title = QLabel(self, wordWrap=True)
        font = self.title.font()
        font.setBold(True)
        self.title.setFont(font)
        self.text = QLabel(self, wordWrap=True)
        self.remember = QCheckBox(self.tr("Do not ask again: leave them running"), self)
        self.keep = QPushButton(self.tr("Leave them running"), self)
        self.stop = QPushButton(self.tr("Shut them down, then quit"), self)
        self.kill = QPushButton(self.tr("Power them off now"), self)
        self.cancel = QPushButton(self.tr("Do not quit"), self)
        self.keep.clicked.connect(lambda: self.leave.emit(self.remember.isChecked()))
        self.stop.clicked.connect(self._stop)
        self.kill.clicked.connect(self._kill)
        self.cancel.clicked.connect(self.close_panel)
        self._timer = QTimer(self, interval=POLL_MS)
        self._timer.timeout.connect(self._look)
        row = QHBoxLayout()
        row.addWidget(self.remember)
        row.addStretch(1)
        for button in (self.cancel, self.kill, self.stop, self.keep):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_M, theme.SPACE_M, theme.SPACE_M, theme.SPACE_M)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addLayout(row)
        self.hide()

    def ask(self, machines: Sequence[Machine]) -> None:
        """Ask what becomes of these, which run."""
        self._machines = list(machines)
        names = ", ".join(machine.name for machine in machines)
        count = len(machines)
        one, more = self.tr("{0} is running."), self.tr("%n machines are running: {0}.", "", count)
        self.title.setText((one if count == 1 else more).format(names))
        self.text.setText(
            self.tr(
                "Machines are processes of their own: they go on without this window, and are here again next time."
            )
        )
        for button in (self.keep, self.stop, self.remember):
            button.show()
        self.kill.hide()
        self.show()
        self.keep.setFocus()

    def close_panel(self) -> None:
        """Nothing more to ask; machines that were told to shut down go on doing so."""
        self._timer.stop()
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape stays."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            return
        super().keyPressEvent(event)

    def _stop(self) -> None:
        for machine in self._machines:
            if not machine.can("stop"):
                machine.stop()
        for button in (self.keep, self.stop, self.remember):
            button.hide()
        self.kill.show()
        self._timer.start()
        self._look()

    def _kill(self) -> None:
        for machine in self._machines:
            if not machine.can("kill"):
                machine.kill()

    def _look(self) -> None:
        left = [machine.name for machine in self._machines if machine.state.alive]
        if not left:
            self._timer.stop()
            self.leave.emit(False)
            return
        self.text.setText(self.tr("Waiting for {0} to shut down. A guest may ignore it.").format(", ".join(left)))
