"""How a row of the machine list looks: thumbnail and name, state and reason, figures with sparklines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QIcon,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
    QRegion,
)
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from virtgui import theme
from virtgui.models.state import MachineState
from virtgui.models.thumbnail import SIZE, Thumbnails
from virtgui.models.tree import COUNT_ROLE, MACHINE_ROLE, Column, latest, measured, measured_text, state_text
from virtgui.sentence import told
from virtgui.widgets.icon import icon_image
from virtgui.widgets.sparkline import SAMPLES, sparkline_pixmap

if TYPE_CHECKING:
    from virtgui.models.machine import Machine
    from virtgui.theme import Colours

Index = QModelIndex | QPersistentModelIndex

ROW_HEIGHT: Final = SIZE.height() + 2 * theme.SPACE_S
SECTION_HEIGHT: Final = 34
SMALL: Final = 0.9
SERIES: Final = {Column.CPU: 0, Column.MEMORY: 4, Column.DISK: 1, Column.EXITS: 5}
LEAST: Final = {Column.CPU: 10.0, Column.MEMORY: 1 << 20, Column.DISK: 64 * 1024.0, Column.EXITS: 100.0}
"""The least value at the top of a sparkline, so that noise looks like what it is."""

STATE_ICON: Final = {
    MachineState.OFF: "power-off",
    MachineState.STARTING: "run",
    MachineState.RUNNING: "run",
    MachineState.PAUSED: "pause",
    MachineState.IO_ERROR: "warning",
    MachineState.FAULTED: "error",
    MachineState.CRASHED: "error",
    MachineState.BROKEN: "warning",
    MachineState.STOPPING: "power-off",
}
_ISOLATE, _POP = "\u2066", "\u2069"
"""Unicode's left-to-right isolate and its end."""


def tone(machine: Machine, colours: Colours) -> QColor:
    """The colour of a machine's state."""
    if machine.could_not_start or machine.state is MachineState.FAULTED:
        return colours.crashed
    if machine.state is MachineState.IO_ERROR or machine.hung:
        return colours.paused
    return colours.state(machine.state.value)


STEADY_S: Final = 5.0
"""A sparkline whose value stays moves on after this time only."""
NOTICEABLE: Final = 0.02
"""A value that is another by this share of the greater one is seen in its sparkline at once."""


class MachineDelegate(QStyledItemDelegate):
    """Paints MachineTree in a QTreeView."""

    def __init__(self, view: QTreeView, thumbnails: Thumbnails) -> None:
        super().__init__(view)
        self._view = view
        self._thumbnails = thumbnails
        self.region: QRegion | None = None
        """What is being painted of the view, which asks for whole rows; None: all that it asks for."""
        self._lines: dict[tuple[Machine, Column], tuple[_Line, QPixmap]] = {}
        self._painted: dict[tuple[Machine, Column], _Shown] = {}
        self._pictures: dict[Machine, tuple[int, QPixmap]] = {}

    def forget(self, machine: Machine) -> None:
        """The machine has gone."""
        self._pictures.pop(machine, None)
        for column in Column:
            self._lines.pop((machine, column), None)
            self._painted.pop((machine, column), None)

    def is_stale(self, machine: Machine, column: Column) -> bool:
        """Whether a cell is to be painted again: most guests do the same most of the time, and a sparkline of that
        need not move each second."""
        painted, now = self._painted.get((machine, column)), _shown(machine, column)
        if painted is None or painted.text != now.text:
            return painted != now
        if now.time - painted.time >= STEADY_S:
            return self._moves_on(machine, column, painted)
        return abs(now.value - painted.value) > NOTICEABLE * max(now.value, painted.value, LEAST.get(column, 0.0))

    def _moves_on(self, machine: Machine, column: Column, painted: _Shown) -> bool:
        """Whether a sparkline has to be drawn anew. A flat one looks the same wherever it is."""
        known = self._lines.get((machine, column))
        if known is not None and known[0].values == _values(machine, column):
            self._painted[machine, column] = msgspec.structs.replace(painted, time=painted.time + STEADY_S)
            return False
        return True

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows are two lines high, headings one."""
        heading = index.data(MACHINE_ROLE) is None
        needed = round(option.fontMetrics.height() * 2 + theme.SPACE_M)
        return QSize(0, SECTION_HEIGHT if heading else max(ROW_HEIGHT, needed))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        if self.region is not None and not self.region.intersects(option.rect):
            return
        self._paint_ground(painter, option, index)
        machine = index.data(MACHINE_ROLE)
        colours = theme.colours_for(option.palette)
        painter.save()
        if machine is None:
            self._paint_section(painter, option, index, colours)
        elif index.column() == Column.NAME:
            self._paint_name(painter, option, machine, colours)
        elif index.column() == Column.STATE:
            self._paint_state(painter, option, machine, colours)
        else:
            self._paint_figure(painter, option, machine, Column(index.column()), colours)
        painter.restore()

    def paint_reason(self, painter: QPainter, rect: QRect, font: QFont, machine: Machine, colours: Colours) -> None:
        """Second line of the state: of a machine that does not run it goes on over the figures' columns."""
        small = _sized(font, SMALL)
        painter.save()
        painter.setFont(small)
        painter.setPen(colours.muted)
        text = told(" ".join(part for part in (machine.reason, machine.remedy) if part).replace("\n", " "))
        elided = QFontMetrics(small).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), elided)
        painter.restore()

    def reason_rect(self, cell: QRect, right: int) -> QRect:
        """Where ``paint_reason`` goes, given the state's cell and where the row's last column ends."""
        _, second = _two_lines(cell)
        second.setLeft(cell.left() + theme.SPACE_S + theme.ICON_SMALL + theme.SPACE_XS)
        second.setRight(right - theme.SPACE_S)
        return second

    # Parts.

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        plain = QStyleOptionViewItem(option)
        self.initStyleOption(plain, index)
        plain.text, plain.icon = "", QIcon()
        plain.state &= ~QStyle.StateFlag.State_HasFocus
        style = self._view.style() or QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, plain, painter, self._view)

    def _paint_section(self, painter: QPainter, option: QStyleOptionViewItem, index: Index, colours: Colours) -> None:
        if index.column() != 0:
            return
        rect = option.rect.adjusted(theme.SPACE_M, 0, -theme.SPACE_S, 0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(rect.left() + 4, rect.center().y() + 1)
        arrow = [QPointF(-4, -2), QPointF(0, 2.5), QPointF(4, -2)]
        if not self._view.isExpanded(index):
            arrow = [QPointF(-2, -4), QPointF(2.5, 0), QPointF(-2, 4)]
        painter.setPen(QPen(colours.muted, 1.6))
        painter.drawPolyline(QPolygonF([centre + point for point in arrow]))
        rect.setLeft(rect.left() + theme.ICON_SMALL)
        font = _sized(option.font, SMALL)
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(colours.text)
        name = str(index.data())
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), name)
        rect.setLeft(rect.left() + QFontMetrics(font).horizontalAdvance(name) + theme.SPACE_S)
        painter.setPen(colours.muted)
        count = str(index.data(COUNT_ROLE))
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), count)

    def _paint_name(
        self, painter: QPainter, option: QStyleOptionViewItem, machine: Machine, colours: Colours
    ) -> None:
        cell = option.rect
        top = cell.top() + (cell.height() - SIZE.height()) // 2
        self._paint_thumbnail(
            painter, QRect(cell.left() + theme.SPACE_M, top, SIZE.width(), SIZE.height()), machine, colours
        )
        text = cell.adjusted(theme.SPACE_M + SIZE.width() + theme.SPACE_M, 0, -theme.SPACE_S, 0)
        first, second = _two_lines(text)
        bold = QFont(option.font)
        bold.setWeight(QFont.Weight.DemiBold)
        _line(painter, first, bold, colours.text, machine.name)
        _line(painter, second, _sized(option.font, SMALL), colours.muted, summary(machine))

    def _paint_thumbnail(self, painter: QPainter, rect: QRect, machine: Machine, colours: Colours) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(rect), 4, 4)
        image = self._thumbnails.of(machine)
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(rect, colours.letterbox if image is not None else colours.alternate)
        if image is not None:
            painter.setOpacity(1.0 if machine.state.alive else 0.45)
            painter.drawPixmap(rect, self._picture(machine, image))
            painter.setOpacity(1.0)
        painter.restore()
        painter.setPen(QPen(colours.border, 1))
        painter.drawPath(shape)
        if image is None or machine.state is MachineState.BROKEN:
            side = 22
            ratio = self._view.devicePixelRatioF()
            name = "warning" if machine.state is MachineState.BROKEN else "screen"
            colour = tone(machine, colours) if machine.state is MachineState.BROKEN else colours.disabled
            picture = icon_image(name, round(side * ratio), colour.name())
            painter.drawImage(
                QRect(rect.center().x() - side // 2, rect.center().y() - side // 2, side, side), picture
            )

    def _picture(self, machine: Machine, image: QImage) -> QPixmap:
        known = self._pictures.get(machine)
        if known is None or known[0] != image.cacheKey():
            known = self._pictures[machine] = (image.cacheKey(), QPixmap.fromImage(image))
        return known[1]

    def _paint_state(
        self, painter: QPainter, option: QStyleOptionViewItem, machine: Machine, colours: Colours
    ) -> None:
        self._painted[machine, Column.STATE] = _shown(machine, Column.STATE)
        cell = option.rect
        said = bool(machine.reason) and not (machine.state is MachineState.OFF and not machine.could_not_start)
        first, _ = _two_lines(cell)
        if not said:
            first = QRect(cell)
        first.adjust(theme.SPACE_S, 0, -theme.SPACE_S, 0)
        colour, side = tone(machine, colours), theme.ICON_SMALL
        ratio = self._view.devicePixelRatioF()
        picture = icon_image(STATE_ICON[machine.state], round(side * ratio), colour.name())
        painter.drawImage(QRect(first.left(), first.center().y() - side // 2 + 1, side, side), picture)
        first.setLeft(first.left() + side + theme.SPACE_XS)
        _line(painter, first, option.font, colour, state_text(machine))
        if said and machine.state.alive:
            self.paint_reason(painter, self.reason_rect(cell, cell.right()), option.font, machine, colours)

    def _paint_figure(
        self, painter: QPainter, option: QStyleOptionViewItem, machine: Machine, column: Column, colours: Colours
    ) -> None:
        sample = latest(machine)
        self._painted[machine, column] = _shown(machine, column)
        if sample is None:
            return
        cell = option.rect.adjusted(theme.SPACE_S, theme.SPACE_S + 2, -theme.SPACE_M, -theme.SPACE_S)
        height = QFontMetrics(option.font).height()
        label = QRect(cell.left(), cell.top(), cell.width(), height)
        text = measured_text(sample, column)
        if painter.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            text = f"{_ISOLATE}{text}{_POP}"  # "8 %" stays so.
        _line(painter, label, _tabular(option.font), colours.text, text, right=True)
        graph = QRect(cell.left(), label.bottom() + 3, cell.width(), cell.bottom() - label.bottom() - 3)
        if graph.height() < 6 or graph.width() < 12:
            return
        colour = colours.series[SERIES[column]]
        painter.drawPixmap(graph.topLeft(), self._sparkline(machine, column, graph.size(), colour))

    def _sparkline(self, machine: Machine, column: Column, size: QSize, colour: QColor) -> QPixmap:
        """Painted once for the same values, however often the row is painted."""
        ratio = self._view.devicePixelRatioF()
        values = _values(machine, column)
        key = _Line(values, size.width(), size.height(), ratio, colour.rgb())
        known = self._lines.get((machine, column))
        if known is not None and known[0] == key:
            return known[1]
        top = max(LEAST[column], *values) * (1.25 if column is Column.MEMORY else 1.0)
        pixmap = sparkline_pixmap(size, ratio, values, top, colour)
        self._lines[machine, column] = (key, pixmap)
        return pixmap


class _Line(msgspec.Struct, frozen=True):
    """What a sparkline is drawn of."""

    values: tuple[float, ...]
    width: int
    height: int
    ratio: float
    rgb: int


class _Shown(msgspec.Struct, frozen=True):
    """What a cell shows: a text, and the newest value of its sparkline with its time."""

    text: str
    value: float = 0.0
    time: float = 0.0


def _shown(machine: Machine, column: Column) -> _Shown:
    if column is Column.STATE:
        return _Shown(f"{machine.state} {state_text(machine)} {machine.reason} {machine.remedy}")
    sample = latest(machine)
    if sample is None:
        return _Shown("")
    return _Shown(measured_text(sample, column), measured(sample, column), sample.time)


def _values(machine: Machine, column: Column) -> tuple[float, ...]:
    """What a sparkline is drawn of."""
    return tuple(measured(sample, column) for sample in machine.history.tail(SAMPLES))


def summary(machine: Machine) -> str:
    """What the machine is, in a line."""
    config = machine.config
    if config is None:
        return str(machine.directory.config)
    size = f"{config.memory_mib / 1024:g} GiB" if config.memory_mib % 1024 == 0 else f"{config.memory_mib} MiB"
    cpus = _tr("1 CPU") if config.vcpus == 1 else _tr("{} CPUs").format(config.vcpus)
    parts = [cpus, size]
    accel = str(machine.facts.get("accel", ""))
    if accel:
        parts.append({"kvm": "KVM", "soft": _tr("software CPU")}.get(accel, accel))
    return " · ".join(parts)


def _tr(text: str) -> str:
    return QCoreApplication.translate("MachineDelegate", text)


def _two_lines(cell: QRect) -> tuple[QRect, QRect]:
    """The upper and the lower half of a cell, drawn together a little."""
    half, pull = cell.height() // 2, max(0, (cell.height() - 44) // 2)
    first = QRect(cell.left(), cell.top() + pull, cell.width(), half - pull)
    second = QRect(cell.left(), cell.top() + half, cell.width(), cell.height() - half - pull)
    return first, second


def _line(painter: QPainter, rect: QRect, font: QFont, colour: QColor, text: str, right: bool = False) -> None:
    painter.setFont(font)
    painter.setPen(colour)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, int(side | Qt.AlignmentFlag.AlignVCenter), elided)


def _sized(font: QFont, factor: float) -> QFont:
    scaled = QFont(font)
    if font.pointSizeF() > 0:
        scaled.setPointSizeF(font.pointSizeF() * factor)
    return scaled


def _tabular(font: QFont) -> QFont:
    """Digits of equal width, so that figures do not jump."""
    tabular = QFont(font)
    if hasattr(tabular, "setFeature") and hasattr(QFont, "Tag"):
        tabular.setFeature(QFont.Tag("tnum"), 1)
    return tabular
