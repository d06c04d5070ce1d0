"""The 256 words IDENTIFY DEVICE and IDENTIFY PACKET DEVICE answer with (ATA-7, 6.16 and 6.17)."""

from __future__ import annotations

import struct

import msgspec

from engine.devices.ide.address import MAX_LBA28, geometry_of

# ATA-4 to ATA-7, as ATA-7 6.17.41 numbers them.
_MAJOR_VERSION = 0x00F0
MAX_MULTIPLE = 16


class Identity(msgspec.Struct, frozen=True):
    """What a drive calls itself: up to 20, 8 and 40 ASCII characters."""

    serial: str
    firmware: str
    model: str


def disk_identity(
    identity: Identity, sectors: int, heads: int, per_track: int, multiple: int, mode: int, cache: bool
) -> bytes:
    """512 bytes for a disk. ``mode`` is the transfer mode SET FEATURES chose, ``heads`` and ``per_track`` the
    CHS translation in use, ``multiple`` the READ MULTIPLE block in sectors (0: not set)."""
    words = _common(identity, mode)
    default = geometry_of(sectors)
    current = geometry_of(sectors, heads or 1, per_track or 1)
    in_chs = min(current.cylinders * current.heads * current.sectors, sectors)
    words[0] = 0x0040  # fixed, ATA
    words[1], words[3], words[6] = default.cylinders, default.heads, default.sectors
    words[47] = 0x8000 | MAX_MULTIPLE
    words[49] = 0x0F00  # standby timers, IORDY, LBA, DMA
    words[53] |= 0x0001
    words[54], words[55], words[56] = current.cylinders, current.heads, current.sectors
    words[57], words[58] = in_chs & 0xFFFF, in_chs >> 16
    words[59] = 0x0100 | multiple if multiple else 0
    in_28 = min(sectors, MAX_LBA28)
    words[60], words[61] = in_28 & 0xFFFF, in_28 >> 16
    # Supported and enabled: NOP, write cache, power management; FLUSH CACHE (EXT), 48-bit addresses.
    words[82], words[83], words[84] = 0x4028, 0x7400, 0x4000
    words[85], words[86], words[87] = 0x4008 | cache << 5, 0x3400, 0x4000
    words[93] = 0x4001 | 0x6000  # passed, 80-conductor cable
    words[100], words[101] = sectors & 0xFFFF, sectors >> 16 & 0xFFFF
    words[102], words[103] = sectors >> 32 & 0xFFFF, sectors >> 48
    return struct.pack("<256H", *words)


def packet_identity(identity: Identity, mode: int) -> bytes:
    """512 bytes for a CD drive: removable, 12-byte packets, DRQ within 50 microseconds."""
    words = _common(identity, mode)
    words[0] = 0x85C0
    words[49] = 0x0F00
    words[71] = words[72] = 30  # ns to bus release and to service, never used
    words[82], words[83], words[84] = 0x4210, 0x4000, 0x4000
    words[85], words[86], words[87] = 0x4210, 0x0000, 0x4000
    words[93] = 0x4001 | 0x6000
    return struct.pack("<256H", *words)


def _common(identity: Identity, mode: int) -> list[int]:
    words = [0] * 256
    words[10:20] = _text(identity.serial, 10)
    words[23:27] = _text(identity.firmware, 4)
    words[27:47] = _text(identity.model, 20)
    words[51] = words[52] = 0x0200  # PIO mode 2 timing, for software older than word 64
    words[53] = 0x0006  # words 64-70 and 88 are valid
    words[63] = 0x0007 | _chosen(mode, 0x20)
    words[64] = 0x0003
    words[65] = words[66] = words[67] = words[68] = 120  # ns a cycle
    words[80] = _MAJOR_VERSION
    words[88] = 0x003F | _chosen(mode, 0x40)
    return words


def _chosen(mode: int, family: int) -> int:
    """The bit that says a DMA mode is in use, when ``mode`` is of ``family``."""
    return 0x100 << (mode & 7) if mode & 0xF8 == family else 0


def _text(text: str, words: int) -> list[int]:
    """ATA strings: two characters a word, the first one in the high byte, padded with spaces."""
    data = text.encode("ascii", "replace")[: 2 * words].ljust(2 * words)
    return list(struct.unpack(f">{words}H", data))
