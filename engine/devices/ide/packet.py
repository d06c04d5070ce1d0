"""What a CD drive does with a command packet: from its 12 bytes and the drive's state to an answer.

Nothing is transferred here: the answer says what to send. Replies as bytes are in mmc.py.
"""

from __future__ import annotations

import struct
from collections.abc import Callable

import msgspec

from engine.devices.ide import mmc
from engine.devices.ide.identify import Identity
from engine.devices.ide.mmc import MediumEvent, Operation, Sense
from engine.devices.ide.state import DriveState

# Commands that work whatever has happened to the medium, and leave a unit attention alone (MMC, 4.1.6.1).
_ALWAYS = frozenset({Operation.INQUIRY, Operation.REQUEST_SENSE, Operation.GET_EVENT_STATUS})
_NEED_MEDIUM = frozenset(
    {
        Operation.TEST_UNIT_READY,
        Operation.READ_CAPACITY,
        Operation.READ_10,
        Operation.READ_12,
        Operation.READ_CD,
        Operation.SEEK_10,
        Operation.READ_TOC,
        Operation.READ_DISC_INFORMATION,
        Operation.READ_TRACK_INFORMATION,
    }
)


class Data(msgspec.Struct, frozen=True):
    """Send ``data``, cut to the ``allocated`` bytes the host has room for."""

    data: bytes
    allocated: int


class Blocks(msgspec.Struct, frozen=True):
    """Send ``count`` blocks of the disc from ``first`` on; they are on it."""

    first: int
    count: int


# None: done, nothing to send. A Sense: failed, and why.
Answer = Data | Blocks | Sense | None


class Drive(msgspec.Struct, frozen=True):
    """What a command may look at and change. ``blocks`` is 0 unless a disc is in and the tray closed;
    ``loaded`` whether a disc is in."""

    state: DriveState
    blocks: int
    loaded: bool
    identity: Identity


def execute(cdb: bytes, state: DriveState, blocks: int, identity: Identity) -> Answer:
    """Do the command in ``cdb`` (12 bytes). ``blocks`` is the size of the disc in the drive, 0 without one."""
    operation = _OPERATIONS.get(cdb[0])
    if state.medium_changed and cdb[0] not in _ALWAYS:
        state.medium_changed = False
        return mmc.MEDIUM_CHANGED
    if operation is None:
        return mmc.INVALID_OPERATION
    if cdb[0] in _NEED_MEDIUM and (state.tray_open or not blocks):
        return mmc.TRAY_OPEN if state.tray_open else mmc.NOT_PRESENT
    return operation(Drive(state, 0 if state.tray_open else blocks, blocks > 0, identity), cdb)


def _good(_drive: Drive, _cdb: bytes) -> Answer:
    return None


def _request_sense(drive: Drive, cdb: bytes) -> Answer:
    state = drive.state
    sense = Sense(state.sense_key, state.sense_code, state.sense_qualifier)
    if state.medium_changed and sense == mmc.NO_SENSE:
        state.medium_changed = False
        sense = mmc.MEDIUM_CHANGED
    return Data(mmc.sense_data(sense), cdb[4])


def _inquiry(drive: Drive, cdb: bytes) -> Answer:
    if cdb[1] & 3:
        return mmc.INVALID_FIELD  # no vital product data
    vendor, _, product = drive.identity.model.partition(" ")
    return Data(mmc.inquiry(vendor, product, drive.identity.firmware), cdb[4])


def _mode_sense(drive: Drive, cdb: bytes) -> Answer:
    if cdb[2] >> 6 == 3:
        return mmc.INVALID_FIELD  # values are not saved
    ten = cdb[0] == Operation.MODE_SENSE_10
    data = mmc.mode_sense(cdb[2] & 0x3F, ten=ten, locked=drive.state.locked, present=drive.blocks > 0)
    if data is None:
        return mmc.INVALID_FIELD
    return Data(data, _u16(cdb, 7) if ten else cdb[4])


def _start_stop(drive: Drive, cdb: bytes) -> Answer:
    """START STOP UNIT (MMC, 6.43): with LoEj, Start 0 opens the tray and 1 closes it."""
    state = drive.state
    load, start = bool(cdb[4] & 2), bool(cdb[4] & 1)
    if load and not start and state.locked:
        return mmc.REMOVAL_PREVENTED
    if load and state.tray_open == start:
        state.tray_open = not start
        state.medium_event = MediumEvent.NEW_MEDIUM if start else MediumEvent.REMOVAL
        state.medium_changed = start and drive.loaded
    return None


def _prevent_allow(drive: Drive, cdb: bytes) -> Answer:
    drive.state.locked = bool(cdb[4] & 1)
    return None


def _read_capacity(drive: Drive, _cdb: bytes) -> Answer:
    return Data(mmc.capacity(drive.blocks), 8)


def _blocks(drive: Drive, first: int, count: int) -> Answer:
    return Blocks(first, count) if first + count <= drive.blocks else mmc.OUT_OF_RANGE


def _read(drive: Drive, cdb: bytes) -> Answer:
    count = _u16(cdb, 7) if cdb[0] == Operation.READ_10 else _u32(cdb, 6)
    return _blocks(drive, _u32(cdb, 2), count)


def _read_cd(drive: Drive, cdb: bytes) -> Answer:
    """READ CD (MMC, 6.20): the user data of mode 1 sectors (10h), or nothing (00h)."""
    count = int.from_bytes(cdb[6:9], "big")
    selected = cdb[9] & 0xF8
    if cdb[1] >> 2 & 7 not in (0, 2) or selected not in (0x00, 0x10) or cdb[10] & 7:
        return mmc.INVALID_FIELD
    return _blocks(drive, _u32(cdb, 2), count if selected else 0)


def _seek(drive: Drive, cdb: bytes) -> Answer:
    return mmc.OUT_OF_RANGE if _u32(cdb, 2) >= drive.blocks else None


def _read_toc(drive: Drive, cdb: bytes) -> Answer:
    data = mmc.toc(cdb, drive.blocks)
    return mmc.INVALID_FIELD if data is None else Data(data, _u16(cdb, 7))


def _get_configuration(drive: Drive, cdb: bytes) -> Answer:
    return Data(mmc.configuration(cdb, drive.blocks, locked=drive.state.locked), _u16(cdb, 7))


def _get_event_status(drive: Drive, cdb: bytes) -> Answer:
    state = drive.state
    if not cdb[1] & 1:
        return mmc.INVALID_FIELD  # only polling
    data = mmc.event_status(cdb, state.medium_event, present=drive.blocks > 0, tray_open=state.tray_open)
    if cdb[4] & 0x10:
        state.medium_event = MediumEvent.NONE
    return Data(data, _u16(cdb, 7))


def _disc_information(_drive: Drive, cdb: bytes) -> Answer:
    return Data(mmc.disc_information(), _u16(cdb, 7))


def _track_information(drive: Drive, cdb: bytes) -> Answer:
    return Data(mmc.track_information(drive.blocks), _u16(cdb, 7))


def _mechanism_status(drive: Drive, cdb: bytes) -> Answer:
    return Data(mmc.mechanism_status(drive.state.tray_open), _u16(cdb, 8))


_OPERATIONS: dict[int, Callable[[Drive, bytes], Answer]] = {
    Operation.TEST_UNIT_READY: _good,
    Operation.REQUEST_SENSE: _request_sense,
    Operation.INQUIRY: _inquiry,
    Operation.MODE_SENSE_6: _mode_sense,
    Operation.MODE_SENSE_10: _mode_sense,
    Operation.START_STOP_UNIT: _start_stop,
    Operation.PREVENT_ALLOW: _prevent_allow,
    Operation.READ_CAPACITY: _read_capacity,
    Operation.READ_10: _read,
    Operation.READ_12: _read,
    Operation.READ_CD: _read_cd,
    Operation.SEEK_10: _seek,
    Operation.READ_TOC: _read_toc,
    Operation.GET_CONFIGURATION: _get_configuration,
    Operation.GET_EVENT_STATUS: _get_event_status,
    Operation.READ_DISC_INFORMATION: _disc_information,
    Operation.READ_TRACK_INFORMATION: _track_information,
    Operation.MECHANISM_STATUS: _mechanism_status,
    Operation.SET_CD_SPEED: _good,
}


def _u16(cdb: bytes, at: int) -> int:
    value: int = struct.unpack_from(">H", cdb, at)[0]
    return value


def _u32(cdb: bytes, at: int) -> int:
    value: int = struct.unpack_from(">I", cdb, at)[0]
    return value
