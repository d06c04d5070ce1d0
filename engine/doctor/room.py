"""Whether there is room for machines: memory, disk space, and directories that can be written."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from engine.directory import machines_directory, runtime_root
from engine.doctor.finding import Finding
from engine.error import EngineError
from engine.host import MEMINFO, total_memory_mib

SCANT_MIB = 512
SCANT_DISK = 1 << 30


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


def disk_space(store: Path | None = None) -> Finding:
    """How much room machines have to grow."""
    there = _existing(store or machines_directory())
    try:
        status = os.statvfs(there)
    except OSError as error:
        return Finding("disk", "warning", f"{there} does not answer: {error.strerror}", "Machines are kept there.")
    free = status.f_bavail * status.f_frsize
    what = f"{free / 1e9:,.1f} GB free where machines are kept ({there})"
    if free < SCANT_DISK:
        return Finding(
            "disk",
            "warning",
            what,
            "A guest that writes more than that is paused.",
            "Delete machines or other files, or set XDG_DATA_HOME to a larger disk.",
            f"du -xsh {shlex.quote(str(there))}/* | sort -h | tail",
        )
    return Finding("disk", "ok", what)


def places(store: Path | None = None) -> Finding:
    """Whether the directories for machines and sockets can be used."""
    try:
        runtime = runtime_root()
    except (EngineError, OSError) as error:
        remedy = error.remedy if isinstance(error, EngineError) else "Set XDG_RUNTIME_DIR to a directory of your own."
        return Finding("places", "problem", str(error), "Running machines keep their sockets there.", remedy)
    store = store or machines_directory()
    there = _existing(store)
    if not os.access(there, os.W_OK | os.X_OK):
        return Finding(
            "places",
            "problem",
            f"{there} cannot be written to",
            "Machines are kept there.",
            "Make it yours, or set XDG_DATA_HOME to another directory.",
            f"sudo chown $USER {shlex.quote(str(there))} && chmod u+rwx {shlex.quote(str(there))}",
        )
    return Finding("places", "ok", f"machines in {store}, sockets in {runtime}")


def _existing(path: Path) -> Path:
    return next(each for each in (path, *path.parents) if each.exists())
