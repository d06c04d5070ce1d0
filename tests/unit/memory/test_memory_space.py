"""engine.memory.space: sections over slots, and what DMA sees of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.memory.block import PAGE, Block
from engine.memory.space import AddressSpace, Section


class Slots:
    """A slot table that remembers, and refuses what KVM refuses."""

    def __init__(self, *, keeps_code: bool = False) -> None:
        self.keeps_code = keeps_code
        self.told: list[tuple[int, int]] = []
        self.slots: dict[int, tuple[int, int, int, bool, bool]] = {}
        self.calls = 0
        self.dirty: dict[int, bytes] = {}

    def set_slot(self, slot: int, base: int, length: int, address: int, readonly: bool, log_dirty: bool) -> None:
        assert slot not in self.slots
        for other_base, other_length, *_ in self.slots.values():
            assert base >= other_base + other_length or other_base >= base + length
        self.slots[slot] = (base, length, address, readonly, log_dirty)
        self.calls += 1

    def stored(self, address: int, length: int) -> None:
        self.told.append((address, length))

    def clear_slot(self, slot: int) -> None:
        del self.slots[slot]
        self.calls += 1

    def dirty_pages(self, slot: int, length: int, limit: int) -> bytes:
        return self.dirty.pop(slot, bytes(8))


def test_placing_replacing_and_removing() -> None:
    slots, block = Slots(), Block(4 * PAGE)
    space = AddressSpace(slots)
    ram = Section(0x10000, 2 * PAGE, block, PAGE, log_dirty=True)
    space.place("ram", ram)
    assert slots.slots == {0: (0x10000, 2 * PAGE, block.address + PAGE, False, True)}
    calls = slots.calls
    space.place("ram", Section(0x10000, 2 * PAGE, block, PAGE, log_dirty=True))
    assert slots.calls == calls  # The same again costs nothing.
    space.place("ram", Section(0x10000, PAGE, block, 0, readonly=True))
    assert slots.slots == {0: (0x10000, PAGE, block.address, True, False)}
    space.place("rom", Section(0x20000, PAGE, block))
    space.remove("ram")
    space.remove("ram")
    assert list(slots.slots) == [1] and space.placed("ram") is None
    space.place("again", Section(0, PAGE, block))
    assert sorted(slots.slots) == [0, 1]


def test_an_overlap_is_a_wiring_mistake() -> None:
    space = AddressSpace(Slots())
    block = Block(4 * PAGE)
    space.place("a", Section(PAGE, 2 * PAGE, block))
    with pytest.raises(ValueError, match="b at 0x2000 overlaps a at 0x1000"):
        space.place("b", Section(2 * PAGE, PAGE, block))
    space.place("b", Section(3 * PAGE, PAGE, block))


def test_dirty_pages_of_the_named_section() -> None:
    slots = Slots()
    space = AddressSpace(slots)
    assert space.dirty_pages("vga") == 0
    space.place("vga", Section(0, 8 * PAGE, Block(8 * PAGE), log_dirty=True))
    slots.dirty[0] = bytes([0b10000001]) + bytes(7)
    assert space.dirty_pages("vga") == 0b10000001
    assert space.dirty_pages("vga") == 0


# The address space of the tests below, by page: hole, RAM, ROM, RAM, hole, RAM.
def mixed() -> tuple[AddressSpace, bytearray, list[str]]:
    kinds = ["hole", "ram", "rom", "ram", "hole", "ram"]
    space = AddressSpace(Slots())
    model = bytearray(b"\xff" * (len(kinds) * PAGE))
    for page, kind in enumerate(kinds):
        if kind != "hole":
            block = Block(2 * PAGE)
            block.view[PAGE:] = bytes([page]) * PAGE
            space.place(str(page), Section(page * PAGE, PAGE, block, PAGE, readonly=kind == "rom"))
            model[page * PAGE : (page + 1) * PAGE] = bytes([page]) * PAGE
    return space, model, kinds


ADDRESS = st.integers(0, 7 * PAGE)


@given(ADDRESS, st.integers(0, 3 * PAGE))
def test_read_sees_ram_rom_and_ones(address: int, length: int) -> None:
    space, model, _ = mixed()
    assert space.read(address, length) == bytes(model[address : address + length]).ljust(length, b"\xff")


@given(ADDRESS, st.integers(0, 3 * PAGE))
def test_write_changes_ram_only(address: int, length: int) -> None:
    space, model, kinds = mixed()
    data = bytes((n * 7 + 1) % 251 for n in range(length))
    space.write(address, data)
    for offset, byte in enumerate(data):
        page = (address + offset) // PAGE
        if page < len(kinds) and kinds[page] == "ram":
            model[address + offset] = byte
    assert space.read(0, len(model)) == model


@given(ADDRESS, st.integers(0, 3 * PAGE))
def test_views_stop_at_what_is_not_ram(address: int, length: int) -> None:
    space, _, kinds = mixed()
    views = space.views(address, length)
    expected, at = 0, address
    while expected < length and at // PAGE < len(kinds) and kinds[at // PAGE] == "ram":
        expected, at = expected + 1, at + 1
    assert sum(len(view) for view in views) == expected
    for view in views:
        view[:] = b"\xee" * len(view)
    assert space.read(address, expected) == b"\xee" * expected


@pytest.mark.parametrize("address", [1 << 63, (1 << 64) - 1])
def test_addresses_far_outside(address: int) -> None:
    space, _, _ = mixed()
    assert space.read(address, 4) == b"\xff" * 4
    space.write(address, b"1234")
    assert space.views(address, 4) == []


def test_a_place_that_the_guest_chose_may_be_taken() -> None:
    space, block = AddressSpace(Slots()), Block(1 << 20)
    space.place("ram", Section(1 << 20, 0x2000, block))
    assert space.place_movable("bar", Section(2 << 20, 0x1000, block))
    assert not space.place_movable("bar", Section((1 << 20) + 0x1000, 0x1000, block))
    assert space.placed("bar") is None, "it has left its old place all the same"
    for base in (0, 0xFF000, 0xFEC00000):
        assert not space.place_movable("bar", Section(base, 0x1000, block))
    assert space.place_movable("bar", Section(0xFEBFF000, 0x1000, block))


def test_the_ram_around_an_address() -> None:
    space, block = AddressSpace(Slots()), Block(4 * PAGE)
    space.place("ram", Section(0x10000, 2 * PAGE, block, PAGE))
    space.place("rom", Section(0x20000, PAGE, block, readonly=True))
    block.view[PAGE] = 7
    base, end, view = space.around(0x10000 + 2 * PAGE - 1)
    assert (base, end, view.nbytes, view[0]) == (0x10000, 0x10000 + 2 * PAGE, 2 * PAGE, 7)
    view[1] = 8
    assert space.read(0x10001, 1) == b"\x08"
    for elsewhere in (0, 0x10000 + 2 * PAGE, 0x20000):  # A device does not write to ROM.
        assert space.around(elsewhere)[:2] == (0, 0)


@pytest.mark.parametrize("keeps_code", [False, True])
def test_who_keeps_code_is_told_what_devices_store(keeps_code: bool) -> None:
    slots, block = Slots(keeps_code=keeps_code), Block(2 * PAGE)
    space = AddressSpace(slots)
    space.place("ram", Section(0, 2 * PAGE, block))
    space.stored([*space.views(16, 32), *space.views(PAGE, 8), *space.views(0, 0)])
    assert slots.told == ([(block.address + 16, 32), (block.address + PAGE, 8)] if keeps_code else [])
