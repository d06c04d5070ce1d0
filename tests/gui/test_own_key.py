"""Which keys a window keeps."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from virtgui.models.preference import Preferences
from virtgui.windows.own_key import OWN_KEYS, VIEW_KEYS, OwnKeys, kept, title, view_key_title

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
MODIFIERS = (Qt.Key.Key_Control, Qt.Key.Key_Shift)


class Console(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[tuple[str, int]] = []

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.got += [("+", event.key())] * (event.key() not in MODIFIERS)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self.got += [("-", event.key())] * (event.key() not in MODIFIERS)


class Rig:
    def __init__(self, qtbot) -> None:
        self.preferences = Preferences()
        self.done: list[str] = []
        self.captured = False
        calls = {key.name: lambda name=key.name: self.done.append(name) for key in OWN_KEYS}
        self.console = Console()
        qtbot.addWidget(self.console)
        self.keys = OwnKeys(self.preferences, calls, lambda: self.done.append("switch"), lambda: self.captured)
        self.keys.watch(self.console)


@pytest.fixture
def rig(qtbot) -> Rig:
    return Rig(qtbot)


def test_one_key_switches_and_the_guest_sees_nothing_of_it(rig: Rig) -> None:
    for rig.captured in (False, True):
        QTest.keyClick(rig.console, Qt.Key.Key_ScrollLock)
    assert (rig.done, rig.console.got) == (["switch", "switch"], [])
    QTest.keyClick(rig.console, Qt.Key.Key_ScrollLock, CONTROL)
    assert [key for _, key in rig.console.got] == [Qt.Key.Key_ScrollLock] * 2
    rig.preferences.view_key = "f12"
    QTest.keyClick(rig.console, Qt.Key.Key_F12)
    assert rig.done == ["switch"] * 3
    rig.preferences.view_key = ""
    QTest.keyClick(rig.console, Qt.Key.Key_F12)
    assert rig.done == ["switch"] * 3


def test_the_host_key_is_never_the_view_key(rig: Rig) -> None:
    rig.preferences.host_key = "scroll_lock"
    QTest.keyClick(rig.console, Qt.Key.Key_ScrollLock)
    assert rig.done == []
    assert rig.console.got


def test_kept_and_passed_on(rig: Rig) -> None:
    assert kept(rig.preferences) == {"find", "copy", "paste"}
    QTest.keyClick(rig.console, Qt.Key.Key_F, CONTROL | SHIFT)
    QTest.keyClick(rig.console, Qt.Key.Key_F11)
    assert rig.done == ["find"]
    assert {key for _, key in rig.console.got} == {Qt.Key.Key_F11}
    rig.console.got.clear()
    rig.preferences.kept = frozenset({"full"})
    QTest.keyClick(rig.console, Qt.Key.Key_F11)
    QTest.keyClick(rig.console, Qt.Key.Key_F, CONTROL | SHIFT)
    assert rig.done == ["find", "full"]
    assert {key for _, key in rig.console.got} == {Qt.Key.Key_F}


def test_a_captured_keyboard_is_the_guests(rig: Rig) -> None:
    rig.captured = True
    QTest.keyClick(rig.console, Qt.Key.Key_F, CONTROL | SHIFT)
    assert rig.done == []


def test_held_down_it_acts_once(rig: Rig) -> None:
    for repeated in (False, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_ScrollLock, Qt.KeyboardModifier.NoModifier, "", repeated)
        assert rig.keys.eventFilter(rig.console, event)
    assert rig.done == ["switch"]


def test_everything_has_a_name() -> None:
    assert all(title(key.name) for key in OWN_KEYS)
    assert len({view_key_title(name) for name in (*VIEW_KEYS, "")}) == len(VIEW_KEYS) + 1
