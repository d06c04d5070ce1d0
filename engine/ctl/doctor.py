"""``vgctl doctor``: what this host has for machines, and what to do about what it lacks."""

from __future__ import annotations

import argparse
import os
import platform
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from engine.boot import firmware
from engine.ctl.output import columns, say, say_json
from engine.directory import machines_directory, runtime_root
from engine.error import EngineError
from engine.host import MEMINFO, total_memory_mib
from engine.kvm.error import KvmError
from engine.kvm.system import Kvm

KVM = Path("/dev/kvm")
CPUINFO = Path("/proc/cpuinfo")
SCANT_MIB = 512
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
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``problem`` keeps machines from running, ``warning`` costs something. ``why`` and
    ``command`` (what to do) are empty where all is well."""

    subject: str
    verdict: Literal["ok", "warning", "problem"]
    what: str
    why: str = ""
    command: str = ""


def doctor(options: argparse.Namespace) -> int:
    """``vgctl doctor``. Exit status 1 when something keeps machines from running."""
    findings = examine()
    if options.json:
        say_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            _show(finding)
    return int(any(finding.verdict == "problem" for finding in findings))


def _show(finding: Finding) -> None:
    say(columns([(f"{finding.verdict:<7}", f"{finding.subject:<9}", finding.what)])[0])
    for label, text in (("why", finding.why), ("do", finding.command)):
        if text:
            say(f"{'':<9}{label + ':':<11}{text}")


def examine() -> list[Finding]:
    """Look at everything."""
    return [kvm(), processor(), seabios(), memory(), places(), windows()]


def kvm(device: Path = KVM) -> Finding:
    """Whether the KVM device opens and makes machines."""
    try:
        with Kvm(device) as system:
            system.create_vm().close()
    except KvmError as error:
        return Finding("KVM", "problem", error.what, "Machines run on KVM.", error.remedy)
    return Finding("KVM", "ok", f"{device} makes machines")


def processor(cpuinfo: Path = CPUINFO) -> Finding:
    """Whether the CPU virtualises in hardware."""
    flags: set[str] = set()
    for line in cpuinfo.read_text("utf-8", "replace").splitlines():
        if line.startswith("flags"):
            flags = set(line.split(":", 1)[1].split())
            break
    for flag, maker in (("svm", "AMD-V"), ("vmx", "Intel VT-x")):
        if flag in flags:
            return Finding("CPU", "ok", f"{maker} ({flag}) on {platform.machine()}")
    return Finding(
        "CPU",
        "warning",
        "the CPU shows no hardware virtualisation (neither svm nor vmx)",
        "It is switched off, or this host is a virtual machine itself: KVM is missing, or emulated and slow.",
        "Switch on VT-x or SVM in the firmware setup, or nested virtualisation on this machine's host.",
    )


def seabios(directories: tuple[Path, ...] = firmware.SEABIOS_DIRECTORIES) -> Finding:
    """Whether there is a firmware to start with."""
    try:
        found = firmware.load("auto", directories)
    except EngineError as error:
        return Finding("firmware", "problem", error.what, "A PC starts with its BIOS.", error.remedy)
    return Finding("firmware", "ok", f"{found.name}, {len(found.bios) >> 10} KiB")


def memory(meminfo: Path = MEMINFO) -> Finding:
    """How much memory machines may take."""
    total, free = total_memory_mib(meminfo), 0
    for line in meminfo.read_text("ascii").splitlines():
        if line.startswith("MemAvailable:"):
            free = int(line.split()[1]) // 1024
    what = f"{free:,} MiB of {total:,} MiB are available"
    if free < SCANT_MIB:
        return Finding("memory", "warning", what, "Machines will be swapped out.", "Stop machines or close programs.")
    return Finding("memory", "ok", what)


def places() -> Finding:
    """Whether the directories for machines and sockets can be used."""
    try:
        runtime = runtime_root()
    except (EngineError, OSError) as error:
        remedy = error.remedy if isinstance(error, EngineError) else "Set XDG_RUNTIME_DIR to a directory of your own."
        return Finding("places", "problem", str(error), "Running machines keep their sockets there.", remedy)
    store = machines_directory()
    there = next(path for path in (store, *store.parents) if path.exists())
    if not os.access(there, os.W_OK | os.X_OK):
        return Finding(
            "places", "problem", f"{there} cannot be written to", "Machines are kept there.", f"chmod u+rwx {there}"
        )
    return Finding("places", "ok", f"machines in {store}, sockets in {runtime}")


def windows() -> Finding:
    """Whether the application can show windows."""
    if find_spec("PySide6") is None:
        return Finding(
            "windows", "warning", "PySide6 is not installed", "The virtgui window needs it.", "pip install virtgui"
        )
    missing = [name for name in QT_LIBRARIES if not _installed(name)]
    if missing:
        packages = " ".join(QT_LIBRARIES[name] for name in missing)
        return Finding(
            "windows",
            "warning",
            f"libraries are missing: {', '.join(missing)}",
            "Qt loads them when it opens a window.",
            f"apt-get install {packages}",
        )
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return Finding(
            "windows",
            "warning",
            "no display (neither DISPLAY nor WAYLAND_DISPLAY is set)",
            "virtgui opens windows; vgctl does not need them.",
            "Run it in a desktop session, or: Xvfb :1 & DISPLAY=:1 virtgui",
        )
    return Finding("windows", "ok", "PySide6 and the libraries it loads")


def _installed(library: str) -> bool:
    machine = platform.machine()
    extra = os.environ.get("LD_LIBRARY_PATH", "").split(":")
    places = [directory for directory in (*LIBRARY_DIRECTORIES, *extra) if directory]
    return any(
        (Path(directory) / part / library).exists() for directory in places for part in ("", f"{machine}-linux-gnu")
    )
