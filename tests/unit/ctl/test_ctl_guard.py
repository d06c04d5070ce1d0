"""engine.ctl.guard: what it clears away when its parent dies."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PARENT = """
import sys
from pathlib import Path
from engine.ctl.guard import Guard
from engine.directory import RuntimeDirectory
guard = Guard(Path(sys.argv[1]), RuntimeDirectory(Path(sys.argv[2])))
print("guarded", flush=True)
if sys.stdin.read(1) == "c":
    guard.close()
"""


def parent(place: Path, runtime: Path) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3])}
    process = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(place), str(runtime)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    )
    assert process.stdout is not None and process.stdout.readline() == b"guarded\n"
    return process


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_dead_parents_machine_is_cleared_away(tmp_path: Path, number: int) -> None:
    place, runtime = tmp_path / "place", tmp_path / "runtime"
    place.mkdir()
    runtime.mkdir()
    (place / "machine.toml").touch()
    with parent(place, runtime) as process:
        process.send_signal(number)
        process.wait()
        deadline = time.monotonic() + 60
        while place.exists() or runtime.exists():
            assert time.monotonic() < deadline
            select.select((), (), (), 0.02)  # Its guard, which is nobody's child here, needs the CPU.


def test_closing_it_ends_it_at_once(tmp_path: Path) -> None:
    # Nothing is left of the machine: the caller has cleared it away.
    with parent(tmp_path / "gone", tmp_path / "runtime") as process:
        began = time.monotonic()
        assert process.stdin is not None
        process.stdin.write(b"c")
        process.stdin.close()
        assert process.wait(20) == 0
        assert time.monotonic() - began < 5
