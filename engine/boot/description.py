"""Everything that describes a machine to its firmware and system: ACPI, SMBIOS, MP and $PIR tables, the memory map.

SeaBIOS takes it by fw_cfg, as ``files``, and makes MP and $PIR tables of its own. Where no firmware does it, it is
placed as ``parts``.
"""

from __future__ import annotations

import struct

import msgspec

from engine.boot import mptable, pirtable, smbios
from engine.boot.acpi import tableset
from engine.boot.part import Part
from engine.boot.pc import Pc

HIGH_BYTES = 0x10000
"""What the ACPI tables get at the end of RAM below 4 GiB."""
LEAST_RAM = 4 << 20
"""No system that knows ACPI runs in less; there the ACPI tables take nothing away."""
ROM_BASE, ROM_END = 0xFA800, 0xFC000
"""Where tables go that are searched for below 1 MiB."""
E820_FILE = "etc/e820"
_RAM = 1


class Placed(msgspec.Struct, frozen=True):
    """Tables with their places. ``rsdp`` is the address of ACPI's root pointer, 0 without ACPI tables; ``reserved``
    how much of the end of RAM below 4 GiB they take."""

    parts: tuple[Part, ...]
    rsdp: int
    reserved: int


def files(pc: Pc, version: str) -> dict[str, bytes]:
    """fw_cfg files for a firmware that places tables itself."""
    anchor, structures = smbios.build(pc, version)
    ranges = [(0, pc.low_bytes)] + ([(1 << 32, pc.high_bytes)] if pc.high_bytes else [])
    return {
        **tableset.build(pc).files(),
        smbios.ANCHOR_FILE: anchor,
        smbios.TABLES_FILE: structures,
        E820_FILE: b"".join(struct.pack("<QQI", start, length, _RAM) for start, length in ranges),
    }


def placed(pc: Pc, version: str) -> Placed:
    """The tables where systems look for them when no firmware has placed any."""
    low = _Cursor(ROM_BASE)
    found: list[Part] = []
    rsdp = reserved = 0
    if pc.low_bytes >= LEAST_RAM:
        reserved, tables = HIGH_BYTES, tableset.build(pc)
        high = pc.low_bytes - HIGH_BYTES
        found.append(Part(high, tables.tables.placed(high)))
        found.append(low.take(tables.rsdp.placed(high)))
        rsdp = found[-1].address
    anchor, structures = smbios.build(pc, version)
    stored = low.take(structures)
    found += [stored, low.take(smbios.placed(anchor, stored.address))]
    if pc.apic:
        found.append(low.take(mptable.build(low.at, pc.vcpus)))
    found.append(low.take(pirtable.build()))
    if low.at > ROM_END or any(len(part.content) > HIGH_BYTES for part in found):
        raise ValueError("the tables do not fit")
    return Placed(tuple(found), rsdp, reserved)


class _Cursor(msgspec.Struct):
    """The next free address, a multiple of 16 as all that is searched for must have."""

    at: int

    def take(self, content: bytes) -> Part:
        """Put ``content`` there."""
        part = Part(self.at, content)
        self.at += -(-len(content) // 16) * 16
        return part
