"""A machine's life: start, stop, kill, reset, pause, resume."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
from collections.abc import Callable

from engine.ctl.attach import ask, gone
from engine.ctl.fault import TimedOutError
from engine.ctl.output import hint
from engine.ctl.standing import Target, running, target
from engine.error import EngineError

QUIT_S = 5.0
SIGNAL_S = 2.0


def start(options: argparse.Namespace) -> int:
    """``vgctl start NAME ...``."""
    from engine import launch

    def one(name: str) -> None:
        machine = target(name)
        launch.start(machine.directory, machine.config.uuid, paused=options.paused)

    return _each(options.names, one)


def stop(options: argparse.Namespace) -> int:
    """``vgctl stop NAME ...``: the ACPI power button."""
    asked: list[tuple[Target, int]] = []

    def one(name: str) -> None:
        machine = running(name)
        pid = machine.pid
        ask(machine, "system_powerdown")
        if pid is not None:
            asked.append((machine, pid))

    status = _each(options.names, one)
    if options.wait is None:
        for machine, _ in asked:
            hint(f"{machine.name} was asked to shut down. A guest may ignore that; vgctl kill cuts the power.")
        return status
    for machine, pid in asked:
        if not wait_gone(pid, options.wait):
            raise TimedOutError(
                f"{machine.name!r} did not shut down within {options.wait:g} s: its guest may ignore the button.",
                "Cut the power: vgctl kill",
            )
    return status


def kill(options: argparse.Namespace) -> int:
    """``vgctl kill NAME ...``: the power is off when this returns."""
    return _each(options.names, lambda name: cut_power(running(name)))


def reset(options: argparse.Namespace) -> int:
    """``vgctl reset NAME ...``."""
    return _command(options, "system_reset")


def pause(options: argparse.Namespace) -> int:
    """``vgctl pause NAME ...``."""
    return _command(options, "stop")


def resume(options: argparse.Namespace) -> int:
    """``vgctl resume NAME ...``."""
    return _command(options, "cont")


def cut_power(machine: Target) -> None:
    """End a VM process: by its own way, which flushes its disks to the host, or by signal if it does not react."""
    pid = machine.pid
    if pid is None:
        return
    try:
        ask(machine, "quit", timeout_s=QUIT_S)
    except EngineError:
        pass  # It does not answer, or ended before it could.
    if wait_gone(pid, QUIT_S):
        return
    for number in (signal.SIGTERM, signal.SIGKILL):
        # The lock on its pid file says that this id is still the VM's and nobody else's.
        if machine.pid != pid:
            return
        os.kill(pid, number)
        if wait_gone(pid, SIGNAL_S):
            return
    raise EngineError(f"The VM process {pid} of {machine.name!r} does not die.", "It hangs in the kernel: see dmesg.")


def wait_gone(pid: int, timeout_s: float) -> bool:
    """Whether a process ended within ``timeout_s``."""

    async def wait() -> bool:
        try:
            await asyncio.wait_for(gone(pid), timeout_s)
        except TimeoutError:
            return False
        return True

    return asyncio.run(wait())


def _command(options: argparse.Namespace, command: str) -> int:
    def one(name: str) -> None:
        ask(running(name), command)

    return _each(options.names, one)


def _each(names: list[str], action: Callable[[str], None]) -> int:
    """Do it to every machine, also after one has failed."""
    failures: list[EngineError] = []
    for name in names:
        try:
            action(name)
        except EngineError as error:
            failures.append(error)
    if not failures:
        return 0
    for failure in failures[:-1]:
        hint(f"vgctl: {failure}")
    raise failures[-1]
