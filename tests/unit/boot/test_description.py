"""engine.boot.description: which tables there are, and where."""

from __future__ import annotations

import struct
from itertools import pairwise
from uuid import UUID

import pytest

from engine.boot import description
from engine.boot.pc import Pc

MIB = 1 << 20
LOW_END = 0xC0000000


def pc(mib: int, vcpus: int = 1) -> Pc:
    return Pc("guest", UUID(int=1), vcpus, mib * MIB, LOW_END)


@pytest.mark.parametrize(("mib", "vcpus"), [(64, 1), (8192, 16)])
def test_systems_find_every_table(mib: int, vcpus: int) -> None:
    machine = pc(mib, vcpus)
    placed = description.placed(machine, "1")
    by_name = {part.content[:4]: part for part in placed.parts}
    for name in (b"RSD ", b"_SM_", b"_MP_", b"$PIR"):
        assert by_name[name].address % 16 == 0
        assert description.ROM_BASE <= by_name[name].address < description.ROM_END
    assert by_name[b"RSD "].address == placed.rsdp
    assert struct.unpack_from("<I", by_name[b"_MP_"].content, 4)[0] == by_name[b"_MP_"].address + 16
    structures = struct.unpack_from("<I", by_name[b"_SM_"].content, 24)[0]
    assert any(part.address == structures for part in placed.parts)
    high = machine.low_bytes - placed.reserved
    assert by_name[b"FACS"].address == high and placed.reserved == 0x10000
    assert high < struct.unpack_from("<I", by_name[b"RSD "].content, 16)[0] < machine.low_bytes
    parts = sorted(placed.parts, key=lambda part: part.address)
    assert all(one.address + len(one.content) <= other.address for one, other in pairwise(parts))


def test_a_tiny_machine_keeps_its_memory() -> None:
    placed = description.placed(pc(2), "1")
    assert (placed.rsdp, placed.reserved) == (0, 0)
    assert all(part.address >= description.ROM_BASE for part in placed.parts)


def test_without_apics_there_is_no_mp_table() -> None:
    machine = Pc("guest", UUID(int=1), 1, 64 * MIB, LOW_END, apic=False)
    assert not any(part.content.startswith(b"_MP_") for part in description.placed(machine, "1").parts)


def test_files_for_seabios() -> None:
    files = description.files(pc(4096), "1")
    assert set(files) == {
        "etc/acpi/tables",
        "etc/acpi/rsdp",
        "etc/table-loader",
        "etc/smbios/smbios-anchor",
        "etc/smbios/smbios-tables",
        "etc/e820",
    }
    assert list(struct.iter_unpack("<QQI", files["etc/e820"])) == [(0, LOW_END, 1), (1 << 32, 1 << 30, 1)]
    assert len(description.files(pc(64), "1")["etc/e820"]) == 20
