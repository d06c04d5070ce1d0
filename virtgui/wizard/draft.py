"""The machine that is being put together: values, what is wrong with them, and the description they make. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from itertools import permutations
from pathlib import Path
from typing import Final

import msgspec

from engine import welcome
from engine.config import NAME, Disk, DiskBus, DiskFormat, FirmwareName, Kernel, MachineConfig
from engine.storage.image import Attach, Image, ImageKind

GIB: Final = 1 << 30
DISK_GIB: Final = range(1, 2049)
MEMORY_LEAST_MIB: Final = 4
DISK_FILE: Final = "disk.img"
WELCOME_FILE: Final = welcome.IMAGE


class Source(StrEnum):
    """What the machine starts from."""

    WELCOME = "welcome"
    CD = "cdrom"
    DISK = "disk"
    FLOPPY = "floppy"
    KERNEL = "kernel"


class DiskChoice(StrEnum):
    """What the machine has for a disk, besides what it starts from."""

    NEW = "new"
    EXISTING = "existing"
    NONE = "none"


ATTACH: Final[dict[Source, tuple[Attach, ...]]] = {
    Source.WELCOME: (),
    Source.CD: ("cdrom",),
    Source.DISK: ("disk",),
    Source.FLOPPY: ("floppy", "disk"),
    Source.KERNEL: ("kernel",),
}
"""How the file of each source may be attached."""

MEMORY_MIB: Final = {
    Source.WELCOME: welcome.MEMORY_MIB,
    Source.CD: 1024,
    Source.DISK: 1024,
    Source.FLOPPY: 64,
    Source.KERNEL: 512,
}
"""What is proposed for each source."""

_SMALL = (ImageKind.BOOT_SECTOR, ImageKind.FLOPPY)


class Draft(msgspec.Struct, frozen=True):
    """Everything the wizard asks. ``image`` is what ``path`` was found to be, None until then."""

    source: Source = Source.WELCOME
    path: str = ""
    image: Image | None = None
    initrd: str = ""
    append: str = ""
    modules: str = ""
    copy: bool = False
    memory_mib: int = MEMORY_MIB[Source.WELCOME]
    vcpus: int = 1
    disk: DiskChoice = DiskChoice.NONE
    disk_gib: int = 10
    disk_bus: DiskBus = "ide"
    disk_path: str = ""
    disk_image: Image | None = None
    name: str = welcome.NAME
    boot: str = "c"
    firmware: FirmwareName = "auto"
    start: bool = True


def best_source(image: Image, preferred: Source | None) -> Source | None:
    """The source that suits a file: the preferred one if it can be that; None if it can be nothing."""
    if preferred is not None and preferred is not Source.WELCOME:
        small = preferred is Source.FLOPPY and image.kind not in _SMALL
        if not small and any(way in ATTACH[preferred] for way in image.attach_as):
            return preferred
    if not image.attach_as:
        return None
    if image.kind in _SMALL:
        return Source.FLOPPY
    return {"disk": Source.DISK, "cdrom": Source.CD, "floppy": Source.FLOPPY, "kernel": Source.KERNEL}[
        image.attach_as[0]
    ]


def attached(draft: Draft) -> Attach | None:
    """How the file that the machine starts from is attached; None without one."""
    if draft.source is Source.WELCOME:
        return "disk"
    ways = draft.image.attach_as if draft.image is not None else ()
    return next((way for way in ways if way in ATTACH[draft.source]), None)


def boot_devices(draft: Draft) -> str:
    """The letters of what the machine has to start from, in a sensible order; empty if it needs no firmware."""
    way = attached(draft)
    if way == "kernel":
        return ""
    has_disk = draft.disk is not DiskChoice.NONE
    if way == "cdrom":
        # A new disk is not bootable until something is installed on it: then it comes first.
        return {DiskChoice.NEW: "cd", DiskChoice.EXISTING: "dc"}.get(draft.disk, "d")
    if way == "floppy":
        return "ac" if has_disk else "a"
    return "c"


def boot_orders(draft: Draft) -> list[str]:
    """Every order that can be chosen; the sensible one first."""
    devices = boot_devices(draft)
    return ["".join(order) for order in permutations(devices)] if devices else []


def unique_name(wish: str, taken: Iterable[str]) -> str:
    """``wish``, made into a name that a machine can have, with a number if it is taken."""
    used = {name.casefold() for name in taken}
    kept = "".join(c if c.isascii() and (c.isalnum() or c in " ._+-") else " " for c in wish)
    base = " ".join(kept.split()).lstrip(" ._+-")[:58].rstrip(" .") or "Machine"
    candidate, number = base, 2
    while candidate.casefold() in used:
        candidate, number = f"{base} {number}", number + 1
    return candidate


def proposed_name(draft: Draft, taken: Iterable[str]) -> str:
    """A name that says what is in the machine."""
    if draft.source is Source.WELCOME:
        return unique_name(welcome.NAME, taken)
    label = Path(draft.path).name
    for suffix in (".iso", ".img", ".raw", ".bin", ".ima", ".flp", ".qcow2"):
        label = label.removesuffix(suffix)
    return unique_name(label, taken)


def name_problem(name: str, taken: Iterable[str], translate: Callable[[str], str]) -> str:
    """Why a name cannot be used; empty if it can."""
    if not name:
        return translate("Give the machine a name.")
    if not NAME.fullmatch(name) or name.endswith((" ", ".")):
        return translate(
            "A name has up to 64 letters (A-Z), digits, spaces and . _ + - and begins with one of the first."
        )
    if name.casefold() in {other.casefold() for other in taken}:
        return translate("There is a machine of this name already.")
    return ""


def free_file(wish: str, present: Iterable[str]) -> str:
    """A file name that is not in a directory yet."""
    used = set(present)
    stem, suffix = Path(wish).stem, Path(wish).suffix
    candidate, number = wish, 2
    while candidate in used:
        candidate, number = f"{stem}-{number}{suffix}", number + 1
    return candidate


class Files(msgspec.Struct, frozen=True):
    """The names that files get in the machine's own directory; empty: no such file is made."""

    welcome: str = ""
    copy: str = ""
    disk: str = ""


def files(draft: Draft, present: Iterable[str]) -> Files:
    """Which files are made in a directory that has ``present`` in it."""
    present = list(present)
    own = free_file(WELCOME_FILE, present) if draft.source is Source.WELCOME else ""
    wants_copy = draft.copy and attached(draft) in ("disk", "floppy") and draft.source is not Source.WELCOME
    copy = free_file(Path(draft.path).name, present) if wants_copy else ""
    present += [own, copy]
    return Files(own, copy, free_file(DISK_FILE, present) if draft.disk is DiskChoice.NEW else "")


def describe(draft: Draft, made: Files, uuid: str) -> MachineConfig:
    """The machine's description. ConfigError if it cannot be one."""
    way = attached(draft)
    path = made.welcome or made.copy or draft.path
    disks = [Disk(path=path, format=_format(draft.image))] if way == "disk" else []
    if draft.disk is DiskChoice.NEW:
        disks.append(Disk(path=made.disk, bus=draft.disk_bus))
    elif draft.disk is DiskChoice.EXISTING:
        disks.append(Disk(path=draft.disk_path, format=_format(draft.disk_image), bus=draft.disk_bus))
    modules = tuple(module.strip() for module in draft.modules.split(",") if module.strip())
    kernel = Kernel(path=path, initrd=draft.initrd or None, append=draft.append, modules=modules)
    return MachineConfig(
        name=draft.name,
        uuid=uuid,
        memory_mib=draft.memory_mib,
        vcpus=draft.vcpus,
        firmware=draft.firmware,
        boot=draft.boot or "c",
        disks=tuple(disks),
        cdrom=path if way == "cdrom" else None,
        floppy=path if way == "floppy" else None,
        kernel=kernel if way == "kernel" else None,
        notes=welcome.NOTES if draft.source is Source.WELCOME else "",
        welcome=draft.source is Source.WELCOME,
    )


def _format(image: Image | None) -> DiskFormat:
    return "qcow2" if image is not None and image.kind is ImageKind.QCOW2 else "raw"
