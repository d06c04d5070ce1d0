"""The screen's text as assistive technology reads it."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from tests.support.vgacard import VgaCard
from virtgui.widgets.display import DisplayWidget
from virtgui.widgets.screen_text import ScreenText


@pytest.fixture
def guest():
    return VgaCard(3)


@pytest.fixture
def display(qtbot, guest, monkeypatch):
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    widget = DisplayWidget()
    qtbot.addWidget(widget)
    widget.resize(720, 400)
    widget.set_machine_name("alpine")
    guest.put(0, 0, "login: root")
    widget.set_screen(guest.screen)
    widget.show()
    widget.update_accessible()
    return widget


def test_text_character_by_character(display) -> None:
    access = QAccessible.queryAccessibleInterface(display.screen_text)
    assert access.text(QAccessible.Text.Name) == "Screen of alpine: text"
    text = access.textInterface()
    assert text.text(0, 5) == "login"
    assert text.characterCount() == len("\n".join(guest_rows(display)))
    first, second = text.characterRect(0), text.characterRect(1)
    assert second.x() - first.x() == 9  # As on the screen.


def guest_rows(display) -> list[str]:
    return display.text_rows()


def test_only_what_differs_is_replaced(display, guest) -> None:
    changes: list[tuple[int, int, int]] = []
    display.screen_text.document().contentsChange.connect(lambda *change: changes.append(change))
    guest.put(11, 0, " more")
    guest.put(0, 3, "third")
    display.update_accessible()
    display.update_accessible()
    assert [(removed, added) for _at, removed, added in changes] == [(0, 5), (0, 5)]
    assert display.screen_text.toPlainText().split("\n")[0] == "login: root more"
    guest.put(0, 3, "     ")
    display.update_accessible()
    assert display.screen_text.toPlainText().rstrip("\n") == "login: root more"


def test_it_is_in_nobodys_way(display, guest) -> None:
    before = display.grab().toImage()
    display.screen_text.hide()
    assert display.grab().toImage() == before
    display.screen_text.show()
    assert display.childAt(100, 100) is None
    guest.set_mode(0x13)
    display.screenshot()
    display.update_accessible()
    assert display.screen_text.toPlainText() == ""


def test_none_without_a_screen_reader(qtbot, guest) -> None:
    widget = DisplayWidget()
    qtbot.addWidget(widget)
    widget.set_screen(guest.screen)
    if not QAccessible.isActive():
        widget.update_accessible()
        assert widget.screen_text is None


def test_the_cursor_is_the_guests(qtbot) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    text = ScreenText(around)
    text.show_rows(["one", "two"], (2, 1))
    assert text.textCursor().position() == 6
    text.show_rows(["one", "two"], (40, 0))
    assert text.textCursor().position() == 3
    text.show_rows(["one", "two"], None)
    assert text.textCursor().position() == 3
