"""Live line graphs with axes, units, a time scale and a reading under the pointer."""

from __future__ import annotations

import math
import time
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from virtgui.theme import RADIUS, SPACE_M, SPACE_S, SPACE_XS, Colours, colours_for
from virtgui.widgets.history import INTERVAL_S, Column, History
from virtgui.widgets.outline import Frame, Outline, areas, greatest, points, segments, spreads, stack
from virtgui.widgets.unit import Unit, ticks

SPANS_S: Final = (60, 300, 900, 3600)
"""The time scales, in seconds."""

_TIME_STEP_S: Final = {60: 15, 300: 60, 900: 180, 3600: 900}
_WHEEL_STEP = 120
_FILL_ALPHA = 40
_STACK_SHARE = 0.65
_COLUMN_PX = 2.0
"""The width of a column that holds several samples."""

_ROW_PX = 48
"""The least distance of two horizontal grid lines."""


class Series(msgspec.Struct, frozen=True):
    """A line: the key of its values, what people read, and its colour (None: the theme's next)."""

    name: str
    label: str
    colour: QColor | None = None


class TimeGraph(QWidget):
    """Draws some series over the last minute to hour. Newest at the right; a missing sample is a gap.

    ``maximum`` fixes the top of the axis, else it follows the greatest value shown. ``stacked`` draws areas one
    on the other. Wheel, plus and minus change the time scale (``span_changed``); the pointer, Left and Right
    read values.
    """

    span_changed = Signal(int)

    def __init__(
        self,
        title: str,
        unit: Unit,
        series: Sequence[Series],
        *,
        stacked: bool = False,
        maximum: float | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title = title
        self._unit = unit
        self._series = tuple(series)
        self._stacked = stacked
        self._maximum = maximum
        self._span_s = SPANS_S[1]
        self._history = History([one.name for one in series])
        self._drawn = QPixmap()
        self._frame = Frame(QRectF(), [0.0, 1.0], 0.0, 1.0)
        self._reading_s: float | None = None
        self._wheel = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(title)
        self._describe()

    def append(self, timestamp_s: float, values: Mapping[str, float | None]) -> None:
        """Add a sample taken at ``timestamp_s`` (Unix time). A series that is None or absent has a gap there."""
        self._history.append(timestamp_s, values)
        self._describe()
        self._redraw()

    @property
    def span_s(self) -> int:
        """The time scale: how many seconds are shown."""
        return self._span_s

    def set_span(self, span_s: int) -> None:
        """Show the last ``span_s`` seconds; one of SPANS_S, else ValueError."""
        if span_s not in SPANS_S:
            raise ValueError(f"{span_s} is none of {SPANS_S}")
        if span_s != self._span_s:
            self._span_s = span_s
            self._describe()
            self._redraw()
            self.span_changed.emit(span_s)

    def set_maximum(self, maximum: float | None) -> None:
        """Fix the top of the axis, or let it follow the values."""
        self._maximum = maximum
        self._redraw()

    def reading(self) -> tuple[float, dict[str, float]] | None:
        """Time and values (NaN: missing) under the crosshair; None if it is not shown."""
        if self._reading_s is None or not len(self._history):
            return None
        index = self._history.index_near(self._reading_s)
        return self._history.times[index], {name: all_[index] for name, all_ in self._history.values.items()}

    def sizeHint(self) -> QSize:
        """Comfortable."""
        return QSize(480, 200)

    def minimumSizeHint(self) -> QSize:
        """Still readable."""
        return QSize(220, 120)

    # --- Qt's events ---------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  Qt's signature
        """The graph is drawn once a sample; the crosshair each time."""
        if self._drawn.isNull():
            self._draw()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._drawn)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colours_for(self.palette()).accent, 1.5))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        self._paint_reading(painter)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew."""
        self._redraw()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew for other colours, another font or another screen."""
        if event.type() in (
            QEvent.Type.PaletteChange,
            QEvent.Type.FontChange,
            QEvent.Type.StyleChange,
            QEvent.Type.DevicePixelRatioChange,
        ):
            self._redraw()
        super().changeEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Up shows less time, down more."""
        self._wheel += event.angleDelta().y()
        while abs(self._wheel) >= _WHEEL_STEP:
            direction = 1 if self._wheel > 0 else -1
            self._wheel -= direction * _WHEEL_STEP
            self._zoom(-direction)
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the crosshair."""
        plot = self._frame.plot
        if plot.contains(event.position()):
            self._read(self._frame.time_s(event.position().x()))
        else:
            self._read(None)

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the crosshair."""
        self._read(None)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Plus and minus: time scale. Left, Right, Home, End: crosshair. Escape: hide it."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._zoom(-1)
        elif key == Qt.Key.Key_Minus:
            self._zoom(1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._step(1 if key == Qt.Key.Key_Right else -1)
        elif key == Qt.Key.Key_Home:
            self._read(self._frame.start_s)
        elif key == Qt.Key.Key_End:
            self._read(self._frame.end_s)
        elif key == Qt.Key.Key_Escape and self._reading_s is not None:
            self._read(None)
        else:
            super().keyPressEvent(event)

    # --- inside --------------------------------------------------------------------------------------------

    def _redraw(self) -> None:
        self._drawn = QPixmap()
        self.update()

    def _zoom(self, direction: int) -> None:
        index = SPANS_S.index(self._span_s) + direction
        if 0 <= index < len(SPANS_S):
            self.set_span(SPANS_S[index])

    def _read(self, time_s: float | None) -> None:
        if time_s != self._reading_s:
            self._reading_s = time_s
            self._describe()
            self.update()

    def _step(self, direction: int) -> None:
        """Move the crosshair by a sample, or by a column that holds several. It begins at the newest."""
        times = self._history.times
        if not times:
            return
        last = len(times) - 1
        first = min(last, bisect_left(times, self._frame.start_s))
        column_s = self._span_s * _COLUMN_PX / max(1.0, self._frame.plot.width())
        index = last
        if self._reading_s is not None:
            index = self._history.index_near(self._reading_s) + direction * max(1, round(column_s / INTERVAL_S))
        self._read(times[min(max(index, first), last)])

    def _describe(self) -> None:
        """What the graph says, in words."""
        reading = self.reading()
        said = []
        for one in self._series:
            value = self._history.last(one.name) if reading is None else reading[1][one.name]
            said.append(f"{one.label} {self._text(value)}")
        clock = "" if reading is None else time.strftime("%H:%M:%S", time.localtime(reading[0]))
        when = self.tr("at {0}").format(clock) if clock else _tr("now")
        self.setAccessibleDescription(
            self.tr("{0} {1}; the last {2} are shown.").format(", ".join(said), when, _duration(self._span_s))
        )

    def _text(self, value: float) -> str:
        return "–" if math.isnan(value) else self._unit.format(value)

    def _level_text(self, level: float, top: float) -> str:
        return "0" if level == 0 else self._unit.format(level, top)

    def _colour(self, index: int, colours: Colours) -> QColor:
        return self._series[index].colour or colours.series[index % len(colours.series)]

    def _draw(self) -> None:
        ratio = self.devicePixelRatioF()
        self._drawn = QPixmap(math.ceil(self.width() * ratio), math.ceil(self.height() * ratio))
        self._drawn.setDevicePixelRatio(ratio)
        colours = colours_for(self.palette())
        self._drawn.fill(colours.window)
        painter = QPainter(self._drawn)
        painter.setFont(self.font())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.border, 1))
        painter.setBrush(colours.base)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)
        top = self._draw_legend(painter, colours)
        end_s = self._history.times[-1] if len(self._history) else 0.0
        start_s = end_s - self._span_s
        column_s = self._span_s * _COLUMN_PX / max(1.0, self.width() - 80.0)
        outline = [self._history.runs(one.name, start_s, column_s) for one in self._series]
        if self._stacked:
            outline = stack(outline)
        self._frame = self._lay_out(painter, top, start_s, end_s, greatest(outline))
        self._draw_axes(painter, colours)
        if len(self._history):
            self._draw_series(painter, colours, outline)
        else:
            painter.setPen(colours.muted)
            painter.drawText(self._frame.plot, Qt.AlignmentFlag.AlignCenter, self.tr("No samples yet"))
        painter.end()

    def _draw_legend(self, painter: QPainter, colours: Colours) -> float:
        """Title and current values; returns where the plot may begin."""
        metrics = QFontMetricsF(self.font())
        row = metrics.height() + SPACE_XS
        left, right, y = float(SPACE_M), self.width() - float(SPACE_M), float(SPACE_S)
        bold = self.font()
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(colours.text)
        painter.drawText(QPointF(left, y + metrics.ascent()), self._title)
        x = left + QFontMetricsF(bold).horizontalAdvance(self._title) + SPACE_M
        painter.setFont(self.font())
        widest = metrics.horizontalAdvance("888.8 " + self._unit.format(self._unit.least).split(" ")[-1])
        for index, one in enumerate(self._series):
            label = one.label + " "
            width = SPACE_M + metrics.horizontalAdvance(label) + widest
            if x + width > right and x > left:
                x, y = left, y + row
            swatch = QRectF(x, y + metrics.height() / 2 - 4, 8, 8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colour(index, colours))
            painter.drawRoundedRect(swatch, 2, 2)
            base = QPointF(x + SPACE_M, y + metrics.ascent())
            painter.setPen(colours.muted)
            painter.drawText(base, label)
            painter.setPen(colours.text)
            base.setX(base.x() + metrics.horizontalAdvance(label))
            painter.drawText(base, self._text(self._history.last(one.name)))
            x += width + SPACE_M
        return y + row + SPACE_S

    def _lay_out(self, painter: QPainter, top: float, start_s: float, end_s: float, greatest: float) -> Frame:
        metrics = QFontMetricsF(painter.font())
        bottom = self.height() - metrics.height() - SPACE_S - SPACE_XS
        height = max(20.0, bottom - top)
        most = max(1, min(5, int(height / _ROW_PX)))
        levels = ticks(greatest if self._maximum is None else self._maximum, self._unit, most)
        if self._maximum is not None:
            levels = [*(level for level in levels if level < self._maximum * 0.999), self._maximum]
        widest = max(metrics.horizontalAdvance(self._level_text(level, levels[-1])) for level in levels)
        left = SPACE_M + math.ceil(widest) + SPACE_S
        plot = QRectF(left, math.floor(top), max(20.0, self.width() - left - SPACE_M - SPACE_XS), math.floor(height))
        return Frame(plot, levels, start_s, end_s)

    def _draw_axes(self, painter: QPainter, colours: Colours) -> None:
        frame, metrics = self._frame, QFontMetricsF(painter.font())
        plot = frame.plot
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for level in frame.levels:
            y = round(frame.y(level))
            painter.setPen(colours.border if level == 0 else colours.grid)
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(colours.muted)
            box = QRectF(0, y - metrics.height() / 2, plot.left() - SPACE_S, metrics.height())
            text = self._level_text(level, frame.levels[-1])
            painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        step = _TIME_STEP_S[self._span_s]
        if plot.width() < 4.5 * metrics.horizontalAdvance("−60 min"):
            step *= 2
        for ago in range(0, self._span_s + 1, step):
            x = round(frame.x(frame.end_s - ago))
            painter.setPen(colours.grid)
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            text = _tr("now") if ago == 0 else f"−{_duration(ago)}"
            width = metrics.horizontalAdvance(text)
            at = min(max(x - width / 2, float(SPACE_S)), self.width() - SPACE_S - width)
            painter.setPen(colours.muted)
            painter.drawText(QPointF(at, plot.bottom() + SPACE_XS + metrics.ascent()), text)

    def _draw_series(self, painter: QPainter, colours: Colours, outline: Outline) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(self._frame.plot.adjusted(0, -1, 1, 1))
        # The first series is the most important: it is painted last, on top.
        for index in reversed(range(len(self._series))):
            colour = self._colour(index, colours)
            fill = _mixed(colour, colours.base) if self._stacked else QColor(colour)
            if not self._stacked:
                fill.setAlpha(_FILL_ALPHA)
            for run in outline[index]:
                self._draw_run(painter, run, colour, fill)
        painter.restore()

    def _draw_run(self, painter: QPainter, run: list[Column], colour: QColor, fill: QColor) -> None:
        frame = self._frame
        line = points(frame, run)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        for polygon in areas(frame, run, line, stacked=self._stacked):
            painter.drawPolygon(polygon)
        if not self._stacked:
            painter.drawRects(spreads(frame, run, _COLUMN_PX))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 1.5))
        painter.drawLines(segments(line))

    def _paint_reading(self, painter: QPainter) -> None:
        reading = self.reading()
        if reading is None:
            return
        colours, frame = colours_for(self.palette()), self._frame
        metrics = QFontMetricsF(self.font())
        time_s, values = reading
        x = min(max(frame.x(time_s), frame.plot.left()), frame.plot.right())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colours.muted, 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, frame.plot.top()), QPointF(x, frame.plot.bottom()))
        ago = max(0, round(frame.end_s - time_s))
        clock = time.strftime("%H:%M:%S", time.localtime(time_s))
        head = f"{clock} · {_tr('{0} ago').format(_duration(ago)) if ago else _tr('now')}"
        lines = [(one.label, self._text(values[one.name])) for one in self._series]
        names = max((metrics.horizontalAdvance(label) for label, _ in lines), default=0.0)
        figures = max((metrics.horizontalAdvance(value) for _, value in lines), default=0.0)
        width = max(metrics.horizontalAdvance(head), SPACE_M + names + SPACE_M + figures) + 2 * SPACE_S
        height = metrics.height() * (len(lines) + 1) + 2 * SPACE_S
        left = x + SPACE_S if x + SPACE_S + width < self.width() else x - SPACE_S - width
        box = QRectF(left, frame.plot.top() + SPACE_XS, width, height)
        painter.setPen(QPen(colours.border, 1))
        ground = QColor(colours.window)
        ground.setAlpha(240)
        painter.setBrush(ground)
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        y = box.top() + SPACE_S + metrics.ascent()
        painter.setPen(colours.muted)
        painter.drawText(QPointF(box.left() + SPACE_S, y), head)
        for index, (label, value) in enumerate(lines):
            y += metrics.height()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colour(index, colours))
            painter.drawRoundedRect(QRectF(box.left() + SPACE_S, y - metrics.ascent() / 2 - 3, 8, 8), 2, 2)
            painter.setPen(colours.text)
            painter.drawText(QPointF(box.left() + SPACE_S + SPACE_M, y), label)
            painter.drawText(QPointF(box.right() - SPACE_S - metrics.horizontalAdvance(value), y), value)


def _mixed(colour: QColor, ground: QColor) -> QColor:
    """An opaque lighter ``colour``: areas in it are filled much faster than translucent ones."""
    share, rest = _STACK_SHARE, 1 - _STACK_SHARE
    return QColor.fromRgbF(
        share * colour.redF() + rest * ground.redF(),
        share * colour.greenF() + rest * ground.greenF(),
        share * colour.blueF() + rest * ground.blueF(),
    )


def _duration(seconds: int) -> str:
    if seconds < 60:
        return _tr("{0} s").format(seconds)
    if seconds < 3600 or seconds % 3600:
        whole = seconds % 60 == 0
        return (_tr("{0} min") if whole else _tr("{0} min {1} s")).format(seconds // 60, seconds % 60)
    return _tr("{0} h").format(seconds // 3600)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Graph", text)
