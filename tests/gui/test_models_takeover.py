"""Which commands make a running machine do as its changed description says."""

from __future__ import annotations

import msgspec

from engine.config import MachineConfig, Serial
from virtgui.details.edit import at_once
from virtgui.details.tree import tree_of
from virtgui.models.takeover import orders

RUNNING = MachineConfig(name="a", uuid="u", vcpus=2, boot="cd", serial=(Serial(), Serial(target="none")))


def told(**changes: object) -> list[tuple[str, dict[str, object]]]:
    return orders(RUNNING, msgspec.structs.replace(RUNNING, **changes))


def test_only_what_differs_is_told() -> None:
    assert told() == told(memory_mib=512, notes="x") == []
    assert told(boot="dc") == [("x-virtgui-boot", {"order": "dc"})]
    assert told(cpu_pinning=(1, 0)) == [("x-virtgui-pin", {"cpus": [1, 0]})]
    ports = (Serial(target="pty"), Serial(target="none"))
    assert told(serial=ports) == [("x-virtgui-serial", {"port": 0, "target": "pty", "path": ""})]


def test_what_needs_another_start_is_not_told() -> None:
    assert told(vcpus=1, cpu_pinning=(0,)) == [], "pinned for another number of CPUs"
    assert told(serial=(Serial(target="none"), Serial())) == [], "ports that go and come"
    assert told(serial=(Serial(),)) == told(serial=(*RUNNING.serial, Serial(target="pty"))) == []


def test_what_is_promised_at_once_is_what_is_ordered() -> None:
    """The list of changes says "now" of exactly those keys for which there are orders."""
    for path, changes in (
        ("boot", {"boot": "dc"}),
        ("cpu_pinning", {"cpu_pinning": (1, 0)}),
        ("cpu_pinning", {"vcpus": 1, "cpu_pinning": (0,)}),
        ("serial.0.target", {"serial": (Serial(target="pty"), RUNNING.serial[1])}),
        ("serial.1.target", {"serial": (RUNNING.serial[0], Serial(target="pty"))}),
        ("serial.0", {"serial": ()}),
    ):
        wanted = msgspec.structs.replace(RUNNING, **changes)
        assert at_once(path, tree_of(RUNNING), tree_of(wanted)) is bool(orders(RUNNING, wanted)), path
