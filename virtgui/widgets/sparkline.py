"""A tiny graph without axes, for a cell of a list."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

SAMPLES: Final = 60
"""How many samples the width of a sparkline stands for; fewer are flush right."""

_FILL_ALPHA = 50


def paint_sparkline(
    painter: QPainter, rect: QRectF, values: Sequence[float | None], maximum: float, color: QColor
) -> None:
    """Paint the newest SAMPLES of ``values`` (newest last; None is a gap) with ``maximum`` at the top of ``rect``.

    With ``maximum`` 0 or less the greatest value is at the top. A faint base line says "idle" where nothing is.
    """
    shown = values[-SAMPLES:]
    top = maximum if maximum > 0 else max((value for value in shown if value is not None), default=0.0)
    step = rect.width() / (SAMPLES - 1)
    height, bottom = rect.height() - 1.5, rect.bottom() - 0.5
    first_x = rect.right() - step * (len(shown) - 1)
    painter.save()
    faint = QColor(color)
    faint.setAlpha(90)
    painter.fillRect(QRectF(rect.left(), bottom - 0.5, rect.width(), 1), faint)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    fill = QColor(color)
    fill.setAlpha(_FILL_ALPHA)
    pen = QPen(color, 1.25)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    for first, run in _runs(shown):
        share = [min(max(value / top, 0.0), 1.0) if top > 0 else 0.0 for value in run]
        points = [
            QPointF(first_x + (first + index) * step, bottom - part * height) for index, part in enumerate(share)
        ]
        if len(points) == 1:
            points.append(QPointF(points[0].x() + min(step, 1.0), points[0].y()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPolygon(QPolygonF([QPointF(points[0].x(), bottom), *points, QPointF(points[-1].x(), bottom)]))
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF(points))
    painter.restore()


def sparkline_pixmap(
    size: QSize, ratio: float, values: Sequence[float | None], maximum: float, color: QColor
) -> QPixmap:
    """The same as a pixmap of ``size`` logical pixels, for a delegate that keeps it until the next sample."""
    pixmap = QPixmap(QSize(math.ceil(size.width() * ratio), math.ceil(size.height() * ratio)))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_sparkline(painter, QRectF(0, 0, size.width(), size.height()), values, maximum, color)
    painter.end()
    return pixmap


def _runs(values: Sequence[float | None]) -> Iterator[tuple[int, list[float]]]:
    """Stretches without gaps, each with the index of its first value."""
    run: list[float] = []
    for index, value in enumerate(values):
        if value is not None and not math.isnan(value):
            run.append(value)
        elif run:
            yield index - len(run), run
            run = []
    if run:
        yield len(values) - len(run), run
