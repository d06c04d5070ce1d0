"""From a guest's store to text memory to the picture on the display, through the real window of the machine."""

from __future__ import annotations

import mmap
import random
import time
from collections.abc import Iterator

from engine.display.layout import TEXT_OFFSET
from tests.bench.desktop import Stage, desktop
from tests.bench.figure import Figure, percentile
from tests.bench.scene import Scene
from tests.support.vm import Vm

STORES = 200
AIM_MS = 33.0
TEXT = b"fillscreen"
PATIENCE_S = 2.0
LETTERS = b"abcdefghijklmnopqrstuvwxyz"
POLL_S = 0.0002
SEED = 1
"""Of the pauses between stores: the same in each run."""


def measure(scene: Scene) -> Iterator[Figure]:
    """A byte to COM1 makes the guest store it; we see the store in the shared memory, the application paints it."""
    with desktop(), scene.machine(scene.guest("fillscreen")) as machine:
        machine.start()
        machine.wait_serial(TEXT)
        with Stage("screen", machine.config.name) as stage:
            while "ready" not in stage.report():
                pass
            delays = list(_delays(machine, stage, scene.times(STORES)))
    for percent in (50, 99):
        aim = AIM_MS if percent == 99 else None
        yield Figure(f"guest store to repaint, p{percent}", "ms", percentile(delays, percent), aim=aim)


def _delays(machine: Vm, stage: Stage, count: int) -> Iterator[float]:
    """Milliseconds from each store to the end of the painting that shows it."""
    pauses = random.Random(SEED)
    with mmap.mmap(machine.link.fds["display"], 0, mmap.MAP_SHARED, mmap.PROT_READ) as memory:
        machine.link.look(False)
        for number in range(count):
            # Most come while something goes on, every fifth after the screen has been still for a while.
            time.sleep(pauses.uniform(1.1, 1.5) if number % 5 == 0 else pauses.uniform(0.02, 0.15))
            letter = LETTERS[number % len(LETTERS)]
            machine.send(bytes([letter]))
            deadline = time.monotonic() + PATIENCE_S
            while memory[TEXT_OFFSET] != letter:
                if time.monotonic() > deadline:
                    raise RuntimeError("the guest did not store the byte it was sent")
                time.sleep(POLL_S)
            stored = time.monotonic()
            while True:
                report = stage.report(PATIENCE_S)
                if report.get("cell") == letter:
                    break
            yield max(0.0, report["painted"] - stored) * 1000
