"""clone, rename, export, import and command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

Vgctl = Callable[..., tuple[int, str, str]]


def test_machines_move(vgctl: Vgctl, home: Path) -> None:
    vgctl("create", "box", "--disk", "d.img,size=1M", "--autostart")
    assert vgctl("clone", "box", "twin") == (0, "", "")
    assert (home / "data/virtgui/machines/twin/d.img").stat().st_size == 1 << 20
    assert vgctl("rename", "twin", "other") == (0, "", "")
    assert vgctl("export", "other", "other.virtgui") == (0, "", "")
    assert vgctl("import", "other.virtgui", "--name", "third") == (0, "third\n", "")
    names = [line.split()[0] for line in vgctl("list")[1].splitlines()[1:]]
    assert names == ["box", "other", "third"]
    assert "autostart = true" in (home / "data/virtgui/machines/other/machine.toml").read_text()
    assert "autostart" not in (home / "data/virtgui/machines/third/machine.toml").read_text()


def test_what_goes_wrong_is_one_line(vgctl: Vgctl, home: Path) -> None:
    vgctl("create", "box")
    for words in (("clone", "box", "box"), ("clone", "no", "x"), ("import", "none"), ("rename", "box", "box")):
        status, out, error = vgctl(*words)
        assert (status, out, error.count("\n")) == (1, "", 1), words


def test_the_same_machine_for_others(vgctl: Vgctl) -> None:
    vgctl("create", "box", "--memory", "64")
    assert vgctl("command", "box")[1].startswith("vgctl create \\\n    box \\\n    --memory 64")
    assert "-m 64" in vgctl("command", "box", "--program", "qemu")[1]


def test_an_export_says_what_it_leaves_out(vgctl: Vgctl) -> None:
    vgctl("create", "box")
    vgctl("snapshot", "box", "take")
    assert vgctl("export", "box", "box.virtgui") == (0, "", "The snapshots of box are left out.\n")


def test_a_linked_clone_is_one_or_an_error(vgctl: Vgctl, home: Path) -> None:
    vgctl("create", "box", "--disk", "d.img,size=1M")
    status, out, error = vgctl("clone", "box", "twin", "--linked")
    shared = (home / "data/virtgui/machines/twin").exists()
    assert (status, out) == ((0, "") if shared else (1, ""))
    assert shared or "cannot share blocks" in error
    assert vgctl("clone", "box", "full", "--full") == (0, "", "")
    assert vgctl("clone", "box", "x", "--full", "--linked")[0] == 2
