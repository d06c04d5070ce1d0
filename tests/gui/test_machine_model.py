from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import msgspec
import pytest

from engine.config import Disk
from engine.launch import start
from tests.guests.image import boot_sector
from tests.support.stopwatch import undisturbed_s
from virtgui.models.fleet import Fleet
from virtgui.models.machine import Machine, MachineState
from virtgui.models.session import LINE, Report
from virtgui.models.state import why_not

NO_BOOT = "Nothing to boot"
SHORT = 20000
LONG = 60000


def shows(machine: Machine, text: str) -> bool:
    assert machine.link is not None
    machine.link.screen.refresh()
    return any(text in line for line in machine.link.screen.text())


def test_a_machine_starts_shows_its_screen_and_is_measured(make, running, qtbot):
    make("a")
    machine = running("a")
    machine.look(True)
    qtbot.waitUntil(lambda: shows(machine, NO_BOOT), timeout=LONG)
    qtbot.waitUntil(lambda: len(machine.history) > 1, timeout=SHORT)
    sample = machine.history[-1]
    assert sample.memory_bytes > 10 << 20
    assert sum(s.exits_total for s in machine.history) > 0
    assert sum(s.cpu for s in machine.history) > 0
    assert abs(machine.started - time.time()) < 60
    assert machine.facts["accel"] in ("kvm", "soft")
    assert machine.pid > 0


def test_pause_and_resume(make, running, qtbot):
    make("a")
    machine = running("a")
    machine.pause()
    qtbot.waitUntil(lambda: machine.state is MachineState.PAUSED, timeout=SHORT)
    assert machine.can("resume") == ""
    assert "resume it first" in machine.can("stop")
    machine.resume()
    qtbot.waitUntil(lambda: machine.state is MachineState.RUNNING, timeout=SHORT)


def test_starting_paused(make, opened, qtbot):
    make("a")
    machine = opened("a")
    machine.start(paused=True)
    qtbot.waitUntil(lambda: machine.state is MachineState.PAUSED, timeout=LONG)


def test_power_off_and_its_reason(make, running, qtbot):
    make("a")
    machine = running("a")
    machine.kill()
    assert machine.state is MachineState.STOPPING
    qtbot.waitUntil(lambda: machine.state is MachineState.OFF, timeout=SHORT)
    assert "Powered off" in machine.reason
    assert machine.link is None
    assert machine.pid == 0
    assert machine.directory.thumbnail.exists()


def test_a_killed_process_is_noticed_at_once_and_can_be_started_again(make, running, fleet, qtbot):
    make("a")
    machine = running("a")
    fleet._sampling.stop()  # Nobody looks at it: its end is told.
    os.kill(machine.pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: machine.state is MachineState.CRASHED, timeout=SHORT)
    assert "killed" in machine.reason
    assert machine.remedy
    machine.start()
    qtbot.waitUntil(lambda: machine.state is MachineState.RUNNING, timeout=LONG)
    assert machine.reason == ""


def test_a_machine_that_cannot_start_says_why(make, opened, qtbot):
    make("a", disks=(Disk(path="/nowhere/a.img"),))
    machine = opened("a")
    with qtbot.waitSignal(machine.failed, timeout=LONG) as failure:
        machine.start()
    what, remedy = failure.args
    assert "/nowhere/a.img" in what
    assert remedy
    assert machine.could_not_start
    assert (machine.state, machine.reason, machine.remedy) == (MachineState.OFF, what, remedy)
    assert machine.can("start") == ""


def test_a_stopped_process_delays_nothing_and_can_be_powered_off(make, running, qtbot):
    make("a")
    machine = running("a")
    qtbot.waitUntil(lambda: len(machine.history) > 0, timeout=SHORT)
    os.kill(machine.pid, signal.SIGSTOP)
    qtbot.waitUntil(lambda: machine.hung, timeout=SHORT)
    began = undisturbed_s()
    machine.pause()
    machine.reset()
    machine.look(True)
    machine.key("a", True)
    machine.mouse_move(1, 2)
    machine.type_text("abc")
    assert undisturbed_s() - began < 0.05
    machine.kill()
    qtbot.waitUntil(lambda: machine.state is MachineState.OFF, timeout=SHORT)
    assert "force" in machine.reason


def test_an_unanswered_command_says_so(make, running, qtbot):
    make("a")
    machine = running("a")
    os.kill(machine.pid, signal.SIGSTOP)
    with qtbot.waitSignal(machine.failed, timeout=LONG) as failure:
        machine.execute("query-status", timeout_s=0.3)
    assert "did not answer" in failure.args[0]


def test_the_power_button_is_pressed_and_ignored(make, running, qtbot):
    make("a")
    machine = running("a")
    machine.stop()
    qtbot.waitUntil(lambda: machine.state is MachineState.STOPPING, timeout=SHORT)
    assert machine.can("kill") == ""
    machine._patience.start(1)
    qtbot.waitUntil(lambda: machine.state is MachineState.RUNNING, timeout=SHORT)
    assert "not reacted" in machine.reason
    assert machine.remedy


def test_reset_starts_the_guest_anew(make, running, tmp_path, qtbot):
    make("a", disks=(Disk(path=str(boot_sector(tmp_path, "hello"))),))
    machine = running("a")

    def greetings() -> int:
        return machine.directory.serial_log(0).read_bytes().count(b"Hello from the boot sector")

    qtbot.waitUntil(lambda: greetings() == 1, timeout=LONG)
    machine.reset()
    qtbot.waitUntil(lambda: greetings() == 2, timeout=LONG)
    assert machine.state is MachineState.RUNNING


def test_the_display_is_announced_only_while_somebody_looks(make, running, qtbot):
    make("a")
    machine = running("a")
    seen: list[int] = []
    machine.display_changed.connect(lambda: seen.append(1))
    machine.look(True)
    machine.look(True)
    qtbot.waitUntil(lambda: len(seen) > 0, timeout=LONG)
    machine.look(False)
    assert machine.looked_at
    machine.look(False)
    assert not machine.looked_at


def test_a_screenshot_goes_to_a_file(make, running, home, qtbot):
    make("a")
    machine = running("a")
    path = home / "shot.png"
    done: list[int] = []
    machine.screenshot(path, lambda: done.append(1))
    qtbot.waitUntil(lambda: bool(done), timeout=SHORT)
    assert path.read_bytes().startswith(b"\x89PNG")


def test_another_manager_finds_what_runs_and_both_see_its_end(make, running, store, bridge, qtbot):
    make("a")
    machine = running("a")
    fleet = Fleet(store, bridge)
    fleet.open()
    qtbot.waitUntil(lambda: len(fleet) == 1 and fleet.machine("a").state is MachineState.RUNNING, timeout=SHORT)
    second = fleet.machine("a")
    assert second.pid == machine.pid
    assert second.started == machine.started
    qtbot.waitUntil(lambda: second.link is not None, timeout=SHORT)
    second.kill()
    qtbot.waitUntil(lambda: machine.state is second.state is MachineState.OFF, timeout=SHORT)
    fleet.close()


def test_a_machine_started_elsewhere_is_noticed(make, opened, qtbot):
    config = make("a")
    machine = opened("a")
    started = start(machine.directory, config.uuid)
    qtbot.waitUntil(lambda: machine.state is MachineState.RUNNING, timeout=LONG)
    assert machine.pid == started.pid
    machine.kill()
    qtbot.waitUntil(lambda: machine.state is MachineState.OFF, timeout=SHORT)
    started.child.wait(5)


def test_letting_go_leaves_the_guest_running(make, running, fleet, store, bridge, qtbot):
    make("a")
    pid = running("a").pid
    fleet.close()
    os.kill(pid, 0)
    again = Fleet(store, bridge)
    again.open()
    qtbot.waitUntil(lambda: len(again) == 1 and again.machine("a").state is MachineState.RUNNING, timeout=SHORT)
    assert again.machine("a").pid == pid
    again.close()


def test_a_deleted_machine_keeps_its_disks_unless_they_are_ticked(make, opened, fleet, store, qtbot):
    for name in ("a", "b"):
        make(name)
        (store.root / name / "disk.img").write_bytes(b"precious")
    for name, ticked in (("a", False), ("b", True)):
        machine = opened(name)
        items: list[object] = []
        machine.survey(items.extend)
        qtbot.waitUntil(lambda items=items: len(items) == 2, timeout=SHORT)
        disk = next(item for item in items if not item.bookkeeping)
        assert disk.path.name == "disk.img"
        machine.delete([disk.path] if ticked else [])
        qtbot.waitUntil(lambda name=name: fleet.machine(name) is None, timeout=SHORT)
    assert (store.root / "a" / "disk.img").read_bytes() == b"precious"
    assert not (store.root / "a" / "machine.toml").exists()
    assert not (store.root / "b").exists()


def test_a_running_machine_is_neither_deleted_nor_renamed(make, running, store, qtbot):
    config = make("a")
    machine = running("a")
    said: list[str] = []
    machine.failed.connect(lambda what, _: said.append(what))
    machine.delete()
    machine.save(msgspec.structs.replace(config, name="b"))
    qtbot.waitUntil(lambda: len(said) == 2, timeout=SHORT)
    assert all("power it off first" in what for what in said)
    assert (store.root / "a" / "machine.toml").exists()


def test_saving_changes_the_description_and_renames(make, opened, fleet, store, qtbot):
    config = make("a")
    machine = opened("a")
    done: list[int] = []
    machine.save(msgspec.structs.replace(config, name="b", memory_mib=64), lambda: done.append(1))
    qtbot.waitUntil(lambda: bool(done), timeout=SHORT)
    qtbot.waitUntil(lambda: fleet.machine("b") is machine, timeout=SHORT)
    assert fleet.machine("a") is None
    assert store.load("b").memory_mib == 64
    assert machine.config.memory_mib == 64
    assert machine.directory.path == store.root / "b"


def test_changes_asked_for_together_are_all_made(make, opened, store, qtbot):
    """Each by another part of the application, and one by another program before the list has noticed."""
    config = make("a")
    machine = opened("a")
    store.save(msgspec.structs.replace(config, notes="by vgctl"))
    done, failed = [], []
    machine.regroup("lab")
    machine.put_medium("floppy", "f.img", lambda: done.append("floppy"), failed.append)
    machine.put_medium("cdrom", "c.iso", lambda: done.append("cdrom"), failed.append)
    machine.save(lambda present: msgspec.structs.replace(present, memory_mib=1), None, failed.append)
    machine.save(lambda present: msgspec.structs.replace(present, name="b"), lambda: done.append("name"))
    qtbot.waitUntil(lambda: "name" in done, timeout=LONG)
    assert done == ["floppy", "cdrom", "name"]
    wanted = {"name": "b", "notes": "by vgctl", "group": "lab", "floppy": "f.img", "cdrom": "c.iso", "memory_mib": 1}
    assert store.load("b") == machine.config == msgspec.structs.replace(config, **wanted)
    assert not failed


def test_the_end_of_taking_over_comes_also_when_it_is_off(make, opened):
    make("a")
    ended: list[str] = []
    opened("a").take_over(lambda error: ended.append(str(error)), lambda: ended.append("done"))
    assert ended == ["done"]


def test_a_broken_description_names_its_line_until_it_is_mended(make, opened, store, qtbot):
    make("a")
    path: Path = store.root / "a" / "machine.toml"
    good = path.read_text()
    path.write_text(good + "memroy = 3\n")
    machine = opened("a")
    assert machine.state is MachineState.BROKEN
    assert "memroy" in machine.reason
    assert f"line {len(good.splitlines()) + 1}" in machine.reason
    assert "broken" in machine.can("start")
    mended = path.with_name("new")
    mended.write_text(good)
    mended.rename(path)
    qtbot.waitUntil(lambda: machine.state is MachineState.OFF, timeout=SHORT)
    assert machine.can("start") == ""


@pytest.mark.parametrize("state", MachineState)
def test_every_action_is_possible_or_says_why_not(qapp, state):
    verbs = ("start", "pause", "resume", "stop", "kill", "reset", "delete", "save", "type", "screenshot", "open")
    answers = [why_not(verb, state) for verb in verbs]
    assert all(answer == "" or answer.endswith(".") for answer in answers)
    assert state is MachineState.STARTING or "" in answers
    with pytest.raises(ValueError, match="fly"):
        why_not("fly", state)


def test_a_triple_fault_is_explained_with_registers_and_a_reset_goes_on(make, opened, tmp_path, qtbot):
    make("a", disks=(Disk(path=str(boot_sector(tmp_path, "triplefault"))),), accel="soft")  # AMD-V forgets registers.
    machine = opened("a")
    machine.start()
    qtbot.waitUntil(lambda: machine.state is MachineState.FAULTED and machine.link is not None, timeout=LONG)
    assert machine.reason
    assert machine.remedy
    assert machine.fault is not None
    assert "rip" in machine.fault["registers"]["general"]
    assert machine.fault["instruction"]
    assert "reset it" in machine.can("resume")
    assert machine.can("kill") == machine.can("reset") == ""
    machine.look(True)
    qtbot.waitUntil(lambda: shows(machine, "Triple fault"), timeout=SHORT)
    # The guest faults again within milliseconds; that it ran is seen by what it left.
    assert machine.link is not None
    exits = sum(machine.link.stats.exits().values())
    machine.reset()
    qtbot.waitUntil(lambda: sum(machine.link.stats.exits().values()) > exits, timeout=LONG)
    qtbot.waitUntil(lambda: machine.state is MachineState.FAULTED, timeout=LONG)


def test_a_disk_error_is_told_and_can_be_resumed_from(make, running):
    make("a")
    machine = running("a")
    machine._hear(Report("io-error", "The host's disk is full.", "STOP", dict(machine.facts)))
    assert machine.state is MachineState.IO_ERROR
    assert machine.reason == "The host's disk is full."
    assert machine.can("resume") == ""
    assert machine.can("kill") == ""


def test_what_the_guest_programs_is_a_fact_and_no_change_of_state(make, running, qtbot):
    make("a")
    machine = running("a")
    with qtbot.waitSignal(machine.changed):
        machine._hear(Report("", "", LINE, {"serial": ["115200 8N1", ""], "mouse": True}))
    assert machine.state is MachineState.RUNNING
    assert machine.facts["serial"] == ["115200 8N1", ""]
    assert machine.facts["mouse"] is True
    assert machine.facts["accel"] in ("kvm", "soft")


def test_a_crash_while_the_manager_was_away_is_found_later(make, store, opened, home):
    config = make("a")
    started = start(store.stored("a").directory, config.uuid)
    started.child.kill()
    started.child.wait()
    # A directory that was made just now may belong to a machine that is just starting.
    runtime = home / "run" / "virtgui" / config.uuid
    os.utime(runtime, (time.time() - 60, time.time() - 60))
    machine = opened("a")
    assert machine.state is MachineState.CRASHED
    assert not runtime.exists()
