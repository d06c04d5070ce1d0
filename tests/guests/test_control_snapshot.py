"""Snapshots of machines whose guests write to their disks all the time."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Make

from engine.config import Disk
from engine.directory import MachineDirectory
from engine.error import EngineError
from engine.progress import Progress
from engine.snapshot.revert import revert
from engine.snapshot.shelf import listed
from engine.store import Store
from tests.support.command import VGCTL, vgctl
from tests.support.diskcount import numbers
from tests.support.gate import make_gate
from tests.support.mount import small_place
from tests.support.vm import QmpError, Vm

Guest = Callable[[str], Path]
REASON = "A snapshot is being taken."


def copy_of(directory: MachineDirectory, name: str) -> Path:
    return directory.snapshots / name / "0-disk.img"


@pytest.fixture
def counting(make: Make, guest: Guest) -> Vm:
    """A machine whose guest counts. Its disk has 40 MiB of data between the two sectors."""
    machine = make(name="box")
    # Where the store looks for it.
    machine.directory = MachineDirectory(machine.directory.path.rename(machine.directory.path.with_name("box")))
    disk = machine.directory.path / "disk.img"
    with disk.open("wb") as file:
        file.write(guest("diskcount").read_bytes())
        file.seek(1 << 20)
        file.write(os.urandom(1 << 20) * 39)
    machine.reconfigure(disks=(Disk(path="disk.img"),))
    machine.start()
    machine.wait_serial(b"Counting")
    machine.wait(lambda: numbers(disk)[1] > 0, "the first number")
    return machine


@pytest.fixture
def gate(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copies in VM processes begin, and go on when this file is made."""
    return make_gate(home, monkeypatch)


def at_work(machine: Vm) -> None:
    """Until the copy has begun."""
    machine.wait(lambda: bool(list(machine.directory.snapshots.glob(".new-*/0-disk.img"))), "a copy")
    machine.wait_status("paused")


def outcome(machine: Vm) -> dict[str, object]:
    """How the snapshot that is being taken ended."""
    seen: list[dict[str, object]] = []

    def ended() -> bool:
        seen[:] = [data for data in machine.qmp.seen("X_VIRTGUI_SNAPSHOT") if data["state"] != "copying"]
        return bool(seen)

    machine.wait(ended, "the end of the snapshot")
    return seen[-1]


def goes_on(machine: Vm) -> None:
    """That the guest counts."""
    machine.wait_status("running")
    disk = machine.directory.path / "disk.img"
    before = numbers(disk)[0]
    machine.wait(lambda: numbers(disk)[0] > before + 5, "more numbers")


@pytest.mark.each_cpu
def test_a_guest_that_writes_finds_its_disk_as_it_was_at_one_moment(counting: Vm, home: Path) -> None:
    counting.qmp.execute("x-virtgui-snapshot", {"name": "one", "note": "while counting"})
    ended = outcome(counting)
    assert ended["state"] == "done"
    assert ended["done"] == ended["total"] == 40 << 20
    goes_on(counting)
    near, far = numbers(copy_of(counting.directory, "one"))
    assert near - far in (0, 1), "the copy is of one moment, and nothing that was written is missing"
    assert near > 0
    (taken,) = listed(counting.directory)
    assert (taken.record.live, taken.record.note, taken.config()) == (True, "while counting", counting.config)

    counting.qmp.execute("x-virtgui-snapshot", {"name": "two"})
    assert outcome_of(counting, "two") == "done"
    goes_on(counting)
    counting.quit()
    counting.hang_up()
    later = numbers(counting.directory.path / "disk.img")
    store = Store(counting.directory.path.parent)
    revert(store, "box", "one", Progress())
    assert numbers(counting.directory.path / "disk.img") == (near, far) < later
    counting.start().wait_serial(b"Counting")
    goes_on(counting)


def outcome_of(machine: Vm, name: str) -> str:
    states: list[str] = []

    def ended() -> bool:
        seen = machine.qmp.seen("X_VIRTGUI_SNAPSHOT")
        states[:] = [str(data["state"]) for data in seen if data["name"] == name and data["state"] != "copying"]
        return bool(states)

    machine.wait(ended, f"the end of the snapshot {name}")
    return states[0]


def test_the_machine_answers_while_it_is_copied_and_can_be_told_to_stop_it(gate: Path, counting: Vm) -> None:
    counting.qmp.execute("x-virtgui-snapshot", {"name": "one"})
    at_work(counting)
    assert counting.reason() == REASON
    disk = counting.directory.path / "disk.img"
    before = numbers(disk)
    counting.holds(lambda: numbers(disk) == before, "the guest stands still")
    with pytest.raises(QmpError, match="snapshot is being taken"):
        counting.qmp.execute("cont")
    with pytest.raises(QmpError, match="snapshot is being taken"):
        counting.qmp.execute("x-virtgui-snapshot", {"name": "two"})
    counting.qmp.execute("screendump", {"filename": str(gate.with_name("shot.ppm"))})
    counting.qmp.execute("x-virtgui-snapshot-cancel")
    assert outcome(counting)["state"] == "cancelled"
    goes_on(counting)
    assert listed(counting.directory) == []
    assert not list(counting.directory.snapshots.glob(".new-*"))


def test_pause_reset_and_power_off_while_it_is_copied(gate: Path, counting: Vm) -> None:
    counting.qmp.execute("x-virtgui-snapshot", {"name": "one"})
    at_work(counting)
    counting.qmp.execute("system_reset")
    counting.qmp.execute("stop")
    gate.touch()
    assert outcome(counting)["state"] == "done"
    counting.holds(lambda: counting.status() == "paused", "it stays paused, for a person said so")
    counting.qmp.execute("cont")
    counting.wait_serial(b"Counting")
    goes_on(counting)

    gate.unlink()
    counting.qmp.execute("x-virtgui-snapshot", {"name": "two"})
    at_work(counting)
    counting.quit()
    assert counting.how_it_ended().kind == "quit"
    assert [one.name for one in listed(counting.directory)] == ["one"]


def test_killed_in_the_middle_the_machine_starts_again(gate: Path, counting: Vm) -> None:
    counting.qmp.execute("x-virtgui-snapshot", {"name": "one"})
    at_work(counting)
    assert counting.started is not None
    counting.started.child.kill()
    counting.wait_exit()
    assert list(counting.directory.snapshots.glob(".new-*"))
    counting.start().wait_serial(b"Counting")
    goes_on(counting)
    assert listed(counting.directory) == []
    assert not list(counting.directory.snapshots.glob(".new-*"))


def test_a_full_disk_costs_the_snapshot_and_nothing_else(counting: Vm) -> None:
    with small_place(counting.directory.snapshots, "1m"):
        counting.qmp.execute("x-virtgui-snapshot", {"name": "one"})
        ended = outcome(counting)
        assert ended["state"] == "failed"
        assert "1.0 MiB are free" in str(ended["error"]) and ended["remedy"]
        goes_on(counting)
        assert listed(counting.directory) == []
        with pytest.raises(QmpError, match="Invalid arguments"):
            counting.qmp.execute("x-virtgui-snapshot", {})
        with pytest.raises(QmpError, match=r"'\.\./x' cannot be a snapshot's name"):
            counting.qmp.execute("x-virtgui-snapshot", {"name": "../x"})
        assert counting.status() == "running"


def test_a_machine_that_is_paused_stays_so(counting: Vm) -> None:
    counting.qmp.execute("stop")
    counting.qmp.execute("x-virtgui-snapshot", {"name": "one"})
    assert outcome(counting)["state"] == "done"
    assert counting.status() == "paused"
    disk = counting.directory.path / "disk.img"
    assert numbers(copy_of(counting.directory, "one")) == numbers(disk)


def test_vgctl_takes_clones_and_refuses_to_revert_while_it_runs(
    counting: Vm, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machines = home / "data" / "virtgui" / "machines"
    machines.parent.mkdir()
    machines.symlink_to(counting.directory.path.parent)
    refused = vgctl("clone", "box", "twin", status=1)
    assert refused.stdout == b"" and b"clone a snapshot" in refused.stderr
    assert vgctl("snapshot", "box", "take", "--note", "now").stdout == b"snapshot-1\n"
    goes_on(counting)
    again = vgctl("snapshot", "box", "take", "snapshot-1", status=1)
    assert again.stderr.count(b"\n") == 1 and b"already" in again.stderr
    goes_on(counting)
    assert b"running" in vgctl("snapshot", "box", "revert", "snapshot-1", status=1).stderr
    assert b"snapshot 'snapshot-1'" in vgctl("clone", "box", "twin").stderr
    assert numbers(machines / "twin" / "disk.img") == numbers(copy_of(counting.directory, "snapshot-1"))
    vgctl("start", "twin")
    vgctl("wait", "twin", "--serial", "Counting", "--timeout", 50)
    vgctl("kill", "twin")


def test_ctrl_c_gives_it_up_and_the_guest_goes_on(gate: Path, counting: Vm, home: Path) -> None:
    machines = home / "data" / "virtgui" / "machines"
    machines.parent.mkdir()
    machines.symlink_to(counting.directory.path.parent)
    command = [*VGCTL, "snapshot", "box", "take", "one"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as taking:
        try:
            at_work(counting)
            taking.send_signal(signal.SIGINT)
            assert taking.communicate(timeout=60)[0] == ""
        finally:
            taking.kill()  # Nothing, if it has ended as it should.
        assert taking.returncode == 128 + signal.SIGINT
    assert outcome(counting)["state"] == "cancelled"
    goes_on(counting)
    assert listed(counting.directory) == []


def test_a_disk_that_was_moved_away_is_not_taken_for_the_one_that_is_there_now(counting: Vm) -> None:
    disk = counting.directory.path / "disk.img"
    disk.rename(disk.with_name("moved.img"))
    disk.write_bytes(bytes(1 << 20))
    counting.qmp.execute("x-virtgui-snapshot", {"name": "one"})
    ended = outcome(counting)
    assert ended["state"] == "failed" and "no longer the file" in str(ended["error"])
    disk.with_name("moved.img").rename(disk)
    goes_on(counting)
    counting.qmp.execute("x-virtgui-snapshot", {"name": "two"})
    assert outcome_of(counting, "two") == "done"


def test_no_start_while_the_disks_are_exchanged(counting: Vm, monkeypatch: pytest.MonkeyPatch) -> None:
    counting.qmp.execute("x-virtgui-snapshot", {"name": "one"})
    assert outcome(counting)["state"] == "done"
    counting.quit()
    reached, go = threading.Event(), threading.Event()

    class Slow(Progress):
        def check(self) -> None:
            reached.set()
            assert go.wait(60)

    store = Store(counting.directory.path.parent)
    monkeypatch.setattr("engine.storage.sparse._share", lambda *_: False)
    worker = threading.Thread(target=revert, args=(store, "box", "one", Slow()))
    worker.start()
    assert reached.wait(60)
    try:
        with pytest.raises(EngineError, match="Something else is being done with the snapshots"):
            counting.start()
    finally:
        go.set()
        worker.join()
    counting.start().wait_serial(b"Counting")


def test_blocks_that_are_shared_stop_the_guest_for_an_instant(counting: Vm, home: Path, tmp_path: Path) -> None:
    """On Btrfs; elsewhere there is nothing to be shared."""
    if shutil.which("mkfs.btrfs") is None:
        pytest.skip("mkfs.btrfs is not installed")
    counting.quit()
    image, place = tmp_path / "btrfs.img", home / "btrfs"
    place.mkdir()
    with image.open("wb") as file:
        file.truncate(256 << 20)
    subprocess.run(["mkfs.btrfs", "-q", image], check=True)
    mounted = subprocess.run(["mount", "-o", "loop", image, place], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip(f"mounting needs root: {mounted.stderr.decode().strip()}")
    try:
        counting.directory = MachineDirectory(Path(shutil.copytree(counting.directory.path, place / "box")))
        counting.start().wait_serial(b"Counting")
        assert os.statvfs(place).f_bavail * os.statvfs(place).f_frsize < 8 * (40 << 20)
        for number in range(8):  # Were they copied, there would be no room for them.
            counting.qmp.execute("x-virtgui-snapshot", {"name": f"s{number}"})
            assert outcome_of(counting, f"s{number}") == "done"
        near, far = numbers(copy_of(counting.directory, "s7"))
        assert near - far in (0, 1)
        goes_on(counting)
        counting.quit()
    finally:
        counting.close()
        subprocess.run(["umount", place], check=True)


def test_what_is_in_the_drives_now_is_in_the_snapshot(make: Make, guest: Guest, tmp_path: Path) -> None:
    one, two = tmp_path / "one.img", tmp_path / "two.img"
    for path, letter in ((one, b"1"), (two, b"2")):
        path.write_bytes(letter * (1440 << 10))
    machine = make(disk=guest("diskette"), firmware="builtin", boot="c", floppy=str(one), cdrom=str(one)).start()
    machine.wait_serial(b"ready\n")
    machine.qmp.execute("blockdev-change-medium", {"device": "floppy0", "filename": str(two)})
    machine.qmp.execute("eject", {"device": "ide1-cd0"})
    machine.qmp.execute("x-virtgui-snapshot", {"name": "one"})
    assert outcome(machine)["state"] == "done"
    (taken,) = listed(machine.directory)
    assert (taken.config().floppy, taken.config().cdrom) == (str(two), "")
    assert [copy.path for copy in taken.record.copies] == ["disk.img", str(two)]
    assert (taken.path / taken.record.copies[1].file).read_bytes() == two.read_bytes()
