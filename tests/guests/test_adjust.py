"""What a machine that runs takes over of a changed description: boot order, pinning, serial ports."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import image
import pytest
from conftest import Make

from engine import toml
from engine.config import Serial
from tests.support.command import vgctl
from tests.support.vm import QmpError, Vm

Guest = Callable[[str], Path]
Medium = Callable[..., Path]


@pytest.mark.parametrize("firmware", ["builtin", "seabios"])
def test_a_new_boot_order_holds_from_the_next_reset_on(
    make: Make, guest: Guest, medium: Medium, firmware: str
) -> None:
    if firmware == "seabios" and not Path("/usr/share/seabios/bios-256k.bin").exists():
        pytest.skip("SeaBIOS is not installed")
    disc = medium(image.el_torito, "uartirq", "none")
    machine = make(disk=guest("hello"), cdrom=str(disc), boot="cd", firmware=firmware).start()
    machine.wait_serial(b"Hello")
    machine.qmp.execute("x-virtgui-boot", {"order": "dc"})
    machine.qmp.execute("system_reset")
    machine.wait_serial(b"PASS")
    machine.qmp.execute("x-virtgui-boot", {"order": "cd"})
    machine.qmp.execute("system_reset")
    machine.wait(lambda: machine.log_count(b"Hello") == 2, "the disk's greeting, again")
    with pytest.raises(QmpError, match="boot is 'q'"):
        machine.qmp.execute("x-virtgui-boot", {"order": "q"})


def affinity(machine: Vm) -> list[set[int]]:
    """The CPUs that each vCPU's thread may use, as the kernel says."""
    return [os.sched_getaffinity(cpu["thread-id"]) for cpu in machine.qmp.execute("query-cpus-fast")]


@pytest.mark.kvm_only
def test_vcpus_are_pinned_and_let_loose_while_they_run(make: Make, guest: Guest) -> None:
    ours = os.sched_getaffinity(0)
    one, two = min(ours), max(ours)
    machine = make(disk=guest("count"), vcpus=2).start()
    assert affinity(machine) == [ours, ours]
    machine.qmp.execute("x-virtgui-pin", {"cpus": [two, one]})
    assert affinity(machine) == [{two}, {one}]
    with pytest.raises(QmpError, match="host CPU 4095"):
        machine.qmp.execute("x-virtgui-pin", {"cpus": [one, 4095]})
    assert affinity(machine) == [{two}, {one}]
    described = toml.decode(machine.qmp.execute("x-virtgui-info")["config"])
    assert described.cpu_pinning == (two, one)
    machine.qmp.execute("x-virtgui-pin", {})
    assert affinity(machine) == [ours, ours]
    assert len(machine.qmp.seen("X_VIRTGUI_CONFIG")) == 2
    assert machine.status() == "running"


def test_vgctl_changes_what_holds_now_and_at_the_next_start(home: Path, guest: Guest) -> None:
    cpu = min(os.sched_getaffinity(0))
    config = home / "data" / "virtgui" / "machines" / "box" / "machine.toml"
    vgctl("create", "box", "--disk", guest("hello"), "--memory", 16)
    vgctl("boot", "box", "dc")  # off: its next start has it
    vgctl("start", "box")
    try:
        out = home / "out.txt"
        for words in (("pin", "box", str(cpu)), ("boot", "box", "cda"), ("serial", "box", "--to", f"file={out}")):
            done = vgctl(*words)
        assert b"out.txt" in done.stderr
        info = vgctl("qmp", "box", "x-virtgui-info").stdout
        holds = toml.decode(json.loads(info)["config"])
        assert (holds.cpu_pinning, holds.boot, holds.serial[0].path) == ((cpu,), "cda", str(out))
        saved = toml.decode(config.read_text())
        assert (saved.cpu_pinning, saved.boot) == ((cpu,), "cda")
        assert saved.serial == (Serial(target="file", path=str(out)), Serial())
        for words, why in (
            (("pin", "box", "0,1"), "for 1 CPUs"),
            (("boot", "box", "x"), "boot is 'x'"),
            (("serial", "box", "--to", "none"), "cannot be taken out"),
            (("serial", "box", "--port", "3", "--to", "console"), "has no COM4"),
            (("serial", "box", "--to", "file=/no/such/place"), "COM1 cannot lead"),
        ):
            assert why in vgctl(*words, status=1).stderr.decode()
        assert toml.decode(config.read_text()) == saved
    finally:
        vgctl("kill", "box")
    vgctl("pin", "box", "none")
    assert toml.decode(config.read_text()).cpu_pinning == ()
