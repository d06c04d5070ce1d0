"""engine.doctor.software: what others' software is there, and the command that brings it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.cpu.soft import layout
from engine.doctor import software


@pytest.fixture
def manager(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The programs on the PATH."""
    there = ["apt-get"]
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}" if name in there else None)
    return there


def test_our_own_firmware_where_the_host_has_none(tmp_path: Path, manager: list[str]) -> None:
    finding = software.seabios((tmp_path,))
    assert finding.verdict == "ok" and "builtin" in finding.what
    assert finding.command == "sudo apt-get install seabios"
    manager[:] = ["pacman"]
    assert software.seabios((tmp_path,)).command == ""


def test_passt(manager: list[str]) -> None:
    assert software.passt().command == "sudo apt-get install passt"
    manager[:] = ["dnf"]
    assert software.passt().command == "sudo dnf install passt"
    manager.append("passt")
    assert software.passt().command == ""


@pytest.mark.parametrize(("package", "look"), [("unicorn", software.software_cpu), ("PySide6", software.windows)])
def test_python_packages(monkeypatch: pytest.MonkeyPatch, package: str, look) -> None:
    monkeypatch.setattr(software, "find_spec", lambda name: None if name == package else object())
    finding = look()
    assert finding.verdict == "warning" and package in finding.command


def test_the_build_of_unicorn(monkeypatch: pytest.MonkeyPatch) -> None:
    assert software.software_cpu().verdict == "ok"
    monkeypatch.setattr(layout, "BUILD_ID", b"another build's id..")
    finding = software.software_cpu()
    assert finding.verdict == "warning" and "slower" in finding.why
    assert layout.VERSION in finding.command


def test_windows(monkeypatch: pytest.MonkeyPatch, manager: list[str]) -> None:
    monkeypatch.setattr(software, "missing_libraries", lambda names: [name for name in names if "EGL" in name])
    assert software.windows({}).command == "sudo apt-get install libegl1"
    monkeypatch.setattr(software, "missing_libraries", lambda _names: [])
    assert "no display" in software.windows({}).what
    assert software.windows({"DISPLAY": ":1"}).what == "Qt draws on X11"
    assert software.windows({"DISPLAY": ":1", "WAYLAND_DISPLAY": "wayland-0"}).what == "Qt draws on Wayland"
    assert "offscreen" in software.windows({"QT_QPA_PLATFORM": "offscreen"}).what


def test_missing_libraries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "libours.so.1").touch()
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    assert software.missing_libraries(["libours.so.1", "libnobodys.so.1"]) == ["libnobodys.so.1"]
