"""engine.boot.bios.system and memorymap: INT 15h, 11h, 12h."""

from __future__ import annotations

import struct
from itertools import pairwise

from engine.boot.bios.bda import EBDA, EBDA_SEGMENT, Bda
from engine.boot.bios.memorymap import ACPI_NVS, FOUR_GIB, MIB, USABLE, extended_kib, memory_map
from engine.boot.bios.rom import CONFIGURATION
from engine.boot.description import HIGH_BYTES
from tests.support.biosrig import BiosRig


def test_equipment_and_memory(machine: BiosRig) -> None:
    assert machine.call(0x11).ax == machine.word(Bda.EQUIPMENT)
    assert machine.call(0x12).ax == 639


def test_address_map(machine: BiosRig) -> None:
    found, number = [], 0
    while True:
        answer = machine.call(0x15, eax=0xE820, edx=0x534D4150, ecx=20, ebx=number, es=0x500, di=0)
        assert not answer.carry and answer.frame.eax == 0x534D4150
        found.append(struct.unpack("<QQI", machine.read(0x5000, 20)))
        number = answer.frame.ebx
        if not number:
            break
    assert found == [tuple(each) for each in memory_map(32 * MIB, machine.low_end, HIGH_BYTES)]
    assert (0, EBDA, USABLE) in found and (MIB, 31 * MIB - HIGH_BYTES, USABLE) in found
    assert machine.call(0x15, eax=0xE820, edx=0, ecx=20, ebx=0).carry
    assert machine.call(0x15, eax=0xE820, edx=0x534D4150, ecx=20, ebx=99).ah == 0x86


def test_the_map_never_overlaps() -> None:
    for ram in (MIB, 2 * MIB, 3 << 30, 5 << 30):
        ranges = sorted(memory_map(ram, 3 << 30, 0x10000))
        assert all(one.base + one.length <= other.base for one, other in pairwise(ranges))
        usable = sum(each.length for each in ranges if each.kind in (USABLE, ACPI_NVS))
        assert ram - 0x100000 + EBDA <= usable + 0x100000
    assert memory_map(5 << 30, 3 << 30)[-1] == (FOUR_GIB, 2 << 30, USABLE)
    assert extended_kib(MIB, 3 << 30) == 0


def test_older_sizes(machine: BiosRig) -> None:
    tables_kib, above = HIGH_BYTES >> 10, 256 - (HIGH_BYTES >> 16)
    assert machine.call(0x15, ax=0x8800).ax == 31 * 1024 - tables_kib
    answer = machine.call(0x15, ax=0xE801)
    assert (answer.ax, answer.bx, answer.cx, answer.dx) == (15 * 1024, above, 15 * 1024, above)
    answer = machine.call(0x15, ax=0xE881)
    assert (answer.frame.eax, answer.frame.ebx) == (15 * 1024, above)


def test_block_move(machine: BiosRig) -> None:
    machine.write(0x20000, b"moved up")
    table = (
        bytes(16) + struct.pack("<HHBBH", 0xFFFF, 0, 2, 0x93, 0) + struct.pack("<HHBBH", 0xFFFF, 0x10, 0x10, 0x93, 0)
    )
    machine.write(0x5000, table)
    assert not machine.call(0x15, ax=0x8700, cx=4, es=0x500, si=0).carry
    assert machine.read(0x100010, 8) == b"moved up"


def test_a20_and_configuration(machine: BiosRig) -> None:
    for value in (0, 1):
        assert not machine.call(0x15, ax=0x2400 | value).carry
        assert machine.call(0x15, ax=0x2402).al == value
    assert machine.call(0x15, ax=0x2403).bx == 3
    answer = machine.call(0x15, ax=0xC000)
    assert (answer.frame.es, answer.bx, answer.ah) == (0xF000, CONFIGURATION, 0)
    assert machine.call(0x15, ax=0xC100).frame.es == EBDA_SEGMENT == machine.word(Bda.EBDA_SEGMENT)
    answer = machine.call(0x15, ax=0x7700)
    assert (answer.carry, answer.ah) == (True, 0x86)
