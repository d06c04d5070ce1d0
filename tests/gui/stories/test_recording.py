"""Stories of a person who records what a guest shows. Every machine is a real one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from tests.support.bench import Bench
from virtgui.terminal.session import Session

pytest_plugins = ("tests.support.bench_fixture",)

Sector = Callable[[str], Path]


def played(cast: Path, columns: int, rows: int) -> str:
    """What a terminal shows at the end of a recording."""
    session = Session(lambda _data: None, lambda: None, columns, rows)
    for line in cast.read_text().splitlines()[1:]:
        _at, kind, text = json.loads(line)
        if kind == "o":
            session.feed.push(text.encode())
    while session.feed.pump():
        pass
    return "\n".join(session.screen.display)


def test_the_screen_is_recorded_as_an_animation(bench: Bench, sector: Sector, tmp_path: Path) -> None:
    window = bench.window(bench.add(sector("keyecho")))
    assert not window.record.actions["picture"].isEnabled()
    assert "not shown anything" in window.record.actions["picture"].toolTip()
    bench.start(window.machine)
    display = window.screen_page.display
    bench.until_screen(display, "keyecho>")
    window.record.actions["picture"].trigger()
    dialog = window.findChild(QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "a.png"))
    dialog.close()
    assert window.record.actions["picture"].isChecked()
    assert "recording" in window.status.text()
    QTest.keyClicks(display, "recorded")
    bench.until_screen(display, "recorded")
    bench.until(lambda: window.record._under_way["picture"].seconds > 0.5, "half a second")
    window.record.actions["picture"].trigger()
    bench.until(lambda: "Saved the recording" in window.message.what, "end of the recording")
    assert "recording" not in window.status.text()
    assert (tmp_path / "a.png").read_bytes().count(b"fcTL") >= 2


def test_the_screens_text_is_recorded(bench: Bench, sector: Sector, tmp_path: Path) -> None:
    window = bench.window(bench.add(sector("keyecho")))
    bench.start(window.machine)
    display = window.screen_page.display
    bench.until_screen(display, "keyecho>")
    window.record.begin("text", tmp_path / "a.cast")
    QTest.keyClicks(display, "as text")
    bench.until_screen(display, "as text")
    window.record.end("text")
    bench.until(lambda: "Saved the recording" in window.message.what, "end of the recording")
    assert "keyecho> as text" in played(tmp_path / "a.cast", 80, 25)


def test_a_serial_port_is_recorded(bench: Bench, sector: Sector, tmp_path: Path) -> None:
    window = bench.window(bench.add(sector("uartirq")))
    window.show_view("serial")
    window.record.begin("serial", tmp_path / "a.cast")
    bench.start(window.machine)
    terminal = window.serial_page.port.terminal
    bench.until(lambda: "PASS" in terminal.text(), "text")
    window.close()  # The recording ends with the window.
    bench.until(lambda: (tmp_path / "a.cast").exists() and "PASS" in played(tmp_path / "a.cast", 80, 24), "file")
