"""Everything the floppy controller remembers."""

from __future__ import annotations

import msgspec

from engine.devices.i82077.register import DEFAULT_CONFIGURE

DRIVES = 4
DEFAULT_RATE = 2


class Phase:
    """Where a command is (section 5)."""

    COMMAND = 0
    EXECUTION = 1  # the drive is at work; the alarm will end it
    TRANSFER = 2  # bytes pass through the FIFO, without DMA
    RESULT = 3


class DriveState(msgspec.Struct):
    """One drive. ``present_cylinder`` is what the controller believes, ``track`` where the head is."""

    track: int = 0
    present_cylinder: int = 0
    changed: bool = True
    last_sector: int = 0


class I82077State(msgspec.Struct):
    """``command`` are the bytes of the command so far, ``result`` those the guest has yet to read, ``buffer``
    with ``position`` a sector on its way through the FIFO. ``seeking``, ``seek_ended``: a bit for each drive;
    ``polled``: how many drives are still to be reported after a reset. ``interrupt`` is the INT pin."""

    dor: int = 0
    rate: int = DEFAULT_RATE
    tdr: int = 0
    phase: int = Phase.COMMAND
    command: bytearray = msgspec.field(default_factory=bytearray)
    result: bytearray = msgspec.field(default_factory=bytearray)
    buffer: bytearray = msgspec.field(default_factory=bytearray)
    position: int = 0
    cylinder: int = 0
    head: int = 0
    sector: int = 0
    sectors_left: int = 0
    implied_seek: bool = False
    specify: bytearray = msgspec.field(default_factory=lambda: bytearray(2))
    configure: int = DEFAULT_CONFIGURE
    precompensation: int = 0
    perpendicular: int = 0
    locked: bool = False
    last_eot: int = 0
    seeking: int = 0
    seek_status: bytearray = msgspec.field(default_factory=lambda: bytearray(DRIVES))
    seek_ended: int = 0
    resetting: bool = False
    polled: int = 0
    interrupt: bool = False
    due_ns: int = 0
    drives: list[DriveState] = msgspec.field(default_factory=lambda: [DriveState() for _ in range(DRIVES)])
