"""engine.display.layout: the header and its sequence lock."""

from __future__ import annotations

import struct

import pytest

from engine.display import layout
from engine.display.layout import Registers
from tests.support.vgamode import registers_of


def memory() -> memoryview:
    return memoryview(bytearray(layout.MEMORY_SIZE))


def test_what_is_written_is_read() -> None:
    view, registers = memory(), registers_of(3, pel_mask=0x3F)
    layout.write_header(view, layout.LAYOUT_TEXT, registers, layout.VRAM_SIZE)
    header = layout.read_header(view.toreadonly())
    assert header is not None
    assert header.registers == registers
    assert (header.plane_layout, header.vram_offset, header.vram_size) == (1, 0x10000, 0x40000)
    assert header.sequence == layout.read_sequence(view) == 2


def test_places_that_other_programs_rely_on() -> None:
    view = memory()
    layout.write_header(view, 1, Registers(0x67, 0xFE, True, dac=b"\1" + bytes(767)), layout.VRAM_SIZE)
    assert bytes(view[:4]) == b"VGD1"
    assert struct.unpack_from("<IIQIII", view) == (0x31444756, 2, 2, 1, 0x10000, 0x40000)
    assert bytes(view[0x20:0x23]) == b"\x67\xfe\1"
    assert view[0x100] == 1
    assert not any(view[0x400:])


def test_nothing_published_yet() -> None:
    assert layout.read_header(memory()) is None


def test_a_header_being_written_is_not_read() -> None:
    view = memory()
    layout.write_header(view, 0, Registers(), layout.VRAM_SIZE)
    view[8] |= 1
    assert layout.read_header(view) is None
    layout.write_header(view, 0, Registers(misc=1), layout.VRAM_SIZE)  # a new writer after a crash
    header = layout.read_header(view)
    assert header is not None
    assert header.sequence == 4


def test_a_change_while_reading_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    view = memory()
    layout.write_header(view, 0, Registers(misc=1), layout.VRAM_SIZE)
    real, calls = layout.read_sequence, 0

    def interfering(memory: memoryview) -> int:
        nonlocal calls
        calls += 1
        if calls == 2:  # between the copy and the check
            layout.write_header(view, 0, Registers(misc=2), layout.VRAM_SIZE)
        return real(memory)

    monkeypatch.setattr(layout, "read_sequence", interfering)
    header = layout.read_header(view)
    assert header is not None
    assert header.registers.misc == 2
    assert calls == 4


@pytest.mark.parametrize(("offset", "value"), [(0, b"X"), (4, b"\1"), (0x18, bytes(4)), (0x14, b"\1")])
def test_strange_headers_are_refused(offset: int, value: bytes) -> None:
    view = memory()
    layout.write_header(view, 0, Registers(), layout.VRAM_SIZE)
    view[offset : offset + len(value)] = value
    assert layout.read_header(view) is None
    assert layout.unpack_header(b"VGD1") is None
