"""What the host has to offer a machine."""

from __future__ import annotations

from pathlib import Path

from engine.config import MachineConfig
from engine.error import EngineError

MEMINFO = Path("/proc/meminfo")
CPUINFO = Path("/proc/cpuinfo")


def total_memory_mib(meminfo: Path = MEMINFO) -> int:
    """The host's memory, in MiB."""
    for line in meminfo.read_text("ascii").splitlines():
        if line.startswith("MemTotal:"):
            return int(line.split()[1]) // 1024
    return 0


def check_memory(config: MachineConfig, total_mib: int) -> None:
    """EngineError when a machine wants more memory than the host has."""
    if config.memory_mib > total_mib:
        raise EngineError(
            f"{config.name!r} wants {config.memory_mib} MiB of memory, but this host has {total_mib} MiB.",
            "Give it less: memory_mib in machine.toml, or Memory in its settings.",
        )


def hardware_virtualisation(cpuinfo: Path = CPUINFO) -> bool:
    """Whether this host's CPU runs guests itself (Intel vmx, AMD svm). Where it does not and there is a /dev/kvm,
    that one emulates: it is slow, and misses instructions and interrupts."""
    for line in cpuinfo.read_text("ascii", "replace").splitlines():
        if line.startswith("flags"):
            return bool({"vmx", "svm"} & set(line.split()))
    return False
