"""What is in a machine's CD drive or floppy drive: vgctl insert and eject.

The description follows, so that the next start finds what this one left in the drive.
"""

from __future__ import annotations

import argparse
import shlex

import msgspec

from engine.ctl.attach import ask
from engine.ctl.option import usable
from engine.ctl.standing import Target, target
from engine.error import EngineError
from engine.store import Store

LEAVE_S = 15.0
"""Longer than the machine waits for a disc that is busy."""


def insert(options: argparse.Namespace) -> int:
    """``vgctl insert NAME PATH [--floppy] [--force]``."""
    machine = target(options.name)
    path = usable(options.path, "floppy" if options.floppy else "cdrom")
    if machine.pid is not None:
        device = _device(machine, options.floppy)
        arguments: dict[str, object] = {"device": device, "filename": path, "force": options.force}
        ask(machine, "blockdev-change-medium", arguments, LEAVE_S)
    _describe(machine, options.floppy, path)
    return 0


def eject(options: argparse.Namespace) -> int:
    """``vgctl eject NAME [--floppy] [--force]``."""
    machine = target(options.name)
    if machine.pid is not None:
        ask(machine, "eject", {"device": _device(machine, options.floppy), "force": options.force}, LEAVE_S)
    _describe(machine, options.floppy, "")
    return 0


def _device(machine: Target, floppy: bool) -> str:
    """The name of the drive in the machine that runs."""
    kind = "floppy" if floppy else "cdrom"
    for block in ask(machine, "query-block"):
        if block["removable"] and block["type"] == kind:
            return str(block["device"])
    raise EngineError(
        f"{machine.name!r} runs without a {'floppy' if floppy else 'CD'} drive whose medium can be changed.",
        f"It gets one when it is off: vgctl kill {shlex.quote(machine.name)}, then vgctl insert.",
    )


def _describe(machine: Target, floppy: bool, path: str) -> None:
    config = machine.config
    changed = msgspec.structs.replace(config, floppy=path) if floppy else msgspec.structs.replace(config, cdrom=path)
    if changed != config and (path or (config.floppy if floppy else config.cdrom) is not None):
        Store().save(changed)
