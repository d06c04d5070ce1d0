"""What the host has, and how much of it is in use."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
from PySide6.QtCore import QCoreApplication


class HostFacts(msgspec.Struct, frozen=True):
    """What changes seldom. ``kvm``: "hardware", "emulated" (no svm or vmx flag: /dev/kvm is itself emulated),
    or "" with ``kvm_problem`` (a sentence) and ``kvm_remedy``. ``disk_free`` is in bytes, -1 if unknown."""

    memory_mib: int
    disk_free: int
    kvm: str
    kvm_problem: str = ""
    kvm_remedy: str = ""


def survey(directory: Path, device: Path = Path("/dev/kvm"), cpuinfo: Path = Path("/proc/cpuinfo")) -> HostFacts:
    """Find out. Blocking."""
    from engine.host import total_memory_mib

    try:
        status = os.statvfs(directory)
        free = status.f_bavail * status.f_frsize
    except OSError:
        free = -1
    kind, problem, remedy = _kvm(device, cpuinfo)
    return HostFacts(total_memory_mib(), free, kind, problem, remedy)


def _kvm(device: Path, cpuinfo: Path) -> tuple[str, str, str]:
    if not device.exists():
        remedy = _tr("Load the module: sudo modprobe kvm-amd, or kvm-intel.")
        return "", _tr("There is no {0}.").format(device), remedy
    if not os.access(device, os.R_OK | os.W_OK):
        remedy = _tr("Join its group: sudo usermod -aG kvm $USER, then log in again.")
        return "", _tr("You may not use {0}.").format(device), remedy
    try:
        flags = next((line for line in cpuinfo.read_text().splitlines() if line.startswith("flags")), "").split()
    except OSError:
        flags = []
    return ("hardware" if "svm" in flags or "vmx" in flags else "emulated"), "", ""


class CpuMeter:
    """The host's CPU use, from /proc/stat."""

    def __init__(self, stat: Path = Path("/proc/stat")) -> None:
        self.cpus = os.cpu_count() or 1
        self._stat = stat
        self._last: tuple[int, int] | None = None

    def percent(self) -> float | None:
        """Per cent of all CPUs since the last call; None the first time."""
        try:
            with self._stat.open("rb") as file:
                ticks = [int(word) for word in file.readline().split()[1:9]]
            total, idle = sum(ticks), ticks[3] + ticks[4]
        except (OSError, ValueError, IndexError):
            return None
        last, self._last = self._last, (total, idle)
        if last is None or total <= last[0]:
            return None
        return 100 * (1 - (idle - last[1]) / (total - last[0]))


def _tr(text: str) -> str:
    return QCoreApplication.translate("host", text)
