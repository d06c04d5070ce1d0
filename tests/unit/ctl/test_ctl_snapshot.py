"""vgctl snapshot, of a machine that is off."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Vgctl = Callable[..., tuple[int, str, str]]


@pytest.fixture
def disk(vgctl: Vgctl, home: Path) -> Path:
    vgctl("create", "box", "--disk", "d.img,size=1M")
    return home / "d.img"


def test_taken_listed_reverted_and_deleted(vgctl: Vgctl, home: Path, disk: Path) -> None:
    assert vgctl("snapshot", "box", "list") == (
        0,
        "",
        "box has no snapshots yet. Take one: vgctl snapshot box take\n",
    )
    assert vgctl("snapshot", "box", "take", "--note", "clean\ninstall") == (0, "snapshot-1\n", "")
    with disk.open("r+b") as file:
        file.write(b"changed")
    assert vgctl("snapshot", "box", "take", "later") == (0, "later\n", "")
    head, first, second = vgctl("snapshot", "box", "list")[1].splitlines()
    assert head.split() == ["NAME", "TAKEN", "SIZE", "AFTER", "NOTE"]
    assert first.split()[0] == "snapshot-1" and first.endswith("clean install")
    assert second.split()[:2] == ["*", "later"] and "snapshot-1" in second
    found = json.loads(vgctl("snapshot", "box", "list", "--json")[1])
    assert [(one["name"], one["parent"], one["current"], one["taken_running"]) for one in found] == [
        ("snapshot-1", None, False, False),
        ("later", "snapshot-1", True, False),
    ]
    assert vgctl("snapshot", "box", "revert", "snapshot-1") == (0, "", "")
    assert disk.read_bytes() == bytes(1 << 20)
    assert vgctl("snapshot", "box", "delete", "snapshot-1") == (0, "", "")
    assert [one["name"] for one in json.loads(vgctl("snapshot", "box", "list", "--json")[1])] == ["later"]


def test_what_goes_wrong_is_one_line(vgctl: Vgctl, disk: Path) -> None:
    for words in (("box", "revert", "no"), ("box", "delete", "no"), ("no", "list"), ("box", "take", "a/b")):
        status, out, error = vgctl("snapshot", *words)
        assert (status, out, error.count("\n")) == (1, "", 1), words
    for action in ("revert", "delete"):
        status, out, error = vgctl("snapshot", "box", action)
        assert (status, out) == (2, "") and "which snapshot" in error
    assert vgctl("snapshot", "box", "fly")[0] == 2


def test_a_deleted_machine_leaves_its_snapshots(vgctl: Vgctl, home: Path, disk: Path) -> None:
    vgctl("snapshot", "box", "take", "one")
    kept = vgctl("delete", "box")[1].splitlines()
    assert kept == [f"kept {home}/data/virtgui/machines/box/snapshots", f"kept {disk}"]
    assert (home / "data/virtgui/machines/box/snapshots/one/0-d.img").exists()
