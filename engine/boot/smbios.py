"""SMBIOS tables: what a machine is called and made of, for people and their inventories.

(DMTF DSP0134, System Management BIOS Reference Specification 2.8; "SMBIOS" below)
"""

from __future__ import annotations

import struct

import msgspec

from engine.boot.pc import Pc

MAKER = "VirtGUI"
PRODUCT = "VirtGUI PC"
FIRMWARE_DATE = "01/01/2026"
ANCHOR_LENGTH = 31
ANCHOR_FILE, TABLES_FILE = "etc/smbios/smbios-anchor", "etc/smbios/smbios-tables"
_INTERMEDIATE_AT = 16
_UNKNOWN = 0x02
_NOT_SPECIFIED = 0x06
_NO_HANDLE = 0xFFFE
_ROM_SEGMENT = 0xF000
_IS_VIRTUAL = 1 << 4
_MIB = 1 << 20


class _Structures(msgspec.Struct):
    """Structures as they are appended, and what the entry point says of them."""

    content: bytearray = msgspec.field(default_factory=bytearray)
    count: int = 0
    longest: int = 0

    def add(self, kind: int, handle: int, formatted: bytes, *strings: str) -> None:
        """One structure: header, formatted area, strings (SMBIOS, 6.1)."""
        made = struct.pack("<BBH", kind, 4 + len(formatted), handle) + formatted
        made += b"".join(text.encode("ascii", "replace") + b"\0" for text in strings)
        made += b"\0" if strings else b"\0\0"
        self.content += made
        self.count += 1
        self.longest = max(self.longest, len(made))


def build(pc: Pc, version: str) -> tuple[bytes, bytes]:
    """(anchor, tables); the anchor's address of the tables is 0, to be set by ``placed``."""
    structures = _Structures()
    _firmware_and_system(structures, pc, version)
    _processor(structures, pc)
    _memory(structures, pc)
    structures.add(32, 0x2000, bytes(7))
    structures.add(127, 0x7F00, b"")
    tables = bytes(structures.content)
    return _anchor(len(tables), structures.count, structures.longest), tables


def placed(anchor: bytes, address: int) -> bytes:
    """The anchor for tables at ``address``."""
    done = bytearray(anchor)
    struct.pack_into("<I", done, 24, address)
    done[21] = 0
    done[21] = -sum(done[_INTERMEDIATE_AT:]) & 0xFF
    done[4] = 0
    done[4] = -sum(done) & 0xFF
    return bytes(done)


def _anchor(length: int, count: int, longest: int) -> bytes:
    """The entry point (SMBIOS, 5.2.1)."""
    head = struct.pack("<4sBBBBHB5x", b"_SM_", 0, ANCHOR_LENGTH, 2, 8, longest, 0)
    return placed(head + struct.pack("<5sBHIHB", b"_DMI_", 0, length, 0, count, 0x28), 0)


def _firmware_and_system(structures: _Structures, pc: Pc, version: str) -> None:
    # Type 0 (7.1): characteristics "not supported" but for "this is a virtual machine".
    information = struct.pack("<BBHBBQBB4B", 1, 2, _ROM_SEGMENT, 3, 0, 1 << 3, 0, _IS_VIRTUAL, 0, 0, 0xFF, 0xFF)
    structures.add(0, 0, information, MAKER, version, FIRMWARE_DATE)
    # Type 1 (7.2): the UUID's first three fields are little-endian; woken by the power switch.
    system = struct.pack("<4B16sBBB", 1, 2, 3, 4, pc.uuid.bytes_le, _NOT_SPECIFIED, 0, 0)
    structures.add(1, 0x100, system, MAKER, PRODUCT, version, pc.name)
    # Type 3 (7.4): kind "other", all states safe, security none.
    chassis = struct.pack("<9BIBBBB", 1, 1, 2, 0, 0, 3, 3, 3, 2, 0, 0, 0, 0, 0)
    structures.add(3, 0x300, chassis, MAKER, version)


def _processor(structures: _Structures, pc: Pc) -> None:
    """Type 4 (7.5): one package, of which each CPU is a core."""
    body = struct.pack("<BBBBQBBHHHBB", 1, 3, 1, 2, 0, 0, 0, 0, 0, 0, 0x41, 1)
    body += struct.pack("<HHHBBBBBBHH", 0xFFFF, 0xFFFF, 0xFFFF, 0, 0, 0, pc.vcpus, pc.vcpus, pc.vcpus, 0xC, 1)
    structures.add(4, 0x400, body, "CPU 0", MAKER)


def _memory(structures: _Structures, pc: Pc) -> None:
    """Types 16, 17 and 19 (7.17, 7.18, 7.20): one module, seen at one or two places."""
    size = pc.ram_bytes
    structures.add(16, 0x1000, struct.pack("<BBBIHHQ", 1, 3, 3, 0x80000000, _NO_HANDLE, 1, size))
    mib = size // _MIB
    word, dword = (mib, 0) if mib < 0x7FFF else (0x7FFF, mib)
    device = struct.pack(
        "<HHHHHBBBBBHH4BBIH", 0x1000, _NO_HANDLE, 64, 64, word, 9, 0, 1, 0, 7, _UNKNOWN, 0, 2, 0, 0, 0, 0, dword, 0
    )
    structures.add(17, 0x1100, device + bytes(6), "DIMM 0", MAKER)
    for number, (start, length) in enumerate(((0, pc.low_bytes), (1 << 32, pc.high_bytes))):
        if length:
            place = struct.pack("<IIHBQQ", 0xFFFFFFFF, 0xFFFFFFFF, 0x1000, 1, start, start + length - 1)
            structures.add(19, 0x1300 + number, place)
