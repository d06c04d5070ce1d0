"""engine.boot.bios.typeface: INT 10h AH=11h."""

from __future__ import annotations

from engine.boot.bios.bda import Bda
from engine.boot.bios.font import FONT_8, FONT_16, fonts
from tests.support.biosrig import BiosRig


def plane_2(machine: BiosRig) -> bytes:
    return bytes(machine.board.display.view[0x10000 + 2 : 0x50000 : 4])


def test_power_on_loads_the_font(machine: BiosRig) -> None:
    assert plane_2(machine)[0x41 * 32 :][:16] == fonts()[16][0x41 * 16 :][:16]


def test_50_rows(machine: BiosRig) -> None:
    machine.call(0x10, ax=0x1112, bx=0)
    assert machine.read(Bda.VIDEO_ROWS, 3) == b"\x31\x08\x00"
    crtc = machine.board.vga.state.crtc
    assert (crtc[0x09] & 0x1F, crtc[0x12], crtc[0x07] & 0x42) == (7, 0x8F, 0x02)
    assert plane_2(machine)[0x41 * 32 :][:8] == fonts()[8][0x41 * 8 :][:8]
    for _ in range(60):
        machine.call(0x10, ax=0x0E0A, bx=7)
    assert machine.call(0x10, ax=0x0300, bx=0).dh == 49


def test_a_programs_own_characters(machine: BiosRig) -> None:
    machine.write(0x5000, bytes(range(28)))
    machine.call(0x10, ax=0x1100, bx=0x0E01, cx=2, dx=0x80, es=0x500, bp=0)
    block_1 = plane_2(machine)[0x4000 + 0x80 * 32 :][:64]
    assert block_1[:14] == bytes(range(14)) and block_1[32:46] == bytes(range(14, 28))


def test_where_fonts_are(machine: BiosRig) -> None:
    answer = machine.call(0x10, ax=0x1130, bx=0x0600)
    assert (answer.frame.es, answer.bp, answer.cx, answer.dl) == (0xF000, FONT_16, 16, 24)
    answer = machine.call(0x10, ax=0x1130, bx=0x0000)
    assert answer.bp == FONT_8 + 1024


def test_graphics_fonts(machine: BiosRig) -> None:
    machine.call(0x10, ax=0x12)
    machine.call(0x10, ax=0x1123, bx=3)
    assert machine.read(Bda.VIDEO_ROWS, 3) == b"\x2a\x08\x00"
    assert machine.read(0x43 * 4, 4) == FONT_8.to_bytes(2, "little") + b"\x00\xf0"
