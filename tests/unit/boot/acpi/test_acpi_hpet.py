"""engine.boot.acpi.hpet: where the timer is."""

from __future__ import annotations

import struct

from engine.boot.acpi import hpet


def test_hpet_says_where_it_is() -> None:
    made = hpet.hpet(0x8086A201)
    assert struct.unpack_from("<IBBBBQBHB", made, 36) == (0x8086A201, 0, 64, 0, 0, 0xFED00000, 0, 100, 0)
