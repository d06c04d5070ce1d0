"""Asking for a name, below the list: for a clone, another name, a group."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from virtgui import theme

FIELD_WIDTH = 320


class NamePanel(QFrame):
    """``closed`` when it is done with, whether a name was given or not. ``column`` has room for more questions."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._check: Callable[[str], str] = lambda _: ""
        self._take: Callable[[str], None] = lambda _: None
        self.title = QLabel(self, wordWrap=True)
        self.name = QLineEdit(self)
        self.name.setFixedWidth(FIELD_WIDTH)
        self.problem = QLabel(self, wordWrap=True)
        self.problem.setForegroundRole(self.problem.palette().ColorRole.PlaceholderText)
        self.confirm = QPushButton(self)
        self.cancel = QPushButton(self.tr("Cancel"), self)
        self.name.textChanged.connect(lambda _: self._look())
        self.name.returnPressed.connect(self.confirm.click)
        self.confirm.clicked.connect(self._confirm)
        self.cancel.clicked.connect(self.close_panel)
        row = QHBoxLayout()
        row.addWidget(self.name)
        row.addWidget(self.confirm)
        row.addWidget(self.cancel)
        row.addWidget(self.problem, 1)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(theme.SPACE_M, theme.SPACE_M, theme.SPACE_M, theme.SPACE_M)
        self.column.setSpacing(theme.SPACE_S)
        self.column.addWidget(self.title)
        self.column.addLayout(row)
        self.hide()

    def ask(
        self, title: str, proposal: str, button: str, check: Callable[[str], str], take: Callable[[str], None]
    ) -> None:
        """Ask. ``check`` says why a name cannot be ("" if it can); ``take`` gets the one that was given."""
        self._check, self._take = check, take
        self.title.setText(title)
        self.name.setAccessibleName(title)
        self.confirm.setText(button)
        self.name.setText(proposal)
        self._look()
        self.show()
        self.name.selectAll()
        self.name.setFocus()

    def close_panel(self) -> None:
        """Nothing more to ask."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape asks no more."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            return
        super().keyPressEvent(event)

    def _look(self) -> None:
        problem = self._check(self.name.text().strip())
        self.problem.setText(problem)
        self.confirm.setEnabled(not problem)
        self.confirm.setToolTip(problem)

    def _confirm(self) -> None:
        name = self.name.text().strip()
        if not self._check(name):
            self.close_panel()
            self._take(name)
