"""The screen page, on real machines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tests.support.bench import Bench
from virtgui.models.session import LINE, Report
from virtgui.models.state import MachineState
from virtgui.windows.page_screen import ScreenPage, parted, write_png

pytest_plugins = ("tests.support.bench_fixture",)

Sector = Callable[[str], Path]


def said(page: ScreenPage) -> list[tuple[str, str]]:
    """What the page says, as it says it: text and severity."""
    seen: list[tuple[str, str]] = []
    page.say.connect(lambda what, remedy, severity, actions: seen.append((what, severity)))
    return seen


def test_parted_names_what_cannot_be_typed() -> None:
    assert parted("a é b é →") == ("a  b  ", ["é", "→"])
    assert parted("ls -l\n") == ("ls -l\n", [])


def test_write_png(tmp_path: Path) -> None:
    image = QImage(4, 4, QImage.Format.Format_RGB32)
    write_png(tmp_path / "a.png", image)
    assert QImage(str(tmp_path / "a.png")).width() == 4


def test_off_has_a_start_button_and_the_picture_stays_after_the_end(bench: Bench, sector: Sector) -> None:
    machine = bench.add(sector("keyecho"))
    page = bench.window(machine).screen_page
    assert page.start_button.isVisible()
    assert "Off" in bench.screen(page.display)
    QTest.mouseClick(page.start_button, Qt.MouseButton.LeftButton)
    bench.until(lambda: machine.state is MachineState.RUNNING, "start")
    bench.until(lambda: not page.start_button.isVisible(), "button gone")
    bench.until_screen(page.display, "keyecho>")
    machine.kill()
    bench.until(lambda: machine.state is MachineState.OFF, "end")
    assert page.start_button.isVisible()
    assert not page.display.screenshot().isNull()


def test_a_click_takes_the_mouse_only_if_the_guest_listens_to_it(bench: Bench, sector: Sector) -> None:
    machine = bench.add(sector("keyecho"))
    page = bench.window(machine).screen_page
    bench.start(machine)
    bench.until_screen(page.display, "keyecho>")
    machine._hear(Report("", "", LINE, {"serial": ["", ""], "mouse": False}))
    QTest.mouseClick(page.display, Qt.MouseButton.LeftButton)
    assert not page.display.grabbed
    machine._hear(Report("", "", LINE, {"serial": ["", ""], "mouse": True}))
    assert page.display._mouse_wanted


def test_keys_and_paste(bench: Bench, sector: Sector) -> None:
    machine = bench.add(sector("keyecho"))
    window = bench.window(machine)
    page = window.screen_page
    bench.start(machine)
    bench.until_screen(page.display, "keyecho>")
    page.display.setFocus()
    QTest.keyClicks(page.display, "Hi you")
    QTest.keyClick(page.display, Qt.Key.Key_F1)
    bench.until_screen(page.display, "Hi you<3B>")

    seen = said(page)
    QGuiApplication.clipboard().setText("Echo: {x} ~ 100%")
    page.paste()
    bench.until_screen(page.display, "Echo: {x} ~ 100%")
    bench.until(lambda: ("Typed 16 characters.", "info") in seen, "message")

    # What cannot be typed is named, and nothing is typed before somebody decides.
    page.type_text("né → ja")
    assert "é →" in window.message.what
    rest = next(button for button in window.message.findChildren(QPushButton) if "rest" in button.text())
    rest.click()
    bench.until_screen(page.display, "100%n  ja")


def test_paused_says_so_and_resumes(bench: Bench, sector: Sector) -> None:
    machine = bench.add(sector("keyecho"))
    page = bench.window(machine).screen_page
    bench.start(machine)
    bench.until_screen(page.display, "keyecho>")
    machine.pause()
    bench.until(lambda: "Paused" in bench.screen(page.display), "message")
    assert "keyecho>" in bench.screen(page.display)
    assert page.resume_button.isVisible()
    page.resume_button.click()
    bench.until(lambda: "Paused" not in bench.screen(page.display), "end of the pause")


def test_a_disk_error_says_why_and_can_be_resumed(bench: Bench) -> None:
    machine = bench.add()
    page = bench.window(machine).screen_page
    machine.state = MachineState.IO_ERROR
    machine.reason, machine.remedy = "The disk of the host is full.", "Free some space, then resume."
    machine.changed.emit()
    text = bench.screen(page.display)
    assert "The disk of the host is full. Free some space, then resume." in text
    assert page.resume_button.isVisible()
    box = page.buttons.geometry()
    assert page.display.rect().contains(box)
    assert box.top() > page.display.message_rect().bottom()
    machine.state = MachineState.OFF


def test_a_broken_description_says_where(bench: Bench) -> None:
    machine = bench.add()
    page = bench.window(machine).screen_page
    machine.directory.config.write_text(machine.directory.config.read_text() + "memory = 3\n")
    bench.fleet.rescan()
    bench.until(lambda: machine.state is MachineState.BROKEN, "scan")
    assert "memory" in bench.screen(page.display)
    assert page.file_button.isVisible()
    assert not page.start_button.isVisible()


def test_a_crash_says_why_and_starts_again(bench: Bench, sector: Sector) -> None:
    import os

    machine = bench.add(sector("keyecho"))
    page = bench.window(machine).screen_page
    bench.start(machine)
    bench.until_screen(page.display, "keyecho>")
    os.kill(machine.pid, 9)
    bench.until(lambda: machine.state is MachineState.CRASHED, "crash")
    assert "killed" in bench.screen(page.display)
    assert page.log_button.isVisible()
    assert "again" in page.start_button.text()
    page.start_button.click()
    bench.until(lambda: machine.state is MachineState.RUNNING, "start")
    bench.until_screen(page.display, "keyecho>")


def test_a_machine_that_cannot_start_says_why(bench: Bench, kvm: None) -> None:
    from engine.config import Disk

    machine = bench.add(disks=(Disk(path="/nowhere/disk.img"),))
    window = bench.window(machine)
    machine.start()
    bench.until(lambda: machine.could_not_start, "refusal")
    assert "/nowhere/disk.img does not exist" in bench.screen(window.screen_page.display)
    assert "does not exist" in window.message.what


def test_copy_and_screenshots(bench: Bench, sector: Sector, tmp_path: Path) -> None:
    machine = bench.add(sector("keyecho"))
    page = bench.window(machine).screen_page
    assert page.copy_problem()
    assert page.screenshot_problem()
    bench.start(machine)
    bench.until_screen(page.display, "keyecho>")
    assert page.copy_problem() == page.screenshot_problem() == ""
    page.copy_text()
    assert "keyecho>" in QGuiApplication.clipboard().text()
    QGuiApplication.clipboard().clear()
    page.display.select_all()
    page.copy_text()
    assert "keyecho>" in QGuiApplication.clipboard().text()

    seen = said(page)
    page.save_screenshot(str(tmp_path / "shot.png"))
    bench.until(lambda: seen, "message")
    assert QImage(str(tmp_path / "shot.png")).size() == page.display.screenshot().size()
    page.save_screenshot(str(tmp_path / "nowhere" / "shot.png"))
    bench.until(lambda: any(severity == "error" for _, severity in seen), "error")
    page.copy_screenshot()
    assert not QGuiApplication.clipboard().image().isNull()


def test_it_looks_only_while_it_is_seen(bench: Bench, sector: Sector, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = bench.add(sector("keyecho"))
    looks: list[bool] = []
    monkeypatch.setattr(machine, "look", looks.append)
    window = bench.window(machine)
    window.show_view("performance")
    window.show_view("both")
    window.close()
    assert looks == [True, False, True, False]
