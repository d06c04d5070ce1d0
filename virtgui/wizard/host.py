"""What the host can give a new machine: gathered once, off the GUI thread."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

import msgspec

from engine.boot import firmware
from engine.config import FirmwareName, MachineConfig
from engine.cpu.choice import choose
from engine.error import EngineError
from engine.host import MEMINFO, total_memory_mib

DEVICE = Path("/dev/kvm")


class HostFacts(msgspec.Struct, frozen=True):
    """``free_bytes`` is on the filesystem of the machines. ``names`` are taken: machines, and directories left
    behind by machines. ``firmware_problems``: why a firmware cannot be used, for each that cannot. ``no_kvm``: why
    guests run on the software CPU here, empty where they need not; ``one_cpu``: there is no other for those that
    want several CPUs."""

    memory_mib: int
    available_mib: int
    cpus: int
    free_bytes: int
    names: tuple[str, ...] = ()
    firmware_problems: Mapping[FirmwareName, str] = msgspec.field(default_factory=dict)
    no_kvm: str = ""
    one_cpu: bool = False


def gather(root: Path) -> HostFacts:
    """Look at the host. ``root`` is the machines' directory; it need not exist. Blocks, briefly."""
    chosen = choose(MachineConfig(name="x", uuid="x"), DEVICE)
    soft = chosen.name == "soft"
    return HostFacts(
        memory_mib=total_memory_mib(),
        available_mib=available_memory_mib(),
        cpus=len(os.sched_getaffinity(0)),
        free_bytes=free_bytes(root),
        names=_names(root),
        firmware_problems=dict(_firmware_problems()),
        no_kvm=chosen.why if soft else "",
        one_cpu=soft and not chosen.kvm_would_do,
    )


def available_memory_mib(meminfo: Path = MEMINFO) -> int:
    """The memory that programs can have without swapping, in MiB."""
    for line in meminfo.read_text("ascii").splitlines():
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) // 1024
    return total_memory_mib(meminfo)


def free_bytes(place: Path) -> int:
    """What is free where ``place`` is, or will be."""
    while True:
        try:
            room = os.statvfs(place)
        except FileNotFoundError:
            place = place.parent
        except OSError:
            return 0
        else:
            return room.f_bavail * room.f_frsize


def _names(root: Path) -> tuple[str, ...]:
    """What is in the machines' directory; nothing if it is not there, or its disk has gone."""
    try:
        return tuple(entry.name for entry in root.iterdir())
    except OSError:
        return ()


def _firmware_problems() -> Iterator[tuple[FirmwareName, str]]:
    for name in get_args(FirmwareName):
        try:
            firmware.load(name)
        except EngineError as error:
            yield name, str(error)
