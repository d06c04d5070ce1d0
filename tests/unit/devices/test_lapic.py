"""The local APIC: priorities, its timer, and what comes from elsewhere."""

from __future__ import annotations

import pytest

from engine.devices.lapic import EXTERNAL, MASKED, MODE_EXTINT, PERIODIC, Lapic, Register
from tests.support.clock import ManualClock

HZ = 1_000_000
MILLISECOND = 1_000_000


class Rig:
    """An APIC that is switched on, with a timer of 1 MHz divided by 1."""

    def __init__(self, enabled: bool = True) -> None:
        self.clock = ManualClock()
        self.levels: list[bool] = []
        self.ended: list[int] = []
        self.apic = Lapic(self.levels.append, self.ended.append, self.clock, lambda: HZ)
        if enabled:
            self.write(Register.SVR, 0x1FF)
            self.write(Register.DIVIDE, 0xB)

    def write(self, register: int, value: int) -> None:
        """A store of 32 bits."""
        self.apic.write(register, 4, value)

    def read(self, register: int) -> int:
        """A load of 32 bits."""
        return self.apic.read(register, 4)

    @property
    def out(self) -> bool:
        """INTR."""
        return bool(self.levels and self.levels[-1])


def test_an_interrupt_is_taken_served_and_ended() -> None:
    rig = Rig()
    rig.apic.accept(0x41)
    assert rig.out
    assert rig.read(Register.IRR + 0x20) == 1 << 1
    assert rig.apic.acknowledge() == 0x41
    assert not rig.out
    assert rig.read(Register.ISR + 0x20) == 1 << 1
    rig.write(Register.EOI, 0)
    assert rig.read(Register.ISR + 0x20) == 0
    assert rig.ended == []


def test_a_level_tells_its_end() -> None:
    rig = Rig()
    rig.apic.accept(0x51, level_triggered=True)
    rig.apic.acknowledge()
    rig.write(Register.EOI, 0)
    assert rig.ended == [0x51]


def test_priority_is_by_class() -> None:
    rig = Rig()
    rig.apic.accept(0x41)
    rig.apic.acknowledge()
    rig.apic.accept(0x4F)
    assert not rig.out, "of the same class"
    rig.apic.accept(0x50)
    assert rig.out
    assert rig.apic.acknowledge() == 0x50
    assert rig.read(Register.PPR) == 0x50
    rig.write(Register.EOI, 0)
    assert not rig.out
    rig.write(Register.EOI, 0)
    assert rig.apic.acknowledge() == 0x4F


def test_task_priority_holds_back() -> None:
    rig = Rig()
    rig.write(Register.TPR, 0x50)
    rig.apic.accept(0x5F)
    assert not rig.out
    rig.write(Register.TPR, 0x40)
    assert rig.out


def test_nothing_pending_is_spurious() -> None:
    assert Rig().apic.acknowledge() == 0xFF


def test_isa_interrupts_come_through_from_the_start() -> None:
    rig = Rig(enabled=False)
    assert rig.read(Register.LVT_LINT0) == MODE_EXTINT
    rig.apic.set_external(True)
    assert rig.out
    assert rig.apic.acknowledge() == EXTERNAL
    rig.apic.set_external(False)
    assert not rig.out
    rig.write(Register.SVR, 0x1FF)
    rig.write(Register.LVT_LINT0, MODE_EXTINT | MASKED)
    rig.apic.set_external(True)
    assert not rig.out


def test_what_is_off_takes_nothing() -> None:
    rig = Rig(enabled=False)
    rig.apic.accept(0x41)
    assert not rig.out
    rig.write(Register.LVT_TIMER, 0x40)
    assert rig.read(Register.LVT_TIMER) & MASKED


def test_an_illegal_vector_is_an_error() -> None:
    rig = Rig()
    rig.write(Register.LVT_ERROR, 0x60)
    rig.apic.accept(5)
    assert rig.apic.acknowledge() == 0x60
    assert rig.read(Register.ESR) == 0
    rig.write(Register.ESR, 0)
    assert rig.read(Register.ESR) == 1 << 6


def test_one_shot_timer() -> None:
    rig = Rig()
    rig.write(Register.LVT_TIMER, 0x40)
    rig.write(Register.INITIAL, 1000)
    rig.clock.advance(400_000)
    assert rig.read(Register.CURRENT) == 600
    rig.clock.advance(600_000)
    assert rig.apic.acknowledge() == 0x40
    rig.write(Register.EOI, 0)
    rig.clock.advance(10 * MILLISECOND)
    assert not rig.out
    assert rig.read(Register.CURRENT) == 0
    rig.write(Register.INITIAL, 1000)
    rig.clock.advance(MILLISECOND)
    assert rig.out


@pytest.mark.parametrize("late", [1, 7])
def test_no_tick_of_a_periodic_timer_is_lost(late: int) -> None:
    rig = Rig()
    rig.write(Register.LVT_TIMER, 0x40 | PERIODIC)
    rig.write(Register.INITIAL, 1000)
    taken = 0
    for _ in range(100 // late):
        rig.clock._now_ns += (late - 1) * MILLISECOND  # The host is busy.
        rig.clock.advance(MILLISECOND)
        while rig.out:
            assert rig.apic.acknowledge() == 0x40
            rig.write(Register.EOI, 0)
            taken += 1
    assert taken == 100 // late * late


def test_the_divider_slows_the_timer() -> None:
    rig = Rig()
    rig.write(Register.DIVIDE, 0x3)  # By 16.
    rig.write(Register.INITIAL, 1000)
    rig.clock.advance(MILLISECOND)
    assert rig.read(Register.CURRENT) == 1000 - 62


def test_stopping_the_timer() -> None:
    rig = Rig()
    rig.write(Register.LVT_TIMER, 0x40)
    rig.write(Register.INITIAL, 1000)
    rig.write(Register.INITIAL, 0)
    rig.clock.advance(10 * MILLISECOND)
    assert not rig.out


@pytest.mark.parametrize(("command", "comes"), [(0x40041, True), (0x80041, True), (0xC0041, False), (0x00041, True)])
def test_commands_to_oneself(command: int, comes: bool) -> None:
    rig = Rig()
    rig.write(Register.ICR_HIGH, 0)
    rig.write(Register.ICR_LOW, command)
    assert rig.out is comes
    assert not rig.read(Register.ICR_LOW) & 1 << 12, "sent at once"


def test_logical_destinations() -> None:
    rig = Rig()
    rig.write(Register.LDR, 0x02000000)
    assert rig.apic.takes(0x03, True)
    assert not rig.apic.takes(0x01, True)
    rig.write(Register.DFR, 0x0FFFFFFF)
    rig.write(Register.LDR, 0x12000000)
    assert rig.apic.takes(0x13, True)
    assert not rig.apic.takes(0x23, True)
    assert rig.apic.takes(0, False)
    assert not rig.apic.takes(1, False)


def test_only_whole_registers_are_written() -> None:
    rig = Rig()
    rig.apic.write(Register.TPR, 1, 0x20)
    rig.apic.write(Register.TPR + 4, 4, 0x20)
    assert rig.read(Register.TPR) == 0
