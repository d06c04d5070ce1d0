"""The consoles' menus, and that what is chosen in one window holds in the others."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget

from virtgui.models.preference import TYPING_RATES, Preferences
from virtgui.widgets.display import DisplayWidget
from virtgui.windows.console_menu import ConsoleMenus


class Side:
    def __init__(self, qtbot, preferences: Preferences, uuid: str) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.display = DisplayWidget(self.window)
        self.menus = ConsoleMenus(self.window, self.display, preferences, uuid)
        made = [QAction(name, self.window) for name in ("switch", "grab", "copy", "paste", "find", "share")]
        self.menus.keys(*made[:2])
        self.menus.scale()
        self.menus.clipboard(*made[2:])


@pytest.fixture
def sides(qtbot) -> tuple[Side, Side, Preferences]:
    preferences = Preferences()
    return Side(qtbot, preferences, "one"), Side(qtbot, preferences, "two"), preferences


def test_a_scale_is_one_machines(sides) -> None:
    one, two, preferences = sides
    one.menus.scales[1.5].trigger()
    assert (one.display.scale, two.display.scale) == (1.5, "fit")
    assert [scale for scale, action in one.menus.scales.items() if action.isChecked()] == [1.5]
    assert preferences.scale("one") == 1.5


def test_keys_are_everybodys(sides) -> None:
    one, two, preferences = sides
    one.menus.host_keys["pause"].trigger()
    assert two.display.host_key == "pause"
    assert two.menus.host_keys["pause"].isChecked()
    assert not two.menus.view_keys["pause"].isEnabled()
    assert "takes and releases" in two.menus.view_keys["pause"].toolTip()
    one.menus.view_keys["f12"].trigger()
    assert preferences.view_key == "f12"
    one.menus.own_keys["paste"].trigger()
    assert two.display.own_chords == {"find", "copy"}
    assert two.menus.own_keys["paste"].isChecked()
    two.menus.own_keys["paste"].trigger()
    assert one.display.own_chords == {"find", "copy", "paste"}


def test_typing_speed(sides) -> None:
    one, two, preferences = sides
    assert tuple(one.menus.rates) == TYPING_RATES
    one.menus.rates[20].trigger()
    assert preferences.typing_rate == 20
    assert [rate for rate, action in two.menus.rates.items() if action.isChecked()] == [20]


def test_a_window_that_is_gone_hears_nothing_more(qtbot) -> None:
    preferences = Preferences()
    gone, stays = QWidget(), Side(qtbot, preferences, "two")
    display = DisplayWidget(gone)
    menus = ConsoleMenus(gone, display, preferences, "one")
    gone.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    with qtbot.captureExceptions() as raised:
        stays.menus.host_keys["pause"].trigger()
    assert not raised
    assert menus.host_keys == {}
