"""Widgets for one key each: a person changes them, and they are told what to show."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from virtgui.details.field import Field, word
from virtgui.details.tree import choices
from virtgui.models.preference import Preferences
from virtgui.theme import SPACE_XS
from virtgui.wizard.file_row import FileRow

NOTES_HEIGHT: Final = 130
FIELD_WIDTH: Final = 280
LETTER: Final = Qt.ItemDataRole.UserRole


def _tr(text: str) -> str:
    return QCoreApplication.translate("DetailsEditor", text)


class Editor:
    """``widget`` edits a key; ``show`` a value without a signal. ``taken`` is called with what a person set."""

    def __init__(self, widget: QWidget, show: Callable[[Any], None]) -> None:
        self.widget = widget
        self.show = show


def make_editor(
    path: str, field: Field, preferences: Preferences, parent: QWidget, taken: Callable[[Any], None]
) -> Editor:
    """The editor that suits a key."""
    makers: dict[str, Callable[[str, Field, QWidget, Callable[[Any], None]], Editor]] = {
        "number": _number,
        "choice": _choice,
        "switch": _switch,
        "file": partial(_file, preferences),
        "boot": _boot,
        "notes": _notes,
        "list": _list,
        "text": _text,
    }
    editor = makers[field.kind](path, field, parent, taken)
    editor.widget.setAccessibleName(field.label)
    editor.widget.setAccessibleDescription(field.help)
    return editor


def _text(_path: str, field: Field, parent: QWidget, taken: Callable[[Any], None]) -> Editor:
    line = QLineEdit(parent)
    line.setClearButtonEnabled(field.blank)
    line.textEdited.connect(lambda text: taken(text if text or not field.blank else None))

    def show(value: Any) -> None:  # noqa: ANN401  # the key's value
        if line.text() != (value or ""):
            line.setText(value or "")

    return Editor(line, show)


def _list(path: str, _field: Field, parent: QWidget, taken: Callable[[Any], None]) -> Editor:
    line = QLineEdit(parent)
    numbers = path == "cpu_pinning"

    def edited(text: str) -> None:
        words = [one.strip() for one in text.split(",") if one.strip()]
        taken([int(one) if numbers and one.isdigit() else one for one in words])

    def show(value: Any) -> None:  # noqa: ANN401  # the key's value
        if not line.hasFocus() or not line.isModified():
            line.setText(", ".join(str(one) for one in value or ()))

    line.textEdited.connect(edited)
    return Editor(line, show)


def _notes(_path: str, _field: Field, parent: QWidget, taken: Callable[[Any], None]) -> Editor:
    text = QPlainTextEdit(parent)
    text.setMinimumHeight(NOTES_HEIGHT)
    text.setTabChangesFocus(True)
    text.textChanged.connect(lambda: taken(text.toPlainText()))

    def show(value: Any) -> None:  # noqa: ANN401  # the key's value
        if text.toPlainText() != value:
            with QSignalBlocker(text):
                text.setPlainText(value)

    return Editor(text, show)


def _number(_path: str, field: Field, parent: QWidget, taken: Callable[[Any], None]) -> Editor:
    spin = QSpinBox(parent)
    spin.setRange(field.least, field.most)
    spin.setSuffix(f" {field.unit}" if field.unit else "")
    spin.setGroupSeparatorShown(True)
    spin.setAccelerated(True)
    spin.setMinimumWidth(130)
    spin.valueChanged.connect(taken)

    def show(value: Any) -> None:  # noqa: ANN401  # the key's value
        with QSignalBlocker(spin):
            spin.setValue(value)

    return Editor(spin, show)


def _choice(path: str, _field: Field, parent: QWidget, taken: Callable[[Any], None]) -> Editor:
    box = QComboBox(parent)
    for value in choices(path):
        box.addItem(word(value), value)
    box.activated.connect(lambda _index: taken(box.currentData()))

    def show(value: Any) -> None:  # noqa: ANN401  # the key's value
        with QSignalBlocker(box):
            box.setCurrentIndex(box.findData(value))

    return Editor(box, show)


def _switch(_path: str, field: Field, parent: QWidget, taken: Callable[[Any], None]) -> Editor:
    box = QCheckBox(field.label, parent)
    box.toggled.connect(taken)

    def show(value: Any) -> None:  # noqa: ANN401  # the key's value
        with QSignalBlocker(box):
            box.setChecked(bool(value))

    return Editor(box, show)


def _file(preferences: Preferences, path: str, field: Field, parent: QWidget, taken: Callable[[Any], None]) -> Editor:
    filters = _tr("CD images (*.iso);;All files (*)") if path == "cdrom" else _tr("All files (*)")
    row = FileRow(field.label, field.label, filters, preferences, parent)
    row.setMinimumWidth(FIELD_WIDTH)
    shown = [""]

    def chosen(text: str) -> None:
        if text != shown[0]:
            shown[0] = text
            taken(text if text or not field.blank else None)

    def show(value: Any) -> None:  # noqa: ANN401  # the key's value
        shown[0] = value or ""
        row.set_path(value or "")

    row.chosen.connect(chosen)
    return Editor(row, show)


def _boot(_path: str, _field: Field, parent: QWidget, taken: Callable[[Any], None]) -> Editor:
    order = BootOrder(parent)
    order.changed.connect(taken)
    return Editor(order, order.show_order)


class BootOrder(QWidget):
    """What the firmware tries, from the top; by drag, or by the buttons. ``changed`` carries letters ("cda")."""

    changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QListWidget(self)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setAccessibleName(_tr("Boot order"))
        self.list.setMaximumWidth(FIELD_WIDTH)
        self.up = _button(self, Qt.ArrowType.UpArrow, _tr("Try it earlier"))
        self.down = _button(self, Qt.ArrowType.DownArrow, _tr("Try it later"))
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.list.itemChanged.connect(lambda _: self._tell())
        self.list.model().rowsMoved.connect(lambda *_: self._tell())
        buttons = QVBoxLayout()
        buttons.setSpacing(SPACE_XS)
        buttons.addWidget(self.up)
        buttons.addWidget(self.down)
        buttons.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.list)
        row.addLayout(buttons)
        row.addStretch(1)
        self.setFocusProxy(self.list)

    def show_order(self, order: str) -> None:
        """Show an order; what is not in it comes last, without a tick."""
        if order == self.order():
            return
        names = {"c": _tr("Hard disk"), "d": _tr("CD"), "a": _tr("Floppy disk"), "n": _tr("Network")}
        with QSignalBlocker(self.list):
            self.list.clear()
            for letter in [*order, *(one for one in names if one not in order)]:
                item = QListWidgetItem(names.get(letter, letter))
                item.setData(LETTER, letter)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDropEnabled)
                item.setCheckState(Qt.CheckState.Checked if letter in order else Qt.CheckState.Unchecked)
                self.list.addItem(item)
        row = max(self.list.sizeHintForRow(0), self.fontMetrics().height() + SPACE_XS)
        self.list.setFixedHeight((row + 1) * self.list.count() + 2 * self.list.frameWidth())

    def order(self) -> str:
        """The letters of what is ticked."""
        items = [self.list.item(row) for row in range(self.list.count())]
        return "".join(i.data(LETTER) for i in items if i.checkState() == Qt.CheckState.Checked)

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        if row < 0 or not 0 <= row + by < self.list.count():
            return
        with QSignalBlocker(self.list):
            item = self.list.takeItem(row)
            self.list.insertItem(row + by, item)
            self.list.setCurrentRow(row + by)
        self._tell()

    def _tell(self) -> None:
        self.changed.emit(self.order())


def _button(parent: QWidget, arrow: Qt.ArrowType, name: str) -> QToolButton:
    button = QToolButton(parent)
    button.setArrowType(arrow)
    button.setToolTip(name)
    button.setAccessibleName(name)
    return button
