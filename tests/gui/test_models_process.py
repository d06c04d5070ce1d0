"""virtgui.models.process: taking hold of a VM process, and what became of it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.directory import MachineDirectory, RuntimeDirectory
from engine.error import EngineError
from engine.presence import EndRecord, last_end, record_end
from virtgui.models.process import Process, bury, ended, find

ROOT = Path(__file__).parents[2]
HOLD = """
import signal, sys
from pathlib import Path
from engine.presence import claim
claim(Path(sys.argv[1]))
print("claimed", flush=True)
signal.pause()
"""


@pytest.fixture
def runtime(home: Path) -> RuntimeDirectory:
    return RuntimeDirectory.of("2b1c7a52-6a0e-4a9b-9d0a-0a4a3b1f7c11")


@pytest.fixture
def directory(home: Path) -> MachineDirectory:
    (home / "box").mkdir()
    return MachineDirectory(home / "box")


@pytest.fixture
def child(runtime: RuntimeDirectory) -> Iterator[subprocess.Popen[bytes]]:
    """A process that holds a machine's place."""
    words = [sys.executable, "-c", HOLD, str(runtime.pid)]
    process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"claimed\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_process_that_runs_is_found_and_its_end_is_seen(runtime, child) -> None:
    process = find(runtime, child.pid)
    process.terminate()
    assert os.waitid(os.P_PIDFD, process.pidfd, os.WEXITED | os.WNOWAIT).si_status == signal.SIGKILL
    process.terminate()  # Once more is nothing.
    process.close()
    process.close()


def test_a_process_that_is_somebody_else_is_not_taken(runtime, child) -> None:
    fds = Path("/proc/self/fd")
    before = len(list(fds.iterdir()))
    with pytest.raises(EngineError, match="just ended"):
        find(runtime, os.getpid())
    with pytest.raises(EngineError, match="just ended"):
        find(runtime, 1 << 22)
    assert len(list(fds.iterdir())) == before


def test_a_silent_death_is_a_crash_unless_it_was_wanted(runtime, directory, child) -> None:
    process = Process(child.pid, os.pidfd_open(child.pid), child)
    process.terminate()
    record = bury(process, directory, runtime, cut_off=True)
    assert record is not None
    assert record.kind == "quit"
    assert "force" in record.reason
    stored = last_end(directory.ended)
    assert stored is not None
    assert stored.kind == "quit", "the next to look must not call it a crash"
    assert process.pidfd == -1


def test_a_crash_is_told(runtime, directory, child) -> None:
    process = Process(child.pid, os.pidfd_open(child.pid), child)
    process.terminate()
    record = bury(process, directory, runtime, cut_off=False)
    assert record is not None
    assert record.kind == "crashed"


def test_its_last_words_are_believed(runtime, directory) -> None:
    record_end(directory.ended, EndRecord("shutdown", "The guest powered off."))
    record = ended(directory, runtime)
    assert record is not None
    assert (record.kind, record.reason) == ("shutdown", "The guest powered off.")
