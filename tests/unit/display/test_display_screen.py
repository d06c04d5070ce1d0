"""engine.display.screen: following a machine through modes, colours and nonsense."""

from __future__ import annotations

from random import Random

import pytest

from engine.display import layout
from engine.display.layout import Registers
from engine.display.screen import Damage, Screen
from tests.support.vgacard import VgaCard
from tests.support.vgamode import registers_of


def test_before_the_machine_has_published_anything() -> None:
    screen = Screen(memoryview(bytearray(layout.MEMORY_SIZE)))
    assert screen.refresh() is None
    assert screen.mode.kind == "blank"
    assert len(screen.pixels) == screen.stride * screen.mode.height
    assert screen.text() == []
    with pytest.raises(IndexError):
        screen.cell(0, 0)


def test_text_is_code_page_437_without_trailing_blanks() -> None:
    card = VgaCard(3)
    card.put(2, 0, "Größe: ½ MB")
    card.put(0, 24, "└─┘")
    card.text[160:166] = b"\x01\x07\x00\x07\x7f\x07"
    card.screen.refresh()
    rows = card.screen.text()
    assert len(rows) == 25
    assert (rows[0], rows[1], rows[24]) == ("  Größe: ½ MB", "☺ ⌂", "└─┘")
    assert rows[2:24] == [""] * 22


def test_cells_are_read_where_they_are() -> None:
    card = VgaCard(3)
    card.put(79, 24, "Z", 0x4F)
    card.screen.refresh()
    assert card.screen.cell(79, 24) == (ord("Z"), 0x4F)
    card.attr(0x13, 2)  # panning fetches a column more, which is no cell
    card.publish()
    card.screen.refresh()
    for column, row in ((80, 0), (-1, 0), (0, 25), (0, -1)):
        with pytest.raises(IndexError):
            card.screen.cell(column, row)


def test_a_mode_change_resizes_once() -> None:
    card = VgaCard(3)
    assert card.screen.refresh() == Damage(0, 400, resized=True)  # all colours are still black
    assert card.screen.refresh() is None
    card.set_mode(0x13)
    assert card.screen.refresh() == Damage(0, 200, resized=True)
    assert (card.screen.stride, len(card.screen.pixels)) == (320, 64000)
    assert card.screen.refresh() is None


def test_palette_changes_recolour_without_redrawing() -> None:
    card = VgaCard(0x13)
    card.vram[0] = 9
    card.screen.refresh()
    before = card.screen.pixels
    card.outb(0x3C8, 9)
    for value in (63, 0, 32):
        card.outb(0x3C9, value)
    card.publish()
    assert card.screen.refresh() == Damage(0, 200, recoloured=True)
    assert card.screen.palette[9] == 0xFF0082
    assert card.screen.pixels is before
    assert card.screen.refresh() is None


def test_blanking_keeps_the_size_and_shows_black() -> None:
    card = VgaCard(0x12)
    card.vram[0] = 0xFF
    card.screen.refresh()
    card.seq(1, 0x21)
    card.publish()
    damage = card.screen.refresh()
    assert damage is not None and damage.resized
    assert (card.screen.mode.kind, card.screen.mode.width, card.screen.mode.height) == ("blank", 640, 480)
    assert not any(card.screen.pixels)
    card.seq(1, 0x01)
    card.publish()
    card.screen.refresh()
    assert card.pixels(0, 7, 2) == b"\1\0"


def test_stride_is_a_multiple_of_four() -> None:
    card = VgaCard(3)
    card.crtc(0x11, 0x0E)
    card.crtc(0x01, 80)  # 81 columns of 9 pixels
    card.put(80, 0, "█", 0x70)
    card.publish()
    card.screen.refresh()
    assert (card.screen.mode.width, card.screen.stride) == (729, 732)
    assert card.pixels(0, 720) == b"\7" * 9


def test_refresh_in_the_middle_of_a_write_keeps_the_last_picture() -> None:
    card = VgaCard(3)
    card.screen.refresh()
    card.memory[8] |= 1
    assert card.screen.refresh() is None
    assert card.screen.mode.kind == "text"


def test_video_ram_beyond_the_memory_is_not_believed() -> None:
    memory = memoryview(bytearray(layout.MEMORY_SIZE))
    layout.write_header(memory, 0, registers_of(3), layout.VRAM_SIZE * 2)
    screen = Screen(memory)
    assert screen.refresh() is None
    assert screen.mode.kind == "blank"


@pytest.mark.parametrize("seed", range(60))
def test_any_registers_are_survived(seed: int) -> None:
    """Registers are the guest's: whatever they hold, a refresh ends and pixels fit the mode."""
    random = Random(seed)
    memory = memoryview(bytearray(random.randbytes(layout.MEMORY_SIZE)))
    crtc = bytearray(random.randbytes(32))
    crtc[0x17] |= 0x80
    crtc[0x01] &= 0x7F
    registers = Registers(
        misc=random.randrange(256),
        pel_mask=random.randrange(256),
        screen_on=True,
        seq=bytes((3, random.randrange(64) & ~0x20)) + random.randbytes(6),
        gfx=random.randbytes(16),
        crtc=bytes(crtc),
        attr=random.randbytes(32),
        dac=bytes(random.randrange(64) for _ in range(768)),
    )
    layout.write_header(memory, seed & 1, registers, layout.VRAM_SIZE)
    screen = Screen(memory)
    screen.refresh()
    mode = screen.mode
    assert mode.kind != "blank"
    assert len(screen.pixels) == screen.stride * mode.height
    assert screen.refresh() is None
    screen.refresh(blink=False)
    assert len(screen.pixels) == screen.stride * mode.height
    assert bool(screen.text()) == (mode.kind == "text")
    assert mode.encoding == "packed" or max(screen.pixels) < 16
