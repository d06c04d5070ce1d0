"""engine.boot.bios.cell: windows of characters."""

from __future__ import annotations

from tests.support.biosrig import BiosRig


def test_a_window_beyond_the_screen_is_cut(machine: BiosRig) -> None:
    machine.write(0xB8000 + 2 * (24 * 80 + 79), b"Z\x07")
    machine.call(0x10, ax=0x0601, bx=0x0700, cx=0x1000, dx=0xFFFF)
    assert machine.screen()[23].endswith("Z") and machine.screen()[24] == ""


def test_a_window_turned_around_is_none(machine: BiosRig) -> None:
    machine.write(0xB8000, b"Z\x07")
    machine.call(0x10, ax=0x0600, bx=0x0700, cx=0x1010, dx=0x0000)
    assert machine.screen()[0] == "Z"


def test_many_characters_end_with_the_memory(machine: BiosRig) -> None:
    machine.call(0x10, ax=0x0941, bx=0x001F, cx=0xFFFF)
    assert machine.read(0xBFFFE, 3) == b"A\x1f\xff"
