"""The window of a machine as a whole."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from tests.support.bench import Bench
from virtgui.models.state import MachineState
from virtgui.widgets.keymap import COMBOS
from virtgui.windows.machine_action import VIEWS

pytest_plugins = ("tests.support.bench_fixture",)

Sector = Callable[[str], Path]


def test_views(bench: Bench) -> None:
    window = bench.window(bench.add())
    shown = {
        "screen": {window.screen_page},
        "serial": {window.serial_page},
        "both": {window.screen_page, window.serial_page},
        "performance": {window.performance_page},
        "details": {window.details_page},
        "snapshots": {window.snapshot_page},
    }
    pages = (
        *(window.screen_page, window.serial_page, window.performance_page),
        *(window.details_page, window.snapshot_page),
    )
    for view in VIEWS:
        window.actions_.views[view].trigger()
        assert {page for page in pages if page.isVisible()} == shown[view]
        assert window.view == view
    with pytest.raises(ValueError, match="nothing"):
        window.show_view("nothing")


def test_everything_has_a_name_for_screen_readers(bench: Bench) -> None:
    window = bench.window(bench.add())
    for button in window.findChildren(QAbstractButton):
        if button.objectName().startswith("qt_") or isinstance(button.parent(), QLineEdit):
            continue  # Qt's own.
        assert button.accessibleName() or button.text(), (button, button.parent(), button.toolTip())


def test_title_and_name_follow(bench: Bench, sector: Sector) -> None:
    machine = bench.add(sector("hello"), name="Alpha")
    window = bench.window(machine)
    assert window.windowTitle() == "Alpha – Off – VirtGUI"
    bench.start(machine)
    assert window.windowTitle() == "Alpha – Running – VirtGUI"
    assert window.screen_page.display.accessibleName() == "Screen of Alpha"


def test_full_screen_and_back(bench: Bench) -> None:
    window = bench.window(bench.add())
    window.show_view("performance")
    window.actions_.full.trigger()
    assert window.isFullScreen()
    assert window.screen_page.isVisible()
    assert not window.tool_bar.isVisible()
    assert window.reveal.isVisible()
    window.actions_.full.trigger()
    assert not window.isFullScreen()
    assert window.tool_bar.isVisible()
    assert window.reveal.isHidden()


def test_the_guest_gets_the_keys_the_window_has_too(bench: Bench, sector: Sector) -> None:
    # INT 16h AH=00h, which the guest calls, hides F11 as IBM's did; SeaBIOS' does not.
    machine = bench.add(sector("keyecho"), firmware="seabios")
    window = bench.window(machine)
    bench.start(machine)
    bench.until_screen(window.screen_page.display, "keyecho>")
    window.activateWindow()
    window.screen_page.display.setFocus()
    bench.until(window.screen_page.display.hasFocus, "focus")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_F11)
    bench.until_screen(window.screen_page.display, "<85>")
    assert not window.isFullScreen()


def test_ctrl_alt_del_from_the_menu(bench: Bench, welcome: Path) -> None:
    machine = bench.add(welcome)
    window = bench.window(machine)
    bench.start(machine)
    bench.until_screen(window.screen_page.display, "Go on, type something.")
    window.actions_.combos[COMBOS[1][0]].trigger()  # Ctrl+Alt+F1
    bench.until_screen(window.screen_page.display, "F1")


def test_messages_of_an_earlier_run_go(bench: Bench) -> None:
    machine = bench.add()
    window = bench.window(machine)
    window.message.show_message("It did not work.", severity="warning")
    machine.state = MachineState.STARTING
    machine.changed.emit()
    assert window.message.isHidden()
    machine.state, machine.reason = MachineState.RUNNING, "The guest has halted for good."
    machine.changed.emit()
    assert window.message.what == machine.reason
    machine.reason = ""
    machine.changed.emit()
    assert window.message.isHidden()
    machine.state = MachineState.OFF


def test_pause_and_run_from_the_toolbar(bench: Bench, sector: Sector) -> None:
    machine = bench.add(sector("spin"))
    window = bench.window(machine)
    window.actions_.run.trigger()
    bench.until(lambda: machine.state is MachineState.RUNNING, "start")
    window.actions_.pause.trigger()
    bench.until(lambda: machine.state is MachineState.PAUSED, "pause")
    assert window.actions_.run.text() == "Resume"
    window.actions_.run.trigger()
    bench.until(lambda: machine.state is MachineState.RUNNING, "resume")
    window.actions_.kill.trigger()
    bench.until(lambda: machine.state is MachineState.OFF, "end")


def test_a_hung_process_delays_nothing_and_is_said(bench: Bench, sector: Sector) -> None:
    machine = bench.add(sector("spin"))
    window = bench.window(machine)
    bench.start(machine)
    os.kill(machine.pid, signal.SIGSTOP)
    bench.until(lambda: machine.hung, "sample")
    for view in VIEWS:
        window.show_view(view)
        QApplication.processEvents()
    assert "Not responding" in window.status.text()
    window.actions_.kill.trigger()
    bench.until(lambda: machine.state is MachineState.OFF, "end", 20)


def test_closing_it_leaves_the_machine_running(bench: Bench, sector: Sector) -> None:
    machine = bench.add(sector("keyecho"))
    window = bench.window(machine)
    closed: list[str] = []
    window.closed.connect(closed.append)
    bench.start(machine)
    window.show_view("both")
    window.close()
    assert closed == ["guest"]
    again = bench.window(machine)
    bench.until_screen(again.screen_page.display, "keyecho>")
    assert machine.state is MachineState.RUNNING


def test_a_machine_that_goes_takes_its_window_along(bench: Bench) -> None:
    machine = bench.add()
    window = bench.window(machine)
    machine.delete()
    bench.until(lambda: bench.fleet.machine("guest") is None, "end")
    bench.until(lambda: window not in QApplication.topLevelWidgets(), "window gone")


def drop(window, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    window.dropEvent(
        QDropEvent(
            QPointF(20, 20), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
    )


def test_a_disc_dropped_on_the_window_is_in_the_drive(bench: Bench, sector: Sector, tmp_path: Path) -> None:
    disc = tmp_path / "drivers.iso"
    data = bytearray(64 * 2048)
    data[16 * 2048 : 16 * 2048 + 7] = b"\x01CD001\x01"
    disc.write_bytes(data)
    machine = bench.add(sector("hello"), cdrom="")
    window = bench.window(machine)
    bench.start(machine)
    bench.until(lambda: machine.running_config is not None, "running description")
    drop(window, disc)
    bench.until(lambda: "drivers.iso" in window.message.what, "message")
    assert bench.store.load("guest").cdrom == str(disc)
    seen: list[str] = []

    def inside() -> bool:
        machine.execute("query-block", done=lambda blocks: seen.append(str(blocks)))
        return bool(seen) and "drivers.iso" in seen[-1]

    bench.until(inside, "the disc")
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Ada, " * 100)
    drop(window, letter)
    bench.until(lambda: "letter.txt" in window.message.what, "refusal")
    assert bench.store.load("guest").cdrom == str(disc)
