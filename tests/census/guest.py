"""A guest of the census: where it comes from, how it can be attached, and by what it is known to have come up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.config import Disk, Kernel

Fields = dict[str, Any]
"""Fields of a machine's description. A disk's image is copied first, so that a guest may write to it."""
Attach = Callable[[Path], Fields]
"""Make the medium in a cache directory, and say how a machine gets it."""

DEADLINE_S = 60.0


@dataclass(frozen=True, slots=True)
class Step:
    """Wait for text on the screen or on COM1, whichever is given, or for a picture of ``graphics`` size; then press a
    key, if one is given.

    ``key`` is one of QMP's names, typed on the keyboard.
    """

    screen: str = ""
    graphics: tuple[int, int] | None = None
    serial: bytes = b""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Guest:
    """``steps`` in turn; the guest has come up when the last has. ``long``: times the usual patience."""

    name: str
    package: str
    attachments: Mapping[str, Attach]
    steps: tuple[Step, ...]
    memory_mib: int = 128
    long: float = 1.0
    own_firmware: bool = False
    fields: Fields = field(default_factory=dict)


def disk(build: Callable[[Path], Path], bus: str) -> Attach:
    """As a hard disk."""
    return lambda cache: {"disks": (Disk(path=str(build(cache)), bus=bus),), "boot": "c"}  # type: ignore[arg-type]  # "ide" or "virtio"


def disks(build: Callable[[Path], Path]) -> dict[str, Attach]:
    """As a hard disk on either bus."""
    return {bus: disk(build, bus) for bus in ("ide", "virtio")}


def cd(build: Callable[[Path], Path]) -> Attach:
    """In the CD drive."""
    return lambda cache: {"cdrom": str(build(cache)), "boot": "d"}


def floppy(build: Callable[[Path], Path]) -> Attach:
    """In the floppy drive."""
    return lambda cache: {"floppy": str(build(cache)), "boot": "a"}


def kernel(path: Callable[[Path], Path], initrd: Callable[[Path], Path] | None = None, append: str = "") -> Attach:
    """Started directly."""

    def fields(cache: Path) -> Fields:
        first = str(initrd(cache)) if initrd is not None else None
        return {"kernel": Kernel(path=str(path(cache)), initrd=first, append=append)}

    return fields
