"""engine.devices.pvpanic: what a guest says when its kernel has crashed."""

from __future__ import annotations

from engine.devices.pvpanic import Event, PvPanic


def test_each_event_is_told_once_a_life() -> None:
    told: list[Event] = []
    chip = PvPanic(told.append)
    assert chip.read(0, 1) == 3
    chip.write(0, 1, 0xF0)
    assert not told
    chip.write(0, 1, 1)
    chip.write(0, 1, 1)
    assert told == [Event.PANICKED]
    chip.write(0, 1, 3)
    assert told == [Event.PANICKED, Event.CRASH_LOADED]
    chip.reset()
    chip.write(0, 1, 2)
    assert told[2:] == [Event.CRASH_LOADED]
