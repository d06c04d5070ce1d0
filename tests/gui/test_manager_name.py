"""Asking for a name."""

from __future__ import annotations

from PySide6.QtCore import Qt

from virtgui.windows.manager_name import NamePanel


def test_only_a_good_name_is_taken(qtbot) -> None:
    panel = NamePanel()
    qtbot.addWidget(panel)
    taken: list[str] = []
    panel.ask("Name it", "a", "Do", lambda name: "" if name != "bad" else "Not that.", taken.append)
    assert panel.name.selectedText() == "a"
    panel.name.setText("bad")
    assert panel.confirm.toolTip() == "Not that."
    qtbot.keyClick(panel.name, Qt.Key.Key_Return)
    assert taken == []
    panel.name.setText(" good ")
    qtbot.keyClick(panel.name, Qt.Key.Key_Return)
    assert taken == ["good"]
    assert panel.isHidden()


def test_escape_takes_nothing(qtbot) -> None:
    panel = NamePanel()
    qtbot.addWidget(panel)
    panel.ask("Name it", "a", "Do", lambda _: "", lambda _: None)
    with qtbot.waitSignal(panel.closed):
        qtbot.keyClick(panel, Qt.Key.Key_Escape)
