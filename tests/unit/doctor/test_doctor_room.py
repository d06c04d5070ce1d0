"""engine.doctor.room: memory, disk space, directories."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from engine.doctor import room


@pytest.mark.parametrize(("free", "verdict"), [(100, "warning"), (4000, "ok")])
def test_memory(tmp_path: Path, free: int, verdict: str) -> None:
    (tmp_path / "meminfo").write_text(f"MemTotal: {8000 * 1024} kB\nMemAvailable: {free * 1024} kB\n")
    finding = room.memory(tmp_path / "meminfo")
    assert finding.verdict == verdict and "8,000 MiB" in finding.what


@pytest.mark.parametrize(("blocks", "verdict"), [(100, "warning"), (10 << 20, "ok")])
def test_disk_space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, blocks: int, verdict: str) -> None:
    monkeypatch.setattr(os, "statvfs", lambda _path: SimpleNamespace(f_bavail=blocks, f_frsize=4096))
    finding = room.disk_space(tmp_path / "not" / "yet" / "there")
    assert finding.verdict == verdict and f"({tmp_path})" in finding.what
    assert bool(finding.command) == (verdict != "ok")


def test_a_disk_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_path: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "statvfs", broken)
    assert "Input/output error" in room.disk_space(tmp_path).what


def test_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert room.places(tmp_path / "machines").verdict == "ok"
    monkeypatch.setattr(os, "access", lambda path, _mode: path != tmp_path / "closed")
    (tmp_path / "closed").mkdir()
    closed = room.places(tmp_path / "closed" / "machines")
    assert closed.verdict == "problem" and str(tmp_path / "closed") in closed.command
