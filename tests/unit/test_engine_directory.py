"""engine.directory: where things live."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.directory import MachineDirectory, RuntimeDirectory, machines_directory, runtime_root
from engine.error import EngineError


def test_machines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert machines_directory() == tmp_path / "virtgui" / "machines"
    assert not machines_directory().exists()


def test_runtime(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert runtime_root() == tmp_path / "virtgui"
    assert runtime_root().stat().st_mode & 0o777 == 0o700
    runtime_root().chmod(0o755)
    assert runtime_root().stat().st_mode & 0o777 == 0o700
    found = RuntimeDirectory.of("u-u-i-d")
    assert found.path == tmp_path / "virtgui" / "u-u-i-d"
    assert [path.name for path in (found.pid, found.control, found.display, found.serial(1))] == [
        "pid",
        "control.sock",
        "display.sock",
        "serial1.sock",
    ]


@pytest.mark.parametrize("uuid", ["", ".", "..", "../x", "/home/me"])
def test_no_uuid_leads_out_of_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, uuid: str) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with pytest.raises(EngineError, match="no machine's uuid"):
        RuntimeDirectory.of(uuid)


@pytest.mark.parametrize("value", [None, "", "/does/not/exist"])
def test_without_a_runtime_directory_it_is_under_tmp(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, value: str | None
) -> None:
    if value is None:
        monkeypatch.delenv("XDG_RUNTIME_DIR", raising=False)
    else:
        monkeypatch.setenv("XDG_RUNTIME_DIR", value)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert runtime_root() == tmp_path / f"virtgui-{os.getuid()}"


def test_a_link_that_somebody_laid_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "virtgui").symlink_to(elsewhere)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    with pytest.raises(EngineError, match="belongs to somebody else"):
        runtime_root()


def test_files_of_a_machine(tmp_path: Path) -> None:
    machine = MachineDirectory(tmp_path)
    paths = (machine.config, machine.log, machine.ended, machine.thumbnail, machine.serial_log(1))
    assert [path.name for path in paths] == [
        "machine.toml",
        "machine.log",
        "ended.json",
        "thumbnail.png",
        "serial1.log",
    ]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("machine.toml", True),
        (".machine.toml.x1", True),
        ("ended.json", True),
        ("serial4.log", True),
        ("serial2.log.1", True),
        ("serial0.log.gz", False),
        ("disk.img", False),
        ("sub/machine.log", False),
    ],
)
def test_what_is_bookkeeping(tmp_path: Path, name: str, kept: bool) -> None:
    assert MachineDirectory(tmp_path).keeps(tmp_path / name) is kept
