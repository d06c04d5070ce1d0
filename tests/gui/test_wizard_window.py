"""The wizard from its first page to a machine that runs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engine.progress import Progress
from tests.support.bench import Bench
from virtgui.wizard.draft import Source
from virtgui.wizard.page_source import SourcePage
from virtgui.wizard.page_summary import SummaryPage
from virtgui.wizard.window import NewMachineWizard

pytest_plugins = ("tests.support.bench_fixture",)


@pytest.fixture
def wizard(bench: Bench) -> NewMachineWizard:
    made = NewMachineWizard(bench.store, bench.bridge)
    bench.show(made)
    bench.until(lambda: made.plan.host is not None, "host facts")
    return made


def test_welcome_by_keyboard_alone(wizard: NewMachineWizard, bench: Bench) -> None:
    created: list[tuple[str, bool]] = []
    wizard.created.connect(lambda name, start: created.append((name, start)))
    for _ in range(4):
        QTest.keyClick(wizard, Qt.Key.Key_Return)
    bench.until(lambda: created, "machine")
    assert created == [("Welcome", True)]
    assert bench.store.load("Welcome").welcome
    assert not wizard.isVisible()


def test_names_are_proposed_unique(bench: Bench) -> None:
    for expected in ("Welcome", "Welcome 2"):
        wizard = NewMachineWizard(bench.store, bench.bridge)
        bench.show(wizard)
        bench.until(lambda made=wizard: made.plan.host is not None, "host facts")
        wizard.go(3)
        assert wizard.plan.draft.name == expected
        wizard.next.click()
        bench.until(lambda made=wizard: not made.isVisible(), "machine")


def test_a_step_waits_for_those_before(wizard: NewMachineWizard) -> None:
    wizard.plan.choose_source(Source.CD)
    wizard.go(3)
    assert wizard.step == 0
    assert not wizard.next.isEnabled()
    assert wizard.next.toolTip()
    assert not wizard.steps[2].isEnabled()
    wizard.plan.choose_source(Source.WELCOME)
    wizard.steps[2].click()
    assert wizard.step == 2
    wizard.back.click()
    assert wizard.step == 1


def test_a_file_to_begin_with(wizard: NewMachineWizard, bench: Bench, tmp_path: Path) -> None:
    path = tmp_path / "mine.bin"
    path.write_bytes(bytes(510) + b"\x55\xaa")
    wizard.use_file(str(path))
    bench.until(wizard.next.isEnabled, "finding")
    page = wizard.pages[0]
    assert isinstance(page, SourcePage)
    assert page.cards[Source.FLOPPY].isChecked()
    wizard.go(3)
    wizard.plan.edit(start=False)
    assert wizard.next.text().replace("&", "") == "Create"
    wizard.next.click()
    bench.until(lambda: not wizard.isVisible(), "machine")
    assert bench.store.load("mine").disks[0].path == str(path)


def test_what_went_wrong_is_said_and_can_be_mended(wizard: NewMachineWizard, bench: Bench) -> None:
    wizard.go(3)
    (bench.store.root / "Welcome").mkdir(parents=True)
    (bench.store.root / "Welcome" / "machine.toml").write_text("")
    wizard.next.click()
    bench.until(lambda: wizard.notice.text, "message")
    assert "already" in wizard.notice.text
    assert wizard.isVisible()
    wizard.plan.edit(name="Other")
    wizard.next.click()
    bench.until(lambda: not wizard.isVisible(), "machine")
    assert bench.store.load("Other")


def test_cancel_while_it_is_made(
    wizard: NewMachineWizard, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "big.img"
    path.write_bytes(bytes(510) + b"\x55\xaa" + os.urandom(512) * (16 << 11))
    wizard.use_file(str(path))
    bench.until(wizard.next.isEnabled, "finding")
    wizard.plan.edit(copy=True)
    wizard.go(3)
    check = Progress.check

    def slowly(progress: Progress) -> None:
        """Stand still after the first piece, as a slow disk would, until somebody cancels."""
        if progress.done:
            bench_waits(lambda: progress.cancelled)
        check(progress)

    monkeypatch.setattr(Progress, "check", slowly)
    wizard.next.click()
    bench.until(lambda: wizard.bar.isVisible() and wizard.bar.value() > 0, "progress")
    assert not wizard.next.isEnabled()
    wizard.cancel.click()
    bench.until(lambda: "nothing was made" in wizard.notice.text, "message")
    assert list(bench.store.root.iterdir()) == []
    assert wizard.isVisible()
    assert wizard.next.isEnabled()


def bench_waits(condition: Callable[[], bool]) -> None:
    """Wait on a worker thread."""
    import threading

    waiting = threading.Event()
    while not condition():
        waiting.wait(0.01)


def test_created_machine_boots_and_its_text_is_seen(
    wizard: NewMachineWizard, bench: Bench, kvm: None, qtbot: QtBot
) -> None:
    """The whole way: click, create, start, see, type."""
    summary = wizard.pages[3]
    assert isinstance(summary, SummaryPage)
    for _ in range(3):
        qtbot.mouseClick(wizard.next, Qt.MouseButton.LeftButton)
    assert summary.isVisible()
    qtbot.mouseClick(wizard.next, Qt.MouseButton.LeftButton)
    bench.until(lambda: not wizard.isVisible(), "machine")
    bench.fleet.open()
    machine = bench.machine("Welcome")
    window = bench.window(machine)
    qtbot.mouseClick(window.screen_page.start_button, Qt.MouseButton.LeftButton)
    display = window.screen_page.display
    bench.until_screen(display, "Welcome to VirtGUI")
    bench.until_screen(display, "Go on, type something.")
    display.setFocus()
    QTest.keyClicks(display, "Hello")
    bench.until_screen(display, "Hello")


def test_whether_to_start_is_remembered(bench: Bench) -> None:
    first = NewMachineWizard(bench.store, bench.bridge)
    bench.show(first)
    bench.until(lambda: first.plan.host is not None, "host facts")
    assert first.plan.draft.start
    first.plan.edit(start=False)
    first.go(3)
    first.next.click()
    bench.until(lambda: not first.isVisible(), "machine")
    second = NewMachineWizard(bench.store, bench.bridge)
    bench.show(second)
    assert not second.plan.draft.start
