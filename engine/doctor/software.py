"""Software of others that machines and windows use: firmware, the software CPU, networking, Qt's libraries."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path

from engine.boot import firmware
from engine.cpu.soft.layout import VERSION, is_known_file
from engine.doctor.finding import Finding
from engine.error import EngineError

LIBRARY_DIRECTORIES = ("/lib", "/usr/lib", "/lib64", "/usr/lib64", "/usr/local/lib")
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
MANAGERS = (
    ("apt-get", "sudo apt-get install"),
    ("dnf", "sudo dnf install"),
    ("zypper", "sudo zypper install"),
    ("pacman", "sudo pacman -S"),
)
NAMES = {
    "seabios": {"apt-get": "seabios", "dnf": "seabios-bin seavgabios-bin", "zypper": "qemu-seabios qemu-vgabios"},
    "passt": {"apt-get": "passt", "dnf": "passt", "zypper": "passt", "pacman": "passt"},
}
"""What a package is called by each package manager; the libraries of Qt are named for apt-get only."""


def install(packages: Mapping[str, str]) -> str:
    """The command that installs a package here; "" where we do not know its name. ``packages``: see NAMES."""
    for manager, words in MANAGERS:
        if shutil.which(manager):
            return f"{words} {packages[manager]}" if manager in packages else ""
    return ""


def seabios(directories: tuple[Path, ...] = firmware.SEABIOS_DIRECTORIES) -> Finding:
    """Whether SeaBIOS is there beside our own BIOS."""
    try:
        found = firmware.load("seabios", directories)
    except EngineError:
        pass
    else:
        return Finding("firmware", "ok", f"the builtin BIOS, and SeaBIOS, {len(found.bios) >> 10} KiB")
    why = "The builtin BIOS starts machines. SeaBIOS is there for who wants it, and to compare."
    return Finding("firmware", "ok", "the builtin BIOS; SeaBIOS is not installed", why, "", install(NAMES["seabios"]))


def software_cpu() -> Finding:
    """Whether machines can run without KVM."""
    if find_spec("unicorn") is None:
        return Finding(
            "soft CPU",
            "warning",
            "the Python package unicorn is not installed",
            "It is the software CPU, for hosts without a usable /dev/kvm.",
            "Install VirtGUI's dependencies again.",
            f"python3 -m pip install unicorn=={VERSION}",
        )
    if not _is_known_unicorn():
        return Finding(
            "soft CPU",
            "warning",
            "unicorn is another build than the one that is known",
            "Machines run without KVM too, but the software CPU is slower with it.",
            "Install the known one.",
            f"python3 -m pip install --force-reinstall --only-binary :all: unicorn=={VERSION}",
        )
    return Finding("soft CPU", "ok", "unicorn: machines run without KVM too")


def _is_known_unicorn() -> bool:
    """By the files of the package, of which nothing is loaded. Where there are none to be found, nothing is said."""
    spec = find_spec("unicorn")
    places = (spec.submodule_search_locations if spec is not None else None) or []
    libraries = [path for place in places for path in Path(place).glob("lib/libunicorn.so*")]
    return not libraries or any(is_known_file(path) for path in libraries)


def passt() -> Finding:
    """Whether guests can be given a network without privileges."""
    if shutil.which("passt"):
        return Finding("network", "ok", "passt: guests reach the network without privileges")
    return Finding(
        "network",
        "ok",
        "passt is not installed",
        "With it guests reach the network without privileges.",
        "",
        install(NAMES["passt"]),
    )


def windows(environment: Mapping[str, str] | None = None) -> Finding:
    """Whether the application can show windows."""
    environment = os.environ if environment is None else environment
    if find_spec("PySide6") is None:
        return Finding(
            "windows",
            "warning",
            "PySide6 is not installed",
            "The virtgui window needs it; vgctl does not.",
            "",
            "python3 -m pip install PySide6-Essentials",
        )
    missing = missing_libraries(QT_LIBRARIES)
    if missing:
        packages = " ".join(QT_LIBRARIES[name] for name in missing)
        return Finding(
            "windows",
            "warning",
            f"libraries are missing: {', '.join(missing)}",
            "Qt loads them when it opens a window.",
            f"Install them (Debian's packages: {packages}).",
            install({"apt-get": packages}),
        )
    platform_name = environment.get("QT_QPA_PLATFORM", "")
    if platform_name:
        return Finding("windows", "ok", f"Qt draws on the platform {platform_name!r} (QT_QPA_PLATFORM)")
    if not (environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")):
        return Finding(
            "windows",
            "warning",
            "no display (neither DISPLAY nor WAYLAND_DISPLAY is set)",
            "virtgui opens windows; vgctl does not need them.",
            "Run it in a desktop session, or watch it with a VNC viewer on port 5900:",
            "QT_QPA_PLATFORM=vnc virtgui",
        )
    return Finding("windows", "ok", f"Qt draws on {'Wayland' if environment.get('WAYLAND_DISPLAY') else 'X11'}")


def missing_libraries(names: Iterable[str]) -> list[str]:
    """Those of ``names`` that are in no directory where the loader looks."""
    machine = platform.machine()
    extra = os.environ.get("LD_LIBRARY_PATH", "").split(":")
    places = [Path(directory) for directory in (*LIBRARY_DIRECTORIES, *extra) if directory]
    places += [place / f"{machine}-linux-gnu" for place in places]
    return [name for name in names if not any((place / name).exists() for place in places)]
