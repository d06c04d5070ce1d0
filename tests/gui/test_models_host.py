"""virtgui.models.host: what the host has."""

from __future__ import annotations

from pathlib import Path

import pytest

from virtgui.models import host
from virtgui.models.host import CpuMeter, survey


def test_kvm_by_the_flags_of_the_cpu(tmp_path: Path) -> None:
    device, cpuinfo = tmp_path / "kvm", tmp_path / "cpuinfo"
    device.touch()
    for flags, kind in (("fpu svm", "hardware"), ("vmx fpu", "hardware"), ("fpu xsvmx", "emulated")):
        cpuinfo.write_text(f"processor: 0\nflags\t\t: {flags}\n")
        facts = survey(tmp_path, device, cpuinfo)
        assert (facts.kvm, facts.kvm_problem) == (kind, "")
    assert facts.memory_mib > 0
    assert facts.disk_free > 0
    assert survey(tmp_path, device, tmp_path / "none").kvm == "emulated"


def test_no_kvm_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = survey(tmp_path, tmp_path / "kvm")
    assert missing.kvm == ""
    assert "modprobe" in missing.kvm_remedy
    (tmp_path / "kvm").touch()
    monkeypatch.setattr(host.os, "access", lambda *_: False)
    refused = survey(tmp_path, tmp_path / "kvm")
    assert refused.kvm == ""
    assert "usermod" in refused.kvm_remedy


def test_an_unknown_directory_has_unknown_space(tmp_path: Path) -> None:
    assert survey(tmp_path / "missing").disk_free == -1


def test_cpu_use_is_what_was_not_idle_since_the_last_call(tmp_path: Path) -> None:
    stat = tmp_path / "stat"
    meter = CpuMeter(stat)
    assert meter.percent() is None
    stat.write_text("cpu  100 0 100 800 0 0 0 0 0 0\n")
    assert meter.percent() is None
    assert meter.percent() is None, "no time has passed"
    stat.write_text("cpu  150 0 125 850 75 0 0 0 0 0\n")  # 75 of 200 ticks at work; 50 idle, 75 waiting for disks
    assert meter.percent() == pytest.approx(37.5)
    stat.write_text("nonsense")
    assert meter.percent() is None
