"""create, list and delete, and what every verb says to nonsense."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Vgctl = Callable[..., tuple[int, str, str]]


def test_create_list_delete(vgctl: Vgctl, home: Path) -> None:
    assert vgctl("create", "box", "--disk", "d.img,size=1M", "--memory", "64") == (0, "", "")
    assert vgctl("create", "Another Box") == (0, "", "")
    status, out, _ = vgctl("list")
    assert status == 0
    header, first, second = out.splitlines()
    assert first.startswith("Another Box  off") and second.startswith("box          off")
    assert header.index("MEMORY") == second.index("64 MiB")
    assert [entry["state"] for entry in json.loads(vgctl("list", "--json")[1])] == ["off", "off"]
    assert vgctl("delete", "box", "Another Box") == (0, f"kept {home / 'd.img'}\n", "")
    assert (home / "d.img").exists()
    assert json.loads(vgctl("list", "--json")[1]) == []


def test_a_broken_machine_is_listed_with_its_line_and_can_be_deleted(vgctl: Vgctl, home: Path) -> None:
    vgctl("create", "bad")
    path = home / "data" / "virtgui" / "machines" / "bad" / "machine.toml"
    path.write_text(path.read_text() + "colour = 1\n")
    assert "broken" in vgctl("list")[1] and "line 6" in vgctl("list")[1]
    (entry,) = json.loads(vgctl("list", "--json")[1])
    assert entry["error"]["line"] == 6
    status, out, error = vgctl("start", "bad")
    assert (status, out) == (1, "") and "line 6" in error and error.count("\n") == 1
    assert "unknown key colour" in vgctl("info", "bad")[1]
    assert vgctl("delete", "bad")[0] == 0


def test_create_leaves_nothing_when_it_fails(vgctl: Vgctl, home: Path) -> None:
    vgctl("create", "box")
    assert vgctl("create", "box", "--disk", "new.img,size=1M")[0] == 1
    assert vgctl("create", "b/x", "--disk", "new.img,size=1M")[0] == 2
    assert vgctl("create", "other", "--disk", "new.img,size=1M", "--cdrom", "none.iso")[0] == 1
    assert not (home / "new.img").exists()


@pytest.mark.parametrize("verb", ["start", "stop", "kill", "reset", "pause", "resume", "delete", "info"])
def test_a_machine_that_does_not_exist(vgctl: Vgctl, verb: str) -> None:
    assert vgctl(verb, "nobody") == (1, "", "vgctl: There is no machine called 'nobody'. See: vgctl list\n")


@pytest.mark.parametrize(
    "words",
    [
        ["screen", "box"],
        ["type", "box", "x"],
        ["key", "box", "a"],
        ["serial", "box"],
        ["serial", "box", "--log"],
        ["stats", "box"],
        ["qmp", "box", "stop"],
        ["pause", "box"],
        ["wait", "box", "--screen", "x", "--timeout", "1"],
        ["wait", "box", "--serial", "x", "--timeout", "1"],
    ],
)
def test_what_a_machine_that_is_off_cannot_do(vgctl: Vgctl, words: list[str]) -> None:
    vgctl("create", "box")
    status, out, error = vgctl(*words)
    assert (status, out) == (1, "")
    assert error.startswith("vgctl: 'box' ") and error.count("\n") == 1 and "tart" in error


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["fly"],
        ["create"],
        ["create", "new", "--memory", "much"],
        ["create", "new", "--memory", "0"],
        ["create", "new", "--disk", "a,b=c"],
        ["wait", "box", "--timeout", "1"],
        ["wait", "box", "--state", "running"],
        ["wait", "box", "--state", "flying", "--timeout", "1"],
        ["qmp", "box", "stop", "{"],
        ["qmp", "box", "stop", "[1]"],
        ["run", "--welcome", "--cdrom", "x"],
    ],
)
def test_usage(vgctl: Vgctl, words: list[str]) -> None:
    vgctl("create", "box")
    status, out, error = vgctl(*words)
    assert (status, out) == (2, "") and error


def test_waiting_for_off_and_for_what_does_not_come(vgctl: Vgctl) -> None:
    vgctl("create", "box")
    assert vgctl("wait", "box", "--state", "off", "--timeout", "5")[0] == 0
    status, _, error = vgctl("wait", "box", "--state", "running", "--timeout", "0.3")
    assert status == 124 and "the state running within 0.3 s" in error


def test_info(vgctl: Vgctl, home: Path) -> None:
    vgctl("create", "box", "--disk", "d.img,size=1M,readonly", "--boot", "dc")
    out = vgctl("info", "box")[1]
    assert f"disk       {home / 'd.img'} (raw, ide, readonly)" in out
    value = json.loads(vgctl("info", "box", "--json")[1])
    assert value["config"]["boot"] == "dc" and value["state"] == "off" and value["fault"] is None
    vgctl("create", "two")
    assert len(json.loads(vgctl("info", "box", "two", "--json")[1])) == 2


def test_help_of_everything(vgctl: Vgctl) -> None:
    assert vgctl("--help")[0] == vgctl("create", "--help")[0] == vgctl("run", "--help")[0] == 0
    assert vgctl("--version")[1].startswith("VirtGUI ")
