"""The bar of the full screen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton, QWidget
from pytestqt.qtbot import QtBot

from virtgui.theme import icon
from virtgui.windows import reveal
from virtgui.windows.reveal import RevealBar


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.setMouseTracking(True)
    made.resize(600, 300)
    qtbot.addWidget(made)
    made.show()
    return made


def test_shows_itself_and_goes(host: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reveal, "GREETING_MS", 30)
    monkeypatch.setattr(reveal, "LINGER_MS", 30)
    bar = RevealBar(host, host, [QAction(icon("pause"), "Pause", host)])
    assert bar.isHidden()
    bar.set_active(True)
    assert bar.isVisible()
    QTest.mouseMove(host, QPoint(300, 200))
    qtbot.waitUntil(bar.isHidden)
    QTest.mouseMove(host, QPoint(20, 0))
    qtbot.waitUntil(bar.isVisible)
    bar.set_active(False)
    assert bar.isHidden()
    QTest.mouseMove(host, QPoint(21, 200))
    QTest.mouseMove(host, QPoint(22, 0))
    assert bar.isHidden()


def test_its_buttons_are_reached_by_keyboard(host: QWidget) -> None:
    bar = RevealBar(host, host, [QAction(icon("pause"), "Pause", host)])
    button = bar.findChildren(QToolButton)[0]
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert button.accessibleName() == "Pause"
