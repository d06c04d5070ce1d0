"""engine.boot.bios.peripheral: INT 14h and INT 17h."""

from __future__ import annotations

from engine.boot.bios.bda import Bda
from tests.support.biosrig import BiosRig


def test_ports_that_are_not_there(machine: BiosRig) -> None:
    assert machine.word(Bda.SERIAL_PORTS) == 0
    assert machine.call(0x14, ax=0x0300, dx=0).ax == 0x0300
    assert machine.call(0x17, ax=0x0200, dx=0).ah & 0x80
    machine.call(0x05)
    assert machine.read(Bda.PRINT_SCREEN_STATUS, 1) == b"\xff"
