"""engine.boot.bios.dac: the colours of the DAC."""

from __future__ import annotations

from engine.boot.bios.dac import colours, to_grey


def colour(palette: str, index: int) -> tuple[int, ...]:
    return tuple(colours(palette)[3 * index : 3 * index + 3])


def test_ega() -> None:
    assert colour("ega", 0x3F) == (63, 63, 63)
    assert colour("ega", 0x14) == (42, 21, 0)
    assert colour("ega", 0x38) == (21, 21, 21)
    assert len(colours("ega")) == 192


def test_cga_palette_indices() -> None:
    assert colour("cga", 6) == (42, 21, 0)
    assert colour("cga", 0x17) == (63, 63, 63)


def test_vga() -> None:
    assert len(colours("vga")) == 768
    assert colour("vga", 15) == (63, 63, 63) and colour("vga", 31) == (63, 63, 63)
    assert colour("vga", 32) == (0, 0, 63) and colour("vga", 40) == (63, 0, 0) and colour("vga", 48) == (0, 63, 0)
    assert colour("vga", 104) == (0, 0, 28)
    assert colour("vga", 248) == (0, 0, 0)
    wheel = [colour("vga", index) for index in range(32, 56)]
    assert len(set(wheel)) == 24


def test_mono_and_grey() -> None:
    assert [colour("mono", index)[0] for index in (0, 8, 0x10, 0x18)] == [0, 42, 21, 63]
    assert (to_grey(63, 63, 63), to_grey(0, 0, 0)) == (63, 0)
