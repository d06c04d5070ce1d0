"""A description as a tree that may be wrong for a while."""

from __future__ import annotations

import pytest

from engine.config import Disk, MachineConfig
from engine.error import ConfigError
from virtgui.details.tree import choices, config_of, get, has, put, tree_of

CONFIG = MachineConfig(name="a", uuid="u", disks=(Disk(path="x.img"), Disk(path="y.img", bus="virtio")))


def test_there_and_back() -> None:
    tree = tree_of(CONFIG)
    assert config_of(tree) == CONFIG
    assert tree["accel"] == "auto"


def test_put_leaves_the_old_one_alone() -> None:
    tree = tree_of(CONFIG)
    other = put(tree, "disks.1.bus", "ide")
    assert (get(tree, "disks.1.bus"), get(other, "disks.1.bus")) == ("virtio", "ide")
    assert get(tree, "disks.7.bus") is None
    assert has(tree, "disks.0.readonly")
    assert not has(tree, "kernel.path")


def test_what_cannot_be_a_machine_says_why() -> None:
    with pytest.raises(ConfigError, match="memory_mib"):
        config_of(put(tree_of(CONFIG), "memory_mib", 0))
    with pytest.raises(ConfigError, match="bus"):
        config_of(put(tree_of(CONFIG), "disks.0.bus", "scsi"))


def test_choices_come_from_the_types() -> None:
    assert choices("accel") == ("auto", "kvm", "soft")
    assert choices("disks.0.bus")[:2] == ("ide", "virtio")
    assert choices("kernel.append") == choices("name") == ()
