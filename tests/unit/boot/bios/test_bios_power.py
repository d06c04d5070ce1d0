"""engine.boot.bios.power: the keyboard after power-on."""

from __future__ import annotations

from tests.support.biosrig import BiosRig


def test_keyboard_controller(machine: BiosRig) -> None:
    machine.ports.write(0x64, 1, 0x20)
    assert machine.ports.read(0x60, 1) & 0x41 == 0x41  # translation, IRQ 1
    assert machine.ports.read(0x92, 1) & 2
