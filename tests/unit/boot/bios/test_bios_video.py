"""engine.boot.bios.video: INT 10h in text and graphics."""

from __future__ import annotations

import pytest

from engine.boot.bios.bda import Bda
from tests.support.biosrig import BiosRig


def type_out(machine: BiosRig, text: str) -> None:
    for code in text.encode("cp437"):
        machine.call(0x10, ax=0x0E00 | code, bx=7)


def test_teletype_wraps_and_scrolls(machine: BiosRig) -> None:
    type_out(machine, "x" * 81 + "\r\nsecond\bX\a")
    assert machine.screen()[:3] == ["x" * 80, "x", "seconX"]
    type_out(machine, "\n" * 23 + "end")
    screen = machine.screen()
    assert (screen[0], screen[24].strip()) == ("x", "end")


def test_strings_with_and_without_attributes(machine: BiosRig) -> None:
    machine.write(0x5000, b"A\x1fB\x2f\r\x07\n\x07")
    machine.call(0x10, ax=0x1302, bx=0, cx=3, dx=0x0203, es=0x500, bp=0)
    assert machine.read(0xB8000 + 2 * 163, 4) == b"A\x1fB\x2f"
    answer = machine.call(0x10, ax=0x0300, bx=0)
    assert answer.dx == 0  # AL bit 0 was clear: the cursor is where it was
    machine.call(0x10, ax=0x1301, bx=0x4E, cx=1, dx=0x0100, es=0x500, bp=0)
    assert machine.read(0xB8000 + 160, 2) == b"A\x4e"
    assert machine.call(0x10, ax=0x0300, bx=0).dx == 0x0101


def test_pages(machine: BiosRig) -> None:
    machine.call(0x10, ax=0x0201, bx=0x0200, dx=0x0105)
    machine.call(0x10, ax=0x0951, bx=0x021E, cx=2)
    assert machine.read(0xB8000 + 2 * 0x1000 + 2 * 85, 4) == b"Q\x1eQ\x1e"
    machine.call(0x10, ax=0x0502)
    answer = machine.call(0x10, ax=0x0F00)
    assert (answer.ax, answer.bh) == (0x5003, 2)
    crtc = machine.board.vga.state.crtc
    assert crtc[0x0C] << 8 | crtc[0x0D] == 0x1000
    assert crtc[0x0E] << 8 | crtc[0x0F] == 0x1000 + 85


@pytest.mark.parametrize(
    ("mode", "colour"),
    [(0x04, 3), (0x06, 1), (0x0D, 9), (0x0E, 5), (0x0F, 1), (0x10, 14), (0x11, 1), (0x12, 10), (0x13, 200)],
)
def test_dots_and_characters_in_graphics(machine: BiosRig, mode: int, colour: int) -> None:
    machine.call(0x10, ax=mode)
    assert machine.call(0x10, ax=0x0F00).al == mode
    machine.call(0x10, ax=0x0C00 | colour, bx=0, cx=17, dx=33)
    assert machine.call(0x10, ax=0x0D00, bx=0, cx=17, dx=33).al == colour
    assert machine.call(0x10, ax=0x0D00, bx=0, cx=18, dx=33).al == 0
    machine.call(0x10, ax=0x0200, bx=0, dx=0x0102)
    machine.call(0x10, ax=0x0941, bx=colour, cx=1)
    assert machine.call(0x10, ax=0x0800, bx=0).al == ord("A")
    if mode != 0x13:
        machine.call(0x10, ax=0x0C80 | colour, bx=0, cx=17, dx=33)  # by exclusive or
        assert machine.call(0x10, ax=0x0D00, bx=0, cx=17, dx=33).al == 0


@pytest.mark.parametrize("mode", [0x04, 0x06, 0x12, 0x13])
def test_graphics_scroll(machine: BiosRig, mode: int) -> None:
    machine.call(0x10, ax=mode)
    machine.call(0x10, ax=0x0200, bx=0, dx=0x0502)
    machine.call(0x10, ax=0x0942, bx=1, cx=1)
    machine.call(0x10, ax=0x0602, bx=0, cx=0x0000, dx=0x1827)
    machine.call(0x10, ax=0x0200, bx=0, dx=0x0302)
    assert machine.call(0x10, ax=0x0800, bx=0).al == ord("B")
    machine.call(0x10, ax=0x0200, bx=0, dx=0x0502)
    assert machine.call(0x10, ax=0x0800, bx=0).al == 0x20


def test_a_dot_outside_is_no_harm(machine: BiosRig) -> None:
    machine.call(0x10, ax=0x13)
    machine.call(0x10, ax=0x0C05, bx=0, cx=0xFFFF, dx=0xFFFF)
    assert machine.call(0x10, ax=0x0D00, bx=0, cx=0xFFFF, dx=0xFFFF).al == 0


def test_a_mode_that_does_not_exist_changes_nothing(machine: BiosRig) -> None:
    type_out(machine, "still here")
    machine.call(0x10, ax=0x0055)
    assert machine.screen()[0] == "still here"
    machine.call(0x10, ax=0xEEFF)


def test_bit_7_keeps_the_memory(machine: BiosRig) -> None:
    machine.write(0xB8000 + 160, b"K\x07")
    machine.call(0x10, ax=0x83)
    assert machine.screen()[1] == "K"
    assert machine.call(0x10, ax=0x0F00).al == 0x83
    machine.call(0x10, ax=0x03)
    assert machine.screen()[1] == ""


def test_identity(machine: BiosRig) -> None:
    answer = machine.call(0x10, ax=0x1A00)
    assert (answer.al, answer.bx) == (0x1A, 0x0008)
    answer = machine.call(0x10, ax=0x1200, bx=0xFF10)
    assert (answer.bx, answer.cl) == (0x0003, 0x09)
    assert machine.read(Bda.VIDEO_MODE, 1) == b"\x03"
