"""The hardware list."""

from __future__ import annotations

from engine.config import Disk, Kernel, MachineConfig
from virtgui.details.part import add, additions, free_disk, parts, remove
from virtgui.details.tree import config_of, get, put, tree_of

BARE = tree_of(MachineConfig(name="a", uuid="u"))


def keys(tree) -> list[str]:
    return [part.key for part in parts(tree)]


def test_what_is_there_is_listed(qapp) -> None:
    assert keys(BARE)[:4] == ["overview", "cpu", "memory", "boot"]
    full = tree_of(
        MachineConfig(
            name="a", uuid="u", disks=(Disk(path="/d/x.img"),), cdrom="/c.iso", kernel=Kernel(path="/vmlinuz")
        )
    )
    titles = {part.key: (part.title, part.summary) for part in parts(full)}
    assert titles["disks.0"] == ("Disk 1", "x.img, IDE")
    assert titles["cdrom"] == ("CD drive", "c.iso")
    assert titles["boot"][1] == "kernel, directly"


def test_added_parts_are_new_and_can_be_removed_again(qapp) -> None:
    tree = BARE
    for kind in ("disk", "disk", "cdrom", "floppy", "kernel"):
        tree, key = add(tree, kind)
        assert key in keys(tree)
    assert [disk["path"] for disk in tree["disks"]] == ["disk.img", "disk-2.img"]
    assert free_disk(tree) == "disk-3.img"
    assert get(remove(tree, "disks.0"), "disks.0.path") == "disk-2.img"
    for key in ("disks.1", "disks.0", "cdrom", "floppy", "kernel"):
        tree = remove(tree, key)
    assert config_of(tree) == config_of(BARE)


def test_what_cannot_be_added_says_why(qapp) -> None:
    tree = BARE
    for _ in range(4):
        tree, _key = add(tree, "disk")
    reasons = {addition.kind: addition.why_not for addition in additions(tree)}
    assert "IDE" in reasons["cdrom"]
    assert reasons["disk"] == ""
    fifth, key = add(tree, "disk")
    assert get(fifth, f"{key}.bus") == "virtio"
    assert {a.kind: a.why_not for a in additions(put(BARE, "cdrom", "/x"))}["cdrom"]


def test_channels_get_names_of_their_own_and_are_eight_at_most() -> None:
    tree = BARE
    for _ in range(8):
        assert {a.kind: a.why_not for a in additions(tree)}["channel"] == ""
        tree, _key = add(tree, "channel")
    assert tree["channels"][0] == {"name": "org.qemu.guest_agent.0", "path": "agent.sock"}
    assert tree["channels"][1] == {"name": "channel.1", "path": "channel.1.sock"}
    config_of(tree)
    assert "8 channels" in {a.kind: a.why_not for a in additions(tree)}["channel"]
