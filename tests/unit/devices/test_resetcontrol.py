"""The reset control register."""

from __future__ import annotations

from engine.devices.resetcontrol import ResetControl


def test_going_to_one_resets_once():
    resets = []
    chip = ResetControl(lambda: resets.append(1))
    chip.write(0, 1, 0x02)
    assert resets == []
    assert chip.read(0, 1) == 0x02
    chip.write(0, 1, 0x06)
    chip.write(0, 1, 0x06)
    assert resets == [1]
    chip.write(0, 1, 0x00)
    chip.write(0, 1, 0x04)
    assert resets == [1, 1]


def test_reserved_bits_do_not_stick():
    chip = ResetControl(lambda: None)
    chip.write(0, 1, 0xFF)
    assert chip.read(0, 1) == 0x06
    chip.reset()
    assert chip.read(0, 1) == 0
