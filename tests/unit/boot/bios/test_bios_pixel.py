"""engine.boot.bios.pixel: dots in the video memory."""

from __future__ import annotations

from tests.support.biosrig import BiosRig


def test_planes_hold_the_colours_bits(machine: BiosRig) -> None:
    machine.call(0x10, ax=0x12)
    machine.call(0x10, ax=0x0C0A, bx=0, cx=9, dx=1)
    assert bytes(machine.board.display.view[0x10000 + 4 * 81 :][:4]) == b"\0\x40\0\x40"


def test_packed(machine: BiosRig) -> None:
    machine.call(0x10, ax=0x13)
    machine.call(0x10, ax=0x0C0A, bx=0, cx=9, dx=1)
    assert machine.read(0xA0000 + 329, 1) == b"\x0a"
