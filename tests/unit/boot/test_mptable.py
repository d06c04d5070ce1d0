"""engine.boot.mptable: entries as the MultiProcessor Specification has them."""

from __future__ import annotations

import struct

from engine.boot import mptable
from engine.devices.piix3 import pirq_index

LENGTHS = {0: 20, 1: 8, 2: 8, 3: 8, 4: 8}


def entries(table: bytes) -> list[bytes]:
    count, at, found = struct.unpack_from("<H", table, 34)[0], 44, []
    for _ in range(count):
        found.append(table[at : at + LENGTHS[table[at]]])
        at += LENGTHS[table[at]]
    assert at == len(table)
    return found


def test_pointer_and_header() -> None:
    made = mptable.build(0xFA900, 2)
    pointer, table = made[:16], made[16:]
    assert struct.unpack_from("<4sIBB", pointer) == (b"_MP_", 0xFA910, 1, 4)
    assert sum(pointer) % 256 == 0 and sum(table) % 256 == 0
    assert struct.unpack_from("<4sH", table) == (b"PCMP", len(table))


def test_processors_and_the_io_apic() -> None:
    found = entries(mptable.build(0xFA900, 4)[16:])
    processors = [each for each in found if each[0] == 0]
    assert [each[1] for each in processors] == [0, 1, 2, 3]
    assert [each[3] for each in processors] == [3, 1, 1, 1]
    (apic,) = [each for each in found if each[0] == 2]
    assert (apic[1], struct.unpack_from("<I", apic, 4)[0]) == (4, 0xFEC00000)


def test_interrupts_come_in_where_they_are_wired() -> None:
    found = [each for each in entries(mptable.build(0xFA900, 1)[16:]) if each[0] == 3]
    isa = {each[5]: each for each in found if each[4] == 1}
    assert sorted(isa) == [0, 1, 3, 4, 5, 6, 7, 8, 9, 12, 13, 14, 15]
    assert all(each[7] == irq for irq, each in isa.items())
    for each in found:
        if each[4] == 0:
            slot, pin = each[5] >> 2, each[5] & 3
            assert each[7] == (10, 10, 11, 11)[pirq_index(slot, pin + 1)]
            assert struct.unpack_from("<H", each, 2)[0] == 0xD
