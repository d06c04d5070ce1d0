"""engine.boot.bios.memory: RAM, video memory and paging."""

from __future__ import annotations

from engine.boot.bios.memory import Memory
from engine.bus.mmio import MmioBus
from tests.support.biosrig import BiosRig
from tests.support.memory import FlatMemory


def test_numbers_and_bytes(machine: BiosRig) -> None:
    memory = machine_memory(machine)
    memory.put_dword(0x9FFFE, 0x11223344)  # half of it beyond RAM
    assert memory.word(0x9FFFE) == 0x3344
    memory.put_word(0x5000, 0xABCD)
    memory.put_byte(0x5001, 0x112)
    assert (memory.byte(0x5000), memory.word(0x5000), memory.dword(0x5000)) == (0xCD, 0x12CD, 0x12CD)
    memory.write(0x5000, b"text\0more")
    assert memory.text(0x5000) == "text"


def machine_memory(machine: BiosRig) -> Memory:
    board = machine.board
    return Memory(board.ram.view[:0xA0000], board.space, board.wiring.mmio, lambda: None)


def test_rom_is_read_only_and_holes_float(machine: BiosRig) -> None:
    memory = machine_memory(machine)
    memory.write(0xFFFF0, b"\0")
    assert memory.byte(0xFFFF0) == 0xEA
    assert memory.read(0xC8000, 2) == b"\xff\xff"
    assert memory.views(0xFFFF0, 4) is None


def test_mapped_video_memory_is_announced() -> None:
    touched: list[int] = []
    memory = Memory(memoryview(bytearray(16)), FlatMemory(0x100000), MmioBus(), lambda: touched.append(1))
    memory.write(0x50000, b"x")
    assert not touched
    memory.write(0xB8000, b"x")
    assert memory.views(0xB8000, 4) is not None
    assert touched == [1, 1]


def test_planar_video_memory_goes_through_the_chip(machine: BiosRig) -> None:
    machine.call(0x10, ax=0x12)
    memory = machine_memory(machine)
    memory.write(0xA0000, b"\xa5\x5a")
    assert memory.read(0xA0000, 2) == b"\xa5\x5a"
    assert bytes(machine.board.display.view[0x10000:0x10008]) == b"\xa5" * 4 + b"\x5a" * 4


def test_paging(machine: BiosRig) -> None:
    memory = machine_memory(machine)
    memory.write(0x7000, b"page seven")
    memory.write(0x9000, b"page nine!")
    places = {1: 0x9000, 2: 0x7000}
    memory.translate = lambda linear: places[linear >> 12] + (linear & 0xFFF) if linear >> 12 in places else None
    assert memory.read(0x1000, 10) == b"page nine!"
    memory.write(0x1FFE, b"abcd")
    assert memory.word(0x2000) == int.from_bytes(b"cd", "little")
    assert memory.read(0x3000, 2) == b"\xff\xff"
    memory.write(0x3000, b"lost")
    memory.translate = None
    assert memory.read(0x9FFE, 2) == b"ab" and memory.read(0x7000, 4) == b"cdge"
