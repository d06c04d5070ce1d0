"""virtgui.windows.message: the message bar."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from virtgui.windows.message import MessageBar


@pytest.fixture
def bar(qtbot) -> Iterator[MessageBar]:
    bar = MessageBar()
    qtbot.addWidget(bar)
    yield bar
    bar.clear()


def text_of(bar: MessageBar) -> str:
    return " ".join(label.text() for label in bar.findChildren(QLabel))


def test_it_is_hidden_until_it_has_something_to_say(bar, qtbot) -> None:
    assert bar.isHidden()
    with qtbot.waitSignal(bar.shown) as said:
        bar.show_message("It broke.", "Mend it.")
    assert said.args == [True]
    assert bar.isVisible()
    assert bar.accessibleName() == "It broke. Mend it."
    with qtbot.waitSignal(bar.shown) as said:
        qtbot.keyClick(bar, Qt.Key.Key_Escape)
    assert said.args == [False]
    assert (bar.isHidden(), bar.what) == (True, "")


def test_a_file_name_is_no_markup(bar) -> None:
    bar.show_message("<b>&amp;</b> is bad.", "a\nb")
    assert "&lt;b&gt;&amp;amp;&lt;/b&gt; is bad." in text_of(bar)
    assert "a<br>b" in text_of(bar)


def test_an_action_closes_the_bar_before_it_acts(bar, qtbot) -> None:
    done: list[bool] = []
    bar.show_message("Full.", actions=[("Try again", lambda: done.append(bar.isHidden()))])
    (button,) = bar.findChildren(QPushButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == [True]


def test_the_next_message_takes_the_place_of_the_first(bar, qtbot) -> None:
    bar.show_message("First.", actions=[("One", lambda: None), ("Two", lambda: None)])
    bar.show_message("Second.", actions=[("Three", lambda: None)])
    qtbot.waitUntil(lambda: [b.text() for b in bar.findChildren(QPushButton)] == ["Three"])
    assert "First" not in text_of(bar)


def test_only_what_asks_for_nothing_goes_away_by_itself(bar, qtbot) -> None:
    bar._timer.setInterval(1)
    bar.show_message("Bad.", severity="error")
    assert not bar._timer.isActive()
    bar.show_message("Choose.", severity="info", actions=[("This", lambda: None)])
    assert not bar._timer.isActive()
    bar.show_message("Done.", severity="info")
    qtbot.waitUntil(bar.isHidden)


def test_its_button_closes_it(bar, qtbot) -> None:
    bar.show_message("Bad.")
    (close,) = bar.findChildren(QToolButton)
    assert close.accessibleName()
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert bar.isHidden()
