"""virtgui.windows.page_snapshot: what it shows and says of a machine that is off. Stories tell what it does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from engine.config import Disk, MachineConfig
from engine.progress import Progress
from engine.snapshot.take import take
from engine.store import Store
from virtgui.models.machine import Machine
from virtgui.windows.page_snapshot import SnapshotPage

SHORT = 20000


@pytest.fixture
def page(make: Callable[..., MachineConfig], opened, store: Store, bridge, qtbot) -> SnapshotPage:
    """Of a machine with a disk and two snapshots."""
    make("box", disks=(Disk(path="disk.img"),))
    (store.root / "box" / "disk.img").write_bytes(b"x" * 4096)
    take(store, "box", "one", "first\nline", Progress())
    take(store, "box", "two", "", Progress())
    machine: Machine = opened("box")
    page = SnapshotPage(machine, bridge)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.shelf is not None, timeout=SHORT)
    yield page
    page.close_page()


def test_the_tree_says_what_there_is(page: SnapshotPage, qtbot) -> None:
    one = page.tree.topLevelItem(0)
    two = one.child(0)
    assert [item.text(0) for item in (one, two, two.child(0))] == ["one", "two", "Now"]
    assert one.text(2) == "off"
    assert one.text(3).endswith("KiB")
    assert one.text(4) == "first line" and one.toolTip(4) == "first\nline"
    assert page.selected().name == "two", "the last is the one most wanted"
    assert page.revert.isEnabled() and page.delete.isEnabled() and page.clone.isEnabled()
    page.tree.setCurrentItem(two.child(0))
    assert page.selected() is None and not page.revert.isEnabled()


def test_clone_asks_whoever_makes_machines(page: SnapshotPage, qtbot) -> None:
    page.tree.setCurrentItem(page.tree.topLevelItem(0))
    with qtbot.waitSignal(page.clone_wanted) as wanted:
        page.clone.trigger()
    assert wanted.args == ["one"]


@pytest.mark.parametrize("shares", [True, False])
def test_it_says_what_copies_cost(page: SnapshotPage, qtbot, monkeypatch, shares: bool) -> None:
    monkeypatch.setattr("engine.storage.sparse.can_share", lambda *_: shares)
    page.ask_take()
    qtbot.waitUntil(page.panel.isVisible, timeout=SHORT)
    assert page.panel.name.text() == "snapshot-3"
    assert ("cannot share" in page.panel.cost.text()) is not shares
    qtbot.keyClick(page.panel.name, Qt.Key.Key_Escape)
    page.look()
    qtbot.waitUntil(lambda: ("cannot share" in page.where.text()) is not shares, timeout=SHORT)


def test_the_selection_stays_where_it_is(page: SnapshotPage, store: Store, qtbot) -> None:
    page.tree.setCurrentItem(page.tree.topLevelItem(0))
    take(store, "box", "three", "", Progress())
    qtbot.waitUntil(lambda: len(page.shelf.snapshots) == 3, timeout=SHORT)
    assert page.selected().name == "one"


def test_what_goes_wrong_is_a_message(page: SnapshotPage, store: Store, qtbot) -> None:
    for file in (store.root / "box" / "snapshots" / "two").glob("0-*"):
        file.unlink()
    said: list[tuple[str, str]] = []
    page.say.connect(lambda what, _remedy, severity, actions: said.append((what, severity)) or actions)
    page._revert("two")
    qtbot.waitUntil(lambda: bool(said), timeout=SHORT)
    assert said[0][1] == "error" and "box" in said[0][0]
    assert not page.tasks.rows and page.take.isEnabled()
