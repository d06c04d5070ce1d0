"""What the host can give a new machine: gathered once, off the GUI thread."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from engine.boot import firmware
from engine.error import EngineError
from engine.host import MEMINFO, total_memory_mib


@dataclass(frozen=True, slots=True)
class HostFacts:
    """``free_bytes`` is on the filesystem of the machines; ``firmware_problem`` and ``kvm_problem`` are sentences,
    empty where all is well. ``names`` are taken: machines, and directories left behind by machines."""

    memory_mib: int
    available_mib: int
    cpus: int
    free_bytes: int
    names: tuple[str, ...] = ()
    firmware_problem: str = ""
    kvm_problem: str = ""


def gather(root: Path, kvm: Path = Path("/dev/kvm")) -> HostFacts:
    """Look at the host. ``root`` is the machines' directory; it need not exist. Blocks, briefly."""
    return HostFacts(
        memory_mib=total_memory_mib(),
        available_mib=available_memory_mib(),
        cpus=len(os.sched_getaffinity(0)),
        free_bytes=free_bytes(root),
        names=tuple(entry.name for entry in root.iterdir()) if root.is_dir() else (),
        firmware_problem=_firmware_problem(),
        kvm_problem=_kvm_problem(kvm),
    )


def available_memory_mib(meminfo: Path = MEMINFO) -> int:
    """The memory that programs can have without swapping, in MiB."""
    for line in meminfo.read_text("ascii").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) // 1024
    return total_memory_mib(meminfo)


def free_bytes(place: Path) -> int:
    """What is free where ``place`` is, or will be."""
    while not place.exists() and place != place.parent:
        place = place.parent
    try:
        room = os.statvfs(place)
    except OSError:
        return 0
    return room.f_bavail * room.f_frsize


def _firmware_problem() -> str:
    try:
        firmware.load("auto")
    except EngineError as error:
        return str(error)
    return ""


def _kvm_problem(kvm: Path) -> str:
    if not kvm.exists():
        return f"{kvm} does not exist: KVM is not available on this host. See Doctor in the main window."
    if not os.access(kvm, os.R_OK | os.W_OK):
        return f"You may not use {kvm}. Add yourself to the group kvm: sudo usermod -aG kvm $USER, and log in again."
    return ""
