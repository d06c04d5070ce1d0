"""engine.boot.bios.apm: power management, by INT 15h and by far calls."""

from __future__ import annotations

import pytest

from engine.boot.bios.apm import Error
from engine.boot.bios.rom import APM_ENTRY
from engine.boot.bios.service import Service
from tests.support.biosrig import CARRY, ZERO, Answer, BiosRig


def apm(machine: BiosRig, function: int, **registers: int) -> Answer:
    return machine.call(0x15, ax=0x5300 | function, **registers)


def test_who_is_there(machine: BiosRig) -> None:
    answer = apm(machine, 0)
    assert (answer.carry, answer.ax, answer.bx, answer.cx) == (False, 0x0102, 0x504D, 3)
    assert apm(machine, 0, bx=1).ah == Error.BAD_DEVICE


def test_one_connection_at_a_time(machine: BiosRig) -> None:
    assert apm(machine, 4).ah == Error.NOT_CONNECTED
    for function, error in ((1, Error.CONNECTED), (2, Error.CONNECTED_16), (3, Error.CONNECTED_32)):
        answer = apm(machine, function)
        assert not answer.carry
        if function == 2:
            assert (answer.ax, answer.bx, answer.cx) == (0xF000, APM_ENTRY, 0xF000)
        if function == 3:
            assert (answer.ax, answer.frame.ebx, answer.dx) == (0xF000, APM_ENTRY, 0xF000)
        again = apm(machine, 1)
        assert (again.carry, again.ah) == (True, error)
        assert not apm(machine, 4).carry


def test_power_off(machine: BiosRig) -> None:
    assert apm(machine, 7, bx=1, cx=2).ah == Error.CANNOT_ENTER
    assert apm(machine, 7, bx=0x0123, cx=3).ah == Error.BAD_DEVICE
    assert machine.machine.asked == []
    assert not apm(machine, 7, bx=1, cx=3).carry
    assert machine.machine.asked == ["end"]


def test_idle_halts_once(machine: BiosRig) -> None:
    frame = machine.begin(0x15, ax=0x5305)
    assert frame.eflags & (CARRY | ZERO) == CARRY
    assert not machine.resume(Service.SYSTEM, frame).eflags & CARRY


@pytest.mark.parametrize(
    ("function", "registers", "expected"),
    [
        (0x06, {}, {}),
        (0x08, {"bx": 1, "cx": 1}, {}),
        (0x0A, {"bx": 1}, {"bx": 0x01FF, "cx": 0x80FF, "dx": 0xFFFF}),
        (0x0C, {"bx": 1}, {"cx": 0}),
        (0x0E, {"cx": 0x0101}, {"ax": 0x0101}),
        (0x0E, {"cx": 0x0200}, {"ax": 0x0102}),
        (0x10, {"bx": 0}, {"cx": 0}),
    ],
)
def test_answers(machine: BiosRig, function: int, registers: dict[str, int], expected: dict[str, int]) -> None:
    answer = apm(machine, function, **registers)
    assert not answer.carry
    assert {name: getattr(answer, name) for name in expected} == expected


def test_no_event_and_no_such_function(machine: BiosRig) -> None:
    assert apm(machine, 0x0B).ah == Error.NO_EVENT
    assert apm(machine, 0x42).ah == Error.UNSUPPORTED


@pytest.mark.parametrize("mapped", [0xF0000, 0xC00F0000])
@pytest.mark.parametrize("base", [0, 0xF0000])
def test_far_calls_in_protected_mode(machine: BiosRig, mapped: int, base: int) -> None:
    """The ROM is wherever the guest's page tables have it, and flags are the CPU's own."""
    idle = machine.call_far(APM_ENTRY, base=base, mapped=mapped, eax=0x5305, eflags=2 | CARRY)
    assert idle.eflags & (CARRY | ZERO) == ZERO
    event = machine.call_far(APM_ENTRY, base=base, mapped=mapped, eax=0x530B, eflags=2 | ZERO)
    assert event.eax == 0x800B and event.eflags & CARRY
