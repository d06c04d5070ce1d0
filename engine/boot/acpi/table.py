"""What all ACPI tables share, and those that only point to others. (ACPI 6.4, section 5.2)"""

from __future__ import annotations

import struct
from collections.abc import Sequence

OEM_ID = b"VIRTGU"
OEM_TABLE_ID = b"VIRTGUI "
CREATOR = b"VGUI"
HEADER = struct.Struct("<4sIBB6s8sI4sI")
CHECKSUM_AT = 9
FACS_LENGTH = 64
RSDP_LENGTH = 36
RSDP_SHORT = 20
RSDP_RSDT_AT, RSDP_XSDT_AT = 16, 24
RSDP_CHECKSUM_AT, RSDP_WHOLE_CHECKSUM_AT = 8, 32


def table(signature: bytes, revision: int, body: bytes) -> bytes:
    """A table with its header; the checksum is right (5.2.6)."""
    length = HEADER.size + len(body)
    header = HEADER.pack(signature, length, revision, 0, OEM_ID, OEM_TABLE_ID, 1, CREATOR, 1)
    return summed(header + body, CHECKSUM_AT)


def summed(content: bytes, at: int) -> bytes:
    """``content`` with the byte at ``at`` set so that all bytes add up to 0."""
    return content[:at] + bytes([-(sum(content) - content[at]) & 0xFF]) + content[at + 1 :]


def rsdt(count: int) -> bytes:
    """The Root System Description Table with room for ``count`` addresses of 32 bits (5.2.7)."""
    return table(b"RSDT", 1, bytes(4 * count))


def xsdt(count: int) -> bytes:
    """The Extended System Description Table with room for ``count`` addresses of 64 bits (5.2.8)."""
    return table(b"XSDT", 1, bytes(8 * count))


def entries(name: bytes, count: int) -> Sequence[tuple[int, int]]:
    """Where the addresses in an RSDT or XSDT are: (offset, size)."""
    size = 4 if name == b"RSDT" else 8
    return [(HEADER.size + size * number, size) for number in range(count)]


def facs() -> bytes:
    """The Firmware ACPI Control Structure, nothing in it; to lie at a multiple of 64 (5.2.10)."""
    return struct.pack("<4sIIIIIQB31x", b"FACS", FACS_LENGTH, 0, 0, 0, 0, 0, 1)


def rsdp() -> bytes:
    """The Root System Description Pointer, revision 2, its two addresses and checksums still to be set (5.2.5.3)."""
    return struct.pack("<8sB6sBIIQB3x", b"RSD PTR ", 0, OEM_ID, 2, 0, RSDP_LENGTH, 0, 0)
