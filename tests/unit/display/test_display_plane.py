"""engine.display.plane: the planes in either layout."""

from __future__ import annotations

from random import Random

import pytest

from engine.display import layout
from engine.display.plane import Planes


def filled() -> memoryview:
    return memoryview(bytearray(Random(5).randbytes(layout.MEMORY_SIZE)))


def planes(memory: memoryview, text_layout: bool) -> Planes:
    return Planes(memory, layout.VRAM_OFFSET, layout.VRAM_SIZE, text_layout)


def byte(memory: memoryview, plane: int, offset: int, text_layout: bool) -> int:
    """The contract of layout.py, byte by byte."""
    if text_layout and plane < 2 and not offset & 1 and offset < 0x8000:
        return memory[layout.TEXT_OFFSET + offset + plane]
    return memory[layout.VRAM_OFFSET + offset * 4 + plane]


@pytest.mark.parametrize("text_layout", [False, True])
@pytest.mark.parametrize(
    "offsets",
    [range(0, 160, 2), range(7, 30), range(1, 41, 2), range(0x7FF0, 0x8010), range(0xFFF0, 0x10000), (5, 0, 65535)],
)
def test_groups_and_cells(text_layout: bool, offsets: range | tuple[int, ...]) -> None:
    memory = filled()
    source = planes(memory, text_layout)
    expected = [[byte(memory, plane, offset, text_layout) for plane in range(4)] for offset in offsets]
    assert source.groups(offsets) == b"".join(bytes(group) for group in expected)
    assert source.cells(offsets) == b"".join(bytes(group[:2]) for group in expected)


def test_offsets_wrap_at_64_k() -> None:
    memory = filled()
    assert planes(memory, False).groups(range(0xFFFF, 0x10001)) == bytes(memory[-4:]) + bytes(
        memory[layout.VRAM_OFFSET : layout.VRAM_OFFSET + 4]
    )


@pytest.mark.parametrize("text_layout", [False, True])
@pytest.mark.parametrize(("start", "stop"), [(0, 100), (3, 9), (3, 10), (4, 5), (0x7FF9, 0x8003), (0x9000, 0x9004)])
def test_block(text_layout: bool, start: int, stop: int) -> None:
    memory = filled()
    expected = bytes(byte(memory, p, a, text_layout) for a in range(start, stop) for p in range(4))
    assert planes(memory, text_layout).block(start, stop) == expected


@pytest.mark.parametrize(
    ("table", "start"), [(0, 0), (1, 0x4000), (3, 0xC000), (4, 0x2000), (5, 0x6000), (7, 0xE000)]
)
def test_font_tables(table: int, start: int) -> None:
    memory = filled()
    font = planes(memory, True).font(table)
    assert len(font) == 8192
    assert font[:3] == bytes(memory[layout.VRAM_OFFSET + (start + i) * 4 + 2] for i in range(3))
    assert font[-1] == memory[layout.VRAM_OFFSET + (start + 8191) * 4 + 2]
