"""engine.process: what stands beside the machine's life."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine import process
from engine.builder import describe
from engine.config import MachineConfig
from engine.error import EngineError
from engine.presence import EndRecord


@pytest.fixture
def full_log() -> object:
    """Standard output on a disk without room, as a VM process's log may be."""
    with Path("/dev/full").open("w") as log:
        yield log
        os.dup2(os.open(os.devnull, os.O_WRONLY), log.fileno())


def test_a_log_that_cannot_be_written_does_not_reach_the_guest(
    monkeypatch: pytest.MonkeyPatch, full_log: object
) -> None:
    monkeypatch.setattr("sys.stdout", full_log)
    process.GuestLog().line("hello")


def test_the_guests_log_has_an_end(capsys: pytest.CaptureFixture[str]) -> None:
    log = process.GuestLog()
    for _ in range(5000):
        log.line("x" * 1000)
    assert len(capsys.readouterr().out) < process.LOG_LIMIT * 1.1


def test_an_end_that_cannot_be_recorded_leaves_no_older_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = tmp_path / "ended.json"
    record.write_text("{}")

    def refuse(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(process, "record_end", refuse)
    process._record(record, EndRecord("quit", "Done."))
    assert not record.exists()


def test_a_guest_is_told_a_uuid_and_nothing_else() -> None:
    with pytest.raises(EngineError, match="no UUID"):
        describe(MachineConfig(name="box", uuid="u"))
