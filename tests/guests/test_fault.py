"""Guests that stop, hang or leave: what the machine says, and the way on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Make

from tests.support.vm import QmpError, Vm, kvm_is_emulated

Guest = Callable[[str], Path]


def fault(machine: Vm) -> dict[str, object]:
    found = machine.qmp.execute("x-virtgui-fault")
    return dict(found.get("fault") or found)


@pytest.mark.each_cpu
def test_triple_fault_keeps_screen_and_registers_until_reset(make: Make, guest: Guest, accel: str) -> None:
    machine = make(disk=guest("triplefault")).start()
    assert machine.qmp.events == []
    machine.wait_status("guest-panicked")
    assert machine.wait_event("GUEST_PANICKED")["action"] == "pause"
    machine.wait_screen("Triple fault")
    found = fault(machine)
    assert "triple-fault" in str(found["reason"])
    registers = machine.qmp.execute("x-virtgui-registers")
    assert registers == found["registers"]
    if accel == "kvm" and b" svm" in Path("/proc/cpuinfo").read_bytes():
        assert found["instruction"] == "" and "AMD-V forgets" in str(found["remedy"])
    else:
        assert str(found["instruction"]).startswith("0f 0b"), "UD2 is what it died of"
        assert registers["control"]["cr0"] & 1
        assert registers["segments"]["cs"]["selector"] == 8
        assert registers["tables"]["idt"] == [0, 0]
    with pytest.raises(QmpError, match="cannot go on"):
        machine.qmp.execute("cont")
    assert machine.status() == "guest-panicked"

    machine.qmp.execute("system_reset")
    assert machine.status() in ("running", "guest-panicked")
    assert fault(machine).get("fault") is None or machine.status() == "guest-panicked"
    machine.wait_event("GUEST_PANICKED", 2)
    machine.wait_screen("Triple fault")
    machine.quit()
    assert machine.how_it_ended().kind == "quit"


def test_triple_fault_resets_where_wanted(make: Make, guest: Guest) -> None:
    machine = make(disk=guest("triplefault"), on_triple_fault="reset").start()
    assert machine.wait_event("RESET")["guest"] is True
    machine.wait(lambda: machine.log_count(b"Triple fault") >= 2, "the second life")
    assert machine.status() == "running"


@pytest.mark.kvm_only
def test_bad_instruction_is_shown(make: Make, guest: Guest) -> None:
    if not kvm_is_emulated():
        pytest.skip("this host's KVM executes every instruction")
    machine = make(disk=guest("badinsn")).start()
    machine.wait_status("internal-error")
    machine.wait_screen("INT 20h in protected mode")
    found = fault(machine)
    assert str(found["instruction"]).startswith("cd 20")
    assert "cannot emulate: int 20h" in machine.reason()
    assert found["disassembly"] == "int 20h"
    assert 'accel = "soft"' in str(found["remedy"])
    assert len(str(found["stack"]).split()) == 64
    machine.qmp.execute("system_reset")
    machine.wait_event("STOP", 2)
    assert machine.status() == "internal-error"


@pytest.mark.each_cpu
def test_halting_for_ever_is_noticed_and_reset_helps(make: Make, guest: Guest) -> None:
    machine = make(disk=guest("haltforever")).start()
    assert "halted" in str(machine.wait_event("X_VIRTGUI_NOTE")["reason"])
    assert machine.status() == "running"
    assert "halted" in machine.reason()
    machine.qmp.execute("system_reset")
    assert machine.reason() == ""
    machine.wait_event("X_VIRTGUI_NOTE", 2)


def test_debug_exit_is_the_exit_status(make: Make, guest: Guest) -> None:
    machine = make(disk=guest("debugexit")).start()
    assert machine.wait_exit() == 33
    record = machine.how_it_ended()
    assert (record.kind, record.status) == ("debug-exit", 33)


@pytest.mark.each_cpu
def test_spinning_guest_pauses_resumes_and_shows_its_registers(make: Make, guest: Guest) -> None:
    machine = make(disk=guest("spin")).start()
    machine.wait_screen("Spinning")

    def count() -> str:
        return machine.screen()[0][:8]

    def moves() -> None:
        before = count()
        machine.wait(lambda: count() != before, "movement")

    moves()

    def is_in_its_sector() -> bool:
        """Now and then it is in the BIOS, which counts a tick."""
        return 0x7C00 <= machine.qmp.execute("x-virtgui-registers")["general"]["rip"] < 0x7E00

    machine.wait(is_in_its_sector, "the instruction pointer in the boot sector")
    assert machine.status() == "running"
    moves()
    machine.qmp.execute("stop")
    still = machine.qmp.execute("x-virtgui-registers")
    shown = count()
    machine.holds(lambda: count() == shown, "the counter of a paused guest")
    assert machine.qmp.execute("x-virtgui-registers") == still
    machine.qmp.execute("stop")  # Once more does nothing.
    assert machine.status() == "paused"
    machine.qmp.execute("cont")
    moves()
    for _ in range(20):
        machine.qmp.execute("stop")
        machine.qmp.execute("cont")
    moves()
