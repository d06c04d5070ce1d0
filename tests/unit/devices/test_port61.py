"""Port 61h."""

from __future__ import annotations

from engine.devices.port61 import REFRESH_NS, ControlB, Port61
from tests.support.clock import ManualClock


def test_gate_and_output() -> None:
    gates: list[bool] = []
    high = [False]
    port = Port61(gates.append, lambda: high[0], ManualClock())
    port.write(0, 1, 0xF3)
    assert gates == [True]
    assert port.read(0, 1) & 0xF == 3
    assert not port.read(0, 1) & ControlB.OUT_2
    high[0] = True
    assert port.read(0, 1) & ControlB.OUT_2
    port.reset()
    assert gates == [True, False]
    assert port.read(0, 1) & 0xF == 0


def test_the_refresh_bit_turns() -> None:
    clock = ManualClock()
    port = Port61(lambda level: None, lambda: False, clock)
    seen = set()
    for _ in range(4):
        seen.add(port.read(0, 1) & ControlB.REFRESH)
        clock.advance(REFRESH_NS)
    assert seen == {0, ControlB.REFRESH}
