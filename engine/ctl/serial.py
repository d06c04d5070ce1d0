"""``vgctl serial``: a serial port on this terminal, or its log."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from pathlib import Path

from engine.ctl.adjust import lead
from engine.ctl.output import hint
from engine.ctl.relay import Relay, connect, raw
from engine.ctl.standing import running, target
from engine.error import EngineError

CHUNK = 1 << 20
HVC = 4


def serial(options: argparse.Namespace) -> int:
    """``vgctl serial NAME [--port N] [--log | --to TARGET]``."""
    if options.to:
        return lead(target(options.name), options.port, options.to)
    if options.log:
        return _print_log(target(options.name).directory.serial_log(options.port), options.name)
    machine = running(options.name)
    with connect(machine.runtime.serial(options.port)) as connection, raw(0) as terminal:
        if terminal:
            port = "hvc0" if options.port == HVC else f"COM{options.port + 1}"
            hint(f"{port} of {machine.name}. Ctrl-A x leaves; the machine runs on.\r")
        asyncio.run(_talk(Relay(connection)))
    return 0


async def _talk(relay: Relay) -> None:
    """Until the machine hangs up or the person leaves. A pipe that ends on our side does not end the talk."""
    output, typed = asyncio.create_task(relay.output()), asyncio.create_task(relay.input())
    try:
        await asyncio.wait({output, typed}, return_when=asyncio.FIRST_COMPLETED)
        if typed.done() and typed.result():
            return
        await output
    finally:
        output.cancel()
        typed.cancel()


def _print_log(log: Path, name: str) -> int:
    older = log.with_name(log.name + ".1")
    if not log.exists():
        raise EngineError(f"{name!r} has no serial log: it has never run.", "Start it first.")
    for path in (older, log):
        if path.exists():
            with path.open("rb") as file:
                while data := file.read(CHUNK):
                    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
    return 0


def older_and_current(log: Path) -> bytes:
    """All that is kept of what a port has sent."""
    older = log.with_name(log.name + ".1")
    return b"".join(path.read_bytes() for path in (older, log) if os.access(path, os.R_OK))
