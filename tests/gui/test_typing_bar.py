"""The line that shows how far typing is."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from virtgui.windows.typing_bar import TypingBar


def test_progress_and_stop(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    bar = TypingBar(window)
    QVBoxLayout(window).addWidget(bar)
    window.show()
    assert not bar.isVisible()
    bar.show_progress(3, 12)
    assert bar.isVisible()
    assert "3 of 12" in bar.label.text()
    assert (bar.progress.value(), bar.progress.maximum()) == (3, 12)
    with qtbot.waitSignal(bar.stopped):
        bar.stop.click()
