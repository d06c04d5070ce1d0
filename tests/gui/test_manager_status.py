"""virtgui.windows.manager_status: the host in a line."""

from __future__ import annotations

import pytest

from virtgui.models.host import HostFacts
from virtgui.models.machine import MachineState
from virtgui.theme import colours_for
from virtgui.windows.manager_status import HostStatus

GIB = 1 << 30


@pytest.fixture
def status(fleet, bridge, qtbot) -> HostStatus:
    status = HostStatus(fleet, bridge)
    qtbot.addWidget(status)
    return status


def test_one_machine_is_no_plural(status, make, opened, qtbot) -> None:
    assert status.count.text() == "0 machines, 0 running"
    make("a")
    opened("a")
    status.refresh()
    assert status.count.text() == "1 machine, 0 running"
    make("b")
    opened("b").state = MachineState.RUNNING
    status.refresh()
    assert status.count.text() == "2 machines, 1 running"
    opened("b").state = MachineState.OFF


def test_one_cpu_is_no_plural(status) -> None:
    for cpus, said in ((1, "Host: 1 CPU"), (8, "Host: 8 CPUs")):
        status._meter.cpus = cpus
        status.refresh()
        assert status.cpu.text().split(" ")[:3] == said.split(" ")


def test_too_much_promised_and_too_little_disk_are_said(status, make, opened) -> None:
    make("a", memory_mib=4096)
    machine = opened("a")
    machine.state = MachineState.RUNNING
    status._take(HostFacts(2048, GIB // 2, "hardware"))
    assert status.memory.text().startswith("4.0 of 2")
    assert "killed" in status.memory.toolTip()
    red = colours_for(status.palette()).crashed
    assert status.disk.palette().color(status.disk.foregroundRole()) == red
    machine.state = MachineState.OFF
    status._take(HostFacts(2048, 50 * GIB, "hardware"))
    assert "killed" not in status.memory.toolTip()
    assert status.disk.palette().color(status.disk.foregroundRole()) != red


@pytest.mark.parametrize(
    ("kind", "said", "tip"),
    [("hardware", "hardware", "itself"), ("emulated", "emulated", "slow"), ("", "not available", "Do this.")],
)
def test_kinds_of_kvm(status, kind: str, said: str, tip: str) -> None:
    status._take(HostFacts(2048, GIB, kind, "Missing.", "Do this."))
    assert said in status.kvm.text()
    assert tip in status.kvm.toolTip()


def test_unknown_disk_space_is_not_invented(status) -> None:
    status._take(HostFacts(2048, -1, "hardware"))
    assert status.disk.text() == ""


def test_no_button_without_a_word(status) -> None:
    status.show()
    assert not status.kvm.isVisible()
    status._take(HostFacts(2048, GIB, "emulated"))
    assert status.kvm.isVisible()
    assert status.kvm.text() == "KVM: emulated"
