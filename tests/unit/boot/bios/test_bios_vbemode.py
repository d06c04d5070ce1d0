"""engine.boot.bios.vbemode: the mode list, and the block that describes a mode."""

from __future__ import annotations

from engine.boot.bios.vbemode import MODES, closest, colours, line_bytes, mode_info

VRAM = 16 << 20


def test_numbers_of_the_standard() -> None:
    for number, expected in (
        (0x100, (640, 400, 8)),
        (0x103, (800, 600, 8)),
        (0x106, (1280, 1024, 4)),
        (0x112, (640, 480, 24)),
        (0x117, (1024, 768, 16)),
        (0x11B, (1280, 1024, 24)),
        (0x144, (1024, 768, 32)),
    ):
        mode = MODES[number]
        assert (mode.width, mode.height, mode.depth) == expected
    assert all(number == mode.number for number, mode in MODES.items())
    assert all(mode.size <= VRAM for mode in MODES.values())


def test_bytes_of_a_line() -> None:
    assert [line_bytes(640, depth) for depth in (4, 8, 15, 16, 24, 32)] == [80, 640, 1280, 1280, 1920, 2560]


def test_information_about_a_mode() -> None:
    block = mode_info(MODES[0x118], VRAM, 0xFD000000, 0xF000DF40)
    assert len(block) == 256
    assert int.from_bytes(block[0:2], "little") & 0x9B == 0x9B
    assert (block[2], int.from_bytes(block[8:10], "little")) == (7, 0xA000)
    assert int.from_bytes(block[12:16], "little") == 0xF000DF40
    words = [int.from_bytes(block[at : at + 2], "little") for at in (16, 18, 20)]
    assert words == [1024 * 3, 1024, 768]
    assert (block[24], block[25], block[27]) == (1, 24, 6)
    assert block[31:39] == bytes((8, 16, 8, 8, 8, 0, 0, 0))
    assert int.from_bytes(block[40:44], "little") == 0xFD000000


def test_planes_have_no_linear_framebuffer() -> None:
    block = mode_info(MODES[0x102], VRAM, 0xFD000000, 0)
    assert not block[0] & 0x80 and block[40:44] == bytes(4)
    assert (block[24], block[25], block[27]) == (4, 4, 3)


def test_the_mode_that_comes_closest() -> None:
    def found(*wish: int) -> tuple[int, int, int]:
        mode = closest(*wish)
        return mode.width, mode.height, mode.depth

    assert found(1024, 768, 32) == (1024, 768, 32)
    assert found(800, 600, 16) == (800, 600, 16)
    assert found(0, 0, 0) == (1024, 768, 32)
    assert found(1000, 700, 8) == (800, 600, 32)
    assert found(100000, 100000, 24) == (2560, 1600, 24)
    assert found(10, 10, 32)[:2] == (320, 200)


def test_where_colours_are() -> None:
    assert colours(16) == bytes((11, 5, 5, 6, 0, 5))
    assert colours(32) == bytes((16, 8, 8, 8, 0, 8))
