"""Where a serial port leads besides its console: a menu that says it and changes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from engine.config import Serial, SerialTarget


def _tr(text: str) -> str:
    return QCoreApplication.translate("SerialMenu", text)


def target_title(target: str) -> str:
    """A target in words."""
    return {
        "console": _tr("Console only"),
        "file": _tr("File…"),
        "socket": _tr("Socket…"),
        "pty": _tr("Pseudo terminal"),
        "none": _tr("No port"),
    }.get(target, target)


class TargetMenu(QMenu):
    """``choose(Serial)`` is called with what a person wants. ``show_target`` before it opens."""

    def __init__(self, choose: Callable[[Serial], None], parent: QWidget) -> None:
        super().__init__(_tr("Where the port leads"), parent)
        self._choose = choose
        group = QActionGroup(self)
        targets: tuple[SerialTarget, ...] = ("console", "file", "socket", "pty")
        self.targets = {}
        for target in targets:
            action = self.addAction(target_title(target))
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(partial(self._chosen, target))
            self.targets[target] = action

    def show_target(self, target: str) -> None:
        """Check the one that holds now."""
        for name, action in self.targets.items():
            action.setChecked(name == target)

    def _chosen(self, target: SerialTarget, _on: bool = True) -> None:
        if target in ("console", "pty"):
            self._choose(Serial(target=target))
            return
        dialog = QFileDialog(self.parentWidget(), target_title(target).rstrip("…"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # A file is added to, never replaced.
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self._choose(Serial(target=target, path=path)))
        dialog.open()
