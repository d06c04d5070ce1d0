"""engine.boot.bios.platform: CMOS through its ports."""

from __future__ import annotations

from tests.support.biosrig import BiosRig


def test_ports_of_the_rig_are_the_machines(machine: BiosRig) -> None:
    machine.ports.write(0x70, 1, 0x40)
    machine.ports.write(0x71, 1, 0x5A)
    assert machine.board.rtc.get(0x40) == 0x5A
