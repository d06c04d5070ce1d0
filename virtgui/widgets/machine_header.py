"""The heading of the machine list: flat, with a small arrow at the column that sorts."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget

from virtgui import theme

ARROW: Final = 7
"""Width of the arrow; it is half as high."""


class MachineHeader(QHeaderView):
    """Painted by itself: a style sheet would cost the first window most of a megabyte."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)
        self.setStretchLastSection(False)
        self.setSectionsMovable(False)
        self.setMinimumSectionSize(72)
        self.setHighlightSections(False)

    def sectionSizeFromContents(self, section: int) -> QSize:
        """Room for the title, the arrow, and the distances around them."""
        metrics = QFontMetrics(self.font())
        width = metrics.horizontalAdvance(self._title(section)) + 2 * theme.SPACE_M + ARROW + theme.SPACE_S
        return QSize(width, metrics.height() + 2 * theme.SPACE_XS + 3)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """One title; the arrow is on the side where the text does not begin."""
        colours = theme.colours_for(self.palette())
        painter.save()
        painter.fillRect(rect, colours.window)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colours.border)
        alignment = self.model().headerData(section, self.orientation(), Qt.ItemDataRole.TextAlignmentRole)
        left = bool(alignment & Qt.AlignmentFlag.AlignLeft)
        text = rect.adjusted(theme.SPACE_M, 0, -theme.SPACE_M, -1)
        if self.isSortIndicatorShown() and self.sortIndicatorSection() == section:
            x = text.right() - ARROW if left else text.left()
            self._paint_arrow(painter, QPointF(x, text.center().y() + 1), colours)
            text = (
                text.adjusted(0, 0, -ARROW - theme.SPACE_XS, 0)
                if left
                else text.adjusted(ARROW + theme.SPACE_XS, 0, 0, 0)
            )
        painter.setFont(self.font())
        painter.setPen(colours.muted)
        elided = QFontMetrics(self.font()).elidedText(self._title(section), Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, int(alignment), elided)
        painter.restore()

    def _paint_arrow(self, painter: QPainter, at: QPointF, colours: theme.Colours) -> None:
        """``at`` is the middle of its left edge. Downwards where the greatest comes first."""
        up = self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder
        rise = -ARROW / 4 if up else ARROW / 4
        points = [at - QPointF(0, rise), at + QPointF(ARROW / 2, rise), at + QPointF(ARROW, -rise)]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.muted, 1.5))
        painter.drawPolyline(QPolygonF(points))

    def _title(self, section: int) -> str:
        return str(self.model().headerData(section, self.orientation(), Qt.ItemDataRole.DisplayRole))
