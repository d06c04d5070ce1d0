"""What test_freeze_disk.py runs in a mount namespace of its own: machines on a disk that is full, and on one that
takes five seconds for each answer."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.config import Disk
from engine.store import Store
from tests.support.clicks import Clicks, listen
from tests.support.mount import small_place
from tests.support.pulse import Pulse
from virtgui.models.machine import Machine

pytest_plugins = ("tests.support.bench_fixture",)

LONG = 60_000
MOST_MS = 50.0
ROOT = Path(__file__).parents[3]
WELCOME = ROOT / "resources" / "guests" / "welcome.img"
SLOW_S = 5.0


@pytest.fixture
def full(store: Store) -> Iterator[Callable[[], None]]:
    """The machines' directory is a disk of two megabytes; the call fills it."""

    def fill() -> None:
        with (store.root / "filler").open("wb", buffering=0) as file:
            try:
                while file.write(bytes(4096)):
                    pass
            except OSError:
                return

    with small_place(store.root, "2m"):
        yield fill


@pytest.fixture
def slow(home: Path, store: Store) -> Iterator[Callable[[float], set[int]]]:
    """The machines' directory is a disk that takes as long for each answer as the call says, which returns the
    threads that asked it for something since the call before."""
    (home / "disk").mkdir()
    store.root.mkdir(parents=True)
    command = [sys.executable, "-m", "tests.support.slowdisk", home / "disk", store.root]
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT)
    assert server.stdin is not None and server.stdout is not None
    assert server.stdout.readline() == b"mounted\n"

    def slow(seconds: float) -> set[int]:
        assert server.stdin is not None and server.stdout is not None
        server.stdin.write(f"{seconds}\n".encode())
        server.stdin.flush()
        return set(json.loads(server.stdout.readline()))

    yield slow
    subprocess.run(["umount", "-l", store.root], check=True)
    server.stdin.close()
    server.stdout.close()
    server.wait(10)


def pair(make, row, qtbot) -> tuple[Machine, Machine]:
    """A machine to click at, and another one whose graphs are to go on; both run."""
    make("a", disks=(Disk(path=str(WELCOME), readonly=True),), cdrom="", floppy="")
    make("b")
    machines = row("a"), row("b")
    for machine in machines:
        machine.start()
    qtbot.waitUntil(lambda: all(machine.link is not None for machine in machines), timeout=LONG)
    return machines


def click(manager, machine: Machine, other: Machine, qtbot) -> None:
    """Everything, twice: what is shown for the first time is made and imported then."""
    Clicks(manager, machine, WELCOME, Pulse()).everything()
    before = len(other.history)
    pulse = listen(lambda pulse: Clicks(manager, machine, WELCOME, pulse).everything(), MOST_MS)
    sys.stdout.write(f"longest gap {pulse.worst_ms:.1f} ms\n")
    assert pulse.worst_ms < MOST_MS, pulse.above(MOST_MS)
    assert len(other.history) > before + 3, "the other machine's graphs go on"


def test_on_a_full_disk(kvm, full, manager, make, row, store, fleet, qtbot) -> None:
    one, other = pair(make, row, qtbot)
    full()
    click(manager, one, other, qtbot)
    page = manager.windows()[one].details_page
    page.show_part("overview")
    page.form.editors["notes"].widget.setPlainText("x" * 8000)
    page.bar.apply.click()
    qtbot.waitUntil(lambda: "space" in page.message.text, timeout=LONG)
    assert store.load("a").notes == "", "the description is still whole"


def test_on_a_disk_that_answers_after_five_seconds(kvm, slow, manager, make, row, fleet, qtbot) -> None:
    one, other = pair(make, row, qtbot)
    slow(SLOW_S)
    fleet.rescan()
    click(manager, one, other, qtbot)
    askers = slow(0)
    assert askers, "nobody asked the disk for anything"
    assert threading.get_native_id() not in askers, "the GUI thread waits for no disk"
    qtbot.waitUntil(lambda: not fleet._scanning, timeout=LONG)
