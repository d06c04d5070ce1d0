"""engine.boot.acpi.madt: processors, the I/O APIC, and what is wired to it."""

from __future__ import annotations

import struct

from engine.boot.acpi import madt
from engine.devices import piix3


def test_madt_lists_every_cpu_and_the_io_apic() -> None:
    made, at, seen = madt.madt(3), 44, []
    while at < len(made):
        seen.append((made[at], made[at + 2 : at + made[at + 1]]))
        at += made[at + 1]
    assert [body[:2] for kind, body in seen if kind == 0] == [b"\0\0", b"\1\1", b"\2\2"]
    assert [struct.unpack("<BBII", body) for kind, body in seen if kind == 1] == [(3, 0, 0xFEC00000, 0)]
    overrides = [struct.unpack("<BBIH", body) for kind, body in seen if kind == 2]
    assert [source for _, source, _, _ in overrides] == [5, 9, 10, 11]
    assert all(source == target and flags == 0xD for _, source, target, flags in overrides)
    assert set(piix3._RESERVED_IRQS).isdisjoint(madt.PCI_IRQS)
