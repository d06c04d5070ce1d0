"""engine.memory.shadow: RAM or ROM below 1 MiB, as the host bridge chooses."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from engine.memory.block import Block
from engine.memory.shadow import BASE, END, ROM_BASE, ShadowRam
from engine.memory.space import AddressSpace

KIB = 1024


@dataclass(frozen=True)
class Part:
    base: int
    length: int
    read_enable: bool = False
    write_enable: bool = False


class Slots:
    keeps_code = False

    def __init__(self) -> None:
        self.slots: dict[int, tuple[int, int]] = {}
        self.calls = 0

    def set_slot(self, slot: int, base: int, length: int, address: int, readonly: bool, log_dirty: bool) -> None:
        self.slots[slot] = (base, length)
        self.calls += 1

    def stored(self, address: int, length: int) -> None:
        """Nothing is kept of it."""

    def clear_slot(self, slot: int) -> None:
        del self.slots[slot]
        self.calls += 1

    def dirty_pages(self, slot: int, length: int, limit: int) -> bytes:
        return b""


class Bridge:
    """Shadow RAM with a 128 KiB ROM of 0xBB over RAM of 0x11, with attributes as the 82441FX has them."""

    def __init__(self) -> None:
        self.slots = Slots()
        self.space = AddressSpace(self.slots)
        self.ram = Block(END)
        self.ram.view[BASE:END] = b"\x11" * (END - BASE)
        self.shadow = ShadowRam(self.space, self.ram, Block.holding(b"\xbb" * (END - ROM_BASE)))
        sizes = [16 * KIB] * 12 + [64 * KIB]
        self.parts = []
        base = BASE
        for size in sizes:
            self.parts.append(Part(base, size))
            base += size
        self.shadow.apply(self.parts)

    def set(self, base: int, *, read: bool, write: bool) -> None:
        self.parts = [Part(p.base, p.length, read, write) if p.base == base else p for p in self.parts]
        self.shadow.apply(self.parts)

    def at(self, address: int) -> int:
        return self.space.read(address, 1)[0]


def test_at_power_on_there_is_rom_at_the_end_and_nothing_before() -> None:
    bridge = Bridge()
    assert (bridge.at(BASE), bridge.at(ROM_BASE - 1)) == (0xFF, 0xFF)
    assert (bridge.at(ROM_BASE), bridge.at(END - 1)) == (0xBB, 0xBB)
    # Loads from where nothing is cost no exit, either.
    assert sorted(bridge.slots.slots.values()) == [(BASE, ROM_BASE - BASE), (ROM_BASE, END - ROM_BASE)]


@pytest.mark.parametrize("base", [BASE, 0xC4000, 0xDC000, ROM_BASE, 0xEC000, 0xF0000])
def test_each_part_on_its_own(base: int) -> None:
    bridge = Bridge()
    rom = base >= ROM_BASE
    bridge.set(base, read=True, write=False)
    assert bridge.at(base) == 0x11
    bridge.space.write(base, b"\x22")
    assert bridge.at(base) == 0x11
    bridge.set(base, read=True, write=True)
    bridge.space.write(base, b"\x33")
    assert bridge.at(base) == 0x33
    bridge.set(base, read=False, write=True)
    assert bridge.at(base) == (0xBB if rom else 0xFF)
    # The store traps; the bus brings it here.
    bridge.shadow.write(base - BASE + 1, 2, 0x6655)
    bridge.set(base, read=True, write=False)
    assert bridge.space.read(base, 3) == b"\x33\x55\x66"
    bridge.set(base, read=False, write=False)
    bridge.shadow.write(base - BASE, 1, 0x77)
    assert bridge.ram.view[base] == 0x33
    assert bridge.at(base) == (0xBB if rom else 0xFF)


def test_a_store_that_traps_on_read_only_shadow_is_lost() -> None:
    bridge = Bridge()
    bridge.set(0xF0000, read=True, write=False)
    bridge.shadow.write(0xF0000 - BASE, 4, 0xFFFFFFFF)
    assert bridge.at(0xF0000) == 0x11


def test_neighbours_share_a_slot_and_nothing_is_done_twice() -> None:
    bridge = Bridge()
    for part in list(bridge.parts):
        bridge.set(part.base, read=True, write=True)
    assert list(bridge.slots.slots.values()) == [(BASE, ROM_BASE - BASE), (ROM_BASE, END - ROM_BASE)] or sorted(
        bridge.slots.slots.values()
    ) == [(BASE, ROM_BASE - BASE), (ROM_BASE, END - ROM_BASE)]
    calls = bridge.slots.calls
    bridge.shadow.apply(bridge.parts)
    assert bridge.slots.calls == calls


def test_a_load_that_nobody_answers() -> None:
    bridge = Bridge()
    assert bridge.shadow.read(0, 4) == 0xFFFFFFFF
    assert bridge.shadow.read(0, 1) == 0xFF


def test_without_firmware_there_is_a_hole() -> None:
    bridge = Bridge()
    bare = ShadowRam(AddressSpace(Slots()), bridge.ram, None)
    bare.apply(bridge.parts)
    assert bare._space.read(ROM_BASE, 1) == b"\xff"
