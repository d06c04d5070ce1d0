"""vgctl as a shell runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.support.vm import DEADLINE_S

ROOT = Path(__file__).parents[2]
VGCTL = (sys.executable, "-m", "engine.cli")


def environment() -> dict[str, str]:
    """Ours, with a path on which the program is found from any directory."""
    return os.environ | {"PYTHONPATH": str(ROOT)}


def vgctl(
    *words: object, status: int | None = 0, stdin: bytes = b"", cwd: Path | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Run it to its end. AssertionError when its status is not the expected one; None expects any."""
    done = subprocess.run(
        [*VGCTL, *map(str, words)],
        input=stdin,
        capture_output=True,
        timeout=DEADLINE_S,
        env=environment(),
        cwd=cwd,
        check=False,
    )
    assert status is None or done.returncode == status, (words, done)
    return done
