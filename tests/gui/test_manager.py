from __future__ import annotations

import os
import signal
import threading
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QPushButton

from engine.config import Disk
from engine.doctor.finding import Finding
from engine.welcome import ensure_welcome
from tests.support.stopwatch import undisturbed_s
from virtgui.models import process
from virtgui.models.machine import Machine, MachineState
from virtgui.models.sample import Sample
from virtgui.models.tree import MACHINE_ROLE, Column
from virtgui.theme import Theme
from virtgui.widgets.machine_delegate import summary, tone
from virtgui.windows.doctor import DoctorWindow
from virtgui.windows.manager import ManagerWindow

SHORT = 20000
LONG = 60000


def click(qtbot, manager: ManagerWindow, verb: str) -> None:
    """On the toolbar's button of an action."""
    button = manager.bar.widgetForAction(manager.actions_[verb])
    if verb in ("start", "resume"):
        assert manager.bar.run.defaultAction() is manager.actions_[verb]
        button = manager.bar.run
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def click_row(qtbot, manager: ManagerWindow, machine: Machine, double: bool = False) -> None:
    centre = manager.list.visualRect(manager.tree.index_of(machine)).center()
    viewport = manager.list.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=centre)
    if double:
        qtbot.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=centre)


def test_an_empty_store_teaches_and_brings_welcome_back(manager, fleet, qtbot):
    with qtbot.waitSignal(fleet.ready):
        fleet.open()
    assert manager.empty.isVisible()
    assert manager.empty.new.isVisible()
    qtbot.mouseClick(manager.empty.welcome, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: fleet.machine("Welcome") is not None, timeout=SHORT)
    qtbot.waitUntil(lambda: manager.list.isVisible(), timeout=SHORT)
    qtbot.waitUntil(lambda: [m.name for m in manager.list.chosen()] == ["Welcome"], timeout=SHORT)


def test_the_first_row_that_can_run_is_selected_at_the_start(manager, make, fleet, store, qtbot):
    make("Alpha", group="Lab")  # First by its name, but its group comes after Welcome.
    with qtbot.waitSignal(fleet.ready):
        fleet.open(prepare=lambda: ensure_welcome(store))
    assert [machine.name for machine in manager.list.chosen()] == ["Welcome"]
    assert manager.actions_["start"].isEnabled()
    make("Aaa")
    fleet.rescan()
    qtbot.waitUntil(lambda: len(manager.tree.machines()) == 3, timeout=SHORT)
    assert [machine.name for machine in manager.list.chosen()] == ["Welcome"]


def test_welcome_runs_at_a_click_and_is_seen(manager, fleet, store, row, qtbot):
    ensure_welcome(store)
    machine = row("Welcome")
    assert "32 MiB" in summary(machine)
    click(qtbot, manager, "start")
    qtbot.waitUntil(lambda: machine.state is MachineState.RUNNING, timeout=LONG)
    assert machine in manager.windows()
    qtbot.waitUntil(lambda: manager.thumbnails.of(machine) is not None, timeout=LONG)
    qtbot.waitUntil(lambda: len(machine.history) > 1, timeout=SHORT)
    texts = [manager.tree.index_of(machine, column).data() for column in Column]
    assert texts[Column.STATE].startswith("Running")
    assert texts[Column.CPU].endswith(" %")
    assert texts[Column.MEMORY].endswith("MiB")
    assert texts[Column.DISK].endswith("B/s")
    assert texts[Column.EXITS].endswith("/s")


def test_pause_resume_and_power_off_from_the_toolbar(manager, make, row, qtbot):
    make("a")
    machine = row("a")
    machine.start()
    qtbot.waitUntil(lambda: machine.state is MachineState.RUNNING, timeout=LONG)
    click(qtbot, manager, "pause")
    qtbot.waitUntil(lambda: machine.state is MachineState.PAUSED, timeout=SHORT)
    click(qtbot, manager, "resume")
    qtbot.waitUntil(lambda: machine.state is MachineState.RUNNING, timeout=SHORT)
    manager.bar.stop.menu().actions()[2].trigger()
    qtbot.waitUntil(lambda: machine.state is MachineState.OFF, timeout=SHORT)


def test_what_cannot_be_done_says_why(manager, make, row, fleet, monkeypatch, qtbot):
    seen, launch = threading.Event(), process.launch

    def held(*arguments):
        assert seen.wait(LONG / 1000)
        return launch(*arguments)

    monkeypatch.setattr(process, "launch", held)
    make("a")
    assert "Select a machine" in manager.actions_["start"].toolTip()
    machine = row("a")
    assert manager.actions_["start"].isEnabled()
    for verb in ("pause", "stop", "kill", "reset"):
        assert not manager.actions_[verb].isEnabled()
        assert "off" in manager.actions_[verb].toolTip()
    assert not manager.bar.stop.isEnabled()
    machine.start()
    qtbot.waitUntil(lambda: "starting" in manager.actions_["delete"].toolTip(), timeout=SHORT)
    seen.set()
    qtbot.waitUntil(lambda: machine.state is MachineState.RUNNING, timeout=LONG)
    assert "running" in manager.actions_["start"].toolTip()
    assert manager.bar.stop.isEnabled()


def test_a_guest_that_cannot_shut_down_can_still_lose_its_power(manager, make, row, qtbot):
    make("a")
    machine = row("a")
    machine.start(paused=True)
    qtbot.waitUntil(lambda: machine.state is MachineState.PAUSED, timeout=LONG)
    assert not manager.actions_["stop"].isEnabled()
    assert manager.actions_["kill"].isEnabled()
    assert manager.bar.stop.isEnabled()


def test_double_click_and_enter_open_the_window_without_starting(manager, make, row, qtbot):
    make("a")
    make("b")
    machine, other = row("a"), row("b")
    click_row(qtbot, manager, machine, double=True)
    assert list(manager.windows()) == [machine]
    assert machine.state is MachineState.OFF
    manager.list.choose(other)
    qtbot.keyClick(manager.list, Qt.Key.Key_Return)
    assert set(manager.windows()) == {machine, other}
    window = manager.windows()[machine]
    manager.open_machine(machine)
    assert manager.windows()[machine] is window
    window.close()
    qtbot.waitUntil(lambda: machine not in manager.windows(), timeout=SHORT)


def test_closing_a_machines_window_leaves_it_running_and_reopening_works(manager, make, row, qtbot):
    make("a")
    machine = row("a")
    manager.run_machine(machine)
    qtbot.waitUntil(lambda: machine.state is MachineState.RUNNING, timeout=LONG)
    manager.windows()[machine].close()
    qtbot.waitUntil(lambda: not manager.windows(), timeout=SHORT)
    assert machine.state is MachineState.RUNNING
    machine.execute("no-such-command")  # Its failure is told to nobody who has gone.
    qtbot.waitUntil(lambda: "no-such-command" in manager.message.what, timeout=SHORT)
    manager.open_machine(machine)
    machine.kill()
    qtbot.waitUntil(lambda: machine.state is MachineState.OFF, timeout=SHORT)


def test_what_the_wizard_made_is_selected_and_started(manager, make, fleet, opened, qtbot):
    make("old")
    opened("old")
    qtbot.mouseClick(manager.bar.widgetForAction(manager.bar.new), Qt.MouseButton.LeftButton)
    wizard = manager.opener.wizard
    assert wizard is not None
    assert wizard.isVisible()
    make("fresh")
    wizard.created.emit("fresh", True)
    qtbot.waitUntil(lambda: fleet.machine("fresh") is not None, timeout=SHORT)
    machine = fleet.machine("fresh")
    qtbot.waitUntil(lambda: manager.list.chosen() == [machine], timeout=SHORT)
    qtbot.waitUntil(lambda: machine.state is MachineState.RUNNING, timeout=LONG)
    assert machine in manager.windows()
    wizard.close()
    qtbot.waitUntil(lambda: manager.opener.wizard is None, timeout=SHORT)


def test_several_machines_at_once(manager, make, row, fleet, qtbot):
    for name in ("a", "b", "c"):
        make(name)
    first, last = row("a"), row("c")
    manager.list.choose(first)
    manager.list.selectAll()
    assert [machine.name for machine in manager.list.chosen()] == ["a", "b", "c"]
    for machine in (first, last):
        machine.start(paused=True)
    qtbot.waitUntil(lambda: first.state is last.state is MachineState.PAUSED, timeout=LONG)
    assert [machine.name for machine in manager.list.chosen()] == ["a", "b", "c"]
    manager.actions_["kill"].trigger()
    qtbot.waitUntil(lambda: first.state is last.state is MachineState.OFF, timeout=SHORT)


def test_search_filters_and_escape_clears_it(manager, make, row, qtbot):
    make("alpine", notes="web server")
    make("debian")
    row("alpine")
    qtbot.keyClicks(manager.bar.search, "server")
    assert [machine.name for machine in manager.tree.machines()] == ["alpine"]
    assert [machine.name for machine in manager.list.chosen()] == ["alpine"]
    qtbot.keyClicks(manager.bar.search, " xyz")
    assert manager.empty.isVisible()
    assert manager.empty.clear.isVisible()
    qtbot.keyClick(manager.bar.search, Qt.Key.Key_Escape)
    assert manager.list.isVisible()
    assert len(manager.tree.machines()) == 2


def test_a_group_is_folded_by_a_click_and_stays_folded(manager, make, row, fleet, qtbot):
    make("a", group="Lab")
    make("b")
    machine = row("a")
    heading = manager.tree.index_of(machine).parent()
    assert heading.data(MACHINE_ROLE) is None
    assert manager.list.isExpanded(heading)
    centre = manager.list.visualRect(heading).center()
    qtbot.mouseClick(manager.list.viewport(), Qt.MouseButton.LeftButton, pos=centre)
    assert not manager.list.isExpanded(heading)
    make("c")
    qtbot.waitUntil(lambda: len(manager.tree.machines()) == 3, timeout=SHORT)
    assert not manager.list.isExpanded(manager.tree.index_of(machine).parent())


def test_deleting_ticks_nothing_and_lists_every_file(manager, make, row, fleet, store, qtbot):
    make("a")
    (store.root / "a" / "disk.img").write_bytes(b"precious")
    row("a")
    click(qtbot, manager, "delete")
    qtbot.waitUntil(lambda: manager.deleting.isVisible(), timeout=SHORT)
    assert [path.name for path, _ in manager.deleting.boxes()] == ["disk.img"]
    assert not any(box.isChecked() for box in manager.deleting.findChildren(QCheckBox))
    assert manager.deleting.cancel.hasFocus()
    qtbot.mouseClick(manager.deleting.confirm, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: fleet.machine("a") is None, timeout=SHORT)
    assert (store.root / "a" / "disk.img").exists()
    assert not manager.deleting.isVisible()


def test_deleting_can_be_thought_better_of(manager, make, row, store, qtbot):
    make("a")
    row("a")
    manager.actions_["delete"].trigger()
    qtbot.waitUntil(lambda: manager.deleting.isVisible(), timeout=SHORT)
    qtbot.keyClick(manager.deleting.cancel, Qt.Key.Key_Escape)
    assert not manager.deleting.isVisible()
    assert (store.root / "a" / "machine.toml").exists()


def test_after_a_deletion_the_nearest_row_is_selected(manager, make, row, fleet, store, qtbot):
    machines = {}
    for name in "abc":
        make(name)
        machines[name] = row(name)
    for gone, chosen in (("b", "c"), ("c", "a")):
        manager.list.choose(machines[gone])
        machines[gone].delete()
        qtbot.waitUntil(lambda gone=gone: fleet.machine(gone) is None, timeout=SHORT)
        assert manager.list.chosen() == [machines[chosen]]
        assert manager.actions_["start"].isEnabled()


def test_a_broken_machine_can_be_opened(manager, make, row, store, qtbot):
    make("a")
    (store.root / "a" / "machine.toml").write_text("name = 3")
    machine = row("a")
    assert machine.state is MachineState.BROKEN
    assert manager.actions_["open"].isEnabled()
    manager.open_machine(machine)
    page = manager.windows()[machine].screen_page
    assert page.file_button.isVisible()


def test_a_ticked_disk_goes(manager, make, row, fleet, store, qtbot):
    make("a")
    (store.root / "a" / "disk.img").write_bytes(b"junk")
    row("a")
    manager.actions_["delete"].trigger()
    qtbot.waitUntil(lambda: manager.deleting.isVisible(), timeout=SHORT)
    manager.deleting.boxes()[0][1].click()
    assert "1 disk" in manager.deleting.confirm.text()
    manager.deleting.confirm.click()
    qtbot.waitUntil(lambda: not (store.root / "a").exists(), timeout=SHORT)


def test_a_crash_is_shown_with_its_reason(manager, make, row, qtbot):
    make("a")
    machine = row("a")
    machine.start()
    qtbot.waitUntil(lambda: machine.state is MachineState.RUNNING, timeout=LONG)
    os.kill(machine.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: machine.state is MachineState.CRASHED, timeout=SHORT)
    state = manager.tree.index_of(machine, Column.STATE)
    assert state.data() == "Crashed"
    assert "killed" in state.data(Qt.ItemDataRole.ToolTipRole)
    assert manager.actions_["start"].isEnabled()


def test_a_failure_is_one_inline_message_with_a_way_on(manager, make, row, qtbot):
    make("a", disks=(Disk(path="/nowhere/a.img"),))
    machine = row("a")
    machine.start()
    qtbot.waitUntil(lambda: manager.message.isVisible(), timeout=LONG)
    assert "/nowhere/a.img" in manager.message.what
    assert manager.message.remedy
    assert manager.tree.index_of(machine, Column.STATE).data() == "Could not start"
    qtbot.keyClick(manager.message, Qt.Key.Key_Escape)
    assert not manager.message.isVisible()


def test_a_hung_machine_delays_no_click(manager, make, row, qtbot):
    make("a")
    machine = row("a")
    machine.start()
    qtbot.waitUntil(lambda: machine.state is MachineState.RUNNING and machine.link is not None, timeout=LONG)
    os.kill(machine.pid, signal.SIGSTOP)
    began = undisturbed_s()
    for verb in ("pause", "stop", "reset"):
        manager.actions_[verb].trigger()
    manager.bar.search.setText("a")
    manager.grab()
    assert undisturbed_s() - began < 0.3
    qtbot.waitUntil(lambda: "its process is stopped" in manager.tree.index_of(machine, 1).data(), timeout=SHORT)


def test_an_unknown_name_is_said_not_raised(manager, fleet, qtbot):
    manager.open_named("nobody")
    assert "nobody" in manager.message.what
    assert manager.message.isVisible()


def test_the_status_line_tells_of_the_host(manager, make, row, fleet, qtbot):
    make("a", memory_mib=512)
    row("a")
    qtbot.waitUntil(lambda: manager.status.facts is not None, timeout=SHORT)
    qtbot.waitUntil(lambda: " %" in manager.status.cpu.text(), timeout=SHORT)
    assert f"{os.cpu_count()} CPUs" in manager.status.cpu.text()
    assert "0.0 of" in manager.status.memory.text()
    assert "free" in manager.status.disk.text()
    assert manager.status.kvm.text().startswith("KVM")
    machine = fleet.machine("a")
    machine.state = MachineState.RUNNING
    manager.status.refresh()
    assert "0.5 of" in manager.status.memory.text()
    assert "1 running" in manager.status.count.text()
    machine.state = MachineState.OFF


def test_light_and_dark_paint_every_state(fleet, bridge, store, make, opened, qtbot, qapp):
    make("a")
    make("b", group="Lab")
    theme = Theme(qapp, "dark")
    window = ManagerWindow(fleet, bridge, theme)
    qtbot.addWidget(window)
    window.show()
    machine = opened("a")
    qtbot.waitUntil(lambda: len(window.tree.machines()) == 2, timeout=SHORT)
    pictures = set()
    for scheme in ("dark", "light"):
        window.menus.scheme[scheme].trigger()
        qapp.processEvents()
        for state in MachineState:
            machine.state, machine.reason = state, "Because."
            assert tone(machine, theme.colours).isValid()
            image = window.grab().toImage()
            pictures.add(image.pixelColor(5, 300).name())
    machine.state = MachineState.OFF
    window.menus.scheme["system"].trigger()
    assert len(pictures) == 2


def test_three_hundred_machines_cost_little_each_second(manager, fleet, make, opened, qtbot, qapp):
    for number in range(300):
        make(f"m{number:03}")
    opened("m299")
    qtbot.waitUntil(lambda: len(manager.tree.machines()) == 300, timeout=LONG)
    for machine in fleet:
        machine.state = MachineState.RUNNING
        for second in range(60):
            machine.history.append(Sample(second, second, 1, 1, 1 << 25, 0, 0, 0, 0, (second,)))
    manager.list.update_visible()
    began = time.process_time()
    for second in range(5):
        for machine in fleet:
            machine.history.append(Sample(60 + second, 1, 1, 1, 1 << 25, 0, 0, 0, 0, (1,)))
        manager.views.tick()
        qapp.processEvents()
    spent = (time.process_time() - began) / 5
    for machine in fleet:
        machine.state = MachineState.OFF
    assert spent < 0.15, f"{spent * 1000:.0f} ms of CPU for each second"


def test_the_doctor_comes_from_the_menu_the_status_line_and_a_message(manager, make, row, qtbot):
    manager.menus.doctor.trigger()
    doctor = manager.findChild(DoctorWindow)
    assert doctor.isVisible()
    for way in (manager.status.kvm.click, manager.message.doctor_wanted.emit):
        doctor.close()
        way()
        assert doctor.isVisible()
    doctor.close()
    manager.message.show_message("open failed: this user may not use it.", "ls -l /dev/kvm")
    next(each for each in manager.message.findChildren(QPushButton) if each.text() == "Doctor").click()
    assert doctor.isVisible()


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        (Finding("KVM", "warning", "not in the group", "Slow.", command="usermod"), "KVM: not in the group"),
        (Finding("memory", "ok", "enough"), ""),
    ],
)
def test_the_first_start_looks_at_the_host_once_and_is_silent_when_all_is_well(
    manager, monkeypatch, finding, said, qtbot
):
    looks: list[int] = []

    def look() -> list[Finding]:
        looks.append(1)
        return [finding]

    monkeypatch.setattr("engine.doctor.apart.examine_apart", look)
    manager.examine_once()
    manager.examine_once()
    qtbot.waitUntil(lambda: manager.message.what == said and bool(looks), timeout=LONG)
    assert len(looks) == 1
