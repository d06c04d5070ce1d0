"""engine.display.stamp: pages that changed, told through shared memory."""

from __future__ import annotations

import pytest

from engine.display import layout
from engine.display.stamp import Stamps, runs


@pytest.mark.parametrize(
    ("mask", "found"),
    [(0, []), (1, [(0, 1)]), (0b1011, [(0, 2), (3, 4)]), (1 << 4095, [(4095, 4096)]), (0b110, [(1, 3)])],
)
def test_runs_of_bits(mask: int, found: list[tuple[int, int]]) -> None:
    assert runs(mask) == found


def test_marked_pages_get_new_stamps_and_no_others() -> None:
    memory = memoryview(bytearray(layout.CARD_MEMORY_SIZE))
    writer, reader = Stamps(memory), Stamps(memory.toreadonly())
    assert reader.count == 4096
    before = reader.read(0, 4096)
    writer.mark(0b101 | 1 << 4095)
    after = reader.read(0, 4096)
    assert [page for page in range(4096) if before[page] != after[page]] == [0, 2, 4095]
    writer.mark(1)
    assert reader.read(0, 1) != after[:1]
    writer.mark(1 << 5000)
    assert not any(memory[layout.VRAM_OFFSET :])


def test_a_small_memory_has_few_stamps() -> None:
    assert Stamps(memoryview(bytearray(layout.MEMORY_SIZE))).count == 64
