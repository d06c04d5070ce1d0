"""One guest on one machine: whether it comes up, how soon, at how many exits, and if not, why."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import shell

from engine.display.screenshot import png
from engine.error import EngineError
from tests.census.guest import DEADLINE_S, Fields, Guest, Step
from tests.support.vm import Vm

POLL_S = 0.02
STILL_S, PAINT_S = 1.0, 10.0
CYLINDER = 1 << 20
"""SeaBIOS boots no virtio disk that is smaller than a cylinder of its geometry (504 KiB)."""
FAULTS = ("internal-error", "guest-panicked", "io-error")


@dataclass(frozen=True, slots=True)
class Case:
    """What is tried. ``cpu`` is as people call it: "kvm", "soft"; ``where`` the machine it is tried on."""

    guest: Guest
    attachment: str
    cpu: str
    firmware: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: a line of build/guests.json. ``seconds`` and ``exits`` are to the last step, or to the end."""

    guest: str
    attachment: str
    cpu: str
    firmware: str
    ok: bool
    seconds: float
    exits: int
    why: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What it is the outcome of."""
        return self.guest, self.attachment, self.cpu, self.firmware


class Failed(Exception):  # noqa: N818 - the name says what happened; nothing went wrong in our code
    """The guest did not come up, and why."""


def attempt(case: Case, cache: Path, home: Path, patience: float, picture: Path | None) -> Outcome:
    """Try it. ``picture`` gets its screen at the end. What cannot be built raises (MissingTool, NoKernel)."""
    fields = case.guest.attachments[case.attachment](cache) | case.guest.fields
    fields |= {"accel": case.cpu.split()[0], "memory_mib": case.guest.memory_mib, "name": case.guest.name}
    fields |= shell.OF_THE_LABORATORY
    if case.firmware != "none":
        fields["firmware"] = case.firmware
    began = time.monotonic()
    with Vm(home) as machine:
        why = ""
        try:
            machine.reconfigure(**_writable(fields, machine.directory.path))
            machine.start()
            _go(machine, case.guest.steps, began + DEADLINE_S * case.guest.long * patience)
        except (Failed, EngineError, msgspec.ValidationError) as failed:
            why = str(failed)
        seconds = time.monotonic() - began
        exits = sum(machine.link.stats.exits().values()) if machine.started is not None else 0
        if picture is not None and machine.started is not None:
            picture.write_bytes(_picture(machine))
    return Outcome(case.guest.name, case.attachment, case.cpu, case.firmware, not why, round(seconds, 2), exits, why)


def _picture(machine: Vm) -> bytes:
    """Its screen once that stands still: what a guest is known by is seldom the last that it paints."""
    began = since = time.monotonic()
    shown = b""
    while (now := time.monotonic()) < min(since + STILL_S, began + PAINT_S):
        machine.link.screen.refresh()
        if (found := png(machine.link.screen)) != shown:
            shown, since = found, now
        time.sleep(POLL_S)
    return shown


def _writable(fields: Fields, place: Path) -> dict[str, Any]:
    """The disks as copies beside the machine."""
    copies = []
    for disk in fields.get("disks", ()):
        copy = place / Path(disk.path).name
        shutil.copyfile(disk.path, copy)
        if copy.stat().st_size < CYLINDER:
            os.truncate(copy, CYLINDER)
        copies.append(msgspec.structs.replace(disk, path=copy.name))
    return fields | ({"disks": tuple(copies)} if copies else {})


def _go(machine: Vm, steps: tuple[Step, ...], deadline: float) -> None:
    for step in steps:
        while not _reached(machine, step):
            _check(machine)
            if time.monotonic() > deadline:
                raise Failed(f"no {step.graphics or step.screen or step.serial.decode()!r}; {_last_words(machine)}")
            time.sleep(POLL_S)
        if step.key:
            machine.key(step.key)


def _reached(machine: Vm, step: Step) -> bool:
    if step.screen and not any(step.screen in row for row in machine.screen()):
        return False
    if step.graphics is not None:
        machine.screen()
        mode = machine.link.screen.mode
        return (mode.width, mode.height) == step.graphics
    return not step.serial or machine.log_count(step.serial) > 0


def _check(machine: Vm) -> None:
    """Failed when the guest can get no further."""
    assert machine.started is not None
    if machine.started.child.poll() is not None:
        raise Failed(f"the machine ended: {machine.how_it_ended().reason}")
    status = machine.qmp.execute("query-status")
    if status["status"] in FAULTS:
        raise Failed(str(status["x-virtgui-reason"]))


def _last_words(machine: Vm) -> str:
    rows = [row.strip() for row in machine.screen() if row.strip()]
    if rows:
        return f"the screen ends with {rows[-1]!r}"
    said = machine.directory.serial_log(0).read_bytes()
    return f"COM1 ends with {said[-60:]!r}" if said else "the screen is empty, or in graphics"


@contextmanager
def home() -> Iterator[Path]:
    """A short-lived place for machines, with a short path, since sockets lie in it."""
    place = Path(tempfile.mkdtemp(prefix="vc-"))
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)
