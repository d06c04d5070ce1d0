"""The snapshots of a machine, as a tree, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QDateTime, QEvent, QLocale, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.error import EngineError
from virtgui import theme
from virtgui.models.machine import Machine
from virtgui.models.snapshot import Shelf
from virtgui.sentence import told
from virtgui.widgets.unit import BYTES
from virtgui.windows.manager_task import TaskPanel
from virtgui.windows.snapshot_name import SnapshotPanel

if TYPE_CHECKING:
    from engine.snapshot.shelf import Snapshot
    from virtgui.bridge import Bridge

NAME: Final = Qt.ItemDataRole.UserRole
TEXT_WIDTH: Final = 560
NAME_WIDTH: Final = 260
ROW_HEIGHT: Final = 28


def _tr(text: str) -> str:
    return QCoreApplication.translate("SnapshotPage", text)


class SnapshotPage(QWidget):
    """``say(what, remedy, severity, actions)``: a message for the window. ``clone_wanted(name)``: make a machine of a
    snapshot."""

    say = Signal(str, str, str, object)
    clone_wanted = Signal(str)

    def __init__(self, machine: Machine, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._machine = machine
        self._seen: tuple[str, ...] = ()
        self._closed = False
        self._fresh = ""
        self.shelf: Shelf | None = None
        self.take = self._action("snapshot", _tr("Take snapshot…"), self.ask_take, "Ctrl+T")
        self.revert = self._action("undo", _tr("Revert…"), self.ask_revert, "")
        self.clone = self._action("copy", _tr("Clone…"), self._ask_clone, "")
        self.delete = self._action("delete", _tr("Delete…"), self.ask_delete, "Del")
        self.tree = QTreeWidget(self)
        self.where = QLabel(self, wordWrap=True)
        self.where.setForegroundRole(self.where.palette().ColorRole.PlaceholderText)
        self.panel = SnapshotPanel(self)
        self.tasks = TaskPanel(bridge, self)
        self._lay_out()
        self._connect()
        self._allow()

    def selected(self) -> Snapshot | None:
        """The one that is chosen; None if none is, or the machine as it is now."""
        item = self.tree.currentItem()
        name = item.data(0, NAME) if item is not None else ""
        snapshots = self.shelf.snapshots if self.shelf is not None else ()
        return next((one for one in snapshots if one.name == name), None)

    def look(self) -> None:
        """Find out what there is, beside the GUI thread."""
        self._machine.look_at_shelf(self._show)

    def ask_take(self) -> None:
        """Ask for a name, and take one."""

        def ask(shelf: Shelf) -> None:
            if not self._closed:
                self.panel.ask_snapshot(self._machine, shelf, self._take)

        self._machine.look_at_shelf(ask)

    def ask_revert(self) -> None:
        """Say what that costs, with a button that does it."""
        chosen = self.selected()
        if chosen is not None:
            actions: list[tuple[str, Callable[[], None]]] = [
                (_tr("Revert"), partial(self._revert, chosen.name)),
                (_tr("Take a snapshot first…"), self.ask_take),
            ]
            what = _tr("Go back to “{0}”?").format(chosen.name)
            remedy = _tr("What its disks hold now is lost unless there is a snapshot of it. Notes and name stay.")
            self.say.emit(what, remedy, "warning", actions)

    def ask_delete(self) -> None:
        """Ask, with a button that does it."""
        chosen = self.selected()
        if chosen is not None:
            actions = [(_tr("Delete"), partial(self._delete, chosen.name))]
            what = _tr("Delete the snapshot “{0}”?").format(chosen.name)
            self.say.emit(what, _tr("There is no way back to it then. The others stay whole."), "warning", actions)

    def close_page(self) -> None:
        """The window goes: a snapshot that is being taken is finished without it."""
        self._closed = True
        self.tasks.close_panel()
        self._machine.changed.disconnect(self._follow)
        self._machine.snapshots_changed.disconnect(self.look)

    def showEvent(self, event: QShowEvent) -> None:
        """Look again: others take snapshots, too."""
        super().showEvent(event)
        self.look()

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_picture"):
            self._paint()

    # Parts.

    def _action(self, picture: str, text: str, slot: Callable[[], None], keys: str) -> QAction:
        action = QAction(theme.icon(picture), text, self)
        action.triggered.connect(lambda: slot())
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addAction(action)
        return action

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_XS)
        for action in (self.take, self.revert, self.clone, self.delete):
            button = QToolButton(self)
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setAccessibleName(action.text())
            row.addWidget(button)
        row.addStretch(1)
        tree = self.tree
        tree.setHeaderLabels([_tr("Name"), _tr("Taken"), _tr("It was"), _tr("Size"), _tr("Note")])
        tree.setAccessibleName(_tr("Snapshots"))
        tree.setAllColumnsShowFocus(True)
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.setAlternatingRowColors(True)
        tree.header().setStretchLastSection(True)
        tree.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        tree.setColumnWidth(0, NAME_WIDTH)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(tree)
        self.stack.addWidget(self._empty())
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_M, theme.SPACE_M, theme.SPACE_M, theme.SPACE_M)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(row)
        column.addWidget(self.stack, 1)
        column.addWidget(self.where)
        column.addWidget(self.panel)
        column.addWidget(self.tasks)
        self.setFocusProxy(tree)

    def _empty(self) -> QWidget:
        page = QWidget(self)
        self._picture = QLabel(page, alignment=Qt.AlignmentFlag.AlignCenter)
        title = QLabel(_tr("No snapshots yet"), page, alignment=Qt.AlignmentFlag.AlignCenter)
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        title.setFont(font)
        text = QLabel(
            _tr(
                "A snapshot keeps the disks and the hardware as they are, under a name: before an update, or an "
                "experiment. Take it while the machine is off or runs, go back to it when the machine is off, or "
                "make another machine of it."
            ),
            page,
            wordWrap=True,
            alignment=Qt.AlignmentFlag.AlignCenter,
        )
        text.setFixedWidth(TEXT_WIDTH)
        text.setFixedHeight(text.heightForWidth(TEXT_WIDTH))
        self.first = QPushButton(theme.icon("snapshot"), _tr("Take snapshot…"), page)
        self.first.clicked.connect(self.take.trigger)
        column = QVBoxLayout(page)
        column.setSpacing(theme.SPACE_M)
        column.addStretch(1)
        for widget in (self._picture, title, text, self.first):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self._paint()
        return page

    def _paint(self) -> None:
        side = theme.ICON_LARGE + theme.SPACE_M
        muted = theme.colours_for(self.palette()).disabled
        self._picture.setPixmap(theme.icon("snapshot", muted).pixmap(side, side))

    def _connect(self) -> None:
        self._machine.changed.connect(self._follow)
        self._machine.snapshots_changed.connect(self.look)
        self.tree.currentItemChanged.connect(lambda *_: self._allow())
        self.tree.customContextMenuRequested.connect(self._menu)
        self.panel.closed.connect(self._focus)
        self.tasks.failed.connect(lambda what, remedy: self.say.emit(what, remedy, "error", []))

    def _focus(self) -> None:
        (self.tree if self.stack.currentWidget() is self.tree else self.first).setFocus()

    def _menu(self, position: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        menu.addActions([self.take, self.revert, self.clone, self.delete])
        menu.popup(self.tree.viewport().mapToGlobal(position))

    # What there is.

    def _follow(self) -> None:
        """The machine, or what a scan found of it, has changed."""
        self._allow()
        if self.isVisible() and self._machine.snapshots != self._seen:
            self._seen = self._machine.snapshots
            self.look()

    def _show(self, shelf: Shelf) -> None:
        if self._closed:
            return
        chosen = self.selected()
        self.shelf = shelf
        self.tree.clear()
        rows = {one.name: self._row(one) for one in shelf.snapshots}
        for one in shelf.snapshots:
            above = rows.get(one.record.parent)
            if above is None:
                self.tree.addTopLevelItem(rows[one.name])
            else:
                above.addChild(rows[one.name])
        self._show_now(shelf, rows)
        self.tree.expandAll()
        for column in range(1, self.tree.columnCount() - 1):
            self.tree.resizeColumnToContents(column)
            self.tree.setColumnWidth(column, self.tree.columnWidth(column) + theme.SPACE_L)
        if shelf.snapshots:
            wanted = rows.get(self._fresh) or rows.get(chosen.name if chosen else "")
            self._fresh = "" if self._fresh in rows else self._fresh
            self.tree.setCurrentItem(wanted or rows[shelf.snapshots[-1].name])
        self.stack.setCurrentIndex(0 if shelf.snapshots else 1)
        self.where.setVisible(bool(shelf.snapshots))
        self.where.setText(
            _tr("Copies share their blocks with the disks here, so they take less room than their sizes say.")
            if shelf.shares
            else _tr("The filesystem cannot share blocks (Btrfs and XFS can): each snapshot takes the room it says.")
        )
        self._allow()

    def _row(self, one: Snapshot) -> QTreeWidgetItem:
        when = QDateTime.fromSecsSinceEpoch(int(one.record.when))
        shown = QLocale().toString(when, QLocale.FormatType.ShortFormat)
        was = _tr("running") if one.record.live else _tr("off")
        note = " ".join((told(one.error) or one.record.note).split())
        row = QTreeWidgetItem([one.name, shown, was, BYTES.format(one.bytes), note])
        row.setData(0, NAME, one.name)
        row.setSizeHint(0, QSize(0, ROW_HEIGHT))
        row.setIcon(0, theme.icon("warning" if one.error else "snapshot"))
        row.setToolTip(0, str(one.path))
        if one.record.live:
            row.setToolTip(2, _tr("It was running: its guest will find its disks as after a power cut."))
        row.setToolTip(4, told(one.error) or one.record.note)
        return row

    def _show_now(self, shelf: Shelf, rows: dict[str, QTreeWidgetItem]) -> None:
        """The machine as it is, below the snapshot that its disks descend from."""
        now = QTreeWidgetItem([_tr("Now"), "", "", BYTES.format(shelf.bytes), ""])
        now.setIcon(0, theme.icon("disk"))
        now.setSizeHint(0, QSize(0, ROW_HEIGHT))
        font = now.font(0)
        font.setItalic(True)
        now.setFont(0, font)
        now.setToolTip(0, _tr("The machine's disks as they are"))
        head = next((one.name for one in shelf.snapshots if one.head), "")
        if head:
            rows[head].addChild(now)
        else:
            self.tree.addTopLevelItem(now)

    def _allow(self) -> None:
        chosen = self.selected()
        busy = _tr("Something is being done with its snapshots.") if self.tasks.rows else ""
        none = "" if chosen is not None else _tr("Select a snapshot first.")
        broken = _tr("It is damaged; it can only be deleted.") if chosen is not None and chosen.error else ""
        reasons = {
            self.take: (
                busy or self._machine.can("snapshot"),
                _tr("Keep disks and hardware as they are now (Ctrl+T)"),
            ),
            self.revert: (busy or none or broken or self._machine.can("revert"), _tr("Go back to it")),
            self.clone: (none or broken, _tr("Make another machine of it")),
            self.delete: (busy or none, _tr("Remove it; the others stay whole (Del)")),
        }
        for action, (reason, usual) in reasons.items():
            action.setEnabled(not reason)
            action.setToolTip(reason or usual)
        self.first.setEnabled(self.take.isEnabled())
        self.first.setToolTip(self.take.toolTip())

    # What is done.

    def _take(self, name: str, note: str) -> None:
        progress = self._machine.snapshot_progress()
        self._fresh = name

        def done(stood_s: float) -> None:
            self._allow()
            what = _tr("“{0}” was taken.").format(name)
            stood = _tr("The guest stood still for {0} s.").format(f"{stood_s:.1f}") if stood_s else ""
            self.say.emit(what, stood, "info", [])

        self.tasks.track(
            _tr("Taking “{0}”").format(name),
            progress,
            lambda finished, failed: self._machine.take_snapshot(
                name, note, progress, finished, partial(self._fail, failed)
            ),
            done,
        )
        self._allow()

    def _revert(self, name: str) -> None:
        from engine.progress import Progress

        progress = Progress()

        def done(_: None) -> None:
            self._allow()
            self.say.emit(_tr("The machine is as it was at “{0}”.").format(name), "", "info", [])

        self.tasks.track(
            _tr("Reverting to “{0}”").format(name),
            progress,
            lambda finished, failed: self._machine.revert_to(
                name, progress, partial(finished, None), partial(self._fail, failed)
            ),
            done,
        )
        self._allow()

    def _delete(self, name: str) -> None:
        self._machine.delete_snapshot(name, lambda: None, self._machine.tell)

    def _fail(self, failed: Callable[[EngineError], None], error: EngineError) -> None:
        failed(error)
        if not self._closed:
            self._allow()

    def _ask_clone(self) -> None:
        chosen = self.selected()
        if chosen is not None:
            self.clone_wanted.emit(chosen.name)
