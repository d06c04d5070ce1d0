"""The manager: how soon its window is there, what memory it takes, what it costs while machines run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack

from tests.bench.desktop import Stage, desktop
from tests.bench.figure import Figure, median
from tests.bench.probe import cpu_s, memory_mb
from tests.bench.scene import Scene
from tests.support.vm import Vm

STARTS = 7
WINDOW_S = 10.0
FLEET = 20
MEMORY_MIB = 16
TEXT = b"VirtGUI"


def measure(scene: Scene) -> Iterator[Figure]:
    """Starts without machines; then with one that runs, then with FLEET."""
    with desktop() as kind, ExitStack() as stack:
        starts = [_start() for _ in range(scene.times(STARTS))]
        yield Figure(f"start to first window ({kind})", "s", median([wall for wall, _, _ in starts]), aim=0.4)
        yield Figure("processor time to first window", "s", median([cpu for _, cpu, _ in starts]))
        yield Figure("memory of the application (RSS)", "MB", median([rss for _, _, rss in starts]), aim=75)
        machines: list[Vm] = []
        for count in (1, FLEET):
            more = [scene.machine(scene.welcome(), MEMORY_MIB) for _ in range(count - len(machines))]
            for machine in more:
                stack.enter_context(machine).start()
            for machine in more:
                machine.wait_serial(TEXT)
                machine.hang_up()
            machines += more
            with Stage("manager") as stage:
                stage.report()
                time.sleep(5)  # What a start leaves behind settles.
                before = cpu_s(stage.pid)
                time.sleep(WINDOW_S)
                percent = (cpu_s(stage.pid) - before) / WINDOW_S * 100
                memory = memory_mb(stage.pid, "Rss")
            what = "1 running machine" if count == 1 else f"{count} running machines"
            yield Figure(f"application beside {what}", "% of a core", percent)
            yield Figure(f"its memory beside {what} (RSS)", "MB", memory)


def _start() -> tuple[float, float, float]:
    """Seconds to the first picture, processor seconds to it, and memory a little later in MB."""
    with Stage("manager") as stage:
        wall = stage.report()["painted"] - stage.started_at
        cpu = cpu_s(stage.pid)
        time.sleep(1)
        return wall, cpu, memory_mb(stage.pid, "Rss")
