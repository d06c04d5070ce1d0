"""The list of machines: MachineTree in a view that keeps what was selected when rows move."""

from __future__ import annotations

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QPalette, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QMenu,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from virtgui import theme
from virtgui.models.machine import Machine
from virtgui.models.state import MachineState
from virtgui.models.thumbnail import Thumbnails
from virtgui.models.tree import MACHINE_ROLE, MEASURED, Column, MachineTree
from virtgui.widgets.machine_delegate import MachineDelegate
from virtgui.widgets.machine_header import MachineHeader
from virtgui.widgets.tint import mixed

Index = QModelIndex | QPersistentModelIndex
WIDTHS = {Column.STATE: 210, Column.CPU: 110, Column.MEMORY: 110, Column.DISK: 110, Column.EXITS: 110}
LEAST_NAME = 220


class MachineList(QTreeView):
    """``activated_machine``: double click or Enter. ``chosen_changed``: another selection."""

    activated_machine = Signal(object)
    chosen_changed = Signal()
    _dressed: theme.Colours | None = None  # Qt tells of palettes before __init__ has come that far.

    def __init__(self, tree: MachineTree, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tree = tree
        self._thumbnails = thumbnails
        self._wanted: Machine | None = None
        self._collapsed: set[str] = set()
        self._kept: tuple[list[Machine], Machine | None, int] = ([], None, 0)
        self._painter = MachineDelegate(self, thumbnails)
        self._dress()
        self.setHeader(MachineHeader(self))
        self.setModel(tree)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(self.tr("Machines"))
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setAllColumnsShowFocus(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setExpandsOnDoubleClick(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setMouseTracking(True)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(True)
        self._set_up_header()
        self.doubleClicked.connect(self._activate)
        self.clicked.connect(self._clicked)
        self.collapsed.connect(lambda index: self._collapsed.add(str(index.data())))
        self.expanded.connect(lambda index: self._collapsed.discard(str(index.data())))
        tree.modelAboutToBeReset.connect(self._keep)
        tree.modelReset.connect(self._restore)
        thumbnails.changed.connect(self._repaint)
        vertical = self.verticalScrollBar()
        vertical.valueChanged.connect(self.update_visible)

    def chosen(self) -> list[Machine]:
        """The selected machines, in their order."""
        rows = {index.data(MACHINE_ROLE) for index in self.selectionModel().selectedRows()}
        return [machine for machine in self._tree.machines() if machine in rows]

    def choose(self, machine: Machine) -> None:
        """Select one machine and show it; as soon as it has a row, if it is new."""
        index = self._tree.index_of(machine)
        self._wanted = None if index.isValid() else machine
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def tick(self) -> None:
        """The machines were measured: repaint what can be seen of it and differs from what is painted."""
        alive = [machine for machine in self.visible_machines() if machine.state.alive]
        columns = [column for column in (Column.STATE, *MEASURED) if not self.isColumnHidden(column)]
        cells = ((machine, column) for machine in alive for column in columns)
        self._tree.touch(cell for cell in cells if self._painter.is_stale(*cell))

    def visible_machines(self) -> list[Machine]:
        """The machines within the view."""
        if not self.isVisible():
            return []
        found = []
        index, bottom = self.indexAt(self.viewport().rect().topLeft()), self.viewport().height()
        while index.isValid() and self.visualRect(index).top() < bottom:
            machine = index.data(MACHINE_ROLE)
            if machine is not None:
                found.append(machine)
            index = self.indexBelow(index)
        return found

    def update_visible(self) -> None:
        """Say whose thumbnails are wanted."""
        self._thumbnails.set_visible(self.visible_machines())

    def forget(self, machine: Machine) -> None:
        """The machine is about to lose its row. If only it is selected, the nearest one is from now on."""
        self._painter.forget(machine)
        if self.chosen() == [machine]:
            shown = self._tree.machines()
            at = shown.index(machine)
            for near in shown[at + 1 : at + 2] or shown[:at][-1:]:
                self.choose(near)

    def fill_columns(self, menu: QMenu) -> None:
        """Which columns are shown, in place of what is in the menu; the name always is."""
        menu.clear()
        for column in Column:
            if column is Column.NAME:
                continue
            action = menu.addAction(str(self._tree.headerData(column, Qt.Orientation.Horizontal)))
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(column))
            action.toggled.connect(lambda on, column=column: self.setColumnHidden(column, not on))

    def _ask_columns(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_columns(menu)
        menu.popup(self.header().mapToGlobal(at))

    # Qt's events.

    def paintEvent(self, event: QPaintEvent) -> None:
        """Let the delegate know how much of it."""
        self._painter.region = event.region()
        super().paintEvent(event)
        self._painter.region = None

    def drawRow(self, painter: QPainter, options: QStyleOptionViewItem, index: Index) -> None:
        """What spans columns: the reason of a machine that does not run, the line below, selection and focus."""
        super().drawRow(painter, options, index)
        colours = theme.colours_for(self.palette())
        row = QRect(0, options.rect.top(), self.viewport().width(), options.rect.height())
        machine = index.data(MACHINE_ROLE)
        if machine is not None and _has_long_reason(machine):
            cell = self.visualRect(self._tree.index_of(machine, Column.STATE))
            right = max(cell.right(), self.header().length() - self.horizontalOffset())
            self._painter.paint_reason(painter, self._painter.reason_rect(cell, right), self.font(), machine, colours)
        painter.fillRect(QRect(row.left(), row.bottom(), row.width(), 1), colours.grid)
        if colours.high and self.selectionModel().isSelected(index):
            painter.fillRect(QRect(row.left(), row.top(), theme.SPACE_XS, row.height()), colours.accent)
        if (
            self.hasFocus()
            and self.currentIndex().row() == index.row()
            and self.currentIndex().parent() == index.parent()
        ):
            painter.setPen(QPen(colours.accent, 1))
            painter.drawRect(row.adjusted(0, 0, -1, -1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; Space folds a group."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._activate(self.currentIndex())
            return
        if event.key() == Qt.Key.Key_Space and self._fold(self.currentIndex()):
            return
        super().keyPressEvent(event)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Pass it on."""
        super().selectionChanged(selected, deselected)
        self.chosen_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another number of rows."""
        super().resizeEvent(event)
        self.update_visible()

    def showEvent(self, event: QShowEvent) -> None:
        """Thumbnails are wanted."""
        super().showEvent(event)
        self.update_visible()

    def hideEvent(self, event: QHideEvent) -> None:
        """None are."""
        super().hideEvent(event)
        self._thumbnails.set_visible(())

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    # Parts.

    def _set_up_header(self) -> None:
        header = self.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(Column.NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in WIDTHS.items():
            header.resizeSection(column, width)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._ask_columns)
        self.setSortingEnabled(True)
        self.sortByColumn(Column.NAME, Qt.SortOrder.AscendingOrder)

    def _dress(self) -> None:
        """A quiet selection: figures and sparklines keep their colours on it."""
        colours = theme.colours_for(QApplication.palette())
        if colours is self._dressed:
            return  # It is our own palette that has just changed.
        self._dressed = colours
        palette = QPalette()
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            share = 0.16 if group == QPalette.ColorGroup.Active else 0.10
            palette.setColor(group, QPalette.ColorRole.Highlight, mixed(colours.accent, colours.base, share))
            palette.setColor(group, QPalette.ColorRole.HighlightedText, colours.text)
        self.setPalette(palette)

    def _repaint(self, machine: Machine) -> None:
        index = self._tree.index_of(machine)
        if index.isValid():
            self.viewport().update(self.visualRect(index))

    def _activate(self, index: QModelIndex) -> None:
        machine = index.data(MACHINE_ROLE)
        if machine is not None:
            self.activated_machine.emit(machine)
        else:
            self._fold(index)

    def _clicked(self, index: QModelIndex) -> None:
        self._fold(index)

    def _fold(self, index: QModelIndex) -> bool:
        """Fold or unfold a group; False if it is none."""
        if not index.isValid() or index.data(MACHINE_ROLE) is not None:
            return False
        first = index.siblingAtColumn(0)
        self.setExpanded(first, not self.isExpanded(first))
        self.update_visible()
        return True

    def _keep(self) -> None:
        current = self.currentIndex().data(MACHINE_ROLE) if self.currentIndex().isValid() else None
        self._kept = (self.chosen(), current, self.verticalScrollBar().value())

    def _restore(self) -> None:
        chosen, current, position = self._kept
        for row in range(self._tree.rowCount()):
            index = self._tree.index(row, 0)
            if index.data(MACHINE_ROLE) is None:
                self.setFirstColumnSpanned(row, QModelIndex(), True)
                self.setExpanded(index, str(index.data()) not in self._collapsed)
        flags = QItemSelectionModel.SelectionFlag
        if current is not None and self._tree.index_of(current).isValid():
            self.selectionModel().setCurrentIndex(self._tree.index_of(current), flags.NoUpdate)
        self.selectionModel().select(self._tree.selection_of(chosen), flags.Select | flags.Rows)
        self.verticalScrollBar().setValue(position)
        if self._wanted is not None:
            self.choose(self._wanted)
        self.update_visible()
        self.chosen_changed.emit()


def _has_long_reason(machine: Machine) -> bool:
    spoken = machine.state in (MachineState.BROKEN, MachineState.CRASHED) or machine.could_not_start
    return spoken and bool(machine.reason)
