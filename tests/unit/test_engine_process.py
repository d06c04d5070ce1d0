"""engine.process: what stands beside the machine's life."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import process
from engine.builder import describe
from engine.config import MachineConfig
from engine.error import EngineError
from engine.presence import EndRecord


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
