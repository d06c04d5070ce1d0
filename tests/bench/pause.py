"""How long pausing and resuming a busy guest takes, from the command to its answer."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack

from tests.bench import peer
from tests.bench.figure import Figure, percentile
from tests.bench.scene import Scene
from tests.support.vm import Qmp

ROUNDS = 100
TEXT = b"Spinning"
BETWEEN_S = 0.01
AIM_MS = 10.0


def measure(scene: Scene) -> Iterator[Figure]:
    """A guest that never halts; stop and cont in turn, ours and QEMU's."""
    image = scene.guest("spin")
    with ExitStack() as stack:
        machine = stack.enter_context(scene.machine(image)).start()
        machine.wait_serial(TEXT)
        ours = _rounds(machine.qmp, scene.times(ROUNDS))
    theirs: dict[str, list[float]] = {}
    if peer.installed():
        with peer.Qemu(scene.home, image, 64) as qemu:
            qemu.wait_serial(TEXT)
            theirs = _rounds(qemu.qmp, scene.times(ROUNDS))
    for verb, command in (("pause", "stop"), ("resume", "cont")):
        for percent in (50, 99):
            other = percentile(theirs[command], percent) if theirs else None
            mine = percentile(ours[command], percent)
            yield Figure(f"{verb} of a busy guest, p{percent}", "ms", mine, other, peer.NAME, AIM_MS)


def _rounds(qmp: Qmp, count: int) -> dict[str, list[float]]:
    """Milliseconds of each command."""
    taken: dict[str, list[float]] = {"stop": [], "cont": []}
    for _ in range(count):
        for command, list_of in taken.items():
            began = time.monotonic()
            qmp.execute(command)
            list_of.append((time.monotonic() - began) * 1000)
            time.sleep(BETWEEN_S)
    return taken
