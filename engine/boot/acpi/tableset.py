"""The tables of a machine as one blob, and what must be added to it once its address is known.

Firmware that places tables itself gets both by fw_cfg, as QEMU's table loader has it: a file of commands that
allocate blobs, add their addresses to pointers in them, and sum them. Otherwise ``placed`` does the same here.
"""

from __future__ import annotations

import struct
from functools import cache

import msgspec

from engine.boot.acpi import table
from engine.boot.acpi.dsdt import dsdt
from engine.boot.acpi.fadt import DSDT_AT, FACS_AT, X_DSDT_AT, X_FACS_AT, fadt
from engine.boot.acpi.hpet import hpet
from engine.boot.acpi.madt import madt
from engine.boot.pc import Pc

ALIGN = 64
TABLES_FILE, RSDP_FILE, LOADER_FILE = "etc/acpi/tables", "etc/acpi/rsdp", "etc/table-loader"
_NAME = 56
_COMMAND = 128
_ALLOCATE, _ADD_POINTER, _ADD_CHECKSUM = 1, 2, 3
_ZONE_HIGH, _ZONE_BIOS = 1, 2


class Pointer(msgspec.Struct, frozen=True):
    """``size`` bytes at ``offset`` hold an offset into the tables, to which their address is to be added."""

    offset: int
    size: int


class Checksum(msgspec.Struct, frozen=True):
    """The byte at ``offset`` makes the ``length`` bytes from ``start`` add up to 0."""

    offset: int
    start: int
    length: int


class Blob(msgspec.Struct, frozen=True):
    """Bytes whose pointers hold offsets, and whose checksums are still to be made."""

    content: bytes
    pointers: tuple[Pointer, ...]
    checksums: tuple[Checksum, ...]

    def placed(self, tables: int) -> bytes:
        """The finished bytes when the tables are at address ``tables``."""
        done = bytearray(self.content)
        for pointer in self.pointers:
            where = slice(pointer.offset, pointer.offset + pointer.size)
            done[where] = (int.from_bytes(done[where], "little") + tables).to_bytes(pointer.size, "little")
        for checksum in self.checksums:
            done[checksum.offset] = 0
            done[checksum.offset] = -sum(done[checksum.start : checksum.start + checksum.length]) & 0xFF
        return bytes(done)


class TableSet(msgspec.Struct, frozen=True):
    """``tables`` hold everything that ``rsdp`` leads to."""

    tables: Blob
    rsdp: Blob

    def files(self) -> dict[str, bytes]:
        """The fw_cfg files that firmware places the tables by."""
        commands = [_allocate(TABLES_FILE, ALIGN, _ZONE_HIGH), _allocate(RSDP_FILE, 16, _ZONE_BIOS)]
        for name, blob in ((TABLES_FILE, self.tables), (RSDP_FILE, self.rsdp)):
            commands += [_add_pointer(name, pointer) for pointer in blob.pointers]
            commands += [_add_checksum(name, checksum) for checksum in blob.checksums]
        return {
            TABLES_FILE: self.tables.content,
            RSDP_FILE: self.rsdp.content,
            LOADER_FILE: b"".join(command.ljust(_COMMAND, b"\0") for command in commands),
        }


@cache
def build(pc: Pc) -> TableSet:
    """All tables of a machine. Asked for twice: as files, and in their places."""
    made = {"FACP": fadt(pc.apic)}
    if pc.apic:
        made["APIC"] = madt(pc.vcpus)
    if pc.hpet is not None:
        made["HPET"] = hpet(pc.hpet)
    listed = list(made)
    content = bytearray(table.facs())
    at: dict[str, int] = {}
    for name, each in (("RSDT", table.rsdt(len(listed))), ("XSDT", table.xsdt(len(listed))), *made.items()):
        at[name] = _append(content, each)
    at["DSDT"] = _append(content, dsdt(pc))
    pointers: list[Pointer] = []

    def point(offset: int, size: int, target: int) -> None:
        content[offset : offset + size] = target.to_bytes(size, "little")
        pointers.append(Pointer(offset, size))

    for offset, size, target in (
        (FACS_AT, 4, 0),
        (X_FACS_AT, 8, 0),
        (DSDT_AT, 4, at["DSDT"]),
        (X_DSDT_AT, 8, at["DSDT"]),
    ):
        point(at["FACP"] + offset, size, target)
    for root in ("RSDT", "XSDT"):
        for name, (offset, size) in zip(listed, table.entries(root.encode(), len(listed)), strict=True):
            point(at[root] + offset, size, at[name])
    sums = [_whole_table(content, at[name]) for name in ("FACP", "RSDT", "XSDT")]
    return TableSet(Blob(bytes(content), tuple(pointers), tuple(sums)), _rsdp(at["RSDT"], at["XSDT"]))


def _append(content: bytearray, made: bytes) -> int:
    """Put a table at the next multiple of ALIGN. Where: the root tables, which come first, are so at the same place
    in every machine, and the root pointer is the same."""
    content.extend(bytes(-len(content) % ALIGN) + made)
    return len(content) - len(made)


def _whole_table(content: bytearray, start: int) -> Checksum:
    length = struct.unpack_from("<I", content, start + 4)[0]
    content[start + table.CHECKSUM_AT] = 0
    return Checksum(start + table.CHECKSUM_AT, start, length)


def _rsdp(rsdt: int, xsdt: int) -> Blob:
    content = bytearray(table.rsdp())
    struct.pack_into("<I", content, table.RSDP_RSDT_AT, rsdt)
    struct.pack_into("<Q", content, table.RSDP_XSDT_AT, xsdt)
    sums = (
        Checksum(table.RSDP_CHECKSUM_AT, 0, table.RSDP_SHORT),
        Checksum(table.RSDP_WHOLE_CHECKSUM_AT, 0, table.RSDP_LENGTH),
    )
    return Blob(bytes(content), (Pointer(table.RSDP_RSDT_AT, 4), Pointer(table.RSDP_XSDT_AT, 8)), sums)


def _name(name: str) -> bytes:
    return name.encode().ljust(_NAME, b"\0")


def _allocate(name: str, align: int, zone: int) -> bytes:
    return struct.pack("<I56sIB", _ALLOCATE, _name(name), align, zone)


def _add_pointer(name: str, pointer: Pointer) -> bytes:
    return struct.pack("<I56s56sIB", _ADD_POINTER, _name(name), _name(TABLES_FILE), pointer.offset, pointer.size)


def _add_checksum(name: str, checksum: Checksum) -> bytes:
    return struct.pack("<I56sIII", _ADD_CHECKSUM, _name(name), checksum.offset, checksum.start, checksum.length)
