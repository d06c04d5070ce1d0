"""The machines one has: create, list, delete."""

from __future__ import annotations

import argparse
from pathlib import Path

from engine.ctl.output import columns, hint, say, say_json
from engine.ctl.overview import all_standing
from engine.ctl.standing import Standing, target
from engine.error import EngineError
from engine.store import Store, Stored, new_uuid


def create(options: argparse.Namespace) -> int:
    """``vgctl create NAME ...``."""
    from engine.ctl.option import checked, make_disks

    store = Store()
    if _exists(store, options.name):
        raise EngineError(f"There is a machine called {options.name!r} already.", "Choose another name.")
    config, missing = checked(options, options.name, new_uuid())
    made = make_disks(missing)
    try:
        store.create(config)
    except EngineError:
        for path in made:
            path.unlink(missing_ok=True)
        raise
    return 0


def _exists(store: Store, name: str) -> bool:
    return any(stored.name == name for stored in store.scan())


def show_all(options: argparse.Namespace) -> int:
    """``vgctl list``: broken machines too, with what is wrong and where."""
    machines = Store().scan()
    found = list(zip(machines, all_standing(machines), strict=True))
    if options.json:
        say_json([_summary(stored, standing) for stored, standing in found])
        return 0
    rows = [_row(stored, standing) for stored, standing in found]
    for line in columns([("NAME", "STATE", "PID", "MEMORY", "CPUS", "NOTE"), *rows] if rows else []):
        say(line)
    if not rows:
        hint("There are no machines yet. Make one: vgctl create NAME --cdrom FILE.iso")
    return 0


def _row(stored: Stored, standing: Standing) -> tuple[str, ...]:
    config = stored.config
    memory, cpus = (f"{config.memory_mib} MiB", str(config.vcpus)) if config else ("", "")
    pid = str(standing.pid) if standing.pid else ""
    return (stored.name, standing.state, pid, memory, cpus, standing.reason)


def _summary(stored: Stored, standing: Standing) -> dict[str, object]:
    config = stored.config
    return {
        "name": stored.name,
        "state": standing.state,
        "reason": standing.reason,
        "pid": standing.pid,
        "uuid": config.uuid if config else None,
        "memory_mib": config.memory_mib if config else None,
        "vcpus": config.vcpus if config else None,
        "directory": str(stored.directory.path),
        "error": _error(stored),
    }


def _error(stored: Stored) -> dict[str, object] | None:
    error = stored.error
    return {"what": error.what, "remedy": error.remedy, "line": error.line} if error else None


def delete(options: argparse.Namespace) -> int:
    """``vgctl delete NAME ...``: the disks stay, and are named."""
    store = Store()
    for name in options.names:
        stored = store.stored(name)
        disks: list[Path] = []
        if stored.config is not None:
            if target(name).pid is not None:
                raise EngineError(f"{name!r} is running.", "Power it off first: vgctl stop, or vgctl kill.")
            disks = [stored.directory.path / disk.path for disk in stored.config.disks]
        kept = store.delete(name)
        for path in dict.fromkeys([*kept, *(disk for disk in disks if disk.exists())]):
            say(f"kept {path}")
    return 0
