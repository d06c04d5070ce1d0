"""The wizard from its first page to a machine that runs."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.config import MachineConfig
from engine.progress import Progress
from engine.store import Store
from tests.support.bench import Bench
from tests.support.web import Web
from virtgui.models.preference import NewMachine, Preferences
from virtgui.wizard.draft import DiskChoice, Draft, Source
from virtgui.wizard.page_source import SourcePage
from virtgui.wizard.page_summary import SummaryPage
from virtgui.wizard.window import NewMachineWizard

pytest_plugins = ("tests.support.bench_fixture", "tests.support.web_fixture")


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


def test_choices_are_remembered(bench: Bench) -> None:
    preferences = Preferences()
    first = NewMachineWizard(bench.store, bench.bridge, None, preferences)
    bench.show(first)
    bench.until(lambda: first.plan.host is not None, "host facts")
    assert first.plan.draft.start
    first.plan.edit(start=False, disk=DiskChoice.NEW, disk_gib=3)
    first.go(3)
    first.next.click()
    bench.until(lambda: not first.isVisible(), "machine")
    second = NewMachineWizard(bench.store, bench.bridge, None, preferences)
    bench.show(second)
    assert (second.plan.draft.start, second.plan.draft.disk_gib) == (False, 3)
    second.reject()
    assert preferences.new_machine == NewMachine(start=False, disk_gib=3)


def closed_for_good(wizard: NewMachineWizard) -> None:
    """As the manager's: it is gone when it is closed."""
    wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    wizard.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_it_is_closed_during_a_download(
    wizard: NewMachineWizard,
    bench: Bench,
    web: Web,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What comes of the download concerns nobody any more: the bridge's fixture fails if something breaks over it."""
    monkeypatch.setenv("XDG_DOWNLOAD_DIR", str(home / "downloads"))
    web.gate.clear()
    page = wizard.pages[0]
    assert isinstance(page, SourcePage)
    page.download.url.setText(web.url)
    page.download.button.click()
    job = page.download._job
    assert job is not None
    part = home / "downloads" / "big.iso.part"
    bench.until(part.exists, "beginning of the image")
    closed_for_good(wizard)
    web.gate.set()
    bench.until(lambda: job.finished, "end of the download")
    assert part.exists() and not part.with_suffix("").exists()


def test_it_is_closed_while_it_makes_a_machine(
    wizard: NewMachineWizard, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    from virtgui.wizard import window

    begun, closed, really_create = threading.Event(), threading.Event(), window.create

    def create(store: Store, draft: Draft, progress: Progress) -> MachineConfig:
        begun.set()
        closed.wait()
        return really_create(store, draft, progress)

    monkeypatch.setattr(window, "create", create)
    wizard.go(3)
    wizard.next.click()
    job = wizard._job
    assert job is not None
    bench.until(begun.is_set, "beginning of the work")
    closed_for_good(wizard)
    closed.set()
    bench.until(lambda: job.finished, "end of the work")
    assert not bench.store.scan()
