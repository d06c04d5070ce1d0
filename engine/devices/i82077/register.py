"""Registers, status bits and commands of the floppy controller: Intel 82077AA data sheet, "Status, Data and Control
Registers", "Command Set" (Table 5-1) and "Status Register Encoding".
"""

from __future__ import annotations

from enum import IntEnum


class Dor:
    """Digital Output Register; bits 0 and 1 select the drive, 4 to 7 are motors."""

    SELECT = 0x03
    NOT_RESET = 0x04
    DMA_GATE = 0x08


class Msr:
    """Main Status Register; bits 0 to 3: that drive is seeking."""

    COMMAND_BUSY = 0x10
    NON_DMA = 0x20
    DIO = 0x40
    RQM = 0x80


class Dsr:
    """Data Rate Select Register."""

    RATE = 0x03
    RESET = 0x80


DISK_CHANGED = 0x80  # Digital Input Register


class St0:
    """Status register 0 (Table 5-9 for interrupts)."""

    HEAD = 0x04
    EQUIPMENT_CHECK = 0x10
    SEEK_END = 0x20
    ABNORMAL = 0x40
    INVALID = 0x80
    POLLING = 0xC0


class St1:
    """Status register 1."""

    MISSING_ADDRESS_MARK = 0x01
    NOT_WRITABLE = 0x02
    NO_DATA = 0x04
    OVERRUN = 0x10
    DATA_ERROR = 0x20
    END_OF_CYLINDER = 0x80


class St2:
    """Status register 2."""

    WRONG_CYLINDER = 0x10
    DATA_ERROR = 0x20
    CONTROL_MARK = 0x40


class St3:
    """Status register 3."""

    HEAD = 0x04
    TWO_SIDES = 0x08
    TRACK_0 = 0x10
    READY = 0x20
    WRITE_PROTECTED = 0x40


class Command(IntEnum):
    """Table 5-1. In data commands bit 7 is MT, 6 MFM, 5 SK."""

    READ_TRACK = 0x02
    SPECIFY = 0x03
    SENSE_DRIVE_STATUS = 0x04
    WRITE_DATA = 0x05
    READ_DATA = 0x06
    RECALIBRATE = 0x07
    SENSE_INTERRUPT = 0x08
    WRITE_DELETED = 0x09
    READ_ID = 0x0A
    READ_DELETED = 0x0C
    FORMAT_TRACK = 0x0D
    DUMPREG = 0x0E
    SEEK = 0x0F
    VERSION = 0x10
    PERPENDICULAR = 0x12
    CONFIGURE = 0x13
    LOCK = 0x14
    VERIFY = 0x16


MULTI_TRACK = 0x80
LOCK_ON = 0x80
RELATIVE_SEEK = 0x80
SEEK_INWARDS = 0x40
VERIFY_COUNT = 0x80  # EC in VERIFY's first parameter
IMPLIED_SEEK = 0x40  # EIS in CONFIGURE
FIFO_OFF = 0x20
POLL_OFF = 0x10
DEFAULT_CONFIGURE = FIFO_OFF

# How many bytes follow each command, for every value of the bits that are options.
LENGTHS = {
    Command.READ_TRACK: (8, 0x60),
    Command.SPECIFY: (2, 0x00),
    Command.SENSE_DRIVE_STATUS: (1, 0x00),
    Command.WRITE_DATA: (8, 0xC0),
    Command.READ_DATA: (8, 0xE0),
    Command.RECALIBRATE: (1, 0x00),
    Command.SENSE_INTERRUPT: (0, 0x00),
    Command.WRITE_DELETED: (8, 0xC0),
    Command.READ_ID: (1, 0x40),
    Command.READ_DELETED: (8, 0xE0),
    Command.FORMAT_TRACK: (5, 0x40),
    Command.DUMPREG: (0, 0x00),
    Command.SEEK: (2, 0xC0),
    Command.VERSION: (0, 0x00),
    Command.PERPENDICULAR: (1, 0x00),
    Command.CONFIGURE: (3, 0x00),
    Command.LOCK: (0, 0x80),
    Command.VERIFY: (8, 0xE0),
}
WRITES = frozenset((Command.WRITE_DATA, Command.WRITE_DELETED, Command.FORMAT_TRACK))
TIMED = WRITES | {Command.READ_DATA, Command.READ_DELETED, Command.READ_TRACK, Command.READ_ID, Command.VERIFY}


def parse(value: int) -> tuple[Command, int] | None:
    """The command in its first byte, and how many follow. None: invalid."""
    try:
        command = Command(value & 0x1F)
    except ValueError:
        return None
    length, allowed = LENGTHS[command]
    return None if value & 0xE0 & ~allowed else (command, length)
