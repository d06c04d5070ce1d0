"""Cards and steps: what they say, and that they can be chosen by keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from virtgui.wizard.card import Card, Step


def test_cards_by_keyboard(qtbot: QtBot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    column, group = QVBoxLayout(box), QButtonGroup(box)
    cards = [Card("disk", f"Choice {number}", "what it means") for number in range(3)]
    for card in cards:
        column.addWidget(card)
        group.addButton(card)
    with qtbot.waitActive(box):
        box.show()
        box.activateWindow()
    cards[0].setChecked(True)
    cards[0].setFocus()
    QTest.keyClick(cards[0], Qt.Key.Key_Down)
    assert cards[1].isChecked()
    assert not cards[0].isChecked()
    assert cards[1].accessibleDescription() == "what it means"


def test_a_checked_card_looks_different(qtbot: QtBot) -> None:
    card = Card("disk", "Disk", "detail")
    qtbot.addWidget(card)
    card.resize(300, 60)
    plain = card.grab().toImage()
    card.setChecked(True)
    assert card.grab().toImage() != plain


def test_a_long_detail_does_not_widen_the_window(qtbot: QtBot) -> None:
    card = Card("disk", "Disk", "detail " * 99)
    qtbot.addWidget(card)
    assert card.minimumSizeHint().width() <= 200


def test_step_shows_that_it_is_done(qtbot: QtBot) -> None:
    step = Step(1, "First")
    qtbot.addWidget(step)
    step.resize(step.minimumSizeHint())
    before = step.grab().toImage()
    step.set_done(True)
    assert step.grab().toImage() != before
    assert step.accessibleName() == "1. First"
