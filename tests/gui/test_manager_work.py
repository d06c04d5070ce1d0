"""What a person does with machines beyond their power, in the manager."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton

from engine.config import Disk
from engine.progress import Progress
from engine.snapshot.take import take
from virtgui.models.tree import MIME, Column
from virtgui.windows.manager import ManagerWindow

SHORT = 20000


def undo_button(manager) -> QPushButton:
    return next(button for button in manager.message.findChildren(QPushButton) if button.text() == "Undo")


def ask_clone(manager, qtbot) -> None:
    manager.actions_["clone"].trigger()
    qtbot.waitUntil(lambda: manager.clones.isVisible(), timeout=SHORT)


def test_a_clone_gets_a_name_and_copies_of_the_disks(manager, make, row, store, fleet, qtbot) -> None:
    make("box", disks=(Disk(path="disk.img"),))
    (store.root / "box" / "disk.img").write_bytes(b"data" * 1000)
    row("box")
    ask_clone(manager, qtbot)
    panel = manager.clones
    assert panel.name.text() == "box clone"
    assert panel.source.count() == 1
    panel.name.setText("box")
    assert not panel.confirm.isEnabled()
    assert "already" in panel.problem.text()
    panel.name.setText("twin")
    QTest.keyClick(panel.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [m.name for m in manager.list.chosen()] == ["twin"], timeout=SHORT)
    assert (store.root / "twin" / "disk.img").read_bytes() == b"data" * 1000
    assert store.load("twin").uuid != store.load("box").uuid


def test_a_long_clone_shows_its_progress_and_can_be_stopped(manager, make, row, store, qtbot, monkeypatch) -> None:
    make("box", disks=(Disk(path="disk.img"),))
    (store.root / "box" / "disk.img").write_bytes(b"x" * (12 << 20))
    row("box")
    check = Progress.check

    def slow(progress: Progress) -> None:
        import threading

        while progress.done and not progress.cancelled:
            threading.Event().wait(0.01)
        check(progress)

    monkeypatch.setattr(Progress, "check", slow)
    monkeypatch.setattr("engine.storage.sparse._share", lambda *_: False)
    ask_clone(manager, qtbot)
    manager.clones.confirm.click()
    qtbot.waitUntil(lambda: manager.tasks.isVisible() and manager.tasks.rows[0].bar.value() > 0, timeout=SHORT)
    assert "disk.img" in manager.tasks.rows[0].label.text()
    manager.tasks.rows[0].cancel.click()
    qtbot.waitUntil(lambda: not manager.tasks.isVisible(), timeout=SHORT)
    assert not (store.root / "box clone").exists()


def test_a_clone_of_a_snapshot_is_as_it_was_then(manager, make, row, store, qtbot) -> None:
    make("box", disks=(Disk(path="disk.img"),))
    disk = store.root / "box" / "disk.img"
    disk.write_bytes(b"then" * 1000)
    take(store, "box", "clean", "", Progress())
    disk.write_bytes(b"now" * 1000)
    row("box")
    ask_clone(manager, qtbot)
    panel = manager.clones
    assert [panel.source.itemData(index) for index in range(panel.source.count())] == ["", "clean"]
    assert panel.source.currentIndex() == 0, "of a machine that is off, its disks as they are"
    panel.source.setCurrentIndex(1)
    panel.name.setText("twin")
    panel.confirm.click()
    qtbot.waitUntil(lambda: [m.name for m in manager.list.chosen()] == ["twin"], timeout=SHORT)
    assert (store.root / "twin" / "disk.img").read_bytes() == b"then" * 1000


@pytest.mark.parametrize("shares", [True, False])
def test_linked_or_full_with_the_reason(manager, make, row, store, qtbot, monkeypatch, shares: bool) -> None:
    make("box", disks=(Disk(path="disk.img"),))
    (store.root / "box" / "disk.img").write_bytes(b"x")
    monkeypatch.setattr("engine.storage.sparse.can_share", lambda *_: shares)
    asked: list[str] = []
    monkeypatch.setattr("engine.clone.copy_sparse", lambda *words: asked.append(words[-1]))
    row("box")
    ask_clone(manager, qtbot)
    panel = manager.clones
    assert panel.linked.isChecked() is panel.linked.isEnabled() is shares
    assert ("cannot share blocks" in panel.why.text()) is not shares
    panel.confirm.click()
    qtbot.waitUntil(lambda: asked == ["must" if shares else "never"], timeout=SHORT)


def test_a_machine_that_runs_is_cloned_from_a_snapshot_or_offered_one(manager, make, row, store, qtbot) -> None:
    make("box", disks=(Disk(path="disk.img"),))
    (store.root / "box" / "disk.img").write_bytes(b"x" * 1024)
    machine = row("box")
    machine.start()
    qtbot.waitUntil(lambda: machine.state == "running", timeout=60000)
    clone, snapshot = manager.actions_["clone"], manager.actions_["snapshot"]
    qtbot.waitUntil(lambda: not clone.isEnabled(), timeout=SHORT)
    assert "take a snapshot" in clone.toolTip()
    snapshot.trigger()
    qtbot.waitUntil(lambda: manager.snapshots.isVisible(), timeout=SHORT)
    manager.snapshots.confirm.click()
    qtbot.waitUntil(clone.isEnabled, timeout=SHORT)
    qtbot.waitUntil(lambda: "“snapshot-1” was taken" in manager.message.what, timeout=SHORT)
    ask_clone(manager, qtbot)
    panel = manager.clones
    assert panel.source.currentData() == "snapshot-1"
    assert not panel.source.model().item(0).isEnabled()
    panel.confirm.click()
    qtbot.waitUntil(lambda: (store.root / "box clone" / "machine.toml").exists(), timeout=SHORT)
    assert machine.state == "running"


def test_snapshots_are_listed_when_a_machine_is_deleted_and_stay(manager, make, row, store, qtbot) -> None:
    make("box", disks=(Disk(path="disk.img"),))
    (store.root / "box" / "disk.img").write_bytes(b"x")
    for name in ("one", "two"):
        take(store, "box", name, "", Progress())
    row("box")
    place = store.root / "box" / "snapshots"
    manager.actions_["delete"].trigger()
    qtbot.waitUntil(lambda: manager.deleting.isVisible(), timeout=SHORT)
    boxes = dict(manager.deleting.boxes())
    assert set(boxes) == {store.root / "box" / "disk.img", place / "one", place / "two"}
    assert not any(box.isChecked() for box in boxes.values())
    for file in ("0-disk.img", "machine.toml", "snapshot.json"):
        assert file in boxes[place / "one"].text()
    boxes[place / "one"].click()
    assert manager.deleting.confirm.text() == "Delete, with what is ticked"
    manager.deleting.confirm.click()
    qtbot.waitUntil(lambda: not (store.root / "box" / "machine.toml").exists(), timeout=SHORT)
    assert not (place / "one").exists()
    assert (place / "two" / "0-disk.img").exists()


def test_an_export_says_that_snapshots_stay(manager, make, row, store, home: Path, qtbot) -> None:
    make("box")
    take(store, "box", "one", "", Progress())
    machine = row("box")
    manager.work.export_to(machine, home / "box.virtgui")
    qtbot.waitUntil(lambda: "exported" in manager.message.what, timeout=SHORT)
    assert "snapshots are not in it" in manager.message.remedy


def test_renaming(manager, make, row, store, fleet, qtbot) -> None:
    make("old")
    machine = row("old")
    manager.actions_["rename"].trigger()
    manager.names.name.setText("new")
    manager.names.confirm.click()
    qtbot.waitUntil(lambda: fleet.machine("new") is machine, timeout=SHORT)
    assert store.load("new").uuid == machine.uuid


def test_a_deleted_machine_comes_back_from_the_trash(manager, make, row, store, fleet, qtbot) -> None:
    make("box", disks=(Disk(path="disk.img"),))
    (store.root / "box" / "disk.img").write_bytes(b"precious")
    row("box")
    manager.actions_["delete"].trigger()
    qtbot.waitUntil(lambda: manager.deleting.isVisible(), timeout=SHORT)
    manager.deleting.boxes()[0][1].click()
    manager.deleting.confirm.click()
    qtbot.waitUntil(lambda: fleet.machine("box") is None and manager.message.isVisible(), timeout=SHORT)
    assert not (store.root / "box").exists()
    undo_button(manager).click()
    qtbot.waitUntil(lambda: fleet.machine("box") is not None, timeout=SHORT)
    assert (store.root / "box" / "disk.img").read_bytes() == b"precious"


def test_export_and_import_by_dropping_the_file(manager, make, row, store, fleet, home: Path, qtbot) -> None:
    make("box", memory_mib=24)
    machine = row("box")
    target = home / "box.virtgui"
    manager.work.export_to(machine, target)
    qtbot.waitUntil(lambda: "exported" in manager.message.what, timeout=SHORT)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(target))])
    drop = QDropEvent(
        QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    manager.dropEvent(drop)
    qtbot.waitUntil(lambda: fleet.machine("box 2") is not None, timeout=SHORT)
    assert store.load("box 2").memory_mib == 24


def test_what_cannot_be_imported_is_said(manager, fleet, home: Path, qtbot) -> None:
    (home / "bad.virtgui").write_bytes(b"nonsense")
    manager.take_file(str(home / "bad.virtgui"))
    qtbot.waitUntil(lambda: "is not a machine" in manager.message.what, timeout=SHORT)


def test_an_image_dropped_on_the_window_begins_a_new_machine(manager, fleet, home: Path, qtbot) -> None:
    image = home / "floppy.img"
    image.write_bytes(bytes(510) + b"\x55\xaa" + bytes(1474560 - 512))
    with qtbot.waitSignal(fleet.ready):
        fleet.open()
    manager.take_file(str(image))
    wizard = manager.opener.wizard
    qtbot.waitUntil(lambda: wizard.plan.draft.image is not None, timeout=SHORT)
    assert wizard.plan.draft.path == str(image)
    wizard.close()


def test_groups_by_drag_and_drop(manager, make, row, store, qtbot) -> None:
    make("a")
    make("b", group="Lab")
    a, b = row("a"), row("b")
    data = manager.tree.mimeData([manager.tree.index_of(a)])
    assert bytes(data.data(MIME).data()) == b"a"
    group = manager.tree.index_of(b).parent()
    assert manager.tree.canDropMimeData(data, Qt.DropAction.MoveAction, -1, -1, group)
    manager.tree.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, group)
    qtbot.waitUntil(lambda: store.load("a").group == "Lab", timeout=SHORT)
    qtbot.waitUntil(lambda: manager.tree.index_of(a).parent().isValid(), timeout=SHORT)
    manager.tree.dropMimeData(data, Qt.DropAction.MoveAction, -1, -1, manager.tree.index(-1, -1))
    qtbot.waitUntil(lambda: store.load("a").group == "", timeout=SHORT)


def test_groups_by_the_menu(manager, make, row, store, qtbot) -> None:
    make("a")
    machine = row("a")
    menu = QMenu(manager)
    manager.work.fill_groups(menu, [machine], ["Lab"])
    assert [action.text() for action in menu.actions() if action.text()] == ["No group", "Lab", "New group…"]
    menu.actions()[-1].trigger()
    manager.names.name.setText("Home")
    manager.names.confirm.click()
    qtbot.waitUntil(lambda: store.load("a").group == "Home", timeout=SHORT)


def test_menus_that_are_filled_when_they_open_leave_nothing_behind(manager, make, row) -> None:
    make("a")
    row("a")
    menus = manager.menus

    def opened() -> tuple[int, list[str], list[str]]:
        texts = []
        for menu in (menus.group, menus.columns):
            menu.aboutToShow.emit()
            texts.append([action.text() for action in menu.actions()])
        return len(manager.findChildren(QObject)), *texts

    first = opened()
    assert first[1][0] == "No group" and first[2][0] == "State"
    assert opened() == opened() == first


def test_a_group_menu_that_cannot_be_used_says_why(manager, make, row, store, fleet, qtbot) -> None:
    for name in "ab":
        make(name)
        (store.root / name / "machine.toml").write_text("nonsense")
        row(name)
    action = manager.menus.group.menuAction()
    manager.list.selectAll()
    assert len(manager.views.chosen()) == 2
    manager.menus.machine.aboutToShow.emit()
    assert not action.isEnabled()
    assert "description is broken" in action.toolTip()
    manager.list.clearSelection()
    manager.menus.machine.aboutToShow.emit()
    assert "Select a machine" in action.toolTip()


def test_the_menu_of_the_right_button_has_what_the_machine_menu_has(manager, make, row, qtbot) -> None:
    make("a")
    row("a")
    manager.list.customContextMenuRequested.emit(QPoint(5, 5))
    menus = [menu for menu in manager.findChildren(QMenu) if manager.actions_["clone"] in menu.actions()]
    assert len(menus) == 2
    for menu in menus:
        assert {manager.actions_[verb] for verb in ("start", "snapshot", "clone", "rename", "export", "delete")} <= {
            *menu.actions()
        }
        menu.close()


def test_search_finds_the_iso_and_the_filter_what_is_off(manager, make, row, qtbot) -> None:
    make("a", cdrom="/isos/debian-12.iso")
    make("b")
    row("a")
    row("b")
    manager.bar.search.setText("debian")
    assert [machine.name for machine in manager.tree.machines()] == ["a"]
    manager.bar.search.clear()
    manager.bar.show_.setCurrentIndex(manager.bar.show_.findData("running"))
    manager.bar.show_.activated.emit(1)
    assert manager.tree.machines() == []
    assert manager.empty.isVisible()
    manager.empty.clear.click()
    assert len(manager.tree.machines()) == 2


def test_columns_are_chosen_and_remembered(manager, make, row, fleet, bridge, qtbot) -> None:
    make("a")
    row("a")
    manager.menus.columns.aboutToShow.emit()
    exits = next(action for action in manager.menus.columns.actions() if action.text() == "Exits")
    exits.trigger()
    assert manager.list.isColumnHidden(Column.EXITS)
    manager.close()
    again = ManagerWindow(fleet, bridge, None, manager._settings)
    qtbot.addWidget(again)
    assert again.list.isColumnHidden(Column.EXITS)
    assert not again.list.isColumnHidden(Column.CPU)


def test_the_machine_menu_groups_too(manager, make, row, store, qtbot) -> None:
    make("a")
    make("b", group="Lab")
    row("b")
    row("a")
    manager.menus.machine.aboutToShow.emit()
    assert manager.menus.group.menuAction().isEnabled()
    manager.menus.group.aboutToShow.emit()
    next(action for action in manager.menus.group.actions() if action.text() == "Lab").trigger()
    qtbot.waitUntil(lambda: store.load("a").group == "Lab", timeout=SHORT)
    manager.list.clearSelection()
    manager.menus.machine.aboutToShow.emit()
    assert "Select a machine" in manager.menus.group.menuAction().toolTip()


def test_several_that_were_deleted_together_come_back_together(manager, make, row, store, fleet, qtbot) -> None:
    for name in ("a", "b"):
        make(name)
        row(name)
    manager.list.selectAll()
    manager.actions_["delete"].trigger()
    qtbot.waitUntil(lambda: manager.deleting.isVisible(), timeout=SHORT)
    manager.deleting.confirm.click()
    qtbot.waitUntil(lambda: len(fleet) == 0 and manager.message.isVisible(), timeout=SHORT)
    assert {"a", "b"} <= set(manager.message.what.replace(".", "").replace(",", "").split())
    undo_button(manager).click()
    qtbot.waitUntil(lambda: len(fleet) == 2, timeout=SHORT)
