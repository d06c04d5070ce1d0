"""A guest that does nothing: Welcome, halted between timer ticks. Processor time and memory of the VM process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack

from tests.bench import peer
from tests.bench.figure import Figure
from tests.bench.probe import cpu_s, memory_mb
from tests.bench.scene import Scene

MEMORY_MIB = 64
WINDOW_S = 10.0
TEXT = b"VirtGUI"


def measure(scene: Scene) -> Iterator[Figure]:
    """Both at the same time, so that both have the same neighbours."""
    with ExitStack() as stack:
        machine = stack.enter_context(scene.machine(scene.welcome(), MEMORY_MIB)).start()
        machine.wait_serial(TEXT)
        machine.hang_up()
        pids = [machine.pid]
        if peer.installed():
            qemu = stack.enter_context(peer.Qemu(scene.home, scene.welcome(), MEMORY_MIB))
            qemu.wait_serial(TEXT)
            pids.append(qemu.pid)
        time.sleep(2)  # What a start leaves behind settles.
        before = [cpu_s(pid) for pid in pids]
        time.sleep(WINDOW_S)
        percent = [(cpu_s(pid) - then) / WINDOW_S * 100 for pid, then in zip(pids, before, strict=True)]
        memory = [memory_mb(pid) for pid in pids]
    yield Figure("idle guest", "% of a core", percent[0], _other(percent), peer.NAME, 0.5)
    what = f"memory of the VM process (PSS, {MEMORY_MIB} MiB guest)"
    yield Figure(what, "MB", memory[0], _other(memory), peer.NAME)


def _other(pair: list[float]) -> float | None:
    return pair[1] if len(pair) > 1 else None
