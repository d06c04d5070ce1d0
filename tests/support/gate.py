"""VM processes whose copies begin, and go on only when a file is made."""

from __future__ import annotations

from pathlib import Path

import pytest

CODE = """
import os, time
from engine.progress import Progress
check = Progress.check
def slow(progress):
    copies = progress.what.startswith("Copying")
    while copies and not progress.cancelled and not os.path.exists(os.environ["TEST_GATE"]):
        time.sleep(0.01)
    check(progress)
Progress.check = slow
"""


def make_gate(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file. Holds for machines that are started afterwards."""
    place = home / "site"
    place.mkdir()
    (place / "sitecustomize.py").write_text(CODE)
    monkeypatch.setenv("PYTHONPATH", str(place))
    monkeypatch.setenv("TEST_GATE", str(home / "gate"))
    return home / "gate"
