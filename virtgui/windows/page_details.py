"""What a machine is, to be changed: hardware on the left, a form on the right, one Apply for all of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from engine.config import MachineConfig
from virtgui import theme
from virtgui.details import part as parts_of
from virtgui.details.applying import Applying
from virtgui.details.change_bar import ChangeBar
from virtgui.details.command import CommandView
from virtgui.details.edit import Change, Edit
from virtgui.details.form import GIB, PartForm
from virtgui.details.live import live_part
from virtgui.details.log import LogView
from virtgui.details.text import ConfigText
from virtgui.details.tree import get, tree_of
from virtgui.models.machine import Machine
from virtgui.models.preference import Preferences
from virtgui.wizard.notice import Notice

if TYPE_CHECKING:
    from virtgui.bridge import Bridge

KEY: Final = Qt.ItemDataRole.UserRole
WORDS: Final = Qt.ItemDataRole.UserRole + 1
SIDE_WIDTH: Final = 250
NEW_DISK_GIB: Final = 10


def _tr(text: str) -> str:
    return QCoreApplication.translate("DetailsPage", text)


class DetailsPage(QWidget):
    """The forms, the text and the command line of a machine's description, and its log."""

    def __init__(
        self, machine: Machine, bridge: Bridge, preferences: Preferences, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._machine, self._bridge, self._preferences = machine, bridge, preferences
        self.edit: Edit | None = None
        self.form: PartForm | None = None
        self._text_problem = ""
        self._applying = Applying(machine, self)
        self._lives = False
        self.pending: tuple[Change, ...] = ()
        self.filter = QLineEdit(self)
        self.list = QListWidget(self)
        self.add_button = QPushButton(theme.icon("new"), _tr("Add hardware"), self)
        self.waiting = Notice(self)
        self.message = Notice(self, closable=True)
        self.bar = ChangeBar(self)
        self.text = ConfigText(self)
        self.command = CommandView(self)
        self.log_view = LogView(machine.directory.log, bridge, self)
        self.log = self.log_view.log
        self._lay_out()
        self._connect()
        self._take_config()

    # What others may ask for.

    def show_part(self, key: str) -> None:
        """Show a part ("memory", "disks.0" ...), "text", "command" or "log"."""
        for row in range(self.list.count()):
            if self.list.item(row).data(KEY) == key:
                self.list.setCurrentRow(row)

    def apply(self) -> None:
        """Write the draft. What can take effect at once does."""
        edit = self.edit
        if self._applying.busy or not self.bar.apply.isEnabled():
            return
        if edit is None:
            self._mend()
            return
        self.bar.apply.setEnabled(False)
        self.message.clear()
        self._applying.apply(edit)

    @property
    def has_changes(self) -> bool:
        """Whether something was changed and not applied."""
        return self.edit is not None and self.edit.changed

    def close_page(self) -> None:
        """The window goes: no answer is wanted any more."""
        self.log_view.close_view()
        self._applying.close()
        if self.form is not None:
            self.form.close_form()

    def changeEvent(self, event: QEvent) -> None:
        """Follow light and dark."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "text"):
            self._show_bar()

    # Parts.

    def _lay_out(self) -> None:
        self.filter.setPlaceholderText(_tr("Filter"))
        self.filter.setAccessibleName(_tr("Filter of the hardware list"))
        self.filter.setClearButtonEnabled(True)
        self.list.setAccessibleName(_tr("Hardware"))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setIconSize(QSize(theme.ICON_TOOL, theme.ICON_TOOL))
        self.list.setSpacing(1)
        side = QVBoxLayout()
        side.setContentsMargins(theme.SPACE_S, theme.SPACE_S, 0, theme.SPACE_S)
        side.setSpacing(theme.SPACE_S)
        for widget in (self.filter, self.list, self.add_button):
            side.addWidget(widget)
            widget.setFixedWidth(SIDE_WIDTH)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._stack = QStackedWidget(self)
        for page in (self._scroll, self.text, self.command, self.log_view):
            self._stack.addWidget(page)
        notices = QVBoxLayout()
        notices.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, 0)
        notices.addWidget(self.waiting)
        notices.addWidget(self.message)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addLayout(notices)
        right.addWidget(self._stack, 1)
        right.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(side)
        row.addLayout(right, 1)
        self.setFocusProxy(self.list)

    def _connect(self) -> None:
        self.filter.textChanged.connect(lambda _: self._filter())
        self.list.currentItemChanged.connect(lambda *_: self._show_current())
        self.add_menu = QMenu(self)
        self.add_menu.setToolTipsVisible(True)
        self.add_menu.aboutToShow.connect(self._fill_menu)
        self.add_button.setMenu(self.add_menu)
        self.bar.apply.clicked.connect(self.apply)
        self.bar.discard.clicked.connect(lambda: self._do(Edit.discard))
        self.bar.undo.clicked.connect(lambda: self._do(Edit.undo))
        self.bar.redo.clicked.connect(lambda: self._do(Edit.redo))
        for keys, step in (("Ctrl+Z", Edit.undo), ("Ctrl+Shift+Z", Edit.redo)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._do, step))
        self.text.edited.connect(self._text_edited)
        self.text.wrong.connect(self._text_wrong)
        self._machine.changed.connect(self._take_config)
        self._applying.written.connect(self._applied)
        self._applying.settled.connect(self._show_waiting)
        self._applying.refused.connect(self._not_applied)

    # The description.

    def _take_config(self) -> None:
        """The machine has changed: its state, or its description."""
        machine = self._machine
        self.log_view.set_path(machine.directory.log)
        config = machine.config
        if config is None:
            if self.edit is not None or not self.list.count():
                self.edit = None
                self._read_broken()
        elif self.edit is None:
            self.edit = Edit(config)
            self._draft_changed()
        elif config != self.edit.saved:
            self.edit.rebase(config)
            self._draft_changed()
        if self.edit is not None:
            self.edit.running = tree_of(machine.running_config) if machine.running_config is not None else None
        if self.form is not None and self._lives != (machine.running_config is not None):
            self._show_current()  # What can be done at once is another now.
        self._show_waiting()
        self._show_bar()

    def _read_broken(self) -> None:
        """A description that is none can be mended as text."""
        path, error = self._machine.directory.config, self._machine.error
        self._fill_list()
        self.show_part("text")
        self.message.show_message("error", _tr("The description is broken: {0}").format(error or ""))
        self._bridge.blocking(lambda: path.read_text("utf-8", "replace"), self._broken_text)

    def _broken_text(self, text: str) -> None:
        self.text.show_text(text)
        self.text.check()

    def _mend(self) -> None:
        """Save the text of a description that was broken."""
        from engine import toml

        self._applying.mend(toml.decode(self.text.text.toPlainText()))

    def _draft_changed(self) -> None:
        """Show the draft everywhere."""
        edit = self.edit
        assert edit is not None
        current = self._current_key()
        shape = [self.list.item(row).data(KEY) for row in range(self.list.count())]
        if shape != self._keys():
            self._fill_list()
            self.show_part(current if current in self._keys() else "overview")
        else:
            self._label_list()
        if self.form is not None and self.form.part.key == self._current_key():
            self.form.show_values()
        if not edit.problem():
            config = edit.config()
            self.text.show_config(config)
            self.command.show_config(config, self._machine.directory.path)
        self._show_bar()

    def _keys(self) -> list[str]:
        described = [part.key for part in parts_of.parts(self.edit.tree)] if self.edit is not None else []
        return [*described, "text", *(["command"] if described else []), "log"]

    def _fill_list(self) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for key in self._keys():
            item = QListWidgetItem()
            item.setData(KEY, key)
            item.setSizeHint(QSize(0, 2 * self.fontMetrics().height() + theme.SPACE_M))
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._label_list()
        self.add_button.setEnabled(self.edit is not None)

    def _label_list(self) -> None:
        shown = (
            {part.key: (part.title, part.summary, part.icon) for part in parts_of.parts(self.edit.tree)}
            if (self.edit is not None)
            else {}
        )
        shown |= {
            "text": (_tr("As text"), "machine.toml", "list"),
            "command": (_tr("As a command line"), _tr("vgctl, QEMU, libvirt"), "serial"),
            "log": (_tr("Log"), _tr("what the VM process says"), "info"),
        }
        for row in range(self.list.count()):
            item = self.list.item(row)
            title, summary, icon = shown[item.data(KEY)]
            item.setText(f"{title}\n{self.fontMetrics().elidedText(summary, Qt.TextElideMode.ElideMiddle, 190)}")
            item.setToolTip(summary)
            item.setIcon(theme.icon(icon))
            item.setData(WORDS, f"{title} {summary}".casefold())
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title}: {summary}")
        self._filter()

    def _filter(self) -> None:
        words = self.filter.text().casefold().split()
        for row in range(self.list.count()):
            item = self.list.item(row)
            item.setHidden(not all(word in item.data(WORDS) for word in words))

    def _current_key(self) -> str:
        item = self.list.currentItem()
        return str(item.data(KEY)) if item is not None else ""

    def _show_current(self) -> None:
        key = self._current_key()
        if key in ("text", "command", "log"):
            self._stack.setCurrentWidget({"text": self.text, "command": self.command, "log": self.log_view}[key])
            return
        if self.edit is None:
            return
        part = next((one for one in parts_of.parts(self.edit.tree) if one.key == key), None)
        if part is None:
            return
        if self.form is not None:
            self.form.close_form()
        machine = self._machine
        self.form = PartForm(
            part, self.edit, machine.directory.path, self._bridge, self._preferences, machine.state.alive
        )
        self.form.add_live(live_part(self._machine, key, self.form))
        self._lives = self._machine.running_config is not None
        self.form.edited.connect(self._draft_changed)
        self.form.removed.connect(self._remove)
        self._scroll.setWidget(self.form)
        self._stack.setCurrentWidget(self._scroll)

    # Changing it.

    def _do(self, step: Callable[[Edit], None]) -> None:
        if self.edit is not None:
            step(self.edit)
            self._draft_changed()
            self._show_current()

    def _fill_menu(self) -> None:
        self.add_menu.clear()
        if self.edit is None:
            return
        for addition in parts_of.additions(self.edit.tree):
            action = self.add_menu.addAction(theme.icon(addition.icon), addition.title)
            action.setEnabled(not addition.why_not)
            action.setToolTip(addition.why_not)
            action.triggered.connect(partial(self.add, addition.kind))

    def add(self, kind: str, _checked: bool = False) -> None:
        """Add hardware ("disk", "cdrom" ...) and show its form."""
        edit = self.edit
        if edit is None:
            return
        tree, key = parts_of.add(edit.tree, kind)
        edit.replace(tree)
        if kind == "disk":
            edit.make_disk(str(get(tree, f"{key}.path")), NEW_DISK_GIB * GIB)
        self.filter.clear()
        self._draft_changed()
        self.show_part(key)

    def _remove(self, key: str) -> None:
        if self.edit is not None:
            self.edit.replace(parts_of.remove(self.edit.tree, key))
            self._draft_changed()

    def _text_edited(self, config: MachineConfig) -> None:
        if self.edit is not None:
            self.edit.replace(tree_of(config), "text")
            self._draft_changed()
        self._show_bar()

    def _text_wrong(self, what: str) -> None:
        self._text_problem = what
        self._show_bar()

    # Saying what is the case.

    def _show_bar(self) -> None:
        machine, edit = self._machine, self.edit
        if edit is None:
            mended = self.list.count() > 0 and not self._text_problem and machine.error is not None
            self.bar.show_changes((), "" if mended else self._text_problem, False, False, False)
            self.bar.setVisible(machine.error is not None)
            self.bar.apply.setEnabled(mended)
            return
        problem = self._text_problem or edit.problem()
        if not problem and machine.state.alive and edit.tree["name"] != edit.saved.name:
            problem = _tr("It can be renamed while it is off.")
        self.bar.show_changes(edit.changes(), problem, machine.state.alive, edit.can_undo, edit.can_redo)

    def _show_waiting(self) -> None:
        """What was saved and waits for the next start."""
        self.pending = self._applying.pending()
        if not self.pending:
            self.waiting.clear()
            return
        said = "; ".join(change.text() for change in self.pending)
        self.waiting.show_message("info", _tr("At the next start: {0}").format(said))

    def _applied(self) -> None:
        if self._machine.config is not None and self.edit is not None:
            self.edit.rebase(self._machine.config)
            self._draft_changed()
        self._show_waiting()

    def _not_applied(self, why: str) -> None:
        self.message.show_message("error", why)
        self._show_waiting()
        self._show_bar()
