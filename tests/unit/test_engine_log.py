"""engine.log: what a VM process has to say."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.log import LOG_LIMIT, GuestLog


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
    GuestLog().line("hello")


def test_the_guests_log_has_an_end(capsys: pytest.CaptureFixture[str]) -> None:
    log = GuestLog()
    for _ in range(5000):
        log.line("x" * 1000)
    assert len(capsys.readouterr().out) < LOG_LIMIT * 1.1
