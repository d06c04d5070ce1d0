"""Everything the floppy controller remembers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from engine.devices.i82077.register import DEFAULT_CONFIGURE

DRIVES = 4
DEFAULT_RATE = 2


class Phase(IntEnum):
    """Where a command is (section 5)."""

    COMMAND = 0
    EXECUTION = 1  # the drive is at work; the alarm will end it
    TRANSFER = 2  # bytes pass through the FIFO, without DMA
    RESULT = 3


@dataclass(slots=True)
class DriveState:
    """One drive. ``present_cylinder`` is what the controller believes, ``track`` where the head is."""

    track: int = 0
    present_cylinder: int = 0
    changed: bool = True
    last_sector: int = 0


@dataclass(slots=True)
class I82077State:
    """``command`` are the bytes of the command so far, ``result`` those the guest has yet to read, ``buffer``
    with ``position`` a sector on its way through the FIFO. ``seeking``, ``seek_ended``: a bit for each drive;
    ``polled``: how many drives are still to be reported after a reset. ``interrupt`` is the INT pin."""

    dor: int = 0
    rate: int = DEFAULT_RATE
    tdr: int = 0
    phase: int = Phase.COMMAND
    command: bytearray = field(default_factory=bytearray)
    result: bytearray = field(default_factory=bytearray)
    buffer: bytearray = field(default_factory=bytearray)
    position: int = 0
    cylinder: int = 0
    head: int = 0
    sector: int = 0
    sectors_left: int = 0
    implied_seek: bool = False
    specify: bytearray = field(default_factory=lambda: bytearray(2))
    configure: int = DEFAULT_CONFIGURE
    precompensation: int = 0
    perpendicular: int = 0
    locked: bool = False
    last_eot: int = 0
    seeking: int = 0
    seek_status: bytearray = field(default_factory=lambda: bytearray(DRIVES))
    seek_ended: int = 0
    resetting: bool = False
    polled: int = 0
    interrupt: bool = False
    due_ns: int = 0
    drives: list[DriveState] = field(default_factory=lambda: [DriveState() for _ in range(DRIVES)])
