"""Everything about a machine: ``vgctl info``."""

from __future__ import annotations

import argparse
import time
from typing import Any

import msgspec

from engine.ctl.output import columns, say, say_json, span
from engine.ctl.overview import all_standing
from engine.ctl.standing import FAULTED, Standing, target
from engine.error import EngineError
from engine.store import Store, Stored

_GENERAL = ("rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", *(f"r{n}" for n in range(8, 16)), "rip", "rflags")


def info(options: argparse.Namespace) -> int:
    """``vgctl info NAME ...``."""
    store = Store()
    machines = [store.stored(name) for name in options.names]
    found = list(zip(machines, all_standing(machines), strict=True))
    faults = [_fault(stored, standing) for stored, standing in found]
    if options.json:
        values = [_value(*pair, fault) for pair, fault in zip(found, faults, strict=True)]
        say_json(values[0] if len(values) == 1 else values)
        return 0
    for number, ((stored, standing), fault) in enumerate(zip(found, faults, strict=True)):
        if number:
            say()
        _show(stored, standing)
        if fault is not None:
            for line in fault_lines(fault):
                say(line)
    return 0


def _fault(stored: Stored, standing: Standing) -> dict[str, Any] | None:
    if stored.config is None or standing.state not in FAULTED:
        return None
    from engine.ctl.attach import ask

    try:
        fault: dict[str, Any] | None = ask(target(stored.name), "x-virtgui-fault")["fault"]
    except EngineError:
        return None  # It was powered off meanwhile.
    return fault


def _value(stored: Stored, standing: Standing, fault: dict[str, Any] | None) -> dict[str, object]:
    error = stored.error
    return {
        "name": stored.name,
        "state": standing.state,
        "reason": standing.reason,
        "pid": standing.pid,
        "directory": str(stored.directory.path),
        "config": msgspec.to_builtins(stored.config) if stored.config else None,
        "running": standing.info,
        "fault": fault,
        "error": {"what": error.what, "remedy": error.remedy, "line": error.line} if error else None,
    }


def _show(stored: Stored, standing: Standing) -> None:
    rows = [("name", stored.name), ("state", standing.state)]
    if standing.reason:
        rows.append(("reason", standing.reason))
    if stored.error is not None:
        rows += [("to do", stored.error.remedy)] if stored.error.remedy else []
    if standing.pid is not None:
        rows.append(("pid", str(standing.pid)))
    if standing.info is not None:
        started = standing.info.get("started")
        rows.append(("cpu by", f"{standing.info.get('accel', '')}: {standing.info.get('accel-reason', '')}"))
        rows += [("up", span(time.time() - started))] if isinstance(started, int | float) else []
        places = standing.info.get("serial-places")
        for number, place in enumerate(places if isinstance(places, list) else ()):
            rows += [(f"COM{number + 1}", str(place))] if place else []
    if stored.config is not None:
        rows += _config_rows(stored)
    rows += [("directory", str(stored.directory.path)), ("log", str(stored.directory.log))]
    for line in columns(rows):
        say(line)


def _config_rows(stored: Stored) -> list[tuple[str, str]]:
    config = stored.config
    assert config is not None
    rows = [("uuid", config.uuid), ("memory", f"{config.memory_mib} MiB"), ("cpus", str(config.vcpus))]
    rows += [("accel", config.accel), ("firmware", config.bios or config.firmware), ("boot", config.boot)]
    for disk in config.disks:
        marks = [disk.format, disk.bus] + (["readonly"] if disk.readonly else [])
        rows.append(("disk", f"{stored.directory.path / disk.path} ({', '.join(marks)})"))
    for key, value in (("cdrom", config.cdrom), ("floppy", config.floppy)):
        rows += [(key, str(stored.directory.path / value))] if value else []
    if config.kernel is not None:
        rows.append(("kernel", config.kernel.path))
        rows += [("initrd", config.kernel.initrd)] if config.kernel.initrd else []
        rows += [("append", config.kernel.append)] if config.kernel.append else []
        rows += [("module", module) for module in config.kernel.modules]
    return rows


def fault_lines(fault: dict[str, Any]) -> list[str]:
    """A fault (x-virtgui-fault) for people: the sentence, the registers, the bytes at the instruction pointer."""
    registers: dict[str, Any] = fault["registers"]
    general: dict[str, int] = registers["general"]
    lines = [f"CPU {fault['cpu']}: {fault['reason']}", f"to do: {fault['remedy']}"]
    cells = [f"{name:<6} {general[name]:016x}" for name in _GENERAL if name in general]
    lines += columns([[*cells[at : at + 4], "", "", ""][:4] for at in range(0, len(cells), 4)])
    lines += columns(
        [
            [name, f"{part['selector']:04x}", f"base {part['base']:016x}", f"limit {part['limit']:08x}"]
            for name, part in registers["segments"].items()
        ]
    )
    lines += [f"{name:<4} base {base:016x}  limit {limit:04x}" for name, (base, limit) in registers["tables"].items()]
    lines.append("  ".join(f"{name} {value:x}" for name, value in registers["control"].items()))
    lines.append(f"instruction bytes: {fault['instruction'] or 'not known'}")
    lines += [f"instruction: {fault['disassembly']}"] if fault.get("disassembly") else []
    lines += [f"stack: {fault['stack']}"] if fault.get("stack") else []
    return lines
