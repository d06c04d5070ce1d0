"""engine.boot.bios.palette: INT 10h AH=0Bh and AH=10h."""

from __future__ import annotations

from tests.support.biosrig import BiosRig


def test_palette_registers_and_border(machine: BiosRig) -> None:
    machine.call(0x10, ax=0x1000, bx=0x2A07)
    machine.call(0x10, ax=0x1001, bx=0x0500)
    assert machine.call(0x10, ax=0x1007, bx=7).bh == 0x2A
    machine.call(0x10, ax=0x1009, es=0x500, dx=0)
    values = machine.read(0x5000, 17)
    assert (values[7], values[16]) == (0x2A, 5)
    machine.write(0x5000, bytes(range(16)) + b"\x09")
    machine.call(0x10, ax=0x1002, es=0x500, dx=0)
    assert bytes(machine.board.vga.state.attr[:16]) == bytes(range(16))
    assert machine.call(0x10, ax=0x1008).bh == 9
    assert machine.board.vga.state.screen_on


def test_blinking(machine: BiosRig) -> None:
    machine.call(0x10, ax=0x1003, bx=0)
    assert not machine.board.vga.state.attr[0x10] & 8
    machine.call(0x10, ax=0x1003, bx=1)
    assert machine.board.vga.state.attr[0x10] & 8


def test_dac(machine: BiosRig) -> None:
    machine.call(0x10, ax=0x1010, bx=200, dx=0x0A00, cx=0x0B0C)
    answer = machine.call(0x10, ax=0x1015, bx=200)
    assert (answer.dh, answer.ch, answer.cl) == (10, 11, 12)
    machine.write(0x5000, bytes(range(9)))
    machine.call(0x10, ax=0x1012, bx=17, cx=3, es=0x500, dx=0)
    machine.call(0x10, ax=0x1017, bx=18, cx=2, es=0x600, dx=0)
    assert machine.read(0x6000, 6) == bytes(range(3, 9))
    machine.call(0x10, ax=0x101B, bx=17, cx=1)
    grey = machine.call(0x10, ax=0x1015, bx=17)
    assert grey.dh == grey.ch == grey.cl
    machine.call(0x10, ax=0x1018, bx=0x3F)
    assert machine.call(0x10, ax=0x1019).bl == 0x3F


def test_colour_pages(machine: BiosRig) -> None:
    machine.call(0x10, ax=0x1013, bx=0x0100)  # 16 pages of 16
    machine.call(0x10, ax=0x1013, bx=0x0501)
    assert machine.call(0x10, ax=0x101A).bx == 0x0501


def test_cga_palettes(machine: BiosRig) -> None:
    machine.call(0x10, ax=0x04)
    machine.call(0x10, ax=0x0B00, bx=0x0100)
    assert [value & 7 for value in machine.board.vga.state.attr[1:4]] == [2, 4, 6]
    machine.call(0x10, ax=0x0B00, bx=0x0101)
    assert [value & 7 for value in machine.board.vga.state.attr[1:4]] == [3, 5, 7]
    machine.call(0x10, ax=0x0B00, bx=0x0001)
    assert machine.board.vga.state.attr[0] == 1
