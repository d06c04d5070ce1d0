"""What an operating system wants of a machine: a small table of our own, and the system's osinfo-db where it is.

A medium is known by its volume label (ECMA-119, 8.4.7), which the makers of systems keep stable over versions.
osinfo-db: https://libosinfo.org/, XML files below /usr/share/osinfo/os.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as Xml
from pathlib import Path
from typing import Final

import msgspec

from engine.config import DiskBus

OSINFO: Final = Path("/usr/share/osinfo")
OURS: Final = "VirtGUI's own table"
THEIRS: Final = "osinfo-db, as installed on this host"
MIB: Final = 1 << 20
GIB: Final = 1 << 30


class Advice(msgspec.Struct, frozen=True):
    """``system`` is its name, ``origin`` says who says so. ``disk_gib`` 0: it needs no disk."""

    system: str
    memory_mib: int
    vcpus: int
    disk_gib: int
    bus: DiskBus
    origin: str = OURS


# label (a regular expression, any case), system, MiB, CPUs, GiB of disk, bus.
_TABLE: Final[tuple[tuple[str, str, int, int, int, DiskBus], ...]] = (
    (r"^debian.* live|^d-live", "Debian live", 2048, 2, 0, "virtio"),
    (r"^debian (\d+)", "Debian {0}", 1024, 2, 20, "virtio"),
    (r"^ubuntu-server (\d+\.\d+)", "Ubuntu Server {0}", 2048, 2, 25, "virtio"),
    (r"^[klx]?ubuntu.*?(\d+\.\d+)", "Ubuntu {0}", 4096, 2, 25, "virtio"),
    (r"^linux mint (\d+)", "Linux Mint {0}", 4096, 2, 25, "virtio"),
    (r"^fedora-\w+-.*?-?(\d\d)", "Fedora {0}", 3072, 2, 20, "virtio"),
    (r"^(?:centos|rocky|almalinux|rhel|ol)-(\d+)", "Enterprise Linux {0}", 2048, 2, 20, "virtio"),
    (r"^opensuse", "openSUSE", 2048, 2, 20, "virtio"),
    (r"^arch_(\d{4})", "Arch Linux", 1024, 2, 15, "virtio"),
    (r"^alpine", "Alpine Linux", 256, 1, 4, "virtio"),
    (r"^nixos", "NixOS", 2048, 2, 20, "virtio"),
    (r"^gentoo", "Gentoo", 2048, 2, 30, "virtio"),
    (r"^void", "Void Linux", 1024, 2, 15, "virtio"),
    (r"^slackware|^slackdvd", "Slackware", 1024, 1, 15, "ide"),
    (r"^kali", "Kali Linux", 2048, 2, 25, "virtio"),
    (r"^(?:core|tinycore|coreplus)", "Tiny Core Linux", 128, 1, 1, "virtio"),
    (r"^puppy", "Puppy Linux", 512, 1, 0, "ide"),
    (r"^gparted", "GParted live", 1024, 2, 0, "virtio"),
    (r"^rescue|^sysrcd", "SystemRescue", 2048, 2, 0, "virtio"),
    (r"^clonezilla", "Clonezilla live", 1024, 2, 0, "virtio"),
    (r"^(\d+)_(\d+)_release|^freebsd", "FreeBSD", 1024, 2, 20, "virtio"),
    (r"^openbsd", "OpenBSD", 512, 1, 16, "virtio"),
    (r"^netbsd", "NetBSD", 256, 1, 8, "virtio"),
    (r"^dragonfly", "DragonFly BSD", 1024, 2, 20, "virtio"),
    (r"^haiku", "Haiku", 1024, 2, 8, "virtio"),
    (r"^minix", "MINIX 3", 256, 1, 4, "ide"),
    (r"^plan 9|^9front", "Plan 9", 512, 1, 8, "virtio"),
    (r"^reactos", "ReactOS", 512, 1, 10, "ide"),
    (r"^(?:freedos|fd\d)", "FreeDOS", 64, 1, 1, "ide"),
    (r"^kolibri", "KolibriOS", 128, 1, 0, "ide"),
    (r"^(?:memtest|mt86)", "Memtest86+", 128, 1, 0, "ide"),
    (r"win ?95|windows ?95", "Windows 95", 64, 1, 2, "ide"),
    (r"win ?98|windows ?98", "Windows 98", 128, 1, 4, "ide"),
    (r"^wxp|^vrmp|^grtmp", "Windows XP", 512, 1, 10, "ide"),
    (r"^gsp1rm|^grmc", "Windows 7", 2048, 2, 30, "ide"),
    (r"^ccsa_|^cccoma_|^cpba_|^cena_|^sss_x64", "Windows 10 or later", 4096, 2, 64, "ide"),
)


_NO_NAME: Final = frozenset({"ISOIMAGE", "CDROM", "ISO", "NEW", "UNDEFINED", "UNTITLED"})
"""What programs that make CDs call them if nobody says otherwise: osinfo-db has systems that shipped so."""


def advise(label: str, osinfo: Path = OSINFO) -> Advice | None:
    """What the system on a medium of this label wants; None if nobody knows it. Reads files; slow with osinfo-db."""
    return known(label) or from_osinfo(label, osinfo)


def known(label: str) -> Advice | None:
    """From our own table."""
    for pattern, name, memory, cpus, disk, bus in _TABLE:
        found = re.search(pattern, label.strip(), re.IGNORECASE)
        if found:
            return Advice(name.format(*(found.groups() or ("",))).strip(), memory, cpus, disk, bus)
    return None


def from_osinfo(label: str, root: Path = OSINFO) -> Advice | None:
    """From osinfo-db; None without one, or if it does not know the label either."""
    if not label.strip() or label.strip().upper() in _NO_NAME:
        return None
    for path in sorted(root.glob("os/*/*.xml")):
        try:
            text = path.read_text("utf-8", "replace")
            if "volume-id" not in text:
                continue
            system = Xml.fromstring(text).find("os")
        except (OSError, Xml.ParseError):
            continue  # One bad file must not hide the others.
        if system is not None and _is_on(system, label.strip()):
            return _wants(system)
    return None


def _is_on(system: Xml.Element, label: str) -> bool:
    for volume in system.iterfind("media/iso/volume-id"):
        try:
            if volume.text and re.fullmatch(volume.text, label):
                return True
        except re.error:
            continue
    return False


def _wants(system: Xml.Element) -> Advice:
    wanted = system.find("resources/recommended")
    least = system.find("resources/minimum")

    def number(name: str, usual: int) -> int:
        for where in (wanted, least):
            text = where.findtext(name, "") if where is not None else ""
            if text.strip().isdigit():
                return int(text)
        return usual

    name = system.findtext("name", "") or "An operating system"
    linux = (system.findtext("family", "") or "") in ("linux", "freebsd", "openbsd", "netbsd")
    memory, disk = number("ram", GIB) // MIB, -(-number("storage", 20 * GIB) // GIB)
    return Advice(
        name, max(16, memory), min(4, max(1, number("n-cpus", 1))), disk, "virtio" if linux else "ide", THEIRS
    )
