"""engine.boot.acpi.table: headers, sums, pointers."""

from __future__ import annotations

import struct

import pytest

from engine.boot.acpi import fadt, hpet, madt, table


@pytest.mark.parametrize(
    ("made", "signature"),
    [
        (table.rsdt(3), b"RSDT"),
        (table.xsdt(3), b"XSDT"),
        (fadt.fadt(), b"FACP"),
        (madt.madt(4), b"APIC"),
        (hpet.hpet(0x8086A201), b"HPET"),
    ],
)
def test_every_table_has_its_length_and_its_sum(made: bytes, signature: bytes) -> None:
    found, length = struct.unpack_from("<4sI", made)
    assert (found, length) == (signature, len(made))
    assert sum(made) % 256 == 0


def test_pointer_tables() -> None:
    assert list(table.entries(b"RSDT", 2)) == [(36, 4), (40, 4)]
    assert list(table.entries(b"XSDT", 2)) == [(36, 8), (44, 8)]
    assert len(table.rsdp()) == table.RSDP_LENGTH and table.rsdp().startswith(b"RSD PTR ")
    assert len(table.facs()) == table.FACS_LENGTH
