"""engine.boot.bios.mouse: INT 15h AH=C2h and IRQ 12."""

from __future__ import annotations

import struct
import time

from engine.boot.bios.service import Service
from tests.support.biosrig import CARRY, STACK, BiosRig


def test_a_movement_reaches_the_programs_handler(machine: BiosRig) -> None:
    answer = machine.call(0x15, ax=0xC205, bx=0x0300)
    assert (answer.carry, answer.bx) == (False, 0x00AA)
    assert machine.call(0x15, ax=0xC200, bx=0x0100).ah == 5  # no handler yet
    assert not machine.call(0x15, ax=0xC207, es=0x2000, bx=0x1234).carry
    assert not machine.call(0x15, ax=0xC200, bx=0x0100).carry
    with machine.board.input_seat.lock:
        machine.board.mouse.button("left", True)
        machine.board.mouse.move(5, -3, 0)
    end, packets = time.monotonic() + 10, []
    while not packets or packets[-1][2] == 0:
        assert time.monotonic() < end
        frame = machine.enter(Service.MOUSE_IRQ)
        if frame.eflags & CARRY:
            packets.append(struct.unpack("<6H", machine.read(STACK, 12)))
    assert [packet[3] & 7 for packet in packets] == [1] * len(packets)
    assert packets[-1][:3] == (0, 3, 5)
    assert packets[-1][4:] == (0x1234, 0x2000)


def test_settings(machine: BiosRig) -> None:
    assert machine.call(0x15, ax=0xC204).bx == 0
    for ax, bx, ok in (
        (0xC202, 0x0400, True),
        (0xC202, 0x0700, False),
        (0xC203, 0x0200, True),
        (0xC203, 0x0400, False),
    ):
        assert machine.call(0x15, ax=ax, bx=bx).carry == (not ok)
    answer = machine.call(0x15, ax=0xC206, bx=0)
    assert (answer.cl, answer.dl) == (2, 80)
    assert machine.call(0x15, ax=0xC209).ah == 1
