"""engine.doctor.surrounding: what we run in, from traces laid in a directory."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.doctor.surrounding import Traces, surrounding


def lay(root: Path, name: str, text: str = "") -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text)


@pytest.mark.parametrize(
    ("name", "text", "what"),
    [
        ("proc/version", "Linux 5.15 Microsoft-standard-WSL2", "Windows Subsystem for Linux"),
        (".dockerenv", "", "a Docker container"),
        ("run/.containerenv", "", "a Podman container"),
        ("proc/1/environ", "HOME=/\0container=systemd-nspawn\0", "a systemd-nspawn container"),
        ("proc/1/environ", "container=box\0", "a container (box)"),
        (".flatpak-info", "", "a Flatpak sandbox"),
    ],
)
def test_containers(tmp_path: Path, name: str, text: str, what: str) -> None:
    lay(tmp_path, name, text)
    without = surrounding(set(), has_kvm=False, traces=Traces(tmp_path))
    assert without.what == what and without.remedy
    assert surrounding(set(), has_kvm=True, traces=Traces(tmp_path)).remedy == ""


def test_virtual_and_real(tmp_path: Path) -> None:
    lay(tmp_path, "sys/class/dmi/id/sys_vendor", "VMware, Inc.\n")
    assert surrounding({"hypervisor"}, False, Traces(tmp_path)).what == "a virtual machine (VMware)"
    assert surrounding({"hypervisor"}, False, Traces(tmp_path / "none")).what == "a virtual machine"
    assert "real machine" in surrounding(set(), False, Traces(tmp_path)).what
