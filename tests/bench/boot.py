"""From the start of the process to the first text of a boot sector, beside QEMU, whose firmware is SeaBIOS."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Literal

from tests.bench import peer
from tests.bench.figure import Figure, median
from tests.bench.probe import ExitCounter, NotPermitted, cpu_s
from tests.bench.scene import Scene

MEMORY_MIB = 64
PAIRS = 7
TEXT = b"Hello"


@dataclass(frozen=True, slots=True)
class Start:
    """One start: seconds on the wall, processor seconds, returns from KVM to user space (-1: not known)."""

    wall_s: float
    cpu_s: float
    exits: int


def measure(scene: Scene) -> Iterator[Figure]:
    """In turn, so that what else the host does falls on all."""
    seabios: list[Start] = []
    builtin: list[Start] = []
    theirs: list[Start] = []
    for _ in range(scene.times(PAIRS)):
        seabios.append(_ours(scene, "seabios"))
        builtin.append(_ours(scene, "builtin"))
        if peer.installed():
            theirs.append(_qemu(scene))
    for firmware, starts in (("our BIOS", builtin), ("SeaBIOS", seabios)):
        for name, unit, field, aim in (
            ("start to boot sector", "s", "wall_s", 1.0),
            ("processor time to boot sector", "s", "cpu_s", None),
            ("exits until boot sector", "exits", "exits", 1.0),
        ):
            mine = median([getattr(start, field) for start in starts])
            other = median([getattr(start, field) for start in theirs]) if theirs else None
            if mine >= 0:
                yield Figure(f"{name} ({firmware})", unit, mine, other, peer.NAME, aim, aim_is_ratio=True)


def _counter() -> ExitCounter | nullcontext[None]:
    try:
        return ExitCounter()
    except NotPermitted:
        return nullcontext()


def _ours(scene: Scene, firmware: Literal["seabios", "builtin"]) -> Start:
    with scene.machine(scene.guest("hello"), MEMORY_MIB) as machine, _counter() as counter:
        machine.reconfigure(firmware=firmware)
        began = time.monotonic()
        machine.start()
        machine.wait_serial(TEXT)
        wall_s = time.monotonic() - began
        return Start(wall_s, cpu_s(machine.pid), counter.count if counter else -1)


def _qemu(scene: Scene) -> Start:
    with _counter() as counter, peer.Qemu(scene.home, scene.guest("hello"), MEMORY_MIB) as qemu:
        qemu.wait_serial(TEXT)
        wall_s = time.monotonic() - qemu.started_at
        return Start(wall_s, cpu_s(qemu.pid), counter.count if counter else -1)
