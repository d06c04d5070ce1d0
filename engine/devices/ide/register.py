"""Names for what is in an IDE channel's registers.

"ATA-7" is AT Attachment with Packet Interface 7, T13 1532D (INCITS 397), volume 1 unless said otherwise;
"PIIX" is Intel 290550-002, 82371FB (PIIX) and 82371SB (PIIX3).
"""

from __future__ import annotations


class Register:
    """Command block offsets (ATA-7 volume 2, 8.2). Two share an offset: what is read and what is written."""

    DATA = 0
    ERROR = 1
    FEATURES = 1
    COUNT = 2
    LBA_LOW = 3
    LBA_MID = 4
    LBA_HIGH = 5
    DEVICE = 6
    STATUS = 7
    COMMAND = 7


class Status:
    """Status register (ATA-7, 5.14). CHK is ERR's name for packet devices; DSC is obsolete but expected."""

    ERR = 1 << 0
    CHK = 1 << 0
    DRQ = 1 << 3
    DSC = 1 << 4
    DF = 1 << 5
    DRDY = 1 << 6
    BSY = 1 << 7


class Error:
    """Error register (ATA-7, 5.9). DIAGNOSTIC_PASSED is the code a reset leaves (6.13)."""

    DIAGNOSTIC_PASSED = 1
    ABRT = 1 << 2
    IDNF = 1 << 4
    UNC = 1 << 6


class Device:
    """Device register (ATA-7, 5.8). Bits 7 and 5 are obsolete, and read back as written."""

    HEAD = 0xF
    DEV = 1 << 4
    LBA = 1 << 6


class Control:
    """Device Control register (ATA-7, 5.8)."""

    NIEN = 1 << 1
    SRST = 1 << 2
    HOB = 1 << 7


class Reason:
    """Interrupt Reason: what the Count register means for PACKET (ATA-7, 6.24)."""

    CD = 1 << 0
    IO = 1 << 1


class MasterCommand:
    """Bus Master IDE Command (PIIX, 2.7.1). TO_MEMORY: the controller writes memory, a disk read."""

    START = 1 << 0
    TO_MEMORY = 1 << 3


class MasterStatus:
    """Bus Master IDE Status (PIIX, 2.7.2)."""

    ACTIVE = 1 << 0
    ERROR = 1 << 1
    INTERRUPT = 1 << 2
    DRIVE_0_CAPABLE = 1 << 5
    DRIVE_1_CAPABLE = 1 << 6


class Command:
    """Command codes (ATA-7, 6; those marked retired there are what DOS-era software sends)."""

    NOP = 0x00
    DEVICE_RESET = 0x08
    RECALIBRATE = 0x10
    READ_SECTORS = 0x20
    READ_SECTORS_NO_RETRY = 0x21
    READ_SECTORS_EXT = 0x24
    READ_DMA_EXT = 0x25
    READ_NATIVE_MAX_EXT = 0x27
    READ_MULTIPLE_EXT = 0x29
    WRITE_SECTORS = 0x30
    WRITE_SECTORS_NO_RETRY = 0x31
    WRITE_SECTORS_EXT = 0x34
    WRITE_DMA_EXT = 0x35
    WRITE_MULTIPLE_EXT = 0x39
    WRITE_DMA_FUA_EXT = 0x3D
    VERIFY = 0x40
    VERIFY_NO_RETRY = 0x41
    VERIFY_EXT = 0x42
    SEEK = 0x70
    EXECUTE_DIAGNOSTIC = 0x90
    INITIALIZE_PARAMETERS = 0x91
    STANDBY_IMMEDIATE_OLD = 0x94
    IDLE_IMMEDIATE_OLD = 0x95
    STANDBY_OLD = 0x96
    IDLE_OLD = 0x97
    CHECK_POWER_OLD = 0x98
    SLEEP_OLD = 0x99
    PACKET = 0xA0
    IDENTIFY_PACKET = 0xA1
    READ_MULTIPLE = 0xC4
    WRITE_MULTIPLE = 0xC5
    SET_MULTIPLE = 0xC6
    READ_DMA = 0xC8
    READ_DMA_NO_RETRY = 0xC9
    WRITE_DMA = 0xCA
    WRITE_DMA_NO_RETRY = 0xCB
    WRITE_MULTIPLE_FUA_EXT = 0xCE
    STANDBY_IMMEDIATE = 0xE0
    IDLE_IMMEDIATE = 0xE1
    STANDBY = 0xE2
    IDLE = 0xE3
    CHECK_POWER = 0xE5
    SLEEP = 0xE6
    FLUSH_CACHE = 0xE7
    FLUSH_CACHE_EXT = 0xEA
    IDENTIFY = 0xEC
    SET_FEATURES = 0xEF
    READ_NATIVE_MAX = 0xF8
