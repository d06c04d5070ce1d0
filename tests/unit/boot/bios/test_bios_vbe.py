"""engine.boot.bios.vbe: INT 10h AH=4Fh."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from engine.boot.bios.rom import PROTECTED_VBE
from engine.display.layout import Scanout
from tests.support.biosrig import Answer, BiosRig

BUFFER, SEGMENT = 0x20000, 0x2000
OK, FAILED, NOT_NOW = 0x004F, 0x014F, 0x034F


def vbe(machine: BiosRig, function: int, **registers: int) -> Answer:
    return machine.call(0x10, **{"ax": 0x4F00 | function, "es": SEGMENT, "di": 0} | registers)


def shown(machine: BiosRig) -> Scanout | None:
    return machine.board.vga.scanout


def test_controller(machine: BiosRig) -> None:
    machine.write(BUFFER, b"VBE2" + b"\xee" * 508)
    assert vbe(machine, 0).ax == OK
    block = machine.read(BUFFER, 512)
    signature, version, name, _, modes, blocks = struct.unpack_from("<4sHIIIH", block)
    assert (signature, version, blocks) == (b"VESA", 0x0200, 256)
    assert machine.read((name >> 16 << 4) + (name & 0xFFFF), 7) == b"VirtGUI"
    listed = machine.read((modes >> 16 << 4) + (modes & 0xFFFF), 256)
    assert struct.unpack_from("<2H", listed) == (0x100, 0x101)
    assert 0xFFFF in struct.unpack("<128H", listed)


def test_a_caller_of_vbe_1_has_256_bytes(machine: BiosRig) -> None:
    machine.write(BUFFER, b"\xee" * 512)
    vbe(machine, 0)
    assert machine.read(BUFFER, 4) == b"VESA" and machine.read(BUFFER + 256, 4) == b"\xee" * 4


def test_modes(machine: BiosRig) -> None:
    assert vbe(machine, 1, cx=0x4118).ax == OK
    linear = int.from_bytes(machine.read(BUFFER + 40, 4), "little")
    assert linear >= 0xE0000000 and linear % (16 << 20) == 0
    assert vbe(machine, 1, cx=0x1FF).ax == FAILED
    assert vbe(machine, 2, bx=0x4118).ax == OK
    assert shown(machine) == Scanout(1024, 768, 24, 3072, 0)
    assert vbe(machine, 3).bx == 0x4118
    machine.write(linear, b"\x01\x02\x03")
    assert vbe(machine, 2, bx=0x8118).ax == OK
    assert machine.read(linear, 3) == b"\x01\x02\x03"
    assert vbe(machine, 2, bx=3).ax == OK
    assert shown(machine) is None and vbe(machine, 3).bx == 3
    assert vbe(machine, 2, bx=0x4102).ax == FAILED  # planes are not linear
    assert vbe(machine, 2, bx=0x1FF).ax == FAILED


def test_an_old_mode_call_ends_vbe(machine: BiosRig) -> None:
    vbe(machine, 2, bx=0x101)
    machine.call(0x10, ax=3)
    assert shown(machine) is None
    assert machine.call(0x10, ax=0x0F00).ax == 0x5003


def test_window(machine: BiosRig) -> None:
    assert vbe(machine, 5, bx=0, dx=1).ax == NOT_NOW
    vbe(machine, 2, bx=0x101)
    assert vbe(machine, 5, bx=0, dx=3).ax == OK
    machine.write(0xA0000, b"bank")
    assert vbe(machine, 5, bx=0x100).dx == 3
    assert vbe(machine, 5, bx=0, dx=256).ax == FAILED
    assert bytes(machine.board.display.view[0x10000 + 0x30000 :][:4]) == b"bank"


def test_lines_that_are_longer_than_the_screen(machine: BiosRig) -> None:
    assert vbe(machine, 6, bx=1).ax == NOT_NOW
    vbe(machine, 2, bx=0x111)
    answer = vbe(machine, 6, bx=0, cx=1024)
    assert (answer.ax, answer.bx, answer.cx, answer.dx) == (OK, 2048, 1024, 8192)
    assert vbe(machine, 6, bx=2, cx=1600).cx == 800
    assert vbe(machine, 6, bx=3).bx >= 0x8000
    assert vbe(machine, 6, bx=0, cx=100).ax == 0x024F
    assert vbe(machine, 7, bx=0, cx=8, dx=100).ax == OK
    scanout = shown(machine)
    assert scanout is not None and (scanout.pitch, scanout.start) == (1600, 100 * 1600 + 16)
    answer = vbe(machine, 7, bx=1)
    assert (answer.cx, answer.dx) == (8, 100)
    assert vbe(machine, 7, bx=0, cx=0xFFF0, dx=0).ax == FAILED


def test_colours(machine: BiosRig) -> None:
    vbe(machine, 2, bx=0x101)
    machine.write(BUFFER, bytes((1, 2, 3, 0, 4, 5, 6, 0)))
    assert vbe(machine, 9, bx=0, cx=2, dx=10).ax == OK
    assert bytes(machine.board.vga.state.dac[30:36]) == bytes((3, 2, 1, 6, 5, 4))
    machine.write(BUFFER, bytes(8))
    assert vbe(machine, 9, bx=1, cx=2, dx=10).ax == OK
    assert machine.read(BUFFER, 8) == bytes((1, 2, 3, 0, 4, 5, 6, 0))
    assert vbe(machine, 8, bx=0x0800).bh == 8
    assert vbe(machine, 8, bx=1).bh == 8
    machine.write(BUFFER, bytes((255, 254, 253, 0)))
    vbe(machine, 9, bx=0, cx=1, dx=0)
    assert bytes(machine.board.vga.state.dac[0:3]) == bytes((253, 254, 255))
    assert vbe(machine, 8, bx=0x0600).bh == 6
    vbe(machine, 2, bx=0x4112)
    assert vbe(machine, 8, bx=0x0800).ax == NOT_NOW


def test_saving_and_restoring(machine: BiosRig) -> None:
    vbe(machine, 2, bx=0x4118)
    vbe(machine, 6, bx=0, cx=1200)
    vbe(machine, 7, bx=0, cx=5, dx=7)
    assert 0 < vbe(machine, 4, dx=0, cx=0x0F).bx < 40
    before = shown(machine)
    assert vbe(machine, 4, dx=1, cx=0x0F, bx=0).ax == OK
    machine.call(0x10, ax=3)
    assert vbe(machine, 4, dx=2, cx=0x0F, bx=0).ax == OK
    assert shown(machine) == before
    assert vbe(machine, 3).bx == 0x4118
    assert vbe(machine, 4, dx=3, cx=0x0F, bx=0).ax == FAILED


def test_planes(machine: BiosRig) -> None:
    assert vbe(machine, 2, bx=0x102).ax == OK
    scanout = shown(machine)
    assert scanout is not None and (scanout.width, scanout.height, scanout.depth) == (800, 600, 4)
    assert vbe(machine, 6, bx=1).bx == 100


def test_protected_mode_interface(machine: BiosRig) -> None:
    answer = vbe(machine, 0x0A, bx=0)
    assert (answer.ax, answer.frame.es, answer.di) == (OK, 0xF000, PROTECTED_VBE)
    assert machine.read(0xF0000 + PROTECTED_VBE, 2) == b"\x08\x00"
    assert vbe(machine, 0x0A, bx=1).ax == FAILED


@pytest.mark.parametrize("function", [0x10, 0x15, 0xFF])
def test_functions_that_are_not_there(machine: BiosRig, function: int) -> None:
    assert vbe(machine, function).ax == 0x4F00 | function


def test_a_card_on_the_isa_bus(machine_with: Callable[..., BiosRig]) -> None:
    machine = machine_with(vga="isa")
    vbe(machine, 1, cx=0x118)
    assert machine.read(BUFFER + 40, 4) == b"\x00\x00\x00\xe0"
