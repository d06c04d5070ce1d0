"""engine.display.linear: which rows of a linear framebuffer changed, and the screen that shows them."""

from __future__ import annotations

from engine.display import layout
from engine.display.layout import Registers, Scanout
from engine.display.linear import LinearView
from engine.display.screen import Damage, Screen
from engine.display.stamp import Stamps

PAGES = 4096


def memory() -> memoryview:
    return memoryview(bytearray(layout.CARD_MEMORY_SIZE))


def test_rows_that_a_page_covers() -> None:
    stamps = Stamps(memory())
    view = LinearView(stamps)
    assert view.configure(Scanout(320, 200, 8, 320, 0))
    assert not view.configure(Scanout(320, 200, 8, 320, 0))
    assert view.bands() == []
    stamps.mark(1 << 1)  # bytes 4096 to 8191: rows 12 to 25
    assert view.bands() == [(12, 26)]
    assert view.bands() == []
    stamps.mark(1 | 1 << 4 | 1 << 5)
    assert view.bands() == [(0, 13), (51, 77)]


def test_pages_outside_are_nobodys() -> None:
    stamps = Stamps(memory())
    view = LinearView(stamps)
    view.configure(Scanout(1024, 10, 32, 4096, 4096 * 3))
    stamps.mark(1 << 2 | 1 << 13)
    assert view.bands() == []
    stamps.mark(1 << 3 | 1 << 12)
    assert view.bands() == [(0, 1), (9, 10)]


def test_what_lies_between_rows_changes_nothing() -> None:
    stamps = Stamps(memory())
    view = LinearView(stamps)
    view.configure(Scanout(8, 4, 8, 4096 * 4, 4096))
    stamps.mark(1 << 7)  # of row 1, two pages behind its pixels: taken for the row, which costs little
    assert view.bands() == [(1, 2)]
    stamps.mark(1 << 40)
    assert view.bands() == []


def test_two_screens_see_the_same_changes() -> None:
    shared = memory()
    registers = Registers(screen_on=True, scanout=Scanout(64, 48, 32, 256, 0))
    layout.write_header(shared, 0, registers, layout.CARD_VRAM_SIZE)
    one, other = Screen(shared.toreadonly()), Screen(shared.toreadonly())
    assert one.refresh() == Damage(0, 48, resized=True)
    assert (str(one.mode), one.stride, one.mode.aspect_width) == ("64x48x32 graphics", 256, 4)
    other.refresh()
    shared[layout.VRAM_OFFSET + 4 : layout.VRAM_OFFSET + 8] = b"\1\2\3\0"
    Stamps(shared).mark(1)
    assert one.refresh() == Damage(0, 16)
    assert other.refresh() == Damage(0, 16)
    assert one.refresh() is None
    assert bytes(one.pixels[4:8]) == b"\1\2\3\0"


def test_flipping_pages_shows_the_other_one() -> None:
    shared = memory()
    shared[layout.VRAM_OFFSET + 64 * 48] = 7
    screen = Screen(shared)
    for start, shown in ((0, 0), (64 * 48, 7)):
        registers = Registers(screen_on=True, scanout=Scanout(64, 48, 8, 64, start))
        layout.write_header(shared, 0, registers, layout.CARD_VRAM_SIZE)
        assert screen.refresh() == Damage(0, 48, resized=start == 0)
        assert screen.pixels[0] == shown


def test_a_driver_blanks_by_the_attribute_controller() -> None:
    shared = memory()
    layout.write_header(
        shared, 0, Registers(screen_on=False, scanout=Scanout(64, 48, 8, 64, 0)), layout.CARD_VRAM_SIZE
    )
    screen = Screen(shared)
    screen.refresh()
    assert screen.mode.kind == "blank"


def test_a_picture_beyond_the_memory_is_refused() -> None:
    shared = memory()
    for scanout in (Scanout(64, 48, 8, 64, 1 << 24), Scanout(64, 48, 8, 63, 0), Scanout(9999, 1, 8, 9999, 0)):
        layout.write_header(shared, 0, Registers(screen_on=True, scanout=scanout), layout.CARD_VRAM_SIZE)
        assert layout.read_header(shared) is None
