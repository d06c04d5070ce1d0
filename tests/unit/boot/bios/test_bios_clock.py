"""engine.boot.bios.clock: INT 1Ah, IRQ 8, and the waits of INT 15h."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from engine.boot.bios.bda import Bda
from engine.boot.bios.service import Service
from tests.support.biosrig import CARRY, ZERO, BiosRig


def test_ticks_begin_with_the_time_of_day(machine: BiosRig) -> None:
    now = datetime.now(UTC)
    answer = machine.call(0x1A, ax=0)
    seconds = (answer.cx << 16 | answer.dx) * 86_400 / 0x1800B0
    behind = (now.hour * 60 + now.minute) * 60 + now.second - seconds
    assert abs(behind) < 60 or abs(behind) > 86_000
    machine.call(0x1A, ax=0x0100, cx=0x12, dx=0x3456)
    machine.write(Bda.MIDNIGHT, b"\x01")
    answer = machine.call(0x1A, ax=0)
    assert (answer.cx, answer.dx, answer.al) == (0x12, 0x3456, 1)
    assert machine.call(0x1A, ax=0).al == 0


def test_time_and_date(machine: BiosRig) -> None:
    assert not machine.call(0x1A, ax=0x0300, cx=0x2358, dx=0x3000).carry
    assert not machine.call(0x1A, ax=0x0500, cx=0x2024, dx=0x0229).carry
    answer = machine.call(0x1A, ax=0x0200)
    assert (answer.carry, answer.cx, answer.dh) == (False, 0x2358, 0x30)
    answer = machine.call(0x1A, ax=0x0400)
    assert (answer.cx, answer.dx) == (0x2024, 0x0229)


def test_alarm(machine: BiosRig) -> None:
    machine.call(0x1A, ax=0x0300, cx=0x1000, dx=0x0000)
    assert not machine.call(0x1A, ax=0x0600, cx=0x1000, dx=0x0100).carry
    assert machine.call(0x1A, ax=0x0600, cx=0x1000, dx=0x0200).carry
    end = time.monotonic() + 10
    while 8 not in machine.accel.raised:
        assert time.monotonic() < end
    assert machine.enter(Service.RTC_IRQ).eflags & CARRY
    assert not machine.enter(Service.RTC_IRQ).eflags & CARRY
    assert not machine.call(0x1A, ax=0x0700).carry
    assert not machine.call(0x1A, ax=0x0600, cx=0, dx=0).carry


def test_event_wait_counts_periods(machine: BiosRig) -> None:
    machine.write(0x5000, b"\x01")
    assert not machine.call(0x15, ax=0x8300, cx=0, dx=2000, es=0x500, bx=0).carry
    assert machine.call(0x15, ax=0x8300, cx=0, dx=2000, es=0x500, bx=0).carry
    end = time.monotonic() + 10
    while machine.read(0x5000, 1) == b"\x01":
        assert time.monotonic() < end
        machine.enter(Service.RTC_IRQ)
    assert machine.read(0x5000, 1) == b"\x81"
    assert machine.read(Bda.WAIT_ACTIVE, 1) == b"\0"


def test_wait_lets_interrupts_in(machine: BiosRig) -> None:
    begun = time.monotonic()
    frame = machine.begin(0x15, ax=0x8600, cx=0, dx=30_000)
    assert frame.eflags & (CARRY | ZERO | 0x200) == CARRY | ZERO | 0x200
    machine.finish(Service.SYSTEM, frame)
    assert time.monotonic() - begun >= 0.030


def test_unknown(machine: BiosRig) -> None:
    assert machine.call(0x1A, ax=0x2000).carry
