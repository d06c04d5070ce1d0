"""engine.doctor.apart: the same findings as here, and an error in place of a traceback."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from engine.doctor.apart import examine_apart
from engine.doctor.examination import examine
from engine.error import EngineError


def test_it_finds_what_is_found_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "engine.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    told = [(finding.subject, finding.verdict) for finding in examine_apart()]
    assert told == [(finding.subject, finding.verdict) for finding in examine()]


@pytest.mark.parametrize("interpreter", ["/bin/false", "/no/such/python"])
def test_where_it_cannot_look_it_says_so(interpreter: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", interpreter)
    with pytest.raises(EngineError, match="could not be examined"):
        examine_apart()
