"""The HPET description table. (IA-PC HPET Specification 1.0a, section 3.2.4)"""

from __future__ import annotations

import struct

from engine.boot.acpi.table import table

ADDRESS = 0xFED00000


def hpet(block_id: int, minimum_tick: int = 100) -> bytes:
    """The table. ``block_id`` is the low half of the timer's capabilities register: vendor, counter width, number of
    comparators; ``minimum_tick`` the shortest period, in ticks, at which no interrupt is lost."""
    address = struct.pack("<BBBBQ", 0, 64, 0, 0, ADDRESS)
    return table(b"HPET", 1, struct.pack("<I", block_id) + address + struct.pack("<BHB", 0, minimum_tick, 0))
