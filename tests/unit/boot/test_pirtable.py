"""engine.boot.pirtable: which link each pin of each slot has."""

from __future__ import annotations

import struct

from engine.boot import pirtable
from engine.devices.piix3 import Isa, pirq_index


def test_table() -> None:
    made = pirtable.build()
    assert struct.unpack_from("<4sHH", made) == (b"$PIR", 0x100, len(made))
    assert sum(made) % 256 == 0 and made[9] == 1 << 3
    for at in range(32, len(made), 16):
        slot = made[at + 1] >> 3
        for pin in range(4):
            link, irqs = struct.unpack_from("<BH", made, at + 2 + 3 * pin)
            assert link == Isa.PIRQRCA + pirq_index(slot, pin + 1)
            assert irqs == 1 << 5 | 1 << 10 | 1 << 11
