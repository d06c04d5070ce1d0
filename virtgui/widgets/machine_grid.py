"""The machines as pictures of their screens, with name and state below: the same tree, seen flat."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QHideEvent,
    QKeyEvent,
    QPainter,
    QPainterPath,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from virtgui import theme
from virtgui.models.machine import Machine
from virtgui.models.state import MachineState
from virtgui.models.thumbnail import Thumbnails
from virtgui.models.tree import MACHINE_ROLE, Column, MachineTree, latest, measured_text, state_text
from virtgui.widgets.icon import icon_image
from virtgui.widgets.machine_delegate import STATE_ICON, tone
from virtgui.widgets.tint import mixed

Index = QModelIndex | QPersistentModelIndex
ROOT: Final = QModelIndex()
PICTURE: Final = QSize(192, 144)
PAD: Final = 10


class FlatMachines(QAbstractListModel):
    """The machines of a tree in its order, without headings."""

    def __init__(self, tree: MachineTree, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tree = tree
        self._machines: list[Machine] = []
        self._rows: dict[Machine, int] = {}
        self._fill()
        tree.modelAboutToBeReset.connect(self.beginResetModel)
        tree.modelReset.connect(self._reset)
        tree.dataChanged.connect(self._changed)

    def rowCount(self, parent: Index = ROOT) -> int:
        """How many are shown."""
        return 0 if parent.isValid() else len(self._machines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # noqa: ANN401  # Qt's variant
        """As the first column of the tree; read aloud with the state."""
        if not index.isValid() or index.row() >= len(self._machines):
            return None
        machine = self._machines[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{machine.name}, {state_text(machine)}"
        if role == MACHINE_ROLE:
            return machine
        return self._tree.index_of(machine).data(role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """They can be dragged onto the list's groups, and nothing onto them."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def mimeData(self, indexes: Any) -> QMimeData:  # noqa: ANN401  # Qt's sequence
        """As the tree's."""
        return self._tree.mimeData([self._tree.index_of(self._machines[index.row()]) for index in indexes])

    def index_of(self, machine: Machine) -> QModelIndex:
        """Where a machine is; an invalid index if it is not shown."""
        return self.index(self._rows.get(machine, -1))

    def selection_of(self, machines: Iterable[Machine]) -> QItemSelection:
        """Their rows, neighbours together."""
        selection = QItemSelection()
        rows = sorted(self._rows[machine] for machine in machines if machine in self._rows)
        first = 0
        for at, row in enumerate(rows):
            if at + 1 == len(rows) or rows[at + 1] != row + 1:
                selection.append(QItemSelectionRange(self.index(rows[first]), self.index(row)))
                first = at + 1
        return selection

    def _reset(self) -> None:
        self._fill()
        self.endResetModel()

    def _fill(self) -> None:
        self._machines = self._tree.machines()
        self._rows = {machine: row for row, machine in enumerate(self._machines)}

    def _changed(self, first: QModelIndex) -> None:
        machine = first.siblingAtColumn(0).data(MACHINE_ROLE)
        if machine is not None and (index := self.index_of(machine)).isValid():
            self.dataChanged.emit(index, index)


class GridDelegate(QStyledItemDelegate):
    """Paints a machine as a card."""

    def __init__(self, view: QListView, thumbnails: Thumbnails) -> None:
        super().__init__(view)
        self._view, self._thumbnails = view, thumbnails

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002  # Qt's signature
        """A picture and two lines."""
        return QSize(PICTURE.width() + 2 * PAD, PICTURE.height() + 2 * PAD + round(option.fontMetrics.height() * 2.4))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One card."""
        machine: Machine | None = index.data(MACHINE_ROLE)
        if machine is None:
            return
        colours = theme.colours_for(option.palette)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = QRectF(option.rect).adjusted(3, 3, -3, -3)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(QPen(colours.accent, 3) if colours.high else QPen(Qt.PenStyle.NoPen))
            painter.setBrush(mixed(colours.accent, colours.base, 0.18))
            painter.drawRoundedRect(card, theme.RADIUS, theme.RADIUS)
        if option.state & QStyle.StateFlag.State_HasFocus and self._view.hasFocus():
            painter.setPen(QPen(colours.accent, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(card, theme.RADIUS, theme.RADIUS)
        picture = QRect(option.rect.topLeft() + QPoint(PAD, PAD), PICTURE)
        self._paint_picture(painter, picture, machine, colours)
        self._paint_words(painter, option, picture, machine, colours)
        painter.restore()

    def _paint_picture(self, painter: QPainter, rect: QRect, machine: Machine, colours: theme.Colours) -> None:
        shape = QPainterPath()
        shape.addRoundedRect(QRectF(rect), theme.RADIUS, theme.RADIUS)
        image = self._thumbnails.of(machine)
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(rect, colours.letterbox if image is not None else colours.alternate)
        if image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.setOpacity(1.0 if machine.state.alive else 0.45)
            painter.drawImage(rect, image)
        painter.restore()
        painter.setPen(QPen(colours.border, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)
        if image is None:
            self._paint_icon(painter, rect, "screen", colours.disabled.name(), 40)

    def _paint_icon(self, painter: QPainter, rect: QRect, name: str, colour: str, side: int) -> None:
        picture = icon_image(name, round(side * self._view.devicePixelRatioF()), colour)
        painter.drawImage(QRect(rect.center().x() - side // 2, rect.center().y() - side // 2, side, side), picture)

    def _paint_words(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        picture: QRect,
        machine: Machine,
        colours: theme.Colours,
    ) -> None:
        height = option.fontMetrics.height()
        first = QRect(picture.left(), picture.bottom() + 5, picture.width(), height)
        bold = QFont(option.font)
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(colours.text)
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        elide = Qt.TextElideMode.ElideRight
        painter.drawText(first, left, QFontMetrics(bold).elidedText(machine.name, elide, first.width()))
        second = first.translated(0, height + 1)
        colour, side = tone(machine, colours), theme.ICON_SMALL - 2
        mark = QRect(second.left(), second.top(), side, second.height())
        self._paint_icon(painter, mark, STATE_ICON[machine.state], colour.name(), side)
        second.setLeft(mark.right() + theme.SPACE_XS)
        painter.setFont(option.font)
        painter.setPen(colour)
        sample = latest(machine)
        said = state_text(machine)
        if sample is not None and machine.state is MachineState.RUNNING:
            said = f"{machine.state_title}, {measured_text(sample, Column.CPU)}"
        painter.drawText(second, left, option.fontMetrics.elidedText(said, elide, second.width()))


class MachineGrid(QListView):
    """``activated_machine``: double click or Enter. ``chosen_changed``: another selection."""

    activated_machine = Signal(object)
    chosen_changed = Signal()

    def __init__(self, tree: MachineTree, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._kept: list[Machine] = []
        self._wanted: list[Machine] = []
        self.flat = FlatMachines(tree, self)
        self.setModel(self.flat)
        self.setItemDelegate(GridDelegate(self, thumbnails))
        self.setAccessibleName(self.tr("Machines, as pictures"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.doubleClicked.connect(self._activate)
        self.flat.modelAboutToBeReset.connect(self._keep)
        self.flat.modelReset.connect(self._restore)
        thumbnails.changed.connect(self._repaint)
        self.verticalScrollBar().valueChanged.connect(self.update_visible)

    def chosen(self) -> list[Machine]:
        """The selected machines, in their order."""
        rows = sorted(self.selectionModel().selectedIndexes(), key=lambda index: index.row())
        return [index.data(MACHINE_ROLE) for index in rows]

    def choose(self, machines: list[Machine]) -> None:
        """Select these, and show the first; as soon as they are shown, if they are new."""
        self._wanted = [machine for machine in machines if not self.flat.index_of(machine).isValid()]
        selection = self.flat.selection_of(machines)
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if not selection.isEmpty():
            first = selection.indexes()[0]
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(first)

    def update_visible(self) -> None:
        """Say whose pictures are wanted."""
        if not self.isVisible():
            return
        self._thumbnails.set_visible(index.data(MACHINE_ROLE) for index in self._visible_indexes())

    def _visible_indexes(self) -> list[QModelIndex]:
        """The cards within the view: neighbours, since it is filled row by row."""
        shown = self.viewport().rect()
        card = self.flat.index(0)
        size = self.visualRect(card).size() if card.isValid() else QSize()
        if size.isEmpty():
            return []
        across = max(1, shown.width() // size.width())
        first = max(0, self.verticalScrollBar().value() // size.height() - 1) * across
        count = (shown.height() // size.height() + 3) * across
        return [self.flat.index(row) for row in range(first, min(first + count, self.flat.rowCount()))]

    def tick(self) -> None:
        """The machines were measured."""
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._activate(self.currentIndex())
            return
        super().keyPressEvent(event)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Pass it on."""
        super().selectionChanged(selected, deselected)
        self.chosen_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Others can be seen."""
        super().resizeEvent(event)
        self.update_visible()

    def showEvent(self, event: QShowEvent) -> None:
        """Pictures are wanted, and larger ones."""
        super().showEvent(event)
        self._thumbnails.set_scale(3)
        self.update_visible()

    def hideEvent(self, event: QHideEvent) -> None:
        """None are."""
        super().hideEvent(event)
        self._thumbnails.set_visible(())

    def viewportEvent(self, event: QEvent) -> bool:
        """Follow a layout that has just been made."""
        done = super().viewportEvent(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.update_visible()
        return done

    def _keep(self) -> None:
        self._kept = self.chosen()

    def _restore(self) -> None:
        come = [machine for machine in self._wanted if self.flat.index_of(machine).isValid()]
        waiting = [machine for machine in self._wanted if machine not in come]
        self.choose(come or self._kept)
        self._wanted = waiting
        self.update_visible()
        self.chosen_changed.emit()

    def _repaint(self, machine: Machine) -> None:
        index = self.flat.index_of(machine) if self.isVisible() else QModelIndex()
        if index.isValid():
            self.viewport().update(self.visualRect(index))

    def _activate(self, index: QModelIndex) -> None:
        machine = index.data(MACHINE_ROLE)
        if machine is not None:
            self.activated_machine.emit(machine)
