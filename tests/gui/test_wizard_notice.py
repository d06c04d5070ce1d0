"""The inline message of the wizard."""

from __future__ import annotations

from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from virtgui.theme import LIGHT
from virtgui.wizard.notice import Notice, tint


def test_shows_and_goes(qtbot: QtBot) -> None:
    notice = Notice(closable=True)
    qtbot.addWidget(notice)
    assert notice.isHidden()
    notice.show_message("error", "It is broken.")
    assert not notice.isHidden()
    assert (notice.text, notice.kind, notice.accessibleName()) == ("It is broken.", "error", "It is broken.")
    notice.close_button.click()
    assert notice.isHidden()
    assert notice.text == ""


def test_action(qtbot: QtBot) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    done: list[int] = []
    notice.show_message("info", "Look.", "Do it", lambda: done.append(1))
    notice.button.click()
    assert done == [1]
    notice.show_message("info", "No action here.")
    assert notice.button.isHidden()


def test_kinds_have_their_colours(qtbot: QtBot) -> None:
    colours = {QColor(tint(kind, LIGHT)).name() for kind in ("info", "good", "warning", "error")}
    assert len(colours) == 4
