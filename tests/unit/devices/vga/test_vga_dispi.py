"""engine.devices.vga.dispi: VBE's registers, driven through the chip's ports."""

from __future__ import annotations

from random import Random

import pytest

from engine.devices.vga import dispi
from engine.devices.vga.window import Window
from engine.display.dispi import Enable, Index
from engine.display.layout import Scanout
from tests.support.vgacard import VgaCard

VRAM = 16 << 20


class Card(VgaCard):
    """A VGA driven by VBE's ports."""

    def put(self, index: int, value: int) -> None:  # type: ignore[override]  # not text but registers here
        self.vga.dispi_write(0, 2, index)
        self.vga.dispi_write(1, 2, value)

    def get(self, index: int) -> int:
        self.vga.dispi_write(0, 2, index)
        return self.vga.dispi_read(1, 2)

    def set_vbe(self, width: int, height: int, depth: int, flags: int = 0) -> None:
        self.put(Index.ENABLE, 0)
        self.put(Index.XRES, width)
        self.put(Index.YRES, height)
        self.put(Index.BPP, depth)
        self.put(Index.ENABLE, Enable.ENABLED | Enable.LFB_ENABLED | flags)
        self.publish()


def test_who_it_is() -> None:
    card = Card()
    assert card.get(Index.ID) == 0xB0C5
    card.put(Index.ID, 0xB0C2)
    assert card.get(Index.ID) == 0xB0C2
    card.put(Index.ID, 0x1234)
    assert card.get(Index.ID) == 0xB0C2
    assert card.get(Index.VIDEO_MEMORY_64K) == 4
    assert card.get(0x77) == 0


def test_capabilities() -> None:
    card = Card()
    card.put(Index.XRES, 640)
    card.put(Index.ENABLE, Enable.GETCAPS)
    assert [card.get(index) for index in (Index.XRES, Index.YRES, Index.BPP)] == [2560, 1600, 32]
    card.put(Index.ENABLE, 0)
    assert card.get(Index.XRES) == 640


def test_only_16_bits_at_once() -> None:
    card = Card()
    card.vga.dispi_write(0, 2, Index.XRES)
    card.vga.dispi_write(1, 1, 5)
    card.vga.dispi_write(0, 1, 3)
    assert (card.vga.dispi_read(0, 2), card.vga.dispi_read(1, 2)) == (Index.XRES, 0)
    assert (card.vga.dispi_read(1, 1), card.vga.dispi_read(1, 4)) == (0xFF, 0xFFFFFFFF)


def test_setting_a_mode_clears_the_picture_unless_told_not_to() -> None:
    card = Card(3)
    card.vram[:0x20000] = b"\x55" * 0x20000
    card.set_vbe(320, 200, 8)
    assert card.vga.scanout == Scanout(320, 200, 8, 320, 0)
    assert not any(card.vram[:64000])
    assert card.vram[64003] == 0x55  # of plane 3, where no text was
    card.vram[0] = 9
    card.set_vbe(320, 200, 8, Enable.NO_CLEAR)
    assert card.vram[0] == 9
    card.put(Index.ENABLE, Enable.ENABLED)  # it is enabled already
    assert card.vram[0] == 9
    card.put(Index.ENABLE, 0)
    assert card.vga.scanout is None


def test_text_survives_a_visit_to_vbe_that_clears_nothing() -> None:
    card = Card(3)
    VgaCard.put(card, 0, 0, "still here")
    card.set_vbe(320, 200, 8, Enable.NO_CLEAR)
    assert card.vga.window == Window("linear", 0xA0000, 0x10000, 0)
    card.put(Index.ENABLE, 0)
    card.publish()
    card.screen.refresh()
    assert card.screen.text()[0] == "still here"


def test_banks() -> None:
    card = Card(3)
    card.set_vbe(320, 200, 8)
    card.put(Index.BANK, 2)
    assert card.windows[-1] == Window("linear", 0xA0000, 0x10000, 0x20000)
    card.put(Index.BANK, 5)  # of 4
    assert card.vga.window.offset == 0x10000
    card.store(0xA0003, 7)
    assert card.vram[0x10003] == 7 == card.load(0xA0003)
    card.vga.memory_write(4, 2, 0x0908)
    assert bytes(card.vram[0x10004:0x10006]) == b"\x08\x09"
    assert card.load(0xB8000) == 0xFF


def test_planes_have_banks_too() -> None:
    card = Card(0x12)
    card.set_vbe(320, 200, 4)
    assert card.vga.window == Window("planar", 0xA0000, 0x10000)
    card.seq(2, 0x0A)
    card.store(0xA0001, 0x80)
    assert card.planes(1) == (0, 0x80, 0, 0x80)
    card.screen.refresh()
    assert card.pixels(0, 7, 3) == b"\0\x0a\0"
    card.put(Index.BANK, 1)
    card.store(0xA0001, 0xFF)  # 64 KiB further in each plane: beyond the memory of this card
    assert card.load(0xA0001) == 0xFF
    assert card.planes(1) == (0, 0x80, 0, 0x80)


def test_a_virtual_screen_is_panned() -> None:
    card = Card(3)
    card.set_vbe(160, 100, 16)
    card.put(Index.VIRT_WIDTH, 256)
    card.put(Index.X_OFFSET, 20)
    card.put(Index.Y_OFFSET, 3)
    assert card.vga.scanout == Scanout(160, 100, 16, 512, 3 * 512 + 40)
    assert card.get(Index.VIRT_HEIGHT) == 512
    card.put(Index.X_OFFSET, 999)
    card.put(Index.Y_OFFSET, 999)
    assert (card.get(Index.X_OFFSET), card.get(Index.Y_OFFSET)) == (96, 412)
    card.put(Index.VIRT_HEIGHT, 5)
    assert card.get(Index.VIRT_HEIGHT) == 512


def test_a_colour_of_8_bits() -> None:
    card = Card(3)
    card.set_vbe(320, 200, 8, Enable.DAC_8BIT)
    card.outb(0x3C8, 1)
    for value in (0xFE, 0x81, 0x03):
        card.outb(0x3C9, value)
    card.publish()
    card.screen.refresh()
    assert card.screen.palette[1] == 0xFE8103


@pytest.mark.parametrize("seed", range(20))
def test_any_values_make_a_picture_that_the_memory_holds(seed: int) -> None:
    random, registers = Random(seed), dispi.default()
    for _ in range(400):
        value = random.choice((random.getrandbits(16), random.randrange(64), 1, 4, 8, 0xFFFF))
        dispi.write(registers, random.randrange(12), value, VRAM)
        dispi.read(registers, random.randrange(12), VRAM)
        shown = dispi.scanout(registers)
        assert shown is None or shown.fits(VRAM), registers
        assert 0 <= dispi.bank_offset(registers) <= VRAM - 0x10000
