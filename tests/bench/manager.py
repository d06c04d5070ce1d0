"""The manager beside 1, 100 and 300 running machines, side by side with virt-manager.

Both are watched from outside and alike: the X server's screen says when a window has been painted, the kernel what
the process costs. Our machines are real VM processes whose guest has halted; virt-manager's are simulated by the test
driver of libvirt, inside its process and without a libvirtd. What VM processes cost is in the figures of neither.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from tests.bench import virtmanager
from tests.bench.desktop import desktop
from tests.bench.figure import Figure, median
from tests.bench.framebuffer import Framebuffer
from tests.bench.probe import memory_mb, process_cpu_s
from tests.bench.scene import ROOT, Scene
from tests.support.vm import Vm

COUNTS = (1, 100, 300)
STARTS = 5
SETTLE_S = 8.0
WINDOW_S = 10.0
DEADLINE_S = 120.0
MEMORY_MIB = 16
STARTERS = 3
"""VM processes that start at the same time."""
OURS = (sys.executable, "-m", "virtgui")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a manager costs once it stands: % of a core, and RSS in MB."""

    cpu: float
    rss: float


def measure(scene: Scene) -> Iterator[Figure]:
    """In turn, so that what else the host does falls on both. Without an X server there is nothing to watch."""
    with desktop(scene.home) as kind, ExitStack() as stack:
        if kind != "X11":
            raise RuntimeError("it takes an X server: apt-get install xvfb")
        stack.enter_context(virtmanager.session_bus())
        screen = stack.enter_context(Framebuffer(scene.home))
        peer = virtmanager.installed()
        running = 0
        for count in COUNTS:
            _populate(scene, stack, count - running)
            running = count
            theirs = virtmanager.command(scene.home, count) if peer else ()
            # The first time is for the caches of the disk and for what else a desktop starts with a program.
            starts = [_starts(screen, theirs) for _ in range(scene.times(STARTS) + 1)][1:]
            standing = [_stand(screen, command) for command in (OURS, theirs) if command]
            yield from _figures(count, starts, standing)


def _figures(count: int, starts: Sequence[Sequence[float]], standing: Sequence[Standing]) -> Iterator[Figure]:
    times = [median(column) for column in zip(*starts, strict=True)]
    name = f"manager, {count} running VM{'s' if count > 1 else ''} (ours real and halted, theirs simulated)"
    for what, unit, values, aim in (
        ("first window", "s", times, 0.9),
        ("RSS", "MB", [each.rss for each in standing], 0.9),
        ("processor", "% of a core", [each.cpu for each in standing], 0.2 if count == COUNTS[-1] else None),
    ):
        other = values[1] if len(values) > 1 else None
        yield Figure(f"{name}: {what}", unit, values[0], other, virtmanager.NAME, aim, aim_is_ratio=True)


def _populate(scene: Scene, stack: ExitStack, count: int) -> None:
    """Start so many machines; each has booted and halted when this returns, and runs until ``stack`` ends."""
    machines = [scene.machine(scene.guest("haltforever"), MEMORY_MIB) for _ in range(count)]

    def start(machine: Vm) -> None:
        machine.reconfigure(firmware="builtin")  # The one that is quick to start; it makes no difference afterwards.
        machine.start().wait_serial(b"Halting")
        machine.hang_up()

    for machine in machines:
        stack.enter_context(machine)
    with ThreadPoolExecutor(STARTERS) as starters:
        list(starters.map(start, machines))


def _starts(screen: Framebuffer, theirs: Sequence[str]) -> list[float]:
    """Seconds from the start of the process to its window: ours, and theirs if there is one."""
    taken = []
    for command in (OURS, theirs):
        if command:
            began = time.monotonic()
            with _running(screen, command):
                taken.append(screen.wait_window(DEADLINE_S) - began)
    return taken


def _stand(screen: Framebuffer, command: Sequence[str]) -> Standing:
    with _running(screen, command) as pid:
        screen.wait_window(DEADLINE_S)
        time.sleep(SETTLE_S)  # What a start leaves behind settles.
        before = process_cpu_s(pid)
        time.sleep(WINDOW_S)
        return Standing((process_cpu_s(pid) - before) / WINDOW_S * 100, memory_mb(pid, "Rss"))


@contextmanager
def _running(screen: Framebuffer, command: Sequence[str]) -> Iterator[int]:
    """A manager on an empty screen, by its process id; it is gone afterwards."""
    screen.wait_empty(DEADLINE_S)
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
