"""The text on a guest's screen for screen readers: a text field over the picture that nobody sees.

Qt gives a text field everything that assistive technology asks for (characters, lines, words, their places, the
cursor, what changed), which a widget that paints itself cannot offer from Python.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontMetricsF, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QWidget


class ScreenText(QPlainTextEdit):
    """Lies over ``display``; paints nothing and takes neither mouse nor keys."""

    def __init__(self, display: QWidget) -> None:
        super().__init__(display)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self._rows: list[str] = []

    def show_rows(self, rows: Sequence[str], cursor: tuple[int, int] | None) -> None:
        """Hold these lines from now on, with the guest's cursor at (column, row). Only what differs is replaced, so
        that only that is read out."""
        if len(rows) != len(self._rows):
            self.setPlainText("\n".join(rows))
        else:
            for number, (before, row) in enumerate(zip(self._rows, rows, strict=True)):
                if before != row:
                    self._replace(number, before, row)
        self._rows = list(rows)
        if cursor is not None and cursor[1] < len(rows):
            block = self.document().findBlockByNumber(cursor[1])
            place = self.textCursor()
            place.setPosition(block.position() + min(cursor[0], len(rows[cursor[1]])))
            if place.position() != self.textCursor().position():
                self.setTextCursor(place)

    def _replace(self, number: int, before: str, row: str) -> None:
        same = 0
        while same < min(len(before), len(row)) and before[same] == row[same]:
            same += 1
        start = self.document().findBlockByNumber(number).position()
        place = QTextCursor(self.document())
        place.setPosition(start + same)
        place.setPosition(start + len(before), QTextCursor.MoveMode.KeepAnchor)
        place.insertText(row[same:])

    def lie_over(self, picture: QRect, columns: int, rows: int) -> None:
        """Put every character where it is on the picture (in logical pixels), as nearly as a font can."""
        self.setGeometry(picture)
        if not columns or not rows or picture.isEmpty():
            return
        height, width = picture.height() / rows, picture.width() / columns
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(max(1, round(height)))
        while font.pixelSize() > 1 and QFontMetricsF(font).lineSpacing() > height + 0.5:
            font.setPixelSize(font.pixelSize() - 1)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, width - QFontMetricsF(font).horizontalAdvance("0"))
        if font != self.font():
            self.setFont(font)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The picture below shows it already."""
