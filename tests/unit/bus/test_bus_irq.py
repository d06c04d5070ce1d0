"""engine.bus.irq: a wire tells only of changes."""

from __future__ import annotations

from engine.bus.irq import Gate, IrqLine, OrGate
from tests.support.irq import RecordingIrq


def test_only_changes_are_driven() -> None:
    irq = RecordingIrq()
    for level in (False, True, True, False, False):
        irq.line.set(level)
    assert irq.changes == [1, 0]


def test_a_pulse_is_a_rise_whatever_was_before() -> None:
    irq = RecordingIrq()
    irq.line.pulse()
    irq.line.set(True)
    irq.line.pulse()
    assert irq.changes == [1, 0, 1, 0, 1, 0]
    assert irq.level is False


def test_a_gate_joins_wires() -> None:
    drives: list[int] = []
    gate = OrGate(IrqLine(drives.append))
    one, other = gate.input(), gate.input()
    one.set(True)
    other.set(True)
    one.set(False)
    assert drives == [1]
    other.set(False)
    assert drives == [1, 0]


def test_a_cut_wire_is_low_and_a_joined_one_as_the_chip_has_it() -> None:
    seen: list[int] = []
    gate = Gate(IrqLine(seen.append))
    gate.input.set(True)
    gate.cut(True)
    gate.input.set(False)
    gate.input.set(True)
    assert seen == [1, 0]
    gate.cut(False)
    assert seen == [1, 0, 1]
