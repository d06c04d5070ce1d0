"""A page that leaves its window and comes back."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMainWindow

from virtgui.windows.detach import Detachable


def test_away_and_back(qtbot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    page = QLabel("page")
    place = Detachable(page, "Screen", window)
    window.setCentralWidget(place)
    window.show()
    told: list[bool] = []
    place.detached_changed.connect(told.append)
    place.set_title("box")
    place.attach()  # It has not left.
    place.detach()
    assert page.window() is place.window_
    assert page.isVisible() and place.button.isVisible()
    assert place.window_.windowTitle() == "box – Screen – VirtGUI"
    place.set_title("other")
    assert place.window_.windowTitle().startswith("other")
    place.detach()  # Again: only raised.
    QTest.keyClick(place.window_, Qt.Key.Key_F11)
    assert place.window_.isFullScreen()
    QTest.keyClick(place.window_, Qt.Key.Key_F11)
    assert not place.window_.isFullScreen()
    QTest.mouseClick(place.button, Qt.MouseButton.LeftButton)
    assert page.window() is window and page.isVisible()
    place.detach()
    place.window_.close()
    assert page.window() is window and page.isVisible()
    assert told == [True, False, True, False]
