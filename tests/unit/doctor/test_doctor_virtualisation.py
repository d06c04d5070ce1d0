"""engine.doctor.virtualisation: the CPU, the module, the device."""

from __future__ import annotations

import errno
import grp
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from engine.doctor import virtualisation
from engine.kvm.error import explain


@pytest.mark.parametrize(
    ("flags", "verdict", "word"),
    [("fpu vmx", "ok", "VT-x"), ("svm", "ok", "AMD-V"), ("fpu vmxish", "warning", "neither")],
)
def test_processor(tmp_path: Path, flags: str, verdict: str, word: str) -> None:
    (tmp_path / "cpuinfo").write_text(f"processor : 0\nflags\t\t: {flags}\n")
    finding = virtualisation.processor(virtualisation.cpu_flags(tmp_path / "cpuinfo"))
    assert finding.verdict == verdict and word in finding.what
    assert bool(finding.remedy) == (verdict != "ok")


def test_where_to_switch_virtualisation_on() -> None:
    assert "firmware setup" in virtualisation.processor({"fpu"}).remedy
    assert "nested" in virtualisation.processor({"hypervisor"}).remedy
    assert virtualisation.cpu_flags(Path("/no/cpuinfo")) == frozenset()


@pytest.mark.parametrize(("flag", "name"), [("svm", "kvm_amd"), ("vmx", "kvm_intel"), ("fpu", "kvm")])
def test_module(tmp_path: Path, flag: str, name: str) -> None:
    missing = virtualisation.module({flag}, tmp_path)
    assert missing.verdict == "warning" and missing.command == f"sudo modprobe {name}"
    (tmp_path / name).mkdir()
    assert virtualisation.module({flag}, tmp_path).verdict == "ok"


def test_no_device(tmp_path: Path) -> None:
    missing = virtualisation.device(tmp_path / "kvm")
    assert missing.verdict == "warning" and "modprobe" in missing.remedy and "software CPU" in missing.why
    (tmp_path / "kvm").touch()
    assert virtualisation.device(tmp_path / "kvm").verdict == "warning"


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """The command against a device that cannot be opened: its group and mode, and who is in the group."""

    def refused(number: int, *, group: str = "kvm", mode: int = 0o660, members: tuple[str, ...] = ()) -> str:
        def fail(path: object) -> None:
            raise explain("open", number, str(path))

        monkeypatch.setattr(virtualisation, "Kvm", fail)
        monkeypatch.setattr(grp, "getgrgid", lambda _id: SimpleNamespace(gr_name=group, gr_mem=list(members)))
        monkeypatch.setattr(virtualisation, "_user", lambda: "ada")
        path = SimpleNamespace(stat=lambda: os.stat_result((mode, 0, 0, 0, 0, 104, 0, 0, 0, 0)))
        return virtualisation.device(path).command  # type: ignore[arg-type]  # a device with the owner we want

    return refused


def test_no_permission(refused: Callable[..., str]) -> None:
    assert refused(errno.EACCES) == "sudo usermod -aG kvm ada"
    assert refused(errno.EACCES, members=("ada",)) == "newgrp kvm"
    assert "chown root:kvm" in refused(errno.EACCES, group="root", mode=0o600)


def test_somebody_else_holds_the_cpu(monkeypatch: pytest.MonkeyPatch) -> None:
    class Busy:
        def __init__(self, _path: object) -> None: ...
        def __enter__(self) -> Busy:
            return self

        def __exit__(self, *_error: object) -> None: ...
        def create_vm(self) -> None:
            raise explain("KVM_CREATE_VM", errno.EBUSY)

    monkeypatch.setattr(virtualisation, "Kvm", Busy)
    finding = virtualisation.device()
    assert "VirtualBox" in finding.what and finding.command == virtualisation.BUSY_COMMAND
