"""engine.devices.lpt: bytes strobed out to a printer."""

from __future__ import annotations

from engine.devices.lpt import Lpt
from tests.support.irq import RecordingIrq


def port() -> tuple[Lpt, bytearray, RecordingIrq]:
    printed, irq = bytearray(), RecordingIrq()
    return Lpt(irq.line, printed.append), printed, irq


def test_a_byte_is_printed_by_each_rise_of_the_strobe() -> None:
    chip, printed, _ = port()
    for letter in b"Hi":
        chip.write(0, 1, letter)
        for control in (0x0C, 0x0D, 0x0D, 0x0C):
            chip.write(2, 1, control)
    assert printed == b"Hi"


def test_the_printer_is_always_ready() -> None:
    chip, _, _ = port()
    status = chip.read(1, 1)
    assert status & 0xB8 == 0x98  # not busy, paper, selected, no error
    chip.write(1, 1, 0)
    assert chip.read(1, 1) == status


def test_a_byte_is_acknowledged_once_its_strobe_has_ended() -> None:
    chip, _, _ = port()
    chip.write(2, 1, 0x0D)
    assert chip.read(1, 1) & 0xC0 == 0x40  # busy
    chip.write(2, 1, 0x0C)
    assert chip.read(1, 1) & 0xC0 == 0x00  # acknowledges
    assert chip.read(1, 1) & 0xC0 == 0xC0  # ready


def test_data_and_control_read_back_as_a_bios_expects_that_looks_for_the_port() -> None:
    chip, _, _ = port()
    chip.write(0, 1, 0xAA)
    assert chip.read(0, 1) == 0xAA
    chip.write(2, 1, 0xFF)
    assert chip.read(2, 1) == 0xDF
    chip.reset()
    assert (chip.read(0, 1), chip.read(2, 1)) == (0, 0xCC)


def test_the_acknowledgement_interrupts_when_it_may() -> None:
    chip, _, irq = port()
    chip.write(2, 1, 0x0D)
    assert irq.rises == 0
    chip.write(2, 1, 0x1C)
    chip.write(2, 1, 0x1D)
    assert irq.rises == 1
    assert not irq.level
