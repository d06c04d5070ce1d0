"""A line over the screen while pasted text is being typed: how far it is, and a button that stops it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

from virtgui.theme import SPACE_M, SPACE_S, icon


def _tr(text: str) -> str:
    return QCoreApplication.translate("TypingBar", text)


class TypingBar(QFrame):
    """Hidden until told of a progress. ``stopped``: the person wants no more of it."""

    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("typing")
        self.label = QLabel(self)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setMaximumHeight(8)
        self.progress.setAccessibleName(_tr("Progress of the typing"))
        self.stop = QPushButton(icon("stop"), _tr("Stop &typing"), self)
        self.stop.clicked.connect(self.stopped)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_M, SPACE_S, SPACE_S, SPACE_S)
        row.setSpacing(SPACE_M)
        row.addWidget(self.label)
        row.addWidget(self.progress, 1)
        row.addWidget(self.stop)
        self.hide()

    def show_progress(self, typed: int, total: int) -> None:
        """So many characters of so many."""
        self.progress.setRange(0, max(1, total))
        self.progress.setValue(typed)
        self.label.setText(_tr("Typing: {0} of {1} characters").format(typed, total))
        self.show()
