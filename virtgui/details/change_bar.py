"""What is about to change, line by line, with the one button that does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from virtgui import theme
from virtgui.details.edit import Change
from virtgui.sentence import told

MOST_HEIGHT: Final = 120


class ChangeBar(QFrame):
    """Hidden while nothing differs. ``apply``, ``discard``, ``undo`` and ``redo`` are its buttons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.list = QLabel(self)
        self.list.setTextFormat(Qt.TextFormat.RichText)
        self.list.setWordWrap(True)
        self.list.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(self.list)
        self.undo = QPushButton(_tr("Undo"), self)
        self.redo = QPushButton(_tr("Redo"), self)
        self.discard = QPushButton(_tr("Discard"), self)
        self.apply = QPushButton(_tr("Apply"), self)
        self.problem = QLabel(self)
        self.problem.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_S)
        row.addWidget(self.problem, 1)
        for button in (self.undo, self.redo, self.discard, self.apply):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        column.addWidget(self._scroll)
        column.addLayout(row)
        self.changes: tuple[Change, ...] = ()

    def show_changes(self, changes: Sequence[Change], problem: str, runs: bool, undo: bool, redo: bool) -> None:
        """List them; ``problem`` says why they cannot be applied. ``runs``: say when each takes effect."""
        self.changes = tuple(changes)
        colours = theme.colours_for(self.palette())
        muted, good = colours.muted.name(), colours.running.name()
        lines = [_line(change, runs, muted, good) for change in changes]
        self.list.setText("<br>".join(lines))
        self.list.setAccessibleName("; ".join(change.text() for change in changes))
        self._scroll.setFixedHeight(min(MOST_HEIGHT, self.list.sizeHint().height() + 4))
        problem = told(problem)
        self.problem.setText(problem)
        palette = self.problem.palette()
        palette.setColor(self.problem.foregroundRole(), colours.crashed)
        self.problem.setPalette(palette)
        self.apply.setEnabled(bool(changes) and not problem)
        self.apply.setToolTip(problem or _tr("Write these changes to machine.toml"))
        self.undo.setEnabled(undo)
        self.undo.setToolTip(_tr("Take back the last change (Ctrl+Z)") if undo else _tr("Nothing was changed yet."))
        self.redo.setEnabled(redo)
        self.redo.setToolTip(_tr("Do it again (Ctrl+Shift+Z)") if redo else _tr("Nothing was taken back."))
        self.discard.setEnabled(bool(changes))
        self.setVisible(bool(changes) or bool(problem) or redo)


def _line(change: Change, runs: bool, muted: str, good: str) -> str:
    when = ""
    if runs:
        colour, text = (good, _tr("now")) if change.now else (muted, _tr("at next start"))
        when = f" <span style='color:{colour}'>({text})</span>"
    before, after = (_html(text) for text in (change.before, change.after))
    return f"{_html(change.label)}: <span style='color:{muted}'><s>{before}</s></span> → <b>{after}</b>{when}"


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", " ")


def _tr(text: str) -> str:
    return QCoreApplication.translate("ChangeBar", text)
