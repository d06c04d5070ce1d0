"""A draft, its differences, and undo."""

from __future__ import annotations

from engine.config import Disk, MachineConfig, Serial
from virtgui.details.edit import Edit, changes
from virtgui.details.part import add, remove
from virtgui.details.tree import put, tree_of

CONFIG = MachineConfig(name="a", uuid="u", memory_mib=64, disks=(Disk(path="x.img"), Disk(path="y.img")))


def said(edit: Edit) -> list[str]:
    return [change.text() for change in edit.changes()]


def test_differences_in_words(qapp) -> None:
    edit = Edit(CONFIG)
    assert not edit.changed
    edit.set("memory_mib", 2048)
    edit.set("disks.1.bus", "virtio")
    edit.set("boot", "dc")
    edit.set("notes", "one\ntwo")
    assert said(edit) == [
        "Memory: 64 MiB → 2,048 MiB",
        "Boot order: disk, CD, floppy → CD, disk",
        "Disk 2 · Attached to: IDE → virtio",
        "Notes: none → “one…”",
    ]
    assert [change.path for change in edit.changes() if change.now] == ["boot", "notes"]


def test_what_a_running_machine_takes_over_at_once(qapp) -> None:
    """By what it runs with, which may not be what was saved last."""
    edit = Edit(MachineConfig(name="a", uuid="u", vcpus=2, cdrom="", serial=(Serial(), Serial())))
    edit.running = tree_of(
        MachineConfig(name="a", uuid="u", vcpus=1, cdrom=None, serial=(Serial(), Serial(target="none")))
    )
    for path, value in (("cpu_pinning", [0, 1]), ("cdrom", "/c.iso"), ("serial.0.target", "pty"), ("boot", "dc")):
        edit.set(path, value)
    edit.set("serial.1.target", "pty")
    assert {change.path for change in edit.changes() if change.now} == {"serial.0.target", "boot"}
    edit.set("cpu_pinning", [1])
    edit.running = tree_of(MachineConfig(name="a", uuid="u", cdrom="", serial=(Serial(),)))
    assert {change.path for change in edit.changes() if change.now} >= {"cpu_pinning", "cdrom"}


def test_parts_that_come_and_go(qapp) -> None:
    edit = Edit(CONFIG)
    tree, _ = add(edit.tree, "cdrom")
    edit.replace(put(tree, "cdrom", "/c.iso"))
    edit.replace(remove(edit.tree, "disks.1"))
    assert said(edit) == ["Disk 2: y.img → none", "Disc: none → /c.iso"]


def test_undo_takes_back_one_subject_at_a_time(qapp) -> None:
    edit = Edit(CONFIG)
    for size in (65, 66, 67):
        edit.set("memory_mib", size)
    edit.set("vcpus", 2)
    edit.undo()
    assert said(edit) == ["Memory: 64 MiB → 67 MiB"]
    edit.undo()
    assert not edit.changed
    assert not edit.can_undo
    edit.redo()
    assert edit.tree["memory_mib"] == 67
    edit.discard()
    assert not edit.changed
    edit.undo()
    assert edit.tree["memory_mib"] == 67


def test_problems(qapp) -> None:
    edit = Edit(CONFIG)
    tree, _ = add(edit.tree, "kernel")
    edit.replace(tree)
    assert "choose a file" in edit.problem()
    edit.undo()
    edit.set("name", "/")
    assert "name" in edit.problem()
    edit.set("name", "b")
    assert edit.problem() == ""


def test_what_others_save_meanwhile_is_kept(qapp) -> None:
    edit = Edit(CONFIG)
    edit.set("memory_mib", 128)
    edit.rebase(MachineConfig(name="a", uuid="u", memory_mib=64, vcpus=4, disks=CONFIG.disks))
    assert said(edit) == ["Memory: 64 MiB → 128 MiB"]
    assert edit.tree["vcpus"] == 4
    edit.rebase(edit.config())
    assert not edit.changed


def test_images_to_make(qapp) -> None:
    edit = Edit(CONFIG)
    edit.make_disk("n.img", 5)
    assert edit.size_of("n.img") == 5
    edit.make_disk("n.img", 0)
    assert edit.state.fresh == ()


def test_no_difference(qapp) -> None:
    assert changes(tree_of(CONFIG), tree_of(CONFIG)) == []
