"""One part of a machine as a form: each key with its editor and what it does to the guest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout, QWidget

from engine.storage.image import Image, identify
from virtgui import theme
from virtgui.details.edit import Edit
from virtgui.details.editor import Editor, make_editor
from virtgui.details.field import Field
from virtgui.details.live import LivePart
from virtgui.details.part import Part
from virtgui.details.tree import get
from virtgui.models.preference import Preferences
from virtgui.wizard.file_row import FileRow
from virtgui.wizard.plan import Finding

if TYPE_CHECKING:
    from virtgui.bridge import Bridge, Job

GIB: Final = 1 << 30
WIDTH: Final = 620


def _tr(text: str) -> str:
    return QCoreApplication.translate("DetailsForm", text)


class PartForm(QWidget):
    """Edits ``part`` of ``edit``; ``runs``: say what has to wait.

    ``edited`` after each change a person makes; ``removed`` when the part is to go.
    """

    edited = Signal()
    removed = Signal(str)

    def __init__(
        self,
        part: Part,
        edit: Edit,
        directory: Path,
        bridge: Bridge,
        preferences: Preferences,
        runs: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.part = part
        self._runs, self._preferences = runs, preferences
        self._edit, self._directory, self._bridge = edit, directory, bridge
        self.editors: dict[str, Editor] = {}
        self._files: dict[str, str] = {}
        self._jobs: list[Job[Any]] = []
        self._later: list[QWidget] = []
        self._sometimes: list[tuple[QWidget, str, tuple[str, ...]]] = []
        self.size_field: QSpinBox | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(_heading(part.title, self))
        self.live: LivePart | None = None
        self._column = column
        for path, field in part.fields:
            column.addWidget(self._row(path, field))
        if part.key.startswith("disks."):
            column.addWidget(self._size_row())
        column.addLayout(self._foot())
        column.addStretch(1)
        self.setMaximumWidth(WIDTH)
        self.show_values()

    def show_values(self) -> None:
        """Show the draft."""
        for box, beside, values in self._sometimes:
            box.setVisible(get(self._edit.tree, beside) in values)
        for path, editor in self.editors.items():
            value = get(self._edit.tree, path)
            editor.show(value)
            if isinstance(editor.widget, FileRow):
                self._look(editor.widget, path, str(value or ""))
        if self.size_field is not None:
            bytes_ = self._edit.size_of(str(get(self._edit.tree, f"{self.part.key}.path") or ""))
            self._size_box.setVisible(bytes_ > 0)
            self.size_field.blockSignals(True)
            self.size_field.setValue(max(1, bytes_ // GIB))
            self.size_field.blockSignals(False)

    def add_live(self, live: LivePart | None) -> None:
        """What can be done at once, below the heading."""
        self.live = live
        if live is not None:
            self._column.insertWidget(1, live)

    def close_form(self) -> None:
        """Nothing that is under way is of interest any more."""
        for job in self._jobs:
            job.cancel()
        if self.live is not None:
            self.live.close_part()

    # Parts.

    def _row(self, path: str, field: Field) -> QWidget:
        box = QWidget(self)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_XS)
        editor = make_editor(path, field, self._preferences, box, self._taker(path))
        self.editors[path] = editor
        if field.kind != "switch":
            label = QLabel(field.label, box)
            label.setBuddy(editor.widget)
            column.addWidget(label)
        wide = field.kind in ("text", "notes", "file", "list", "boot")
        column.addWidget(editor.widget, 0, Qt.AlignmentFlag(0) if wide else Qt.AlignmentFlag.AlignLeft)
        when = _tr(" Takes effect at the next start.") if self._runs and not field.now and path != "name" else ""
        help_text = _help(field.help + when, box)
        column.addWidget(help_text)
        if not field.first:
            box.hide()
            self._later.append(box)
        if field.when is not None:
            beside, values = field.when
            self._sometimes.append((box, f"{path.rpartition('.')[0]}.{beside}", values))
        return box

    def _taker(self, path: str) -> Callable[[Any], None]:
        def taken(value: Any) -> None:  # noqa: ANN401  # the key's value
            self._edit.set(path, value)
            self.edited.emit()

        return taken

    def _size_row(self) -> QWidget:
        self._size_box = QWidget(self)
        row = QHBoxLayout(self._size_box)
        row.setContentsMargins(0, 0, 0, 0)
        label = QLabel(_tr("A new image is made, of"), self._size_box)
        self.size_field = QSpinBox(self._size_box)
        self.size_field.setRange(1, 2048)
        self.size_field.setSuffix(_tr(" GiB"))
        self.size_field.setAccessibleName(_tr("Size of the new image"))
        self.size_field.valueChanged.connect(self._sized)
        label.setBuddy(self.size_field)
        row.addWidget(label)
        row.addWidget(self.size_field)
        row.addStretch(1)
        return self._size_box

    def _sized(self, gib: int) -> None:
        self._edit.make_disk(str(get(self._edit.tree, f"{self.part.key}.path")), gib * GIB)
        self.edited.emit()

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        if self._later:
            more = QPushButton(_tr("More settings"), self)
            more.setCheckable(True)
            more.toggled.connect(self._show_later)
            row.addWidget(more)
            self.more = more
        if self.part.removable:
            remove = QPushButton(theme.icon("delete"), _tr("Remove {0}").format(self.part.title), self)
            remove.setToolTip(_tr("Take it out of the machine. Its file stays where it is."))
            remove.clicked.connect(lambda: self.removed.emit(self.part.key))
            row.addWidget(remove)
            self.remove = remove
        row.addStretch(1)
        return row

    def _show_later(self, shown: bool) -> None:
        for box in self._later:
            box.setVisible(shown)

    def _look(self, row: FileRow, path: str, name: str) -> None:
        """What a file is, found out beside this thread."""
        if self._files.get(path) == name and not self._edit.size_of(name):
            return
        self._files[path] = name
        if not name or self._edit.size_of(name):
            row.show_finding(Finding())
            return
        row.show_finding(Finding(looking=True))
        wanted = self._directory / Path(name).expanduser()

        def found(image: Image) -> None:
            if self._files.get(path) == name:
                row.show_finding(Finding(image=image))

        def failed(error: Exception) -> None:
            if self._files.get(path) == name:
                row.show_finding(Finding(error=str(error)))

        self._jobs.append(self._bridge.blocking(lambda: identify(wanted), found, failed))


def _heading(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * 1.25)
    font.setBold(True)
    label.setFont(font)
    return label


def _help(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setWordWrap(True)
    label.setForegroundRole(label.palette().ColorRole.PlaceholderText)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * 0.92)
    label.setFont(font)
    return label
