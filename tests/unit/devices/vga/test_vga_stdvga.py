"""engine.devices.vga.stdvga: the PCI function and its register window."""

from __future__ import annotations

from engine.devices.vga.stdvga import StdVga
from engine.display.dispi import Index
from tests.support.vgacard import VgaCard

COMMAND, BAR_0, BAR_2, ROM = 0x04, 0x10, 0x18, 0x30


def function(rom_length: int = 0x10000) -> tuple[StdVga, VgaCard]:
    card = VgaCard(3)
    return StdVga(card.vga, 16 << 20, rom_length), card


def test_identity() -> None:
    pci = function()[0].pci
    assert pci.read(0, 4) == 0x1111_1234
    assert pci.read(8, 4) >> 8 == 0x030000
    assert pci.read(0x3D, 1) == 0


def test_windows_and_where_they_go() -> None:
    pci = function()[0].pci
    seen: list[tuple[int, int | None]] = []
    pci.bar_moved = lambda bar, base: seen.append((bar, base))
    for bar, mask in ((BAR_0, 0xFF000008), (BAR_2, 0xFFFFF000), (ROM, 0xFFFF0001)):
        pci.write(bar, 4, 0xFFFFFFFF)
        assert pci.read(bar, 4) == mask
    pci.write(BAR_0, 4, 0xFD000000)
    pci.write(BAR_2, 4, 0xFEBF0000)
    pci.write(ROM, 4, 0xFEBE0001)
    assert not seen
    pci.write(COMMAND, 2, 2)
    assert seen == [(0, 0xFD000000), (2, 0xFEBF0000), (6, 0xFEBE0000)]
    pci.reset()
    assert seen[3:] == [(0, None), (2, None), (6, None)]


def test_without_a_rom_there_is_no_rom_bar() -> None:
    pci = function(0)[0].pci
    pci.write(ROM, 4, 0xFFFFFFFF)
    assert pci.read(ROM, 4) == 0


def test_without_a_window_there_is_no_register_bar() -> None:
    pci = StdVga(VgaCard(3).vga, 16 << 20, 0x10000, window=False).pci
    for bar, mask in ((BAR_0, 0xFF000008), (BAR_2, 0), (ROM, 0xFFFF0001)):
        pci.write(bar, 4, 0xFFFFFFFF)
        assert pci.read(bar, 4) == mask


def test_ports_as_memory() -> None:
    card, vga = function()
    card.write(0x404, 2, 0x0F02)  # 3C4h: index and data
    assert vga.vga.state.seq[2] == 0x0F
    card.write(0x408, 1, 5)  # 3C8h
    assert card.read(0x408, 1) == 5
    assert card.read(0x405, 1) == 0x0F
    card.write(0x41F, 2, 0x0101)  # half outside
    card.write(0x3FF, 2, 0x0101)


def test_vbe_as_memory() -> None:
    card, vga = function()
    for index, value in ((Index.XRES, 320), (Index.YRES, 200), (Index.BPP, 32), (Index.ENABLE, 0x41)):
        card.write(0x500 + index * 2, 2, value)
    shown = vga.vga.scanout
    assert shown is not None and (shown.width, shown.height, shown.depth) == (320, 200, 32)
    assert card.read(0x500, 2) == 0xB0C5
    assert (card.read(0x500, 1), card.read(0x501, 1)) == (0xC5, 0xB0)
    card.write(0x502, 1, 9)
    assert card.read(0x500, 4) == 320 << 16 | 0xB0C5


def test_the_extended_registers_tell_the_byte_order() -> None:
    card, _ = function()
    assert (card.read(0x600, 4), card.read(0x604, 4)) == (8, 0x1E1E1E1E)
    assert card.read(0, 8) == (1 << 64) - 1
    assert card.read(0x608, 2) == 0xFFFF


def test_reset_leaves_the_function_as_it_was_made() -> None:
    card, _ = function()
    fresh = bytes(card.state.config)
    card.pci.write(BAR_0, 4, 0xFD000000)
    card.reset()
    assert bytes(card.state.config) == fresh
