"""Slots and the holes between them."""

from __future__ import annotations

from itertools import pairwise

from engine.cpu.soft.memory import FOUR_GIB, LIMIT, MIB, PCI_WINDOW, Slot, _filled
from tests.support.softrig import MMIO, RAM, SoftRig


def test_holes_fill_what_slots_leave() -> None:
    slots = [Slot(0, 0xA0000, 1), Slot(MIB, MIB, 2), Slot(FOUR_GIB - 0x20000, 0x20000, 3)]
    whole = sorted(_filled(slots), key=lambda slot: slot.base)
    assert all(one.end == other.base for one, other in pairwise(whole))
    assert (whole[0].base, whole[-1].end) == (0, LIMIT)
    assert Slot(0xA0000, 0x60000) in whole
    assert Slot(2 * MIB, PCI_WINDOW.start - 2 * MIB) in whole
    assert Slot(PCI_WINDOW.start, PCI_WINDOW.step) in whole
    assert Slot(FOUR_GIB - PCI_WINDOW.step, PCI_WINDOW.step - 0x20000) in whole


def test_addresses(rig: SoftRig) -> None:
    memory = rig.accel._memory
    assert memory.host(0x1234) == rig.ram.address + 0x1234
    assert memory.host(RAM) is None
    rig.ram.view[0x1000:0x1004] = b"\1\2\3\4"
    assert memory.word(0x1000, 4) == 0x04030201
    assert memory.word(MMIO, 4) == 0xFFFFFFFF
