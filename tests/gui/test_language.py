"""The windows' language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from virtgui.language import install
from virtgui.models.state import MachineState, title
from virtgui.widgets.terminal import TerminalWidget


@pytest.fixture
def language(qapp: QApplication) -> Iterator[None]:
    """Whatever is installed goes afterwards."""
    before = QLocale()
    used = []

    def use(name: str) -> list:
        used.extend(install(qapp, QLocale(name)))
        return used

    yield use
    for translator in used:
        qapp.removeTranslator(translator)
    QLocale.setDefault(before)


def test_chinese(language) -> None:
    assert len(language("zh_CN")) == 2
    assert title(MachineState.RUNNING) == "运行中"
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") != "Cancel"  # Qt's own words.


@pytest.mark.parametrize("name", ["en_GB", "en_US", "C"])
def test_english_needs_nothing(language, name: str) -> None:
    assert language(name) == []
    assert title(MachineState.RUNNING) == "Running"


def test_a_language_that_there_is_not(language) -> None:
    language("sw_KE")
    assert title(MachineState.RUNNING) == "Running"


def test_right_to_left(language, qapp: QApplication) -> None:
    language("ar_EG")
    assert qapp.layoutDirection() is Qt.LayoutDirection.RightToLeft


def test_what_a_guest_writes_is_not_turned_around(language, qtbot) -> None:
    def picture() -> QImage:
        terminal = TerminalWidget()
        qtbot.addWidget(terminal)
        terminal.resize(400, 100)
        terminal.feed(b"welcome> 1 (two)")
        qtbot.waitUntil(lambda: terminal.backlog == 0)
        return terminal.viewport().grab().toImage()

    before = picture()
    language("ar_EG")
    assert picture() == before
