"""The same machine as a command line: for vgctl, for QEMU, and as a libvirt domain."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from engine.config import MachineConfig
from engine.recipe import recipe
from virtgui import theme


class CommandView(QWidget):
    """Shows ``show_config``'s machine for the program that is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._config: MachineConfig | None = None
        self._directory = Path()
        intro = QLabel(_tr("The same machine for another program, as near as that program can come to it."), self)
        intro.setWordWrap(True)
        self.program = QComboBox(self)
        self.program.setAccessibleName(_tr("Program"))
        for value, name in (("vgctl", "vgctl"), ("qemu", "QEMU"), ("libvirt", _tr("libvirt (XML)"))):
            self.program.addItem(name, value)
        self.program.currentIndexChanged.connect(lambda _: self._show())
        self.copy = QPushButton(theme.icon("copy"), _tr("Copy"), self)
        self.text = QPlainTextEdit(self)
        self.copy.clicked.connect(self._copy)
        self.text.setReadOnly(True)
        self.text.setFont(theme.monospace())
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setAccessibleName(_tr("Command line"))
        row = QHBoxLayout()
        row.addWidget(self.program)
        row.addStretch(1)
        row.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
        column.addWidget(intro)
        column.addLayout(row)
        column.addWidget(self.text, 1)

    def show_config(self, config: MachineConfig, directory: Path) -> None:
        """Show a machine whose relative paths start at ``directory``."""
        self._config, self._directory = config, directory
        self._show()

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.text.toPlainText())

    def _show(self) -> None:
        if self._config is not None:
            text = recipe(self._config, self._directory, self.program.currentData())
            if text != self.text.toPlainText():
                self.text.setPlainText(text)


def _tr(text: str) -> str:
    return QCoreApplication.translate("CommandView", text)
