"""engine.ctl.complete: what may come next."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from engine.cli import main
from engine.ctl.complete import suggestions
from engine.ctl.grammar import STATES, VERBS

COMPLETION = Path(__file__).parents[3] / "resources" / "completion"


def offered(line: str) -> list[str]:
    return suggestions(line.split(" "), lambda: ["box", "bird", "two words"])


def test_verbs_and_names() -> None:
    assert suggestions([], list) == sorted([*VERBS, "--help", "--version"])
    assert offered("st") == ["start", "stats", "stop"]
    assert offered("start b") == ["bird", "box"]
    assert offered("start box ") == ["bird", "box", "two words"]
    assert offered("screen box ") == []
    assert offered("create b") == []
    assert offered("fly ") == []


def test_snapshots() -> None:
    def offered(line: str) -> list[str]:
        return suggestions(line.split(" "), lambda: ["box"], lambda machine: [f"{machine}-a", f"{machine}-b"])

    assert offered("snapshot ") == ["box"]
    assert offered("snapshot box ") == ["delete", "list", "revert", "take"]
    assert offered("snapshot box revert ") == ["box-a", "box-b"]
    assert offered("snapshot box take ") == []
    assert offered("clone box twin --snapshot box-b") == ["box-b"]


def test_options_and_their_values() -> None:
    assert offered("screen --p") == ["--png"]
    assert offered("screen --png ") == []  # A file.
    assert offered("screen --png x b") == ["bird", "box"]
    assert offered("create --accel ") == ["auto", "kvm", "soft"]
    assert offered("wait box --state ") == sorted(STATES)
    assert offered("start --paused b") == ["bird", "box"]
    assert offered("serial --port ")[0] == "0"


def test_as_the_shells_ask(vgctl, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    vgctl("create", "one")
    assert vgctl("--complete", "info", "") == (0, "one\n", "")
    assert main(["--complete", "sta"]) == 0
    assert capsys.readouterr().out == "start\nstats\n"


@pytest.mark.parametrize(("shell", "file"), [("bash", "vgctl.bash"), ("zsh", "_vgctl"), ("fish", "vgctl.fish")])
def test_the_shells_read_their_files(shell: str, file: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    subprocess.run([shell, "-n", COMPLETION / file], check=True)


def test_bash_completes(tmp_path: Path) -> None:
    """With a vgctl that offers two names, one of which has a blank."""
    fake = tmp_path / "vgctl"
    fake.write_text("#!/bin/sh\n[ \"$1 $2 $3\" = '--complete start b' ] && printf 'box\\nbig one\\n'\n")
    fake.chmod(0o755)
    script = (
        f"PATH={tmp_path}:$PATH; . {COMPLETION / 'vgctl.bash'}; COMP_WORDS=(vgctl start b); COMP_CWORD=2; _vgctl;"
        ' printf "%s;" "${COMPREPLY[@]}"'
    )
    ran = subprocess.run(["bash", "-c", script], check=True, capture_output=True, text=True)
    assert ran.stdout == "box;big\\ one;"
