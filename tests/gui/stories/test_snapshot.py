"""Stories of a person who keeps machines as they were. Every machine is a real one."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton

from tests.support.bench import Bench
from tests.support.diskcount import numbers
from tests.support.gate import make_gate
from virtgui.models.machine import MachineState
from virtgui.windows.machine import MachineWindow
from virtgui.windows.page_snapshot import SnapshotPage

pytest_plugins = ("tests.support.bench_fixture",)

Sector = Callable[[str], Path]


@pytest.fixture
def counting(bench: Bench, sector: Sector) -> MachineWindow:
    """A machine whose guest counts on its disk, which has 32 MiB of data, and its snapshots in view."""
    machine = bench.add(sector("diskcount"), name="box")
    with (machine.directory.path / "disk.img").open("r+b") as file:
        file.seek(1 << 20)
        file.write(os.urandom(32 << 20))
    window = bench.window(machine)
    window.show_view("snapshots")
    bench.start(machine)
    bench.until(lambda: numbers(machine.directory.path / "disk.img")[1] > 0, "a number")
    return window


def take(bench: Bench, page: SnapshotPage, name: str, note: str = "") -> None:
    page.take.trigger()
    bench.until(page.panel.isVisible, "the question")
    page.panel.name.setText(name)
    page.panel.note.setText(note)
    page.panel.confirm.click()


def names(page: SnapshotPage) -> list[str]:
    return [one.name for one in page.shelf.snapshots] if page.shelf is not None else []


def choose(page: SnapshotPage, name: str) -> None:
    (item,) = page.tree.findItems(name, Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive)
    page.tree.setCurrentItem(item)


def press(window: MachineWindow, text: str) -> None:
    """A button of the message."""
    next(button for button in window.message.findChildren(QPushButton) if button.text() == text).click()


def off(bench: Bench, window: MachineWindow) -> None:
    window.machine.kill()
    bench.until(lambda: window.machine.state is MachineState.OFF, "the end")


def test_a_snapshot_of_a_running_machine_and_back_to_it(bench: Bench, counting: MachineWindow) -> None:
    page, machine = counting.snapshot_page, counting.machine
    disk = machine.directory.path / "disk.img"
    bench.until(lambda: page.stack.currentWidget() is not page.tree, "the empty page")
    assert page.first.isVisible() and page.first.isEnabled()
    take(bench, page, "clean", "before the experiment")
    bench.until(lambda: names(page) == ["clean"], "the snapshot")
    bench.until(lambda: "was taken" in counting.message.what, "word of it")
    assert "stood still" in counting.message.remedy
    bench.until(lambda: machine.state is MachineState.RUNNING, "the guest to go on")
    copy = machine.directory.snapshots / "clean" / "0-disk.img"
    near, far = numbers(copy)
    assert near - far in (0, 1)
    before = numbers(disk)[0]
    bench.until(lambda: numbers(disk)[0] > before, "more numbers")
    assert [page.tree.topLevelItem(0).text(column) for column in (0, 2, 4)] == [
        "clean",
        "running",
        "before the experiment",
    ]
    assert page.tree.topLevelItem(0).child(0).text(0) == "Now"
    choose(page, "clean")
    assert not page.revert.isEnabled() and "power it off" in page.revert.toolTip()

    off(bench, counting)
    assert page.revert.isEnabled()
    page.revert.trigger()
    assert numbers(disk) != (near, far), "first it asks"
    press(counting, "Revert")
    bench.until(lambda: "as it was" in counting.message.what, "the end of the revert")
    assert numbers(disk) == (near, far)
    bench.start(machine)
    bench.until(lambda: numbers(disk) != (near, far), "new numbers")


def test_snapshots_are_shown_as_a_tree_and_deleted_one_by_one(bench: Bench) -> None:
    machine = bench.add(name="box")
    window = bench.window(machine)
    window.show_view("snapshots")
    page = window.snapshot_page
    for name in ("one", "two"):
        take(bench, page, name)
        bench.until(lambda name=name: name in names(page), name)
        assert page.selected().name == name
    choose(page, "one")
    page.revert.trigger()
    press(window, "Revert")
    bench.until(lambda: page.shelf.snapshots[0].head, "the revert")
    take(bench, page, "three")
    bench.until(lambda: "three" in names(page), "three")
    root = page.tree.topLevelItem(0)
    assert (root.text(0), sorted(root.child(row).text(0) for row in range(root.childCount()))) == (
        "one",
        ["three", "two"],
    )
    choose(page, "one")
    QTest.keyClick(page.tree, Qt.Key.Key_Delete)
    assert names(page) == ["one", "two", "three"], "first it asks"
    press(window, "Delete")
    bench.until(lambda: names(page) == ["two", "three"], "the snapshot to go")
    assert page.tree.topLevelItemCount() == 2


def test_what_cannot_be_done_says_why(bench: Bench) -> None:
    window = bench.window(bench.add(name="box"))
    window.show_view("snapshots")
    page = window.snapshot_page
    for action in (page.revert, page.clone, page.delete):
        assert not action.isEnabled() and action.toolTip() == "Select a snapshot first."
    take(bench, page, "one")
    bench.until(lambda: names(page) == ["one"], "the snapshot")
    assert page.delete.isEnabled()
    take(bench, page, "one")
    assert page.panel.problem.text() == "There is a snapshot of this name already."
    assert not page.panel.confirm.isEnabled()
    page.panel.name.setText("a/b")
    assert "64 letters" in page.panel.problem.text()
    QTest.keyClick(page.panel.name, Qt.Key.Key_Escape)
    assert not page.panel.isVisible()
    (window.machine.directory.snapshots / "one" / "snapshot.json").write_text("{")
    page.look()
    bench.until(lambda: page.shelf.snapshots[0].error, "the damage")
    assert "damaged" in page.revert.toolTip() and page.delete.isEnabled()


def test_the_right_button_has_the_same_actions(bench: Bench) -> None:
    window = bench.window(bench.add(name="box"))
    window.show_view("snapshots")
    page = window.snapshot_page
    page.tree.customContextMenuRequested.emit(QPoint(5, 5))
    (menu,) = page.findChildren(QMenu)
    assert menu.actions() == [page.take, page.revert, page.clone, page.delete]
    menu.close()


@pytest.fixture
def gate(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copies in VM processes begin, and go on when this file is made."""
    return make_gate(home, monkeypatch)


def test_a_copy_that_takes_long_shows_its_progress_and_is_cancelled(
    gate: Path, bench: Bench, counting: MachineWindow
) -> None:
    page, machine = counting.snapshot_page, counting.machine
    take(bench, page, "one")
    bench.until(lambda: page.tasks.rows and "disk.img" in page.tasks.rows[0].label.text(), "the progress")
    assert machine.state is MachineState.PAUSED and machine.reason == "A snapshot is being taken."
    assert not page.take.isEnabled() and "Something is being done" in page.take.toolTip()
    machine.resume()
    bench.until(lambda: "snapshot is being taken" in counting.message.what, "the refusal")
    page.tasks.rows[0].cancel.click()
    bench.until(lambda: machine.state is MachineState.RUNNING, "the guest to go on")
    bench.until(lambda: not page.tasks.rows, "the end of the progress")
    assert page.take.isEnabled() and names(page) == []
    assert not list(machine.directory.snapshots.glob(".new-*"))


def test_a_machine_that_is_killed_meanwhile_leaves_nothing_half_done(
    gate: Path, bench: Bench, counting: MachineWindow
) -> None:
    page, machine = counting.snapshot_page, counting.machine
    take(bench, page, "one")
    bench.until(lambda: page.tasks.rows and "disk.img" in page.tasks.rows[0].label.text(), "the progress")
    os.kill(machine.pid, signal.SIGKILL)
    bench.until(lambda: machine.state is MachineState.CRASHED, "the crash")
    bench.until(lambda: not page.tasks.rows, "the end of the progress")
    assert "ended before the snapshot was taken" in counting.message.what
    page.look()
    bench.until(lambda: not list(machine.directory.snapshots.glob(".new-*")), "the rest to go")
    gate.touch()
    bench.start(machine)


def test_a_snapshot_that_somebody_else_takes_is_shown(bench: Bench) -> None:
    from engine.progress import Progress
    from engine.snapshot.take import take as take_elsewhere

    machine = bench.add(name="box")
    window = bench.window(machine)
    window.show_view("snapshots")
    page = window.snapshot_page
    bench.until(lambda: page.shelf is not None, "the page")
    for name in ("one", "two"):
        take_elsewhere(bench.store, "box", name, "", Progress())
        bench.until(lambda name=name: name in names(page), name)
    assert machine.snapshots == ("one", "two")


def test_closing_the_window_leaves_the_snapshot_to_the_machine(bench: Bench, counting: MachineWindow) -> None:
    page, machine = counting.snapshot_page, counting.machine
    bench.until(lambda: page.shelf is not None, "the page")
    take(bench, page, "one")
    counting.close()
    bench.until(lambda: machine.snapshots == ("one",), "the snapshot")
    bench.until(lambda: machine.state is MachineState.RUNNING, "the guest to go on")
