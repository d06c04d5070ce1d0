"""engine.devices.vga.window: memory map select, and when memory may be plain bytes."""

from __future__ import annotations

import pytest

from engine.devices.vga.window import Window
from tests.support.vgacard import VgaCard


@pytest.mark.parametrize(
    ("mode", "window"),
    [
        (0x01, Window("text", 0xB8000, 0x8000)),
        (0x03, Window("text", 0xB8000, 0x8000)),
        (0x04, Window("text", 0xB8000, 0x8000)),  # CGA graphics use the same odd/even addressing
        (0x06, Window("planar", 0xB8000, 0x8000)),
        (0x07, Window("text", 0xB0000, 0x8000)),
        (0x0D, Window("planar", 0xA0000, 0x10000)),
        (0x12, Window("planar", 0xA0000, 0x10000)),
        (0x13, Window("linear", 0xA0000, 0x10000)),
    ],
)
def test_windows_of_the_bios_modes(mode: int, window: Window) -> None:
    card = VgaCard(mode)
    assert card.vga.window == window
    assert card.windows[-1] == window


@pytest.mark.parametrize(
    ("group", "index", "value"),
    [
        ("gfx", 1, 1),
        ("gfx", 3, 1),
        ("gfx", 3, 0x08),
        ("gfx", 4, 2),
        ("gfx", 5, 0x11),
        ("gfx", 5, 0x18),
        ("gfx", 5, 0x00),
        ("gfx", 6, 0x0C),
        ("gfx", 8, 0x7F),
        ("seq", 2, 0x01),
        ("seq", 2, 0x0F),
        ("seq", 4, 0x06),
    ],
)
def test_text_is_trapped_as_soon_as_a_store_would_be_more_than_a_store(group: str, index: int, value: int) -> None:
    card = VgaCard(3)
    getattr(card, group)(index, value)
    assert card.vga.window == Window("planar", 0xB8000, 0x8000)


@pytest.mark.parametrize(("group", "index", "value"), [("seq", 2, 0x01), ("gfx", 8, 0), ("gfx", 5, 0x41)])
def test_chain_4_is_trapped_likewise(group: str, index: int, value: int) -> None:
    card = VgaCard(0x13)
    getattr(card, group)(index, value)
    assert card.vga.window.kind == "planar"


def test_unchaining_makes_mode_x_planar() -> None:
    card = VgaCard(0x13)
    card.seq(4, 0x06)
    assert card.vga.window == Window("planar", 0xA0000, 0x10000)


@pytest.mark.parametrize(("port", "value"), [(0x3C2, 0x65), (0x3C3, 0x00)])
def test_memory_can_be_switched_off(port: int, value: int) -> None:
    card = VgaCard(3)
    card.outb(port, value)
    assert card.vga.window == Window("off")
    assert card.load(0xB8000) == 0xFF
