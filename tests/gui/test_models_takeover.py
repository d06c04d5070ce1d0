"""Which commands make a running machine do as its changed description says."""

from __future__ import annotations

import msgspec

from engine.config import MachineConfig, Serial
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
