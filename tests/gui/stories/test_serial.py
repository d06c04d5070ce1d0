"""Stories of a person at a machine's serial ports. Every machine is a real one."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from engine.config import Serial
from tests.support.bench import Bench
from virtgui.windows.machine import MachineWindow

pytest_plugins = ("tests.support.bench_fixture",)

Sector = Callable[[str], Path]
FLOOD_S = 110


def window_of(bench: Bench, image: Path, **fields: object) -> MachineWindow:
    window = bench.window(bench.add(image, **fields))
    window.show_view("serial")
    bench.start(window.machine)
    return window


def test_there_is_a_page_for_each_port(bench: Bench, sector: Sector) -> None:
    ports = (Serial(), Serial(target="none"), Serial(), Serial())
    page = window_of(bench, sector("comports"), serial=ports).serial_page
    assert [page.selector.itemText(index) for index in range(page.selector.count())] == ["COM1", "COM3", "COM4"]
    bench.until(lambda: "PORTS" in page.port.terminal.text(), "COM1's text")
    page.selector.setCurrentIndex(1)
    bench.until(lambda: page.port.terminal.text() == "3", "COM3's text")


def test_a_machine_without_ports_says_how_to_get_one(bench: Bench) -> None:
    window = bench.window(bench.add(serial=(Serial(target="none"),)))
    window.show_view("serial")
    assert window.serial_page.port is None
    assert window.serial_page._none.isVisible()
    assert not window.serial_page.save.isEnabled()
    QTest.keyClick(window.serial_page, Qt.Key.Key_ScrollLock)


def test_a_port_leads_to_a_pseudo_terminal_or_a_file_at_once(bench: Bench, sector: Sector, tmp_path: Path) -> None:
    window = window_of(bench, sector("uartirq"))
    page = window.serial_page
    bench.until(lambda: "PASS" in page.port.terminal.text(), "text")
    page.target_menu.targets["pty"].trigger()
    bench.until(lambda: "/dev/pts/" in page.status.text(), "the pseudo terminal's name")
    terminal = os.open(page.status.toolTip(), os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    os.write(terminal, b"from outside")
    bench.until(lambda: "from outside" in page.port.terminal.text(), "what another program typed")
    os.close(terminal)
    page._lead(Serial(target="file", path=str(tmp_path / "out.txt")))
    bench.until(lambda: "out.txt" in page.status.text(), "the file's name")
    QTest.keyClicks(page.port.terminal, "kept")
    bench.until(lambda: (tmp_path / "out.txt").read_bytes() == b"kept", "the file's content")
    page._lead(Serial(target="socket", path="/no/such/place"))
    bench.until(lambda: "cannot lead to" in window.message.what, "the reason why not")
    assert "out.txt" in page.status.text()


def test_an_off_machine_remembers_where_a_port_leads(bench: Bench, sector: Sector) -> None:
    window = bench.window(bench.add(sector("hello")))
    window.show_view("serial")
    page = window.serial_page
    page.target_menu.targets["pty"].trigger()
    bench.until(lambda: window.machine.config.serial[0].target == "pty", "the description")
    page.target_menu.aboutToShow.emit()
    assert page.target_menu.targets["pty"].isChecked()


def test_each_line_shows_when_it_arrived(bench: Bench, sector: Sector) -> None:
    page = window_of(bench, sector("hello")).serial_page
    terminal = page.port.terminal
    bench.until(lambda: "Hello" in terminal.text(), "greeting")
    columns = terminal.grid_size[0]
    before = terminal.grab().toImage()
    page.stamps.defaultAction().trigger()
    assert terminal.grid_size[0] < columns  # There is room for the time.
    assert terminal.grab().toImage() != before
    assert terminal.stamps.at(terminal.document.first) is not None
    page.stamps.defaultAction().trigger()
    assert terminal.grid_size[0] == columns


def test_the_bytes_are_shown_in_hexadecimal(bench: Bench, sector: Sector) -> None:
    page = window_of(bench, sector("hello")).serial_page
    bench.until(lambda: "Hello" in page.port.terminal.text(), "greeting")
    page.hex.defaultAction().trigger()
    assert page.port.hex.isVisible() and not page.port.terminal.isVisible()
    assert "48 65 6c 6c 6f" in page.port.hex.text()
    page.hex.defaultAction().trigger()
    assert page.port.terminal.isVisible()


def test_a_reset_of_the_guest_does_not_part_it_from_the_terminal(bench: Bench, sector: Sector) -> None:
    window = window_of(bench, sector("uartirq"))
    terminal = window.serial_page.port.terminal
    bench.until(lambda: terminal.text().count("PASS") == 1, "first run")
    window.actions_.reset.trigger()
    bench.until(lambda: terminal.text().count("PASS") == 2, "run after the reset")
    assert terminal.banner.isHidden()
    QTest.keyClicks(terminal, "still here")
    bench.until(lambda: "still here" in terminal.text(), "echo")


def test_pasted_text_comes_between_brackets_if_the_guest_asked(bench: Bench, sector: Sector) -> None:
    window = window_of(bench, sector("uartirq"))
    port = window.serial_page.port
    bench.until(lambda: "PASS" in port.terminal.text(), "text")
    sent: list[bytes] = []
    port.terminal.send.connect(lambda data: sent.append(bytes(data)))
    QGuiApplication.clipboard().setText("two\nlines")
    port.terminal.paste()
    port.terminal.feed(b"\x1b[?2004h")
    bench.until(lambda: port.terminal.console.bracketed_paste, "mode")
    port.terminal.paste()
    assert sent == [b"two\rlines", b"\x1b[200~two\rlines\x1b[201~"]


def test_the_clipboard_is_the_guests_only_if_its_switch_is_on(bench: Bench, sector: Sector) -> None:
    window = window_of(bench, sector("uartirq"))
    terminal = window.serial_page.port.terminal
    bench.until(lambda: "PASS" in terminal.text(), "text")
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("mine")
    assert not window.actions_.share.isChecked()
    # The guest echoes what it gets: so it asks to set the clipboard, as a program in it would.
    terminal.send.emit(b"\x1b]52;c;Z3Vlc3Q=\x07")
    bench.until(lambda: "wants to use the clipboard" in window.message.what, "question")
    assert clipboard.text() == "mine"
    window.actions_.share.trigger()
    assert "the guest may use the clipboard" in window.status.text()
    terminal.send.emit(b"\x1b]52;c;Z3Vlc3Q=\x07")
    bench.until(lambda: clipboard.text() == "guest", "the guest's text")


def test_a_flood_of_text_holds_up_no_window(bench: Bench, sector: Sector) -> None:
    window = window_of(bench, sector("serialflood"))
    terminal = window.serial_page.port.terminal
    longest, end = 0.0, time.monotonic() + FLOOD_S
    while terminal.backlog or "END" not in terminal.text()[-200:]:
        assert time.monotonic() < end, terminal.text()[-200:]
        before = time.thread_time()  # What this thread does, not what others take from it.
        QApplication.processEvents()
        longest = max(longest, time.thread_time() - before)
    assert longest < 0.05
    assert len(terminal.text()) > 1_000_000


def test_the_text_is_saved_without_a_dialog_in_the_way(bench: Bench, sector: Sector, tmp_path: Path) -> None:
    window = window_of(bench, sector("hello"))
    page = window.serial_page
    bench.until(lambda: "Hello" in page.port.terminal.text(), "greeting")
    page.port.terminal.actions_menu.save.trigger()
    dialog = page.findChild(QFileDialog)
    assert dialog.isVisible()  # It was opened, and this goes on.
    dialog.fileSelected.emit(str(tmp_path / "text"))
    dialog.close()
    bench.until(lambda: (tmp_path / "text").exists() and "Hello" in (tmp_path / "text").read_text(), "file")
    page.save_text("/no/such/place")
    bench.until(lambda: "could not be written" in window.message.what, "inline message")


def test_a_screen_reader_reads_the_serial_console(
    bench: Bench, sector: Sector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)  # As if one were running.
    window = window_of(bench, sector("uartirq"))
    terminal = window.serial_page.port.terminal
    bench.until(lambda: "PASS" in terminal.text(), "text")
    QTest.keyClicks(terminal, "typed")
    bench.until(lambda: terminal.screen_text is not None, "text for screen readers")
    text = QAccessible.queryAccessibleInterface(terminal.screen_text).textInterface()
    bench.until(lambda: "typed" in text.text(0, text.characterCount()), "what was typed")
    whole = text.text(0, text.characterCount())
    assert "PASS" in whole
    bench.until(lambda: text.cursorPosition() == whole.index("typed") + 5, "cursor")
