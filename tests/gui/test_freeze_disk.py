"""The machines' directory on a disk that is full, and on one that is slow: nothing that is clicked waits for it.

The disks are real ones, mounted where nobody else sees them: tests/gui/mounted/story_disk.py runs in a namespace of
its own. The slow one notes who asks it for something, so that the GUI thread is found even where no time is lost.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest_plugins = ("tests.support.bench_fixture",)

ROOT = Path(__file__).parents[2]
STORIES = ROOT / "tests" / "gui" / "mounted" / "story_disk.py"
LONG_S = 300


def unshare() -> list[str]:
    """The command that runs another where it may mount; the test is skipped where nobody lets us."""
    command = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]
    try:
        subprocess.run([*command, "mount", "-t", "tmpfs", "virtgui-test", "/tmp"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("nothing can be mounted in a namespace of our own here")
    return command


def story(name: str) -> None:
    command = [*unshare(), sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:cacheprovider", f"{STORIES}::{name}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=LONG_S)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert re.search(r"longest gap [\d.]+ ms", done.stdout), f"not a story that was played: {done.stdout[-2000:]}"


def test_machines_on_a_full_disk(kvm) -> None:
    story("test_on_a_full_disk")


@pytest.mark.skipif(not os.access("/dev/fuse", os.R_OK | os.W_OK), reason="/dev/fuse cannot be used here")
def test_machines_on_a_disk_that_answers_after_five_seconds(kvm) -> None:
    story("test_on_a_disk_that_answers_after_five_seconds")
