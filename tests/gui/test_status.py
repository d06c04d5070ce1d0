"""The status line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from engine.display.mode import BLANK, Mode
from tests.support.bench import Bench
from virtgui.models.session import LINE, Report
from virtgui.windows.status import mode_text

pytest_plugins = ("tests.support.bench_fixture",)


def test_modes() -> None:
    text = Mode("text", columns=80, rows=25, cell_width=9, cell_height=16, width=720, height=400)
    assert mode_text(text) == "80x25 text, 70 Hz"
    assert mode_text(Mode("graphics", width=320, height=200, double_x=2, double_y=2)) == "320x200 graphics, 70 Hz"
    assert mode_text(Mode("graphics", width=640, height=480)) == "640x480 graphics, 60 Hz"
    assert mode_text(BLANK) == "screen blank"


def test_line_of_a_running_machine(bench: Bench, sector: Callable[[str], Path]) -> None:
    machine = bench.add(sector("keyecho"))
    window = bench.window(machine)
    assert window.status.text() == "Off"
    bench.start(machine)
    bench.until_screen(window.screen_page.display, "keyecho>")
    bench.until(lambda: "% CPU" in window.status.text(), "sample")
    text = window.status.text()
    assert text.startswith("80x25 text, 70 Hz | keyboard free (Right Ctrl grabs)")
    assert "COM1" in text
    assert "disk" in text
    window.screen_page.display.take_grab()
    assert "keyboard and mouse captured (Right Ctrl releases)" in window.status.text()
    window.screen_page.display.release_grab()
    assert "keyboard free" in window.status.text()


def test_com1_has_a_format_once_the_guest_has_programmed_it(bench: Bench, sector: Callable[[str], Path]) -> None:
    machine = bench.add(sector("keyecho"))
    window = bench.window(machine)
    bench.start(machine)
    bench.until(lambda: "COM1" in window.status.text(), "sample")
    for lines, shown in ((["", ""], "COM1 quiet"), (["9600 7E1", ""], "COM1 9600 7E1")):
        machine._hear(Report("", "", LINE, {"serial": lines, "mouse": False}))
        bench.until(lambda shown=shown: shown in window.status.text(), shown)  # When its greeting has passed.
