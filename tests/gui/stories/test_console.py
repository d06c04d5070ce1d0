"""Stories of a person at a machine's screen and serial port. Every machine is a real one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.support.bench import Bench
from virtgui.models.preference import Preferences
from virtgui.windows.machine import MachineWindow
from virtgui.windows.manager import ManagerWindow

pytest_plugins = ("tests.support.bench_fixture",)

NO_BUTTON, NO_KEYS = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Sector = Callable[[str], Path]


def window_of(bench: Bench, image: Path, preferences: Preferences | None = None, start: bool = True) -> MachineWindow:
    machine = bench.add(image)
    window = MachineWindow(machine, bench.fleet, bench.bridge, preferences=preferences)
    bench.show(window)
    if start:
        bench.start(machine)
    return window


def test_one_key_switches_screen_serial_and_both(bench: Bench, sector: Sector) -> None:
    window = window_of(bench, sector("keyecho"))
    display, terminal = window.screen_page.display, window.serial_page.port.terminal
    bench.until_screen(display, "keyecho>")
    seen = []
    for console in (display, terminal, display):
        QTest.keyClick(console, Qt.Key.Key_ScrollLock)
        seen.append(window.view)
    assert seen == ["serial", "both", "screen"]
    window.show_view("details")
    window.actions_.menus.view_keys["f12"].trigger()
    QTest.keyClick(window.details_page, Qt.Key.Key_F12)
    assert window.view == "screen"
    assert display.isVisible() and not terminal.isVisible()


def test_a_console_gets_a_window_of_its_own_and_works_there(bench: Bench, sector: Sector) -> None:
    window = window_of(bench, sector("keyecho"))
    display = window.screen_page.display
    bench.until_screen(display, "keyecho>")
    window.actions_.detach.trigger()
    alone = display.window()
    assert alone is not window and alone.isVisible()
    QTest.keyClicks(display, "hello")
    bench.until_screen(display, "hello")
    window.show_view("serial")  # The serial port is looked at beside it.
    assert window.serial_page.isVisible() and display.isVisible()
    alone.close()
    window.show_view("screen")
    assert display.window() is window and display.isVisible()
    window.actions_.detach.trigger()
    window.close()
    assert not display.isVisible()


def test_full_screen_has_a_bar_at_the_upper_edge(bench: Bench, sector: Sector) -> None:
    window = window_of(bench, sector("keyecho"))
    window.actions_.full.trigger()
    assert window.isFullScreen() and not window.tool_bar.isVisible()
    window.reveal._linger.stop()
    window.reveal.hide()
    display = window.screen_page.display
    for y, shown in ((200, False), (0, True)):
        at = QPointF(300, y)
        move = QMouseEvent(QEvent.Type.MouseMove, at, display.mapToGlobal(at), NO_BUTTON, NO_BUTTON, NO_KEYS)
        QApplication.sendEvent(display, move)
        assert window.reveal.isVisible() is shown
    window.actions_.full.trigger()
    assert not window.isFullScreen() and window.tool_bar.isVisible()


def test_each_machine_keeps_its_scale(bench: Bench, sector: Sector) -> None:
    preferences = Preferences()
    window = window_of(bench, sector("hello"), preferences, start=False)
    window.actions_.scales[1.25].trigger()
    window.close()
    again = MachineWindow(window.machine, bench.fleet, bench.bridge, preferences=preferences)
    bench.show(again)
    assert again.screen_page.display.scale == 1.25
    assert again.actions_.scales[1.25].isChecked()


def test_another_key_takes_and_releases_the_keyboard(bench: Bench, sector: Sector) -> None:
    window = window_of(bench, sector("keyecho"))
    display = window.screen_page.display
    bench.until_screen(display, "keyecho>")
    window.actions_.menus.host_keys["pause"].trigger()
    assert "Pause" in window.status.text()
    QTest.keyClick(display, Qt.Key.Key_Pause)
    assert display.grabbed
    QTest.keyClick(display, Qt.Key.Key_Pause)
    assert not display.grabbed


def test_keys_are_passed_through_to_the_guest_or_kept(bench: Bench, sector: Sector) -> None:
    window = window_of(bench, sector("keyecho"))
    display = window.screen_page.display
    bench.until_screen(display, "keyecho>")
    sent: list[str] = []
    display.key_event.connect(lambda qcode, down: sent.append(qcode) if down else None)
    QTest.keyClick(display, Qt.Key.Key_F11)
    assert sent == ["f11"] and not window.isFullScreen()
    window.actions_.menus.own_keys["full"].trigger()  # Now it is ours.
    QTest.keyClick(display, Qt.Key.Key_F11)
    assert sent == ["f11"] and window.isFullScreen()
    QTest.keyClick(display, Qt.Key.Key_F11)
    assert not window.isFullScreen()


def test_the_clipboard_is_typed_at_a_speed_and_can_be_stopped(bench: Bench, sector: Sector) -> None:
    window = window_of(bench, sector("keyecho"))
    page = window.screen_page
    bench.until_screen(page.display, "keyecho>")
    window.actions_.menus.rates[20].trigger()
    QGuiApplication.clipboard().setText("abcdefgh" * 50)
    window.actions_.paste.trigger()
    bench.until(page.typing.isVisible, "progress")
    assert "of 400 characters" in page.typing.label.text()
    bench.until_screen(page.display, "abc")
    page.typing.stop.click()
    bench.until(lambda: "was stopped after" in window.message.what, "word that it was stopped")
    assert not page.typing.isVisible()
    typed = int(window.message.what.split("after ")[1].split()[0])
    assert 3 <= typed < 200
    QGuiApplication.clipboard().setText("done")
    window.actions_.paste.trigger()
    bench.until(lambda: "Typed 4" in window.message.what, "the next text")


def test_a_screen_reader_reads_the_screen(bench: Bench, sector: Sector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)  # As if one were running.
    window = window_of(bench, sector("keyecho"))
    display = window.screen_page.display
    bench.until_screen(display, "keyecho>")
    QTest.keyClicks(display, "abc")
    bench.until_screen(display, "keyecho> abc")
    access = QAccessible.queryAccessibleInterface(display.screen_text)
    assert access.text(QAccessible.Text.Name) == "Screen of guest: text"
    text = access.textInterface()
    line = next(line for line in text.text(0, text.characterCount()).split("\n") if "keyecho>" in line)
    assert line.endswith("abc")

    def cursor_follows() -> bool:
        display.update_accessible()
        return text.cursorPosition() == text.text(0, text.characterCount()).index("abc") + 3

    bench.until(cursor_follows, "cursor behind what was typed")


def test_the_text_on_the_screen_is_searched(bench: Bench, sector: Sector) -> None:
    window = window_of(bench, sector("keyecho"))
    page = window.screen_page
    bench.until_screen(page.display, "keyecho>")
    QTest.keyClick(
        page.display, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    assert page.find_bar.isVisible()
    before = page.display.grab().toImage()
    QTest.keyClicks(page.find_bar.line, "KEYECHO")
    assert page.find_bar.count.text() == "1 of 1"
    assert page.display.grab().toImage() != before  # The hit is highlighted.
    QTest.keyClick(page.find_bar.line, Qt.Key.Key_Escape)
    assert not page.find_bar.isVisible() and not page.display.finder.hits


def test_text_is_pixel_exact_at_any_scale_of_the_desktop(bench: Bench, sector: Sector) -> None:
    window = window_of(bench, sector("hello"))
    display = window.screen_page.display
    bench.until_screen(display, "Hello")
    window.actions_.scales["whole"].trigger()
    rect = display.picture_rect()
    guest = display.screenshot()
    shown = display.grab().toImage()
    factor = rect.width() // guest.width()
    assert rect.size() == guest.size() * factor
    for x, y in ((3, 5), (100, 200), (719, 399), (9, 71)):
        pixel = guest.pixelColor(x, y)
        for dx, dy in ((0, 0), (factor - 1, factor - 1)):
            at = rect.topLeft() + QPoint(x * factor + dx, y * factor + dy)
            assert shown.pixelColor(at) == pixel, (x, y)


def test_the_manager_shows_live_thumbnails(bench: Bench, sector: Sector) -> None:
    machine = bench.add(sector("keyecho"))
    manager = ManagerWindow(bench.fleet, bench.bridge)
    bench.show(manager)
    bench.start(machine)
    bench.until(lambda: manager.thumbnails.of(machine) is not None, "thumbnail")
    before = manager.thumbnails.of(machine)
    machine.type_text("something to see")
    bench.until(lambda: manager.thumbnails.of(machine) != before, "another thumbnail")
