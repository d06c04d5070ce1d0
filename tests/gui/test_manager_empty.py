"""virtgui.windows.manager_empty: what to do when there is nothing to list."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from virtgui.windows.manager_empty import EmptyPage


@pytest.fixture
def page(qtbot) -> EmptyPage:
    page = EmptyPage()
    qtbot.addWidget(page)
    page.resize(900, 500)
    page.show()
    return page


def test_it_teaches_what_to_do_first(page, qtbot) -> None:
    page.teach()
    assert (page.new.isVisible(), page.welcome.isVisible(), page.clear.isVisible()) == (True, True, False)
    for button, signal in ((page.new, page.new_wanted), (page.welcome, page.welcome_wanted)):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_search_without_result_can_be_cleared(page, qtbot) -> None:
    page.nothing_found("<i>x</i>")
    assert (page.new.isVisible(), page.welcome.isVisible(), page.clear.isVisible()) == (False, False, True)
    assert any("<i>x</i>" in label.text() for label in page.findChildren(QLabel))
    with qtbot.waitSignal(page.clear_wanted):
        qtbot.mouseClick(page.clear, Qt.MouseButton.LeftButton)


def test_its_text_is_not_cut_off(page) -> None:
    for label in page.findChildren(QLabel):
        if label.wordWrap():
            assert label.height() >= label.heightForWidth(label.width())
