"""Bytes as they came: offset, hexadecimal, characters."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from virtgui.theme import SPACE_S, colours_for

ROW: Final = 16
LIMIT: Final = 1 << 20
"""How many of the newest bytes are kept."""


class Bytes:
    """The newest bytes of a stream; ``offset`` is where in the stream they begin, a multiple of ROW."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.offset = 0

    def add(self, data: bytes) -> None:
        """Append, and forget the oldest beyond twice LIMIT."""
        self.data += data
        if len(self.data) > 2 * LIMIT:
            gone = (len(self.data) - LIMIT) // ROW * ROW
            del self.data[:gone]
            self.offset += gone

    def clear(self) -> None:
        """Begin again."""
        self.data.clear()
        self.offset = 0

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return -(-len(self.data) // ROW)

    def row(self, number: int) -> str:
        """One row as text."""
        part = bytes(self.data[number * ROW : (number + 1) * ROW])
        left, right = part[:8].hex(" "), part[8:].hex(" ")
        shown = "".join(chr(byte) if 0x20 <= byte < 0x7F else "·" for byte in part)
        return f"{self.offset + number * ROW:08x}  {left:23}  {right:23}  {shown}"


class HexView(QAbstractScrollArea):
    """Shows Bytes, and follows their end while it is in view. ``refresh`` when there are more."""

    def __init__(self, source: Bytes, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = source
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # Columns are columns in every language.
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setAccessibleName(QCoreApplication.translate("HexView", "Bytes of {0}").format(name))

    def refresh(self) -> None:
        """Bring the scroll bars and the picture up to date."""
        bar = self.verticalScrollBar()
        following = bar.value() == bar.maximum()
        page = self._page()
        bar.setPageStep(page)
        bar.setRange(0, max(0, self._source.rows - page))
        if following:
            bar.setValue(bar.maximum())
        width = self.fontMetrics().horizontalAdvance("0" * 78) + 2 * SPACE_S
        across = self.horizontalScrollBar()
        across.setPageStep(self.viewport().width())
        across.setRange(0, max(0, width - self.viewport().width()))
        self.viewport().update()

    def text(self) -> str:
        """All rows."""
        return "\n".join(self._source.row(number) for number in range(self._source.rows))

    def copy(self) -> None:
        """Put the rows in view on the clipboard."""
        first = self.verticalScrollBar().value()
        rows = range(first, min(first + self._page(), self._source.rows))
        QGuiApplication.clipboard().setText("\n".join(map(self._source.row, rows)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, and the keys that scroll."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        bar = self.verticalScrollBar()
        steps = {Qt.Key.Key_Home: -bar.maximum(), Qt.Key.Key_End: bar.maximum()}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(bar.value() + step)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another number of rows fits."""
        super().resizeEvent(event)
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.refresh()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The rows in view."""
        painter = QPainter(self.viewport())
        colours = colours_for(self.palette())
        painter.fillRect(self.viewport().rect(), colours.base)
        painter.setPen(colours.text)
        metrics, first = self.fontMetrics(), self.verticalScrollBar().value()
        left = SPACE_S - self.horizontalScrollBar().value()
        for place in range(min(self._page() + 1, self._source.rows - first)):
            y = SPACE_S + place * metrics.height() + metrics.ascent()
            painter.drawText(left, y, self._source.row(first + place))
        if not self._source.data:
            painter.setPen(colours.muted)
            words = QCoreApplication.translate("HexView", "Nothing has come from this port yet.")
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, words)

    def _page(self) -> int:
        return max(1, (self.viewport().height() - 2 * SPACE_S) // self.fontMetrics().height())
