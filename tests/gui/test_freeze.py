"""A VM process that hangs holds up nobody: whatever is clicked, the windows answer, and the other machines go on."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from engine.config import Network
from tests.support.clicks import Clicks, listen
from tests.support.pulse import Pulse
from virtgui.models.machine import Machine

pytest_plugins = ("tests.support.bench_fixture",)

LONG = 60000
MOST_MS = 50.0


@pytest.fixture
def hung(kvm, make, running, qtbot) -> Iterator[Machine]:
    """A machine whose process was stopped by a signal, and another one, b, that goes on."""
    make("a", networks=(Network(backend="loopback"),), cdrom="", floppy="")
    make("b")
    machine = running("a")
    running("b")
    qtbot.waitUntil(lambda: machine.running_config is not None, timeout=LONG)
    os.kill(machine.pid, signal.SIGSTOP)
    qtbot.waitUntil(lambda: machine.hung, timeout=LONG)
    yield machine
    if machine.pid:
        os.kill(machine.pid, signal.SIGCONT)


def test_every_page_of_every_window_about_a_machine_that_hangs(hung, manager, fleet, welcome, qtbot) -> None:
    # What is shown for the first time is made and imported then.
    Clicks(manager, hung, welcome, Pulse()).everything()
    other = fleet.machine("b")
    before = len(other.history)
    pulse = listen(lambda pulse: Clicks(manager, hung, welcome, pulse).everything(), MOST_MS)
    assert pulse.worst_ms < MOST_MS, pulse.above(MOST_MS)
    qtbot.waitUntil(lambda: len(other.history) > before + 1, timeout=LONG)
    assert other.state == "running"


def test_answers_that_come_late_find_nobody(hung, manager, welcome, qtbot) -> None:
    """The pages that asked have gone by then: nothing is made of it. (The bridge's fixture looks for mistakes.)"""
    Clicks(manager, hung, welcome, Pulse()).machine()
    window = manager.windows()[hung]
    window.details_page.show_part("memory")
    live = window.details_page.form.live
    live.wanted.setValue(8)
    qtbot.waitUntil(lambda: live._under_way > 0, timeout=LONG)  # When the wheel is not turned any more.
    window.details_page.show_part("networks.0")
    window.details_page.form.live.plugged.click()
    window.close()
    os.kill(hung.pid, signal.SIGCONT)
    qtbot.waitUntil(lambda: not hung.hung, timeout=LONG)
    told: list[object] = []
    hung.execute("query-status", done=told.append)
    qtbot.waitUntil(lambda: bool(told), timeout=LONG)


def test_opening_the_window_of_one_that_hangs(hung, manager, fleet, qtbot) -> None:
    """Making a window takes its time; waiting for an answer would take seconds more."""
    other = fleet.machine("b")
    before = len(other.history)
    pulse = Pulse()
    pulse.doing("opening")
    manager.open_machine(hung)
    qtbot.waitUntil(lambda: len(other.history) > before + 1, timeout=LONG)
    pulse.stop()
    assert pulse.worst_ms < 1000, "CONNECT_TIMEOUT_S of engine.remote is 5 s"
