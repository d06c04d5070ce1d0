"""Whoever does not see the windows and their panels can use them: each control has a name."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QScrollBar,
    QWidget,
)

from engine.config import Disk, Network, Serial
from engine.doctor.finding import Finding
from virtgui.windows.doctor import DoctorWindow
from virtgui.windows.machine_action import VIEWS
from virtgui.wizard.window import NewMachineWizard

SHORT = 20000
CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
)


def nameless(root: QWidget) -> list[str]:
    """The controls to be seen that a screen reader has no word for."""
    buddies = {label.buddy() for label in root.findChildren(QLabel) if label.buddy() is not None}
    found = []
    for kind in CONTROLS:
        for control in root.findChildren(kind):
            inside = isinstance(control.parent(), (QAbstractSpinBox, QComboBox, QLineEdit, QHeaderView))
            qts_own = control.objectName().startswith("qt_") or isinstance(control, (QScrollBar, QHeaderView))
            if inside or qts_own or not control.isVisible() or control.window() is not root.window():
                continue
            text = control.text() if isinstance(control, QAbstractButton) else ""
            proxied = any(buddy.focusProxy() is control for buddy in buddies)
            if not (control.accessibleName() or text or control in buddies or proxied):
                found.append(f"{type(control).__name__} in {type(control.parent()).__name__}: {control.toolTip()}")
    return found


def test_the_manager_and_what_opens_in_it(manager, make, row, store, qtbot) -> None:
    make("a")
    (store.root / "a" / "disk.img").write_bytes(b"x")
    machine = row("a")
    assert nameless(manager) == []
    manager.actions_["clone"].trigger()
    qtbot.waitUntil(lambda: manager.clones.isVisible(), timeout=SHORT)
    assert nameless(manager) == []
    manager.clones.close_panel()
    manager.actions_["snapshot"].trigger()
    qtbot.waitUntil(lambda: manager.snapshots.isVisible(), timeout=SHORT)
    assert nameless(manager) == []
    manager.snapshots.close_panel()
    manager.actions_["rename"].trigger()
    assert manager.names.isVisible()
    assert nameless(manager) == []
    manager.names.close_panel()
    manager.actions_["delete"].trigger()
    qtbot.waitUntil(lambda: manager.deleting.isVisible(), timeout=SHORT)
    assert nameless(manager) == []
    manager.deleting.close_panel()
    manager.bar.grid.trigger()
    manager.work.say.emit("What", "Remedy", "info", [("Undo", lambda: None)])
    assert nameless(manager) == []
    assert machine.name == "a"


@pytest.mark.parametrize("step", range(4))
def test_every_page_of_the_wizard(fleet, bridge, store, qtbot, step: int) -> None:
    wizard = NewMachineWizard(store, bridge)
    qtbot.addWidget(wizard)
    wizard.show()
    qtbot.waitUntil(lambda: wizard.plan.host is not None, timeout=SHORT)
    wizard.go(step)
    assert wizard.step == step
    assert nameless(wizard) == []


def test_every_page_of_a_machines_window(manager, make, row, qtbot) -> None:
    ports, network, disk = (Serial(), Serial()), Network(backend="loopback"), Disk(path="disk.img")
    make("a", serial=ports, networks=(network,), disks=(disk,), cdrom="", floppy="")
    machine = row("a")
    manager.open_machine(machine)
    window = manager.windows()[machine]
    for view in VIEWS:
        window.show_view(view)
        assert (view, nameless(window)) == (view, [])
    window.show_view("details")
    page = window.details_page
    for number in range(page.list.count()):
        page.list.setCurrentRow(number)
        assert (page.list.item(number).text(), nameless(window)) == (page.list.item(number).text(), [])
    page.show_part("memory")
    page.form.editors["memory_mib"].widget.setValue(64)
    assert page.bar.isVisible()
    assert nameless(window) == []
    page.bar.discard.click()
    window.show_view("snapshots")
    window.snapshot_page.take.trigger()
    qtbot.waitUntil(lambda: window.snapshot_page.panel.isVisible(), timeout=SHORT)
    assert nameless(window) == []


def test_the_bars_of_the_consoles(manager, make, row, qtbot) -> None:
    make("a")
    machine = row("a")
    manager.open_machine(machine)
    window = manager.windows()[machine]
    window.screen_page.show_find()
    window.screen_page.typing.show()
    window.screen_page.fault.show()
    window.reveal.show()
    assert nameless(window) == []
    window.show_view("serial")
    window.serial_page.show_find()
    assert nameless(window) == []


def test_the_doctor(bridge, qtbot) -> None:
    findings = [
        Finding("KVM", "problem", "not there", "Slow.", command="modprobe kvm"),
        Finding("group", "warning", "not in it", "Slow.", command="usermod"),
        Finding("memory", "ok", "enough"),
    ]
    doctor = DoctorWindow(bridge, look=lambda: findings)
    qtbot.addWidget(doctor)
    doctor.show()
    assert nameless(doctor) == []
    doctor.look()
    qtbot.waitUntil(lambda: doctor.findings == findings, timeout=SHORT)
    assert nameless(doctor) == []
