"""engine.display.video: the guest's windows on the display memory, and what was written through them."""

from __future__ import annotations

from engine.display import layout
from engine.display.layout import CARD_MEMORY_SIZE, TEXT_OFFSET, VRAM_OFFSET
from engine.display.stamp import Stamps
from engine.display.video import VideoMemory
from engine.memory.block import Block
from engine.memory.space import AddressSpace, Section


class Slots:
    """Slots whose dirty pages a test sets, by guest address."""

    def __init__(self) -> None:
        self.bases: dict[int, int] = {}
        self.dirty: dict[int, int] = {}
        self.limits: dict[int, int] = {}

    def set_slot(self, slot: int, base: int, length: int, address: int, readonly: bool, log_dirty: bool) -> None:
        self.bases[slot] = base

    def clear_slot(self, slot: int) -> None:
        self.dirty.pop(self.bases.pop(slot), None)

    def dirty_pages(self, slot: int, length: int, limit: int) -> bytes:
        self.limits[self.bases[slot]] = limit
        return self.dirty.pop(self.bases[slot], 0).to_bytes(length // 4096 // 8 or 1, "little")


class Rig:
    def __init__(self) -> None:
        self.slots = Slots()
        self.space = AddressSpace(self.slots)
        self.block = Block(CARD_MEMORY_SIZE)
        self.video = VideoMemory(self.space, self.block)
        self.stamps = Stamps(self.block.view)
        self.before = self.stamps.read(0, 4096)

    def changed(self) -> list[int]:
        """Pages with a new stamp since the last call."""
        now = self.stamps.read(0, 4096)
        pages = [page for page in range(4096) if now[page] != self.before[page]]
        self.before = now
        return pages


def test_pages_written_through_any_window_are_stamped() -> None:
    rig = Rig()
    rig.video.show("vga", 0xA0000, 0x10000, VRAM_OFFSET + 0x20000)
    rig.video.show_movable("lfb", 0xE0000000, layout.CARD_VRAM_SIZE, VRAM_OFFSET)
    assert not rig.video.collect()
    rig.slots.dirty = {0xA0000: 0b11, 0xE0000000: 1 << 100}
    assert rig.video.collect()
    assert rig.changed() == [0x20, 0x21, 100]
    assert not rig.video.collect()


def test_a_framebuffer_is_not_searched_behind_what_is_shown() -> None:
    rig = Rig()
    rig.video.show("vga", 0xB8000, 0x8000, TEXT_OFFSET)
    rig.video.show_movable("lfb", 0xE0000000, layout.CARD_VRAM_SIZE, VRAM_OFFSET)
    rig.slots.dirty = {0xE0000000: 1}
    assert not rig.video.collect(0)
    assert rig.slots.limits == {0xB8000: 0x8000}
    assert rig.video.collect(640 * 480)
    assert rig.slots.limits == {0xB8000: 0x8000, 0xE0000000: 640 * 480}


def test_text_is_no_video_ram() -> None:
    rig = Rig()
    rig.video.show("vga", 0xB8000, 0x8000, TEXT_OFFSET)
    rig.slots.dirty = {0xB8000: 1}
    assert rig.video.collect()
    assert rig.changed() == []


def test_a_window_that_goes_takes_its_log_with_it_so_all_of_it_counts_as_written() -> None:
    rig = Rig()
    rig.video.show("vga", 0xA0000, 0x10000, VRAM_OFFSET)
    rig.video.show("vga", 0xA0000, 0x10000, VRAM_OFFSET)  # the same: nothing happens
    assert not rig.video.collect()
    rig.video.show("vga", 0xA0000, 0x10000, VRAM_OFFSET + 0x10000)
    assert rig.video.collect()
    assert rig.changed() == list(range(16))
    rig.video.hide("vga")
    rig.video.hide("vga")
    rig.video.collect()
    assert rig.changed() == list(range(16, 32))


def test_the_host_may_write_anywhere() -> None:
    rig = Rig()
    rig.video.write_all()
    assert rig.video.collect()
    assert len(rig.changed()) == 4096


def test_a_place_that_is_taken_is_no_place() -> None:
    rig = Rig()
    rig.space.place("ram", Section(0x10000000, 1 << 20, rig.block))
    for base in (0x0F800000, 0x80000, 0xFE000000, 0xFF000000):
        rig.video.show_movable("lfb", base, layout.CARD_VRAM_SIZE, VRAM_OFFSET)
        assert rig.space.placed("lfb") is None
        assert not rig.video.collect()
    rig.video.show_movable("lfb", 0xFD000000, layout.CARD_VRAM_SIZE, VRAM_OFFSET)
    assert rig.space.placed("lfb") is not None
