"""The menu of places a serial port may lead to."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog, QWidget

from engine.config import Serial
from virtgui.windows.serial_menu import TargetMenu, target_title


def test_choices(qtbot, tmp_path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    chosen: list[Serial] = []
    menu = TargetMenu(chosen.append, window)
    menu.show_target("pty")
    assert [name for name, action in menu.targets.items() if action.isChecked()] == ["pty"]
    menu.targets["console"].trigger()
    menu.targets["pty"].trigger()
    menu.targets["file"].trigger()
    dialog = window.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "out"))
    dialog.close()
    assert chosen == [Serial(), Serial(target="pty"), Serial(target="file", path=str(tmp_path / "out"))]
    assert target_title("none") == "No port"
