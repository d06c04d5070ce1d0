"""virtgui.windows.manager_delete: no disk goes that is not ticked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from virtgui.windows.manager_delete import DeletePanel

SHORT = 20000


@pytest.fixture
def panel(qtbot) -> DeletePanel:
    panel = DeletePanel()
    qtbot.addWidget(panel)
    return panel


def test_several_machines_and_their_disks(panel, make, opened, fleet, store, qtbot) -> None:
    for name, disks in (("a", 2), ("b", 1)):
        make(name)
        for number in range(disks):
            (store.root / name / f"{number}.img").touch()
    panel.ask([opened("a"), opened("b")])
    qtbot.waitUntil(panel.isVisible, timeout=SHORT)
    assert [str(path.relative_to(store.root)) for path, _ in panel.boxes()] == ["a/0.img", "a/1.img", "b/0.img"]
    labels = [panel.confirm.text()]
    for _, box in panel.boxes()[1:]:
        box.click()
        labels.append(panel.confirm.text())
    assert labels == ["Delete, keep the disks", "Delete, with 1 disk", "Delete, with 2 disks"]
    with qtbot.waitSignal(panel.closed):
        panel.confirm.click()
    qtbot.waitUntil(lambda: len(fleet) == 0, timeout=SHORT)
    assert [str(path.relative_to(store.root)) for path in store.root.rglob("*.img")] == ["a/0.img"]


def test_a_machine_without_disks_asks_about_none(panel, make, opened, store, qtbot) -> None:
    make("a")
    panel.ask([opened("a")])
    qtbot.waitUntil(panel.isVisible, timeout=SHORT)
    assert panel.boxes() == []
    assert panel.confirm.text() == "Delete"
    said = "\n".join(label.text() for label in panel.findChildren(QLabel))
    assert str(store.root / "a" / "machine.toml") in said


def test_keeping_and_asking_about_another(panel, make, opened, fleet, store, qtbot) -> None:
    make("a")
    make("b")
    (store.root / "a" / "0.img").touch()
    panel.ask([opened("a")])
    qtbot.waitUntil(panel.isVisible, timeout=SHORT)
    qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.isHidden()
    panel.ask([opened("b")])
    qtbot.waitUntil(panel.isVisible, timeout=SHORT)
    assert panel.boxes() == [], "those of the machine before are forgotten"
    panel.confirm.click()
    qtbot.waitUntil(lambda: fleet.machine("b") is None, timeout=SHORT)
    assert fleet.machine("a") is not None
