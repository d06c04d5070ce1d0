"""engine.boot.bios.peripheral: INT 14h and INT 17h."""

from __future__ import annotations

from threading import Lock

import pytest

from engine.boot.bios.bda import Bda
from engine.bus.port import PortRegion
from tests.support.biosrig import BiosRig


def test_ports_that_are_not_there(machine: BiosRig) -> None:
    assert machine.word(Bda.SERIAL_PORTS) == 0
    assert machine.call(0x14, ax=0x0300, dx=0).ax == 0x0300
    assert machine.call(0x17, ax=0x0200, dx=0).ah & 0x80
    machine.call(0x05)
    assert machine.read(Bda.PRINT_SCREEN_STATUS, 1) == b"\xff"


class _Printer:
    """A printer port as the BIOS sees it: data latch, status, control."""

    def __init__(self, machine: BiosRig) -> None:
        self.printed = bytearray()
        self.data = self.control = 0
        self.status = 0xDF  # ready, selected, no error
        machine.ports.add(PortRegion(0x378, 3, self.read, self.write), Lock())

    def read(self, offset: int, _size: int) -> int:
        return (self.data, self.status, self.control)[offset]

    def write(self, offset: int, _size: int, value: int) -> None:
        if offset == 0:
            self.data = value
        elif offset == 2:
            if value & ~self.control & 1:
                self.printed.append(self.data)
            self.control = value


@pytest.fixture
def printer(machine: BiosRig) -> _Printer:
    made = _Printer(machine)
    machine.board.reset()
    machine.power_on()
    assert machine.word(Bda.PRINTER_PORTS) == 0x378
    return made


def test_printing(machine: BiosRig, printer: _Printer) -> None:
    assert machine.call(0x17, ax=0x0100, dx=0).ah & 0x98 == 0x90
    for character in b"Hello":
        assert not machine.call(0x17, ax=character, dx=0).ah & 0x01
    assert printer.printed == b"Hello"
    assert machine.call(0x17, ax=0x0200, dx=1).ah & 0x01


def test_a_printer_that_stays_busy(machine: BiosRig, printer: _Printer) -> None:
    printer.status = 0x5F
    machine.write(Bda.PRINTER_TIMEOUTS, b"\0")
    assert machine.call(0x17, ax=0x41, dx=0).ah & 0x01
    machine.call(0x05)
    assert machine.read(Bda.PRINT_SCREEN_STATUS, 1) == b"\xff"
    assert printer.printed == b""


def test_print_screen(machine: BiosRig, printer: _Printer) -> None:
    machine.call(0x10, ax=0x0E58, bx=7)
    machine.call(0x05)
    assert printer.printed.split(b"\r\n")[1] == b"X".ljust(80)
    assert len(printer.printed) == 25 * 82
    assert machine.read(Bda.PRINT_SCREEN_STATUS, 1) == b"\0"
