"""Debian's kernel beside QEMU on the same KVM: start to shell, exits, a virtio disk, the serial port, four CPUs.

It needs a KVM with hardware behind it. Where there is none, all of it runs in the laboratory (tests/lab), both sides
alike; seconds there are long, and ratios are what counts.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Protocol

from engine.config import Disk, Kernel
from engine.store import new_uuid
from tests.bench import peer
from tests.bench.figure import Figure, median
from tests.bench.probe import ExitCounter, NotPermitted
from tests.bench.scene import ROOT, Scene
from tests.bench.scene import scene as scene_of
from tests.lab.laboratory import OUT, KernelFailed, Laboratory, Unavailable, inside, python
from tests.support import debian, initramfs
from tests.support.vm import Vm, kvm_is_emulated

import shell  # isort: skip  # scene puts tests/guests, which is no package, on the path

PROGRAMS = ("disk", "spin")
SOURCES = Path(__file__).parent / "guest"
BUILT = ROOT / "build" / "bench"
FIGURES = "figures.json"
LAB_S = 3600
DISK_MIB = 64
SERIAL_BYTES, SERIAL_S = 1 << 20, 30
"""A megabyte, or as much of it as comes within so many seconds: in the laboratory it would take many minutes."""
RANDOM = 500
SPIN_ROUNDS = 50_000
STARTS = 3
# The devices that a machine of ours has, too: a guest's kernel looks for each, and drives it.
ALIKE = (
    *("-device", "virtio-rng-pci", "-device", "virtio-balloon-pci", "-device", "virtio-tablet-pci"),
    *("-device", "virtio-serial-pci", "-chardev", "null,id=hvc0", "-device", "virtconsole,chardev=hvc0"),
)
KINDS = {
    "exits until shell": None,
    "of them port I/O": "reason == 2",
    "of them MMIO": "reason == 6",
    "of them others": "reason != 2 && reason != 6",
}


class Guest(Protocol):
    """What both sides offer: the serial port."""

    received: bytes

    def send(self, data: bytes) -> None: ...
    def wait(self, condition: Callable[[], bool], what: str, deadline_s: float = ...) -> None: ...
    def wait_serial(self, data: bytes, deadline_s: float = ...) -> bytes: ...


def measure(scene: Scene) -> Iterator[Figure]:
    """All figures, here or in the laboratory."""
    _compile()
    if inside() or not kvm_is_emulated():
        yield from _measure(scene)
        return
    with tempfile.TemporaryDirectory(prefix="virtgui-bench-") as place:
        out = Path(place)
        options = ["--quick"] if scene.quick else []
        try:
            said = _in_laboratory(out, options)
        except (Unavailable, TimeoutError) as error:
            raise RuntimeError(str(error)) from None
        if not (out / FIGURES).exists():
            raise RuntimeError(said)
        for record in json.loads((out / FIGURES).read_text()):
            yield Figure(**record)


def _in_laboratory(out: Path, options: list[str], once_more: bool = True) -> str:
    """Run this there, once more where its kernel fails. What there is to say of it."""
    with Laboratory(out, python("-m", "tests.bench.linux", *options)) as laboratory:
        try:
            laboratory.wait(LAB_S)
            return laboratory.story()
        except KernelFailed:
            if not once_more:
                raise
    return _in_laboratory(out, options, once_more=False)


def hand_out(quick: bool) -> None:
    """Inside: measure, for whoever started the laboratory."""
    with scene_of(quick) as place:
        records = [asdict(figure) for figure in _measure(place)]
    (Path(OUT) / FIGURES).write_text(json.dumps(records))


def _compile() -> None:
    """The guest's programs, unless they are there: static, since the guest has no libraries."""
    BUILT.mkdir(parents=True, exist_ok=True)
    for name in PROGRAMS:
        source, program = SOURCES / f"{name}.c", BUILT / name
        if not program.exists() or program.stat().st_mtime < source.stat().st_mtime:
            command = ["gcc", "-O2", "-static", "-pthread", "-o", program, source]
            subprocess.run(command, check=True, timeout=60)


def _measure(scene: Scene) -> Iterator[Figure]:
    kernel = debian.kernel(debian.CLOUD)
    modules = kernel.modules(*debian.VIRTIO, *debian.GUEST)
    programs = {f"bin/{name}": (BUILT / name).read_bytes() for name in PROGRAMS}
    initrd = scene.home / "initrd"
    initrd.write_bytes(initramfs.busybox_root(shell.INIT, modules, programs))
    disk = scene.home / "disk.img"
    disk.write_bytes(os.urandom(1 << 20) * DISK_MIB)
    sides = {"ours": _ours, "theirs": _qemu} if shutil.which(peer.PROGRAM) else {"ours": _ours}
    found: dict[str, dict[str, float]] = {}
    for side, start in sides.items():
        found[side] = {}
        seconds = []
        for _ in range(scene.times(STARTS)):
            with _counting() as counters, start(scene, kernel.vmlinuz, initrd, disk, 1) as guest:
                seconds.append(guest.seconds)
                _say(f"{side}: shell after {guest.seconds:.1f} s")
                found[side] |= {name: float(counter.count) for name, counter in counters.items()}
        found[side]["start to shell"] = median(seconds)
        found[side] |= _with(partial(start, scene, kernel.vmlinuz, initrd, disk, 1), _work)
        found[side] |= _with(partial(start, scene, kernel.vmlinuz, initrd, disk, 4), _spin)
        _say(f"{side}: {found[side]}")
    yield from _figures(found["ours"], found.get("theirs", {}))


def _say(text: str) -> None:
    """Into the laboratory's log, which is what is left when it does not come to its end."""
    sys.stdout.write(f"{time.strftime('%X')} {text}\n")
    sys.stdout.flush()


def _with(
    start: Callable[[], AbstractContextManager[_Started]], work: Callable[[shell.Shell], dict[str, float]]
) -> dict[str, float]:
    """What ``work`` finds out in a guest. In the laboratory one stands still now and then, whoever runs it
    (docs/decisions/0012): then it is done once more in another."""
    try:
        with start() as guest:
            return work(guest.shell)
    except AssertionError as stood:
        if not inside():
            raise
        _say(f"once more: {stood}")
    with start() as guest:
        return work(guest.shell)


def _spin(guest: shell.Shell) -> dict[str, float]:
    return {"spinlock, 4 threads on 4 CPUs": float(guest.run(f"spin 4 {SPIN_ROUNDS}"))}


def _work(guest: shell.Shell) -> dict[str, float]:
    """What a guest that is up gets done."""
    found: dict[str, float] = {}
    for name, mode, count in (
        ("virtio disk, sequential reads", "read", DISK_MIB),
        ("virtio disk, sequential writes", "write", DISK_MIB),
        ("virtio disk, random 4 KiB reads", "random-read", RANDOM),
        ("virtio disk, random 4 KiB writes", "random-write", RANDOM),
    ):
        command = f"disk {mode} /dev/vda {count}"
        guest.run(command)
        found[name] = median([float(guest.run(command)) for _ in range(3)])
        _say(f"{name}: {found[name]:.1f}")
    began = time.monotonic()
    _, said = guest.attempt(f"head -c {SERIAL_BYTES} /dev/zero | timeout {SERIAL_S} tr '\\0' x")
    found["serial port"] = said.count("x") / (time.monotonic() - began) / 1000
    _say(f"serial port: {found['serial port']:.2f} kB/s")
    return found


def _figures(ours: dict[str, float], theirs: dict[str, float]) -> Iterator[Figure]:
    plan: dict[str, tuple[str, float | None, bool]] = {"start to shell": ("s", 1.2, False)}
    plan |= dict.fromkeys(KINDS, ("exits", 1.0, False))
    plan |= {f"virtio disk, sequential {what}": ("MiB/s", 0.8, True) for what in ("reads", "writes")}
    plan |= {f"virtio disk, random 4 KiB {what}": ("a second", None, True) for what in ("reads", "writes")}
    plan |= {"serial port": ("kB/s", None, True), "spinlock, 4 threads on 4 CPUs": ("s", None, False)}
    for name, (unit, aim, at_least) in plan.items():
        if name in ours:
            peers = theirs.get(name)
            yield Figure(f"Linux: {name}", unit, ours[name], peers, peer.NAME, aim, True, at_least)


@contextmanager
def _counting() -> Iterator[dict[str, ExitCounter]]:
    """Counters of all exits and of those that cost most, as far as the kernel lets us count."""
    with ExitStack() as open_counters:
        try:
            yield {name: open_counters.enter_context(ExitCounter(only)) for name, only in KINDS.items()}
        except NotPermitted:
            yield {}


class _Started:
    """A guest that has come to its shell, ``seconds`` after its process was started."""

    def __init__(self, guest: Guest, began: float) -> None:
        self.shell = shell.Shell(guest)  # type: ignore[arg-type]  # it uses no more than Guest has
        self.shell.machine.wait_serial(shell.PROMPT, shell.BOOT_S)
        self.seconds = time.monotonic() - began
        self.shell.wait()


def _cpu() -> str:
    return str(shell.OF_THE_LABORATORY.get("cpu", "host"))


@contextmanager
def _ours(scene: Scene, vmlinuz: Path, initrd: Path, disk: Path, vcpus: int) -> Iterator[_Started]:
    kernel = Kernel(path=str(vmlinuz), initrd=str(initrd), append=shell.APPEND)
    disks = (Disk(path=str(disk), bus="virtio"),)
    place = scene.home / "data" / "virtgui" / "machines"
    uuid = new_uuid()
    fields = {"memory_mib": shell.MEMORY_MIB, "vcpus": vcpus, "cpu": _cpu(), "accel": "kvm"}
    with Vm(place, name=uuid, uuid=uuid, kernel=kernel, disks=disks, **fields) as machine:
        began = time.monotonic()
        machine.start()
        _say(f"ours: the process is up after {time.monotonic() - began:.1f} s")
        yield _Started(machine, began)


@contextmanager
def _qemu(scene: Scene, vmlinuz: Path, initrd: Path, disk: Path, vcpus: int) -> Iterator[_Started]:
    began = time.monotonic()
    kernel = (vmlinuz, initrd, shell.APPEND)
    drive = f"file={disk},format=raw,if=virtio"
    more = ("-cpu", _cpu(), "-smp", str(vcpus), "-drive", drive, *ALIKE)
    with peer.Qemu(scene.home, None, shell.MEMORY_MIB, kernel=kernel, more=more) as guest:
        yield _Started(guest, began)


if __name__ == "__main__":
    hand_out("--quick" in sys.argv)
