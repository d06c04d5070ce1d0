"""Where on the disk a command means: cylinder/head/sector, 28-bit and 48-bit block addresses."""

from __future__ import annotations

import msgspec

from engine.devices.ide.register import Device
from engine.devices.ide.state import DriveState

MAX_LBA28 = 0x0FFF_FFFF
MAX_CYLINDERS = 16383
MIN_CYLINDERS = 2
DEFAULT_HEADS = 16
DEFAULT_SECTORS = 63


class Geometry(msgspec.Struct, frozen=True):
    """A CHS translation: cylinders 0 to ``cylinders`` - 1, heads likewise, sectors from 1."""

    cylinders: int
    heads: int
    sectors: int


def geometry_of(sectors: int, heads: int = DEFAULT_HEADS, per_track: int = DEFAULT_SECTORS) -> Geometry:
    """The translation of a disk of ``sectors`` sectors (ATA-5, Annex C: at most 16383 cylinders).

    A disk of less than a cylinder, a boot sector in a file, says it has two: a BIOS would not read one of none.
    """
    cylinders = max(MIN_CYLINDERS, min(MAX_CYLINDERS, sectors // (heads * per_track)))
    return Geometry(cylinders, heads, per_track)


def count_of(state: DriveState, *, ext: bool) -> int:
    """Sectors a command asks for: 0 means 256, or 65,536 with a two byte deep count."""
    if ext:
        return state.count | state.count_old << 8 or 0x1_0000
    return state.count or 0x100


def block_of(state: DriveState, *, ext: bool) -> int | None:
    """The first sector a command means; None for a CHS address that cannot exist."""
    low = state.lba_low | state.lba_mid << 8 | state.lba_high << 16
    if ext:
        return low | state.lba_low_old << 24 | state.lba_mid_old << 32 | state.lba_high_old << 40
    head = state.device & Device.HEAD
    if state.device & Device.LBA:
        return low | head << 24
    sector, cylinder = state.lba_low, low >> 8
    if not 1 <= sector <= state.sectors_per_track or head >= state.heads:
        return None
    return (cylinder * state.heads + head) * state.sectors_per_track + sector - 1


def put_block(state: DriveState, block: int, *, ext: bool) -> None:
    """Leave ``block`` in the registers in the form the command used."""
    if ext:
        state.lba_low_old = block >> 24 & 0xFF
        state.lba_mid_old = block >> 32 & 0xFF
        state.lba_high_old = block >> 40 & 0xFF
    elif state.device & Device.LBA:
        state.device = state.device & ~Device.HEAD | block >> 24 & Device.HEAD
    else:
        per_track, heads = state.sectors_per_track or 1, state.heads or 1
        track, sector = divmod(block, per_track)
        cylinder, head = divmod(track, heads)
        state.device = state.device & ~Device.HEAD | head & Device.HEAD
        block = (cylinder & 0xFFFF) << 8 | sector + 1
    state.lba_low = block & 0xFF
    state.lba_mid = block >> 8 & 0xFF
    state.lba_high = block >> 16 & 0xFF
