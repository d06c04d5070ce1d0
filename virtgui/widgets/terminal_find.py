"""The bar over a terminal that searches it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget


class FindBar(QFrame):
    """A line to type in, arrows, "match case" and the count of hits.

    ``sought(text, forwards, case, typed)``: find; ``typed`` if the text changed rather than a button pressed.
    ``closed()``: the person is done.
    """

    sought = Signal(str, bool, bool, bool)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("findBar")
        self.setAutoFillBackground(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(self.tr("Find in the console"))
        self.line.setAccessibleName(self.tr("Text to find"))
        self.line.setClearButtonEnabled(True)
        self.line.setMinimumWidth(180)
        self.count = QLabel(self)
        self.count.setMinimumWidth(self.fontMetrics().horizontalAdvance("99999 of 99999"))
        self.case = self._button("Aa", self.tr("Match case"))
        self.case.setCheckable(True)
        self.up = self._button("\u2191", self.tr("Previous hit (Shift+Enter)"))
        self.down = self._button("\u2193", self.tr("Next hit (Enter)"))
        self.close_button = self._button("\u2715", self.tr("Close (Esc)"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.setSpacing(4)
        for widget in (self.line, self.count, self.case, self.up, self.down, self.close_button):
            layout.addWidget(widget)
        self.line.textChanged.connect(lambda: self._seek(False, True))
        self.case.toggled.connect(lambda: self._seek(False, True))
        self.up.clicked.connect(lambda: self._seek(False, False))
        self.down.clicked.connect(lambda: self._seek(True, False))
        self.close_button.clicked.connect(self.closed)
        self.line.installEventFilter(self)
        self.setFocusProxy(self.line)

    def show_count(self, current: int, count: int, complete: bool) -> None:
        """Say which of how many hits is current (0: none); ``complete`` is False while counting goes on."""
        if not self.line.text():
            self.count.clear()
        elif count == 0:
            self.count.setText(self.tr("no hits") if complete else "\u2026")
        else:
            more = "" if complete else "\u2026"
            place = self.tr("{0} of {1}").format(current, count) if current else self.tr("{0} hits").format(count)
            self.count.setText(place + more)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter, Shift+Enter and Escape in the line."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._seek(not event.modifiers() & Qt.KeyboardModifier.ShiftModifier, False)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.closed.emit()
                return True
        return super().eventFilter(watched, event)

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setAutoRaise(True)
        return button

    def _seek(self, forwards: bool, typed: bool) -> None:
        self.sought.emit(self.line.text(), forwards, self.case.isChecked(), typed)
