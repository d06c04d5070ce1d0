"""engine.boot.elf: segments, entries and notes of both widths."""

from __future__ import annotations

import pytest

from engine.boot import elf
from engine.error import EngineError
from tests.support.kernel import elf_file, note

LOAD, NOTE = 1, 4
HIGHER_HALF = 0xFFFFFFFF80000000


@pytest.mark.parametrize("wide", [False, True])
def test_segments_go_to_their_physical_addresses(wide: bool) -> None:
    base = HIGHER_HALF if wide else 0xC0000000
    made = elf_file(
        (LOAD, base + 0x100000, 0x100000, b"text", 16),
        (6, 0, 0, b"", 0),
        (LOAD, base + 0x200000, 0x200000, b"data", 4),
        entry=base + 0x200002,
        wide=wide,
        machine=62 if wide else 3,
    )
    found = elf.parse(made, "kernel")
    assert [(each.address, each.content, each.size) for each in found.loaded] == [
        (0x100000, b"text", 16),
        (0x200000, b"data", 4),
    ]
    assert found.physical_entry == 0x200002


def test_an_entry_outside_all_segments_stays() -> None:
    assert elf.parse(elf_file((LOAD, 0x1000, 0x2000, b"x", 1), entry=0x9000), "kernel").physical_entry == 0x9000


def test_notes() -> None:
    notes = note(1, b"abc\0") + note(18, b"\0\0\x10\0", b"Xen\0") + b"\xff" * 11
    found = list(elf.parse(elf_file((LOAD, 0, 0, b"x", 1), (NOTE, 0, 0, notes, len(notes))), "kernel").notes())
    assert found == [(b"Xen\0", 1, b"abc\0"), (b"Xen\0", 18, b"\0\0\x10\0")]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\x7fELF\x01\x01", "cut off"),
        (elf_file((LOAD, 0, 0, b"x" * 100, 100))[:-1], "cut off"),
        (elf_file((LOAD, 0, 0, b"x", 1))[:70], "cut off"),
        (elf_file(machine=183, wide=True), "another processor"),
        (elf_file(kind=1), "not an executable"),
        (elf_file((LOAD, 0, 0, b"", 0)), "nothing to load"),
    ],
)
def test_what_is_no_program_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(EngineError, match=why) as refusal:
        elf.parse(content, "kernel")
    assert "kernel" in refusal.value.what
