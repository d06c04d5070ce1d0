"""The software CPU beside QEMU's, which is TCG: starts, speed in a loop, and Linux to its first process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import shell

from engine.config import Kernel
from tests.bench import peer
from tests.bench.figure import Figure, median
from tests.bench.scene import Scene
from tests.support import debian
from tests.support.vm import Vm

MEMORY_MIB = 64
PAIRS = 7
TEXT = b"Hello"
INSTRUCTIONS = 200e6
TCG = "QEMU TCG"
BOOT_S = 300.0


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from the start of the process, and from power-on, to the boot sector's text."""

    process_s: float
    power_s: float


def measure(scene: Scene) -> Iterator[Figure]:
    """In turn, so that what else the host does falls on all."""
    yield from _starts(scene)
    yield from _speed(scene)
    yield from _linux(scene)


def _starts(scene: Scene) -> Iterator[Figure]:
    ours: dict[str, list[Start]] = {"builtin": [], "seabios": []}
    theirs: list[Start] = []
    for _ in range(scene.times(PAIRS)):
        ours["builtin"].append(_ours(scene, "builtin"))
        ours["seabios"].append(_ours(scene, "seabios"))
        if peer.installed():
            theirs.append(_qemu(scene))
    for firmware, starts in ours.items():
        for what, field, aim in (("start of the process", "process_s", 1.0), ("power-on", "power_s", 0.3)):
            mine = median([getattr(start, field) for start in starts])
            other = median([getattr(start, field) for start in theirs]) if theirs else None
            wanted = aim if firmware == "builtin" else None
            yield Figure(
                f"soft CPU: {what} to boot sector ({firmware})", "s", mine, other, TCG, wanted, aim_is_ratio=True
            )


def _ours(scene: Scene, firmware: Literal["builtin", "seabios"]) -> Start:
    with scene.machine(scene.guest("hello"), MEMORY_MIB, "soft") as machine:
        machine.reconfigure(firmware=firmware)
        began = time.monotonic()
        machine.start(paused=True)
        qmp = machine.qmp
        connected = time.monotonic()
        qmp.execute("cont")
        machine.wait_serial(TEXT)
        return _start(began, connected)


def _qemu(scene: Scene) -> Start:
    with peer.Qemu(scene.home, scene.guest("hello"), MEMORY_MIB, accel="tcg", paused=True) as qemu:
        qmp = qemu.qmp
        connected = time.monotonic()
        qmp.execute("cont")
        qemu.wait_serial(TEXT)
        return _start(qemu.started_at, connected)


def _start(began: float, powered: float) -> Start:
    now = time.monotonic()
    return Start(now - began, now - powered)


def _speed(scene: Scene) -> Iterator[Figure]:
    ours, theirs = [], []
    for _ in range(scene.times(3)):
        with scene.machine(scene.guest("count"), MEMORY_MIB, "soft") as machine:
            ours.append(INSTRUCTIONS / _took(machine.start()) / 1e6)
        if peer.installed():
            with peer.Qemu(scene.home, scene.guest("count"), MEMORY_MIB, accel="tcg") as qemu:
                qemu.wait_serial(b"Begin")
                began = time.monotonic()
                qemu.wait_serial(b"End")
                theirs.append(INSTRUCTIONS / (time.monotonic() - began) / 1e6)
    other = median(theirs) if theirs else None
    yield Figure("soft CPU: instructions", "million/s", median(ours), other, TCG, 0.5, True, True)


def _took(machine: Vm) -> float:
    machine.wait_serial(b"Begin")
    began = time.monotonic()
    machine.wait_serial(b"End")
    return time.monotonic() - began


def _linux(scene: Scene) -> Iterator[Figure]:
    """A Debian kernel to its shell; with no network to fetch one from there is no figure."""
    try:
        kernel = debian.kernel(debian.CLOUD)
    except debian.NoKernel:
        return
    initrd = shell.initrd(scene.home, kernel)
    ours = _our_linux(scene, kernel.vmlinuz, initrd)
    theirs = None
    if peer.installed():
        began = time.monotonic()
        with peer.Qemu(
            scene.home, None, shell.MEMORY_MIB, "tcg", False, (kernel.vmlinuz, initrd, shell.APPEND)
        ) as qemu:
            qemu.wait_serial(shell.PROMPT)
            theirs = time.monotonic() - began
    yield Figure("soft CPU: Linux to its shell", "s", ours, theirs, TCG, 2.0, aim_is_ratio=True)


def _our_linux(scene: Scene, vmlinuz: Path, initrd: Path) -> float:
    with scene.machine(scene.guest("hello"), shell.MEMORY_MIB, "soft") as machine:
        machine.reconfigure(disks=(), kernel=Kernel(path=str(vmlinuz), initrd=str(initrd), append=shell.APPEND))
        began = time.monotonic()
        machine.start().wait_serial(shell.PROMPT, BOOT_S)
        return time.monotonic() - began
