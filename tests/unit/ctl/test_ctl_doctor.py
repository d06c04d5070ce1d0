"""engine.ctl.doctor: what is wrong with a host, and what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.ctl import doctor


def test_no_kvm_device(tmp_path: Path) -> None:
    finding = doctor.kvm(tmp_path / "kvm")
    assert finding.verdict == "problem" and "modprobe" in finding.command
    (tmp_path / "kvm").touch()
    assert doctor.kvm(tmp_path / "kvm").verdict == "problem"


@pytest.mark.parametrize(
    ("flags", "verdict", "word"),
    [("fpu vmx", "ok", "VT-x"), ("svm", "ok", "AMD-V"), ("fpu vmxish", "warning", "neither")],
)
def test_processor(tmp_path: Path, flags: str, verdict: str, word: str) -> None:
    (tmp_path / "cpuinfo").write_text(f"processor : 0\nflags\t\t: {flags}\n")
    finding = doctor.processor(tmp_path / "cpuinfo")
    assert finding.verdict == verdict and word in finding.what
    assert bool(finding.command) == (verdict != "ok")


def test_our_own_firmware_where_the_host_has_none(tmp_path: Path) -> None:
    finding = doctor.seabios((tmp_path,))
    assert finding.verdict == "ok" and "builtin" in finding.what


@pytest.mark.parametrize(("free", "verdict"), [(100, "warning"), (4000, "ok")])
def test_memory(tmp_path: Path, free: int, verdict: str) -> None:
    (tmp_path / "meminfo").write_text(f"MemTotal: {8000 * 1024} kB\nMemAvailable: {free * 1024} kB\n")
    finding = doctor.memory(tmp_path / "meminfo")
    assert finding.verdict == verdict and "8,000 MiB" in finding.what


def test_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_installed", lambda name: name != "libEGL.so.1")
    assert doctor.windows().command == "apt-get install libegl1"
    monkeypatch.setattr(doctor, "_installed", lambda _name: True)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert "no display" in doctor.windows().what
    monkeypatch.setenv("DISPLAY", ":1")
    assert doctor.windows().verdict == "ok"


def test_json_and_status(vgctl: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch) -> None:
    status, out, _ = vgctl("doctor", "--json")
    findings = json.loads(out)
    assert {finding["subject"] for finding in findings} >= {"KVM", "CPU", "firmware", "memory", "places", "windows"}
    assert status == int(any(finding["verdict"] == "problem" for finding in findings))
    bad = doctor.Finding("KVM", "problem", "gone", "because", "do this")
    monkeypatch.setattr(doctor, "examine", lambda: [bad])
    status, out, _ = vgctl("doctor")
    assert status == 1 and "because" in out and "do this" in out
