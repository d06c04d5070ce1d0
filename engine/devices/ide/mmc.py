"""What a CD drive answers, as bytes: no registers, no disk.

"MMC" is SCSI Multimedia Commands 3 (INCITS 360, T10 1363-D), "SPC" SCSI Primary Commands 2 (T10 1236-D).
"""

from __future__ import annotations

import struct

import msgspec

BLOCK = 2048
LEAD_OUT = 0xAA
PREGAP = 150
# ADR 1 (position), control 4: a data track, copying forbidden (MMC, 6.25).
_DATA_TRACK = 0x14
PROFILE_CD_ROM = 0x0008
PROFILE_DVD_ROM = 0x0010
# More than a 90 minute CD holds: then it is a DVD.
_CD_BLOCKS = 90 * 60 * 75


class Operation:
    """Operation codes of the command packets understood."""

    TEST_UNIT_READY = 0x00
    REQUEST_SENSE = 0x03
    INQUIRY = 0x12
    MODE_SENSE_6 = 0x1A
    START_STOP_UNIT = 0x1B
    PREVENT_ALLOW = 0x1E
    READ_CAPACITY = 0x25
    READ_10 = 0x28
    SEEK_10 = 0x2B
    READ_TOC = 0x43
    GET_CONFIGURATION = 0x46
    GET_EVENT_STATUS = 0x4A
    READ_DISC_INFORMATION = 0x51
    READ_TRACK_INFORMATION = 0x52
    MODE_SENSE_10 = 0x5A
    READ_12 = 0xA8
    SET_CD_SPEED = 0xBB
    MECHANISM_STATUS = 0xBD
    READ_CD = 0xBE


class Sense(msgspec.Struct, frozen=True):
    """Why a command failed: sense key, additional code and qualifier (SPC, 7.20)."""

    key: int
    code: int = 0
    qualifier: int = 0


NO_SENSE = Sense(0)
NOT_PRESENT = Sense(2, 0x3A)
TRAY_OPEN = Sense(2, 0x3A, 2)
MEDIUM_ERROR = Sense(3, 0x11)
INVALID_OPERATION = Sense(5, 0x20)
OUT_OF_RANGE = Sense(5, 0x21)
INVALID_FIELD = Sense(5, 0x24)
REMOVAL_PREVENTED = Sense(5, 0x53, 2)
MEDIUM_CHANGED = Sense(6, 0x28)
ABORTED = Sense(0xB)


class MediumEvent:
    """Media events of GET EVENT STATUS NOTIFICATION (MMC, 6.6.2.4)."""

    NONE = 0
    EJECT_REQUEST = 1
    NEW_MEDIUM = 2
    REMOVAL = 3


def inquiry(vendor: str, product: str, revision: str) -> bytes:
    """Standard INQUIRY data (SPC, 7.3.2): a removable CD-ROM device behind an ATAPI interface."""
    head = bytes([0x05, 0x80, 0x00, 0x32, 31, 0, 0, 0])
    return head + b"".join(
        text.encode("ascii", "replace")[:size].ljust(size)
        for text, size in ((vendor, 8), (product, 16), (revision, 4))
    )


def sense_data(sense: Sense) -> bytes:
    """Fixed format sense data, current error (SPC, 7.20.2)."""
    return struct.pack(">BBBIBIBBBBH", 0x70, 0, sense.key, 0, 10, 0, sense.code, sense.qualifier, 0, 0, 0)


def capacity(blocks: int) -> bytes:
    """READ CAPACITY: the last block's address and the length of a block (MMC, 6.21)."""
    return struct.pack(">II", min(blocks - 1, 0xFFFF_FFFF), BLOCK)


def msf(block: int) -> tuple[int, int, int]:
    """Minute, second, frame of a block; the first is at 00:02:00 (MMC, 4.2.1)."""
    minutes, rest = divmod(block + PREGAP, 60 * 75)
    return (minutes & 0xFF, *divmod(rest, 75))


def toc(cdb: bytes, blocks: int) -> bytes | None:
    """READ TOC/PMA/ATIP formats 0 to 2 for one data track (MMC, 6.25); None for an impossible request."""
    in_msf = bool(cdb[1] & 2)
    # Byte 9 bits 7-6 held the format before MMC.
    form = cdb[2] & 0xF or cdb[9] >> 6
    if form == 0:
        return _toc_tracks(cdb[6], blocks, in_msf)
    if form == 1:
        return struct.pack(">HBBBBBB", 10, 1, 1, 0, _DATA_TRACK, 1, 0) + _place(0, in_msf)
    if form == 2:
        return _toc_raw(blocks)
    return None


def _toc_tracks(first: int, blocks: int, in_msf: bool) -> bytes | None:
    if first > 1 and first != LEAD_OUT:
        return None
    entries = b""
    if first <= 1:
        entries = bytes([0, _DATA_TRACK, 1, 0]) + _place(0, in_msf)
    entries += bytes([0, _DATA_TRACK, LEAD_OUT, 0]) + _place(blocks, in_msf)
    return struct.pack(">HBB", 2 + len(entries), 1, 1) + entries


def _toc_raw(blocks: int) -> bytes:
    """Points A0 (first track), A1 (last), A2 (lead-out) and track 1 of session 1 (MMC, 6.25.3.4)."""
    rows = [(0xA0, (1, 0, 0)), (0xA1, (1, 0, 0)), (0xA2, msf(blocks)), (1, msf(0))]
    body = b"".join(bytes([1, _DATA_TRACK, 0, point, 0, 0, 0, 0, *place]) for point, place in rows)
    return struct.pack(">HBB", 2 + len(body), 1, 1) + body


def _place(block: int, in_msf: bool) -> bytes:
    return bytes([0, *msf(block)]) if in_msf else struct.pack(">I", block)


_PAGES = {
    # Read error recovery: the default, one retry (MMC, 7.4.4).
    0x01: bytes([0x01, 6, 0, 1, 0, 0, 0, 0]),
    # CD device parameters: 60 seconds a minute, 75 frames a second (MMC, Annex C).
    0x0D: bytes([0x0D, 6, 0, 0, 0, 60, 0, 75]),
    # CD audio control (MMC, 7.4.6), which changers of volume expect although nothing plays.
    0x0E: bytes([0x0E, 14, 4, 0, 0, 0, 0, 75, 1, 255, 2, 255, 0, 0, 0, 0]),
}
_SPEED_KB = 176 * 24


def mode_sense(page: int, *, ten: bool, locked: bool, present: bool) -> bytes | None:
    """MODE SENSE(6) or (10), without block descriptors (SPC, 8.3); 3Fh is all pages. None: no such page."""
    pages = dict(_PAGES)
    pages[0x2A] = _capabilities(locked)
    if page == 0x3F:
        body = b"".join(pages[number] for number in sorted(pages))
    elif page in pages:
        body = pages[page]
    else:
        return None
    # Medium type: 01 a 120 mm data disc, 70 door closed without a disc.
    medium = 0x01 if present else 0x70
    if ten:
        return struct.pack(">HBBHH", len(body) + 6, medium, 0, 0, 0) + body
    return bytes([len(body) + 3, medium, 0, 0]) + body


def _capabilities(locked: bool) -> bytes:
    """Page 2Ah (MMC, 7.4.11): reads mode 2, multisession; tray loader, lockable."""
    flags = 0x29 | locked << 1
    return struct.pack(
        ">BBBBBBBBHHHHBBHH", 0x2A, 20, 0x03, 0, 0x71, 0, flags, 0, _SPEED_KB, 2, 512, _SPEED_KB, 0, 0, 0, 0
    )


def profile_of(blocks: int) -> int:
    """The current profile (MMC, 5.3.1): by size alone; 0 without a medium."""
    if not blocks:
        return 0
    return PROFILE_CD_ROM if blocks <= _CD_BLOCKS else PROFILE_DVD_ROM


def configuration(cdb: bytes, blocks: int, *, locked: bool) -> bytes:
    """GET CONFIGURATION: the features of a reading drive, from the number asked for on (MMC, 6.5)."""
    current = profile_of(blocks)
    profiles = b"".join(
        struct.pack(">HBB", profile, profile == current, 0) for profile in (PROFILE_DVD_ROM, PROFILE_CD_ROM)
    )
    cd, dvd = current == PROFILE_CD_ROM, current == PROFILE_DVD_ROM
    features = (
        (0x0000, 0x03, profiles),
        (0x0001, 0x0B, struct.pack(">IBBBB", 2, 1, 0, 0, 0)),  # core: ATAPI
        (0x0002, 0x07, bytes([2, 0, 0, 0])),  # morphing: asynchronous events are polled
        (0x0003, 0x03, bytes([0x29 | locked << 1, 0, 0, 0])),  # removable, tray
        (0x0010, 0x00 | (current != 0), struct.pack(">IHBB", BLOCK, 1, 0, 0)),  # random readable
        (0x001E, 0x08 | cd, bytes([0, 0, 0, 0])),  # CD read
        (0x001F, 0x04 | dvd, bytes([1, 0, 0, 0])),  # DVD read
    )
    asked, kind = cdb[2] << 8 | cdb[3], cdb[1] & 3
    body = b""
    for number, flags, data in features:
        wanted = number == asked if kind == 2 else number >= asked and (kind == 0 or flags & 1)
        if wanted:
            body += struct.pack(">HBB", number, flags, len(data)) + data
    return struct.pack(">IHH", len(body) + 4, 0, current) + body


def event_status(cdb: bytes, event: int, *, present: bool, tray_open: bool) -> bytes:
    """GET EVENT STATUS NOTIFICATION, polled: the media class only (MMC, 6.6)."""
    if not cdb[4] & 0x10:
        return bytes([0, 2, 0x80, 0x10])
    return bytes([0, 6, 0x04, 0x10, event, present << 1 | tray_open, 0, 0])


def mechanism_status(tray_open: bool) -> bytes:
    """MECHANISM STATUS of a drive that is no changer (MMC, 6.10)."""
    return bytes([0, tray_open << 4, 0, 0, 0, 0, 0, 0])


def disc_information() -> bytes:
    """READ DISC INFORMATION: one complete, finished session with one track (MMC, 6.22)."""
    head = bytes([0, 32, 0x0E, 1, 1, 1, 1, 0x20, 0, 0, 0, 0, 0, 0, 0, 0])
    return head + b"\xff" * 8 + bytes(10)


def track_information(blocks: int) -> bytes:
    """READ TRACK INFORMATION of track 1 (MMC, 6.27): data, mode 1, all of the disc."""
    return struct.pack(">HBBBBBBIIIII", 34, 1, 1, 0, 4, 1, 0, 0, 0, 0, 0, blocks) + bytes(8)
