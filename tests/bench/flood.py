"""A guest that writes to its serial port as fast as it can, into the terminal of a real window."""

from __future__ import annotations

import time
from collections.abc import Iterator

from tests.bench import peer
from tests.bench.desktop import Stage, desktop
from tests.bench.figure import Figure
from tests.bench.scene import Scene

SIZE = 1 << 20
BEGIN, END = b"BEGIN", b"END"
AIM_MS = 50.0


def measure(scene: Scene) -> Iterator[Figure]:
    """The guest starts when the window is there; QEMU's output goes to a pipe, which costs it nothing."""
    image = scene.guest("serialflood")
    with desktop(), scene.machine(image) as machine:
        machine.start(paused=True)
        with Stage("serial", machine.config.name) as stage:
            while "ready" not in stage.report():
                pass
            machine.qmp.execute("cont")
            machine.wait_serial(BEGIN)
            began = time.monotonic()
            machine.hang_up()
            report = stage.report(300)
    theirs = _qemu(scene) if peer.installed() else None
    rate = SIZE / (report["ended"] - began) / 1000
    yield Figure("serial port to terminal", "kB/s", rate, theirs, peer.NAME, 1.0, aim_is_ratio=True, at_least=True)
    yield Figure("longest stall of the GUI meanwhile", "ms", report["late"] * 1000, aim=AIM_MS)
    yield Figure("the same, without waiting for a processor", "ms", report["own"] * 1000, aim=AIM_MS)


def _qemu(scene: Scene) -> float:
    with peer.Qemu(scene.home, scene.guest("serialflood"), 64) as qemu:
        qemu.wait_serial(BEGIN)
        began = time.monotonic()
        qemu.wait_serial(END)
        return SIZE / (time.monotonic() - began) / 1000
