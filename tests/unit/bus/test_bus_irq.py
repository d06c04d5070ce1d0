"""engine.bus.irq: a wire tells only of changes."""

from __future__ import annotations

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
