"""System control port A."""

from __future__ import annotations

from engine.devices.port92 import Port92


def test_a20_is_on_and_remembered():
    chip = Port92(lambda: None)
    assert chip.a20
    assert chip.read(0, 1) == 0x02
    chip.write(0, 1, 0x00)
    assert not chip.a20
    chip.reset()
    assert chip.a20


def test_fast_reset_acts_on_the_rise():
    resets = []
    chip = Port92(lambda: resets.append(1))
    chip.write(0, 1, 0x02)
    assert resets == []
    chip.write(0, 1, 0x03)
    chip.write(0, 1, 0x03)
    assert resets == [1]
    assert chip.read(0, 1) == 0x03


def test_other_bits_are_storage():
    chip = Port92(lambda: None)
    chip.write(0, 1, 0xC2)
    assert chip.read(0, 1) == 0xC2


def test_a20_is_told_when_it_changes() -> None:
    gates: list[bool] = []
    chip = Port92(lambda: None, gates.append)
    for value in (2, 0, 0, 2):
        chip.write(0, 1, value)
    assert gates == [False, True]
