"""What of a machine's description is changed while it runs: vgctl pin, boot, and serial --to.

The description follows, so that the next start finds it so.
"""

from __future__ import annotations

import argparse

import msgspec

from engine.config import check, check_serial
from engine.ctl.attach import ask
from engine.ctl.option import parse_pinning, parse_serial
from engine.ctl.output import hint
from engine.ctl.standing import Target, target
from engine.error import EngineError
from engine.store import Store


def pin(options: argparse.Namespace) -> int:
    """``vgctl pin NAME N,N,...|none``."""
    machine = target(options.name)
    cpus = () if options.cpus == "none" else parse_pinning(options.cpus)
    changed = msgspec.structs.replace(machine.config, cpu_pinning=cpus)
    check(changed)
    if machine.pid is not None:
        ask(machine, "x-virtgui-pin", {"cpus": list(cpus)})
    Store().save(changed)
    return 0


def boot(options: argparse.Namespace) -> int:
    """``vgctl boot NAME ORDER``."""
    machine = target(options.name)
    changed = msgspec.structs.replace(machine.config, boot=options.order)
    check(changed)
    if machine.pid is not None:
        ask(machine, "x-virtgui-boot", {"order": options.order})
    Store().save(changed)
    return 0


def lead(machine: Target, number: int, text: str) -> int:
    """``vgctl serial NAME --port N --to TARGET``."""
    ports = list(machine.config.serial)
    if number >= len(ports):
        raise EngineError(f"{machine.name!r} has no COM{number + 1}.", "Add it when the machine is off.")
    ports[number] = parse_serial(text)
    check_serial(ports[number], number)
    if machine.pid is not None:
        place = _lead_now(machine, number, ports[number].target, ports[number].path)
        if place:
            hint(f"COM{number + 1} of {machine.name} is at {place}")
    Store().save(msgspec.structs.replace(machine.config, serial=tuple(ports)))
    return 0


def _lead_now(machine: Target, number: int, where: str, path: str) -> str:
    if where == "none":
        raise EngineError(f"COM{number + 1} cannot be taken out while the machine runs.", "Shut it down first.")
    answer = ask(machine, "x-virtgui-serial", {"port": number, "target": where, "path": path})
    return str(answer["place"])
