"""Everything an IDE channel and its drives remember, as plain values."""

from __future__ import annotations

from enum import IntEnum

import msgspec


class Step(IntEnum):
    """What a drive is in the middle of."""

    IDLE = 0
    DATA_IN = 1  # DRQ: the host reads a block
    DATA_OUT = 2  # DRQ: the host writes a block
    PACKET_OUT = 3  # DRQ: the host writes a command packet
    DMA_WAIT = 4  # the drive waits for the bus master
    FETCH = 5  # the disk fills ``data``
    STORE = 6  # the disk takes ``data``
    DMA = 7  # the disk moves data from or to guest memory
    FLUSH = 8  # the disk makes its cache permanent


class DriveState(msgspec.Struct):
    """A drive: its copy of the command block registers, the command it works on, and what outlives commands.

    ``*_old`` are the previous contents of registers that are two bytes deep (ATA-7, 5.1). ``offset`` and
    ``remaining`` are in bytes: where on the medium the current command goes on, and how much it has left
    beyond ``data``. ``data[position:block_end]`` is the DRQ block the host is moving.
    """

    features: int = 0
    count: int = 0
    lba_low: int = 0
    lba_mid: int = 0
    lba_high: int = 0
    features_old: int = 0
    count_old: int = 0
    lba_low_old: int = 0
    lba_mid_old: int = 0
    lba_high_old: int = 0
    device: int = 0
    status: int = 0
    error: int = 0
    interrupt: bool = False

    step: int = Step.IDLE
    command: int = 0
    data: bytearray = msgspec.field(default_factory=bytearray)
    position: int = 0
    block_end: int = 0
    block: int = 0
    offset: int = 0
    remaining: int = 0
    writing: bool = False
    dma_todo: int = 0

    heads: int = 0
    sectors_per_track: int = 0
    multiple: int = 0
    transfer_mode: int = 0
    write_cache: bool = True

    packet_dma: bool = False
    byte_limit: int = 0
    sense_key: int = 0
    sense_code: int = 0
    sense_qualifier: int = 0
    medium_changed: bool = False
    medium_event: int = 0
    tray_open: bool = False
    locked: bool = False


class IdeChannelState(msgspec.Struct):
    """Device Control, which drive is selected, and the bus master block (PIIX, 2.7).

    ``prd`` is the address of the region descriptor in use, ``prd_used`` how many of its bytes are moved.
    """

    control: int = 0
    selected: int = 0
    command: int = 0
    status: int = 0
    table: int = 0
    prd: int = 0
    prd_used: int = 0
    drive_0: DriveState = msgspec.field(default_factory=DriveState)
    drive_1: DriveState = msgspec.field(default_factory=DriveState)
