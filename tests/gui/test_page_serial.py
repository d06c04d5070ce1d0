"""The serial page, on real machines."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtTest import QTest

from tests.support.bench import Bench
from virtgui.models.state import MachineState
from virtgui.windows.page_serial import SerialPage

pytest_plugins = ("tests.support.bench_fixture",)

Sector = Callable[[str], Path]


def open_page(bench: Bench, image: Path) -> SerialPage:
    window = bench.window(bench.add(image))
    window.show_view("serial")
    return window.serial_page


def test_history_and_typing(bench: Bench, welcome: Path) -> None:
    machine = bench.add(welcome)
    window = bench.window(machine)
    bench.start(machine)
    bench.until_screen(window.screen_page.display, "A menu waits there")
    window.show_view("serial")  # Only now: what was written before is there all the same.
    terminal = window.serial_page.port.terminal
    bench.until(lambda: "welcome>" in terminal.text(), "prompt")
    assert "Each character is an I/O exit" in terminal.text()
    assert "connected" in window.serial_page.status.text()
    terminal.setFocus()
    QTest.keyClicks(terminal, "2")
    bench.until(lambda: "hypervisor" in terminal.text(), "answer of the guest")


def test_it_comes_back_when_the_machine_starts_again(bench: Bench, sector: Sector) -> None:
    page = open_page(bench, sector("hello"))
    machine = page._machine
    terminal = page.port.terminal
    assert not terminal.banner.isHidden()
    assert "off" in terminal.banner.text()
    bench.start(machine)
    bench.until(lambda: "hello" in terminal.text().lower(), "greeting")
    assert terminal.banner.isHidden()
    bench.until(lambda: machine.pid, "process")
    machine.kill()
    bench.until(lambda: machine.state is MachineState.OFF, "end")
    bench.until(lambda: not terminal.banner.isHidden(), "state line")
    bench.start(machine)
    bench.until(lambda: terminal.text().lower().count("hello") == 2, "both greetings")
    assert "next start" in terminal.text()


def test_the_next_start_leaves_the_old_picture_whole(bench: Bench, sector: Sector) -> None:
    page = open_page(bench, sector("hello"))
    terminal = page.port.terminal
    page.port._run = 1  # An earlier process, which ended in a full-screen program, within a sequence.
    terminal.feed(b"shell$ edit\r\n\x1b[?1049h\x1b[2;5r\x1b[?25l\x1b[31mfile\x1b[1;")
    bench.until(lambda: terminal.backlog == 0, "terminal")
    page.port._connected()
    terminal.feed(b"\x1b[2J\x1b[Hnew")
    bench.until(lambda: terminal.backlog == 0, "terminal")
    assert terminal.text().startswith("shell$ edit")
    assert terminal.text().endswith("new")
    assert not terminal.console.cursor.hidden


def test_a_lost_connection_shows_nothing_twice(bench: Bench, sector: Sector) -> None:
    page = open_page(bench, sector("hello"))
    bench.start(page._machine)
    port = page.port
    bench.until(lambda: "hello" in port.terminal.text().lower(), "greeting")
    port.link._lost(None)
    assert not port.terminal.banner.isHidden()
    bench.until(lambda: port.link.is_connected, "connection")
    bench.until(lambda: "hello" in port.terminal.text().lower(), "greeting again")
    assert port.terminal.text().lower().count("hello") == 1


def test_com2(bench: Bench, sector: Sector) -> None:
    page = open_page(bench, sector("hello"))
    bench.start(page._machine)
    page.selector.setCurrentIndex(1)
    assert page.port.name == "COM2"
    bench.until(lambda: page.port.link.is_connected, "connection")
    assert page.port.terminal.isVisible()


def test_a_flood_arrives_whole_and_waits_where_it_comes_from(bench: Bench, home: Path) -> None:
    """More than a terminal works through at once: reading stops meanwhile, and nothing is lost."""
    page = bench.window(bench.add()).serial_page
    port = page.port
    row, count = bytes(range(48, 110)), 48_000
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(home / "flood.sock"))
        listener.listen()
        port.link.open(home / "flood.sock")
        end, _ = listener.accept()
        text = (row + b"\r\n") * count + b"END\r\n"
        sender = threading.Thread(target=end.sendall, args=(text,), daemon=True)  # It must not outlive a failure.
        sender.start()
        most = 0

        def arrived() -> bool:
            nonlocal most
            most = max(most, port.terminal.backlog)
            return not sender.is_alive() and not port.terminal.backlog

        with end:
            bench.until(arrived, "end of the flood", 110)
            bench.until(lambda: port.terminal.text().endswith("END"), "the last line")
    assert port.terminal.text().splitlines().count(row.decode()) == count
    assert most < 2 << 20  # Of 3 MB.


def test_save(bench: Bench, sector: Sector, tmp_path: Path) -> None:
    page = open_page(bench, sector("hello"))
    troubles: list[str] = []
    page.trouble.connect(lambda what, remedy: troubles.append(what))
    page.port.terminal.feed(b"keep me\r\n")
    bench.until(lambda: "keep me" in page.port.terminal.text(), "text")
    page.save_text(str(tmp_path / "log.txt"))
    bench.until((tmp_path / "log.txt").exists, "file")
    bench.until(lambda: "keep me" in (tmp_path / "log.txt").read_text(), "content")
    page.save_text(str(tmp_path / "nowhere" / "log.txt"))
    bench.until(lambda: troubles, "message")
    assert "could not be written" in troubles[0]


def test_copy_without_a_selection_says_what_to_do(bench: Bench, sector: Sector) -> None:
    page = open_page(bench, sector("hello"))
    troubles: list[str] = []
    page.trouble.connect(lambda what, remedy: troubles.append(remedy))
    page.copy.defaultAction().trigger()
    assert "Drag" in troubles[0]
    page.search.defaultAction().trigger()
    assert page.port.terminal.find_bar.isVisible()
