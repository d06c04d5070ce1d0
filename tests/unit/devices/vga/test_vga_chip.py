"""engine.devices.vga.chip: ports as PS/2 Video describes them."""

from __future__ import annotations

from itertools import pairwise

import pytest

from engine.devices.vga.chip import Vga
from engine.devices.vga.state import VgaState
from engine.devices.vga.window import Window
from engine.display import layout
from tests.support.clock import ManualClock
from tests.support.vgacard import VgaCard


def test_reset_state_is_dark_and_without_memory() -> None:
    card = VgaCard()
    assert card.vga.window == Window("off")
    assert card.load(0xB8000) == 0xFF
    assert card.vga.state == VgaState()
    card.set_mode(3)
    card.vga.reset()
    assert card.vga.state == VgaState()
    assert card.windows[-1] == Window("off")


def test_memory_of_the_wrong_size_is_a_wiring_mistake() -> None:
    with pytest.raises(ValueError, match="262144"):
        Vga(ManualClock(), memoryview(bytearray(0x8000)), memoryview(bytearray(0x1000)), lambda _: None)


def test_crtc_follows_misc_bit_0_to_its_colour_and_monochrome_places() -> None:
    card = VgaCard()
    card.outw(0x3B4, 0x0E, 0x12)
    card.outw(0x3D4, 0x0E, 0x99)
    assert (card.inb(0x3B5), card.inb(0x3D5)) == (0x12, 0xFF)
    card.outb(0x3C2, 0x01)
    assert (card.inb(0x3B5), card.inb(0x3D5)) == (0xFF, 0x12)
    assert card.inb(0x3B4) == 0xFF
    assert card.inb(0x3D4) == 0x0E
    assert card.inb(0x3CC) == 0x01


def test_index_and_data_in_one_16_bit_access() -> None:
    card = VgaCard()
    card.vga.write(0x3C4 - 0x3B0, 2, 0x0402)
    assert card.vga.state.seq[2] == 4
    assert card.vga.read(0x3C4 - 0x3B0, 2) == 0x0402


def test_bits_that_do_not_exist_read_zero() -> None:
    card = VgaCard()
    for index, expected in enumerate((0x03, 0x3D, 0x0F, 0x3F, 0x0E, 0, 0, 0)):
        card.seq(index, 0xFF)
        assert card.inb(0x3C5) == expected
    for index, expected in enumerate((0x0F, 0x0F, 0x0F, 0x1F, 0x03, 0x7B, 0x0F, 0x0F, 0xFF, 0)):
        card.gfx(index, 0xFF)
        assert card.inb(0x3CF) == expected


def test_crtc_write_protection_leaves_line_compare_bit_8() -> None:
    card = VgaCard(3)  # CRTC 11h = 8Eh: protected
    card.crtc(0x00, 0x11)
    card.crtc(0x07, 0xEF)
    assert card.vga.state.crtc[0x00] == 0x5F
    assert card.vga.state.crtc[0x07] == 0x0F  # was 1Fh; only bit 4 changed
    card.crtc(0x08, 0x05)
    assert card.vga.state.crtc[0x08] == 0x05
    card.crtc(0x11, 0x0E)
    card.crtc(0x00, 0x11)
    assert card.vga.state.crtc[0x00] == 0x11


def test_attribute_flip_flop_is_reset_by_status_1() -> None:
    card = VgaCard(3)
    card.inb(0x3DA)
    card.outb(0x3C0, 0x11)  # index, screen off
    card.outb(0x3C0, 0x2A)  # data
    card.outb(0x3C0, 0x30)  # index again, screen on
    card.inb(0x3DA)
    card.outb(0x3C0, 0x31)  # still index
    assert card.inb(0x3C1) == 0x2A
    assert card.inb(0x3C0) == 0x31
    assert card.vga.state.screen_on


def test_status_1_of_the_other_place_does_not_reset_the_flip_flop() -> None:
    card = VgaCard(3)
    card.inb(0x3DA)
    card.outb(0x3C0, 0x31)
    assert card.inb(0x3BA) == 0xFF
    card.outb(0x3C0, 0x07)
    assert card.vga.state.attr[0x11] == 0x07


def test_dac_writes_take_effect_with_the_third_component_and_count_on() -> None:
    card = VgaCard()
    card.outb(0x3C8, 0xFF)
    for value in (1, 2):
        card.outb(0x3C9, value)
    assert bytes(card.vga.state.dac[765:]) == bytes(3)
    for value in (0xC3, 4, 5, 6):  # two bits too many, and on to entry 0
        card.outb(0x3C9, value)
    assert bytes(card.vga.state.dac[765:]) == bytes((1, 2, 3))
    assert bytes(card.vga.state.dac[:3]) == bytes((4, 5, 6))
    assert card.inb(0x3C8) == 1
    assert card.inb(0x3C7) == 0
    card.outb(0x3C7, 0xFF)
    assert card.inb(0x3C7) == 3
    assert [card.inb(0x3C9) for _ in range(6)] == [1, 2, 3, 4, 5, 6]


def test_pel_mask_feature_and_status_0() -> None:
    card = VgaCard(3)
    assert card.inb(0x3C6) == 0xFF
    card.outb(0x3C6, 0x0F)
    assert card.inb(0x3C6) == 0x0F
    card.outb(0x3DA, 0x03)
    assert card.inb(0x3CA) == 0x03
    assert card.inb(0x3C2) & 0x10


def test_vertical_retrace_comes_once_a_frame_at_70_hz() -> None:
    card = VgaCard(3)
    rises, last = 0, 0
    for _ in range(100_000):  # one second in steps of 10 microseconds
        card.clock.advance(10_000)
        retrace = card.inb(0x3DA) & 8
        rises += retrace > last
        last = retrace
    assert rises == 70


def test_vertical_retrace_is_60_hz_in_mode_12h() -> None:
    card = VgaCard(0x12)
    levels = []
    for _ in range(10_000):
        card.clock.advance(100_000)
        levels.append(card.inb(0x3DA) & 8)
    assert sum(1 for before, after in pairwise(levels) if after > before) in (59, 60)
    assert 0.07 < sum(levels) / 8 / len(levels) < 0.10  # 45 of 525 lines


def test_display_enable_alternates_in_the_picture_and_rests_in_retrace() -> None:
    card = VgaCard(3)
    assert [card.inb(0x3DA) & 9 for _ in range(4)] == [1, 0, 1, 0]
    card.clock.advance(13_500_000)
    assert [card.inb(0x3DA) & 9 for _ in range(3)] == [9, 9, 9]


def test_a_guest_that_waits_for_retrace_is_reported_with_the_time_it_comes() -> None:
    card = VgaCard(3)
    for _ in range(63):
        card.clock.advance(1000)
        card.inb(0x3DA)
    assert card.idles == []
    card.clock.advance(1000)
    card.inb(0x3DA)
    deadline = card.idles[-1]
    assert not card.inb(0x3DA) & 8
    card.clock.advance(deadline - card.clock.now_ns())
    assert card.inb(0x3DA) & 8


def test_a_guest_that_looks_now_and_then_is_not_idle() -> None:
    card = VgaCard(3)
    for _ in range(1000):
        card.clock.advance(300_000)
        card.inb(0x3DA)
    assert card.idles == []


def test_text_moves_between_window_and_planes_with_the_window() -> None:
    card = VgaCard(3)
    assert card.windows[-1] == Window("text", 0xB8000, 0x8000)
    card.put(0, 0, "Hi", 0x1E)
    card.seq(2, 0x04)
    assert card.windows[-1].kind == "planar"
    assert card.planes(0)[:2] == (ord("H"), 0x1E)
    assert card.planes(2)[:2] == (ord("i"), 0x1E)
    card.vram[0] = ord("J")
    card.seq(2, 0x03)
    assert card.windows[-1].kind == "text"
    assert bytes(card.text[:4]) == b"J\x1ei\x1e"


def test_the_guest_loses_the_window_before_the_planes_leave_it_and_gets_it_after() -> None:
    card = VgaCard()
    seen: list[tuple[str, int, int]] = []
    vga = Vga(
        card.clock,
        card.text,
        card.vram,
        lambda window: seen.append((window.kind, card.text[0], card.vram[0])),
        VgaState(misc=3, seq=bytearray(b"\3\0\3\0\2\0\0\0"), gfx=bytearray(b"\0\0\0\0\0\x10\x0e\0\xff" + bytes(7))),
    )
    card.text[0], card.vram[0] = 65, 0
    vga.write(0x3C4 - 0x3B0, 2, 0x0402)
    assert seen == [("planar", 65, 0)]
    card.vram[0] = 66
    vga.write(0x3C4 - 0x3B0, 2, 0x0302)
    assert seen[1] == ("text", 66, 66)


def test_remap_is_called_only_for_a_change() -> None:
    card = VgaCard(3)
    count = len(card.windows)
    card.gfx(7, 0x05)
    card.crtc(0x0E, 1)
    card.attr(0x10, 4)
    assert len(card.windows) == count


def test_a_trapped_access_in_text_layout_reaches_the_text_window() -> None:
    card = VgaCard(3)
    card.vga.memory_write(0x18000 + 4, 2, 0x1F41)
    assert bytes(card.text[4:6]) == b"A\x1f"
    assert card.vga.memory_read(0x18004, 2) == 0x1F41
    assert card.load(0xA0000) == 0xFF


def test_a_trapped_store_marks_the_memory_touched() -> None:
    card = VgaCard(0x12)
    card.vga.touched = False
    card.load(0xA0000)
    assert not card.vga.touched
    card.store(0xA0000, 1)
    assert card.vga.touched


def test_publish_says_whether_anything_changed() -> None:
    card = VgaCard(3)
    assert not card.publish()
    card.crtc(0x0F, 5)
    assert card.publish()
    card.crtc(0x0F, 5)
    assert not card.publish()
    header = layout.read_header(card.memory)
    assert header is not None
    assert header.plane_layout == layout.LAYOUT_TEXT
    assert header.registers == card.vga.registers()
    assert header.registers.crtc[0x0F] == 5


def test_there_and_back_counts_as_a_change() -> None:
    """A font loaded between two refreshes must be noticed although the registers look as before."""
    card = VgaCard(3)
    card.load_font({65: b"\xff"})
    before = layout.read_sequence(card.memory)
    card.seq(2, 4)
    card.seq(2, 3)
    assert card.publish()
    assert layout.read_sequence(card.memory) > before
