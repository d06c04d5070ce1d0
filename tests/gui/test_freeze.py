"""A VM process that hangs holds up nobody: whatever is clicked, the windows answer, and the other machines go on."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.support.pulse import Pulse
from virtgui.models.machine import Machine
from virtgui.windows.machine_action import VIEWS

pytest_plugins = ("tests.support.bench_fixture",)

LONG = 20000
MOST_MS = 50.0
MOST_ROUNDS = 5
SETTLE_MS = 120


@pytest.fixture
def hung(kvm, make, running, qtbot) -> Iterator[Machine]:
    """A machine whose process was stopped by a signal, and another one, b, that goes on."""
    make("a")
    make("b")
    machine = running("a")
    running("b")
    os.kill(machine.pid, signal.SIGSTOP)
    qtbot.waitUntil(lambda: machine.hung, timeout=LONG)
    yield machine
    if machine.pid:
        os.kill(machine.pid, signal.SIGCONT)


def click_through(machine: Machine, window, pulse: Pulse) -> None:
    for view in VIEWS:
        pulse.doing(f"{view} of {machine.name}")
        window.actions_.views[view].trigger()
        QTest.qWait(SETTLE_MS)
    page = window.details_page
    for row in range(page.list.count()):
        pulse.doing(f"details {page.list.item(row).data(Qt.ItemDataRole.UserRole)}")
        page.list.setCurrentRow(row)
        QTest.qWait(SETTLE_MS)


def test_every_page_of_a_machine_that_hangs(hung, manager, fleet, qtbot) -> None:
    manager.open_machine(hung)
    window = manager.windows()[hung]
    click_through(hung, window, Pulse())  # What is shown for the first time is made and imported then.
    other = fleet.machine("b")
    before = len(other.history)
    rounds: list[tuple[float, str]] = []
    # What holds up the GUI thread does so each time; a host that is busy with others does not.
    while not rounds or (min(rounds)[0] >= MOST_MS and len(rounds) < MOST_ROUNDS):
        pulse = Pulse()
        everything(hung, manager, window, pulse)
        pulse.stop()
        rounds.append((pulse.worst_ms, pulse.worst_at))
    assert min(rounds)[0] < MOST_MS, rounds
    qtbot.waitUntil(lambda: len(other.history) > before + 1, timeout=LONG)
    assert other.state == "running"


def everything(hung: Machine, manager, window, pulse: Pulse) -> None:
    click_through(hung, window, pulse)
    for verb in ("pause", "reset", "stop"):
        pulse.doing(verb)
        manager.list.choose(hung)
        manager.actions_[verb].trigger()
        QTest.qWait(SETTLE_MS)
    pulse.doing("typing")
    window.show_view("screen")
    QTest.keyClicks(window.screen_page.display, "hello")
    QTest.qWait(SETTLE_MS)
    for _ in range(2):
        pulse.doing("pictures")
        manager.bar.grid.trigger()
        QTest.qWait(SETTLE_MS)


def test_opening_the_window_of_one_that_hangs(hung, manager, qtbot) -> None:
    """Making a window takes its time; waiting for an answer would take seconds more."""
    pulse = Pulse()
    pulse.doing("opening")
    manager.open_machine(hung)
    QTest.qWait(500)
    pulse.stop()
    assert pulse.worst_ms < 1000, "CONNECT_TIMEOUT_S of engine.remote is 5 s"


def test_a_directory_that_answers_late(manager, make, row, store, fleet, qtbot, monkeypatch) -> None:
    """As on a network disk: files are looked at beside the GUI thread only."""
    import threading
    from pathlib import Path

    make("a", cdrom="/slow/disc.iso")
    machine = row("a")
    gui, slow = threading.get_ident(), [0]
    for name in ("stat", "read_text", "read_bytes", "open", "exists", "is_file", "is_dir", "iterdir"):
        original = getattr(Path, name)

        def late(self, *arguments, _original=original, **options):
            if str(self).startswith((str(store.root), "/slow")):
                assert threading.get_ident() != gui, f"{self} is touched on the GUI thread"
                slow[0] += 1
                threading.Event().wait(0.3)
            return _original(self, *arguments, **options)

        monkeypatch.setattr(Path, name, late)
    manager.open_machine(machine)
    window = manager.windows()[machine]
    click_through(machine, window, Pulse())
    manager.actions_["delete"].trigger()
    fleet.rescan()
    qtbot.waitUntil(lambda: slow[0] > 5, timeout=LONG)
