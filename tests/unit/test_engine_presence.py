"""engine.presence: who runs, told by a lock that no death can leave behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.error import EngineError
from engine.presence import EndRecord, claim, clear, last_end, record_end, running_pid

HOLDER = """
import sys
from pathlib import Path
from engine.presence import claim
claim(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def pid_file(tmp_path: Path) -> Path:
    return tmp_path / "pid"


def holder(pid_file: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(pid_file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    return process


def test_nobody(pid_file: Path) -> None:
    assert running_pid(pid_file) is None
    pid_file.write_text("1\n")
    assert running_pid(pid_file) is None  # A number without a lock is nobody.


def test_a_process_that_lives_and_then_is_killed(pid_file: Path) -> None:
    process = holder(pid_file)
    with process:
        assert running_pid(pid_file) == process.pid
        with pytest.raises(EngineError, match="running already"):
            claim(pid_file, patience_s=0)
        process.kill()
        process.wait()
        assert running_pid(pid_file) is None
        os.close(claim(pid_file, patience_s=0))


def test_a_longer_number_before_leaves_nothing_behind(pid_file: Path) -> None:
    pid_file.write_text("99999999999\n")
    descriptor = claim(pid_file)
    assert pid_file.read_text() == f"{os.getpid()}\n"
    assert running_pid(pid_file) == os.getpid()
    os.close(descriptor)


def test_how_it_ended(tmp_path: Path) -> None:
    path = tmp_path / "ended.json"
    assert last_end(path) is None
    record_end(path, EndRecord("debug-exit", "Left.", 7))
    end = last_end(path)
    assert end is not None
    assert (end.kind, end.reason, end.status) == ("debug-exit", "Left.", 7)
    assert end.when > 1e9
    path.write_text("{")
    assert last_end(path) is None


def test_what_is_cleared_away_is_files_and_what_cannot_be_stays(tmp_path: Path) -> None:
    place = tmp_path / "uuid"
    clear(place)
    (place / "nothing of ours").mkdir(parents=True)
    (place / "pid").write_text("1")
    (place / "control.sock").touch()
    clear(place)
    assert [entry.name for entry in place.iterdir()] == ["nothing of ours"]
    (place / "nothing of ours").rmdir()
    clear(place)
    assert not place.exists()
