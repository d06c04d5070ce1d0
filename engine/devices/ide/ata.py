"""A hard disk: the ATA commands (ATA-7 volume 1, 6)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from engine.devices.ide import address
from engine.devices.ide.identify import MAX_MULTIPLE, Identity, disk_identity
from engine.devices.ide.interface import CHUNK, READY, DriveInterface
from engine.devices.ide.register import Command, Error, Status
from engine.devices.ide.state import Step
from engine.storage.backend import SECTOR, DiskPort, Op

SIGNATURE = (0x00, 0x00)
POWER_ACTIVE = 0xFF
# SET FEATURES subcommands (ATA-7, 6.46) that change nothing here, but that a drive of this age has.
_HARMLESS_FEATURES = frozenset({0x55, 0xAA, 0x66, 0xCC})
_NO_EFFECT = (
    Command.STANDBY_IMMEDIATE_OLD,
    Command.IDLE_IMMEDIATE_OLD,
    Command.STANDBY_OLD,
    Command.IDLE_OLD,
    Command.SLEEP_OLD,
    Command.STANDBY_IMMEDIATE,
    Command.IDLE_IMMEDIATE,
    Command.STANDBY,
    Command.IDLE,
    Command.SLEEP,
)
EXT = frozenset(
    {
        Command.READ_SECTORS_EXT,
        Command.READ_DMA_EXT,
        Command.READ_MULTIPLE_EXT,
        Command.WRITE_SECTORS_EXT,
        Command.WRITE_DMA_EXT,
        Command.WRITE_MULTIPLE_EXT,
        Command.WRITE_DMA_FUA_EXT,
        Command.WRITE_MULTIPLE_FUA_EXT,
        Command.VERIFY_EXT,
        Command.READ_NATIVE_MAX_EXT,
    }
)
_FUA = (Command.WRITE_DMA_FUA_EXT, Command.WRITE_MULTIPLE_FUA_EXT)


class AtaDisk:
    """A disk on an IDE channel. ``disk`` is where its sectors are; its size is read once."""

    packets = False

    def __init__(self, disk: DiskPort, identity: Identity | None = None) -> None:
        self.disk = disk
        self.sectors = disk.size // SECTOR
        self.identity = identity or Identity("VG0000001", "1.0", "VirtGUI HARD DISK")
        self.interface = DriveInterface(self)
        self._commands = self._table()

    def _table(self) -> dict[int, Callable[[], None]]:
        table: dict[int, Callable[[], None]] = dict.fromkeys(_NO_EFFECT, self._nothing)
        for code in (
            Command.READ_SECTORS,
            Command.READ_SECTORS_NO_RETRY,
            Command.READ_SECTORS_EXT,
        ):
            table[code] = partial(self._read, 1)
        for code in (
            Command.WRITE_SECTORS,
            Command.WRITE_SECTORS_NO_RETRY,
            Command.WRITE_SECTORS_EXT,
        ):
            table[code] = partial(self._write, 1)
        for code in (Command.READ_MULTIPLE, Command.READ_MULTIPLE_EXT):
            table[code] = partial(self._multiple, self._read)
        for code in (Command.WRITE_MULTIPLE, Command.WRITE_MULTIPLE_EXT, Command.WRITE_MULTIPLE_FUA_EXT):
            table[code] = partial(self._multiple, self._write)
        for code in (Command.READ_DMA, Command.READ_DMA_NO_RETRY, Command.READ_DMA_EXT):
            table[code] = partial(self._dma_command, writing=False)
        for code in (
            Command.WRITE_DMA,
            Command.WRITE_DMA_NO_RETRY,
            Command.WRITE_DMA_EXT,
            Command.WRITE_DMA_FUA_EXT,
        ):
            table[code] = partial(self._dma_command, writing=True)
        for code in (Command.VERIFY, Command.VERIFY_NO_RETRY, Command.VERIFY_EXT):
            table[code] = self._verify
        for low in range(16):
            table[Command.RECALIBRATE + low] = self._nothing
            table[Command.SEEK + low] = self._seek
        table |= {
            Command.INITIALIZE_PARAMETERS: self._initialize_parameters,
            Command.CHECK_POWER: self._check_power,
            Command.CHECK_POWER_OLD: self._check_power,
            Command.FLUSH_CACHE: self._flush,
            Command.FLUSH_CACHE_EXT: self._flush,
            Command.IDENTIFY: self._identify,
            Command.SET_FEATURES: self._set_features,
            Command.SET_MULTIPLE: self._set_multiple,
            Command.READ_NATIVE_MAX: self._native_max,
            Command.READ_NATIVE_MAX_EXT: self._native_max,
        }
        return table

    # --- the channel's view

    def reset(self) -> None:
        """Power-on: signature, default translation, no READ MULTIPLE, write cache on."""
        self.interface.power_on()
        state = self.interface.state
        state.heads, state.sectors_per_track = address.DEFAULT_HEADS, address.DEFAULT_SECTORS
        self.soft_reset()

    def soft_reset(self) -> None:
        """SRST: the signature of a disk; translation and modes stay (as after SET FEATURES 66h)."""
        self.interface.end_reset(READY, SIGNATURE)

    def command(self, code: int) -> None:
        """Begin a command. What this disk does not know is aborted."""
        state = self.interface.state
        state.command, state.error = code, 0
        state.remaining = state.dma_todo = 0
        state.writing = False
        self._commands.get(code, self._abort)()

    def block_moved(self) -> None:
        """The host has moved a DRQ block of a READ or WRITE."""
        state = self.interface.state
        more = state.position < len(state.data)
        if state.step == Step.DATA_IN:
            if more:
                self._offer(interrupt=True)
            elif state.remaining:
                self._fetch()
            elif state.command == Command.IDENTIFY:
                self.interface.succeed(interrupt=False)
            else:
                self._finish(interrupt=False)
        elif more:
            self._offer(interrupt=True)
        else:
            self._store()

    def dma(self, buffers: list[memoryview], length: int) -> None:
        """Move data straight between the disk and guest memory."""
        state = self.interface.state
        op: Op = "write" if state.writing else "read"
        self.interface.submit(Step.DMA, self.disk, op, buffers, partial(self._dma_done, length))

    def dma_failed(self) -> None:
        """The bus master could not reach guest memory."""
        self._abort()

    def resume(self) -> None:
        """After a restore: submit again what the disk was doing."""
        state = self.interface.state
        if state.step == Step.FETCH:
            state.remaining += len(state.data)
            self._fetch()
        elif state.step == Step.STORE:
            self._store()
        elif state.step in (Step.DMA, Step.DMA_WAIT):
            self.interface.wait_for_dma(state.dma_todo, writing=state.writing)
        elif state.step == Step.FLUSH:
            self._flush()

    # --- data

    def _range(self) -> bool:
        """Take address and count from the registers. False, and IDNF, if they are not on the disk."""
        state = self.interface.state
        ext = state.command in EXT
        block, count = address.block_of(state, ext=ext), address.count_of(state, ext=ext)
        if block is None or block + count > self.sectors:
            if block is not None:
                address.put_block(state, max(block, self.sectors), ext=ext)
            self.interface.fail(Error.IDNF)
            return False
        state.offset, state.remaining = block * SECTOR, count * SECTOR
        return True

    def _read(self, per_block: int) -> None:
        if self._range():
            self.interface.state.block = per_block * SECTOR
            self._fetch()

    def _fetch(self) -> None:
        state = self.interface.state
        state.data = bytearray(min(state.remaining, CHUNK))
        state.remaining -= len(state.data)
        self.interface.submit(Step.FETCH, self.disk, "read", [memoryview(state.data)], self._fetched)

    def _fetched(self, error: int) -> None:
        state = self.interface.state
        if error:
            self._disk_failed()
            return
        state.offset += len(state.data)
        state.position = 0
        self._offer(interrupt=True)

    def _offer(self, *, interrupt: bool) -> None:
        state = self.interface.state
        step = Step.DATA_OUT if state.writing else Step.DATA_IN
        length = min(state.block, len(state.data) - state.position)
        self.interface.offer(step, length, interrupt=interrupt)

    def _write(self, per_block: int) -> None:
        if not self._may_write() or not self._range():
            return
        state = self.interface.state
        state.writing = True
        state.block = per_block * SECTOR
        self._gather(interrupt=False)

    def _gather(self, *, interrupt: bool) -> None:
        state = self.interface.state
        state.data = bytearray(min(state.remaining, CHUNK))
        state.remaining -= len(state.data)
        state.position = 0
        self._offer(interrupt=interrupt)

    def _store(self) -> None:
        state = self.interface.state
        self.interface.submit(Step.STORE, self.disk, "write", [memoryview(state.data)], self._stored)

    def _stored(self, error: int) -> None:
        state = self.interface.state
        if error:
            self._disk_failed()
            return
        state.offset += len(state.data)
        if state.remaining:
            self._gather(interrupt=True)
        else:
            self._written()

    def _written(self) -> None:
        """All is handed over. FUA, and a switched-off write cache, mean: onto stable storage, too."""
        state = self.interface.state
        if state.command in _FUA or not state.write_cache:
            self._flush()
        else:
            self._finish(interrupt=True)

    def _dma_command(self, *, writing: bool) -> None:
        if (not writing or self._may_write()) and self._range():
            self.interface.wait_for_dma(self.interface.state.remaining, writing=writing)

    def _dma_done(self, length: int, error: int) -> None:
        state = self.interface.state
        self.interface.dma_moved(error != 0)
        if error:
            self._disk_failed()
            return
        state.offset += length
        state.remaining -= length
        state.dma_todo -= length
        if state.dma_todo:
            self.interface.wait_for_dma(state.dma_todo, writing=state.writing)
        elif state.writing:
            self._written()
        else:
            self._finish(interrupt=True)

    def _multiple(self, move: Callable[[int], None]) -> None:
        multiple = self.interface.state.multiple
        if multiple:
            move(multiple)
        else:
            self._abort()

    def _finish(self, *, interrupt: bool) -> None:
        """A transfer is complete: the address of its last sector, and a count of 0, are left behind."""
        state = self.interface.state
        address.put_block(state, max(state.offset // SECTOR - 1, 0), ext=state.command in EXT)
        state.count = 0
        self.interface.succeed(interrupt=interrupt)

    def _disk_failed(self) -> None:
        """The host could not read (UNC) or write (a device fault) at ``offset``."""
        state = self.interface.state
        address.put_block(state, state.offset // SECTOR, ext=state.command in EXT)
        if state.writing:
            self.interface.fail(Error.ABRT, Status.DF)
        else:
            self.interface.fail(Error.UNC)

    def _may_write(self) -> bool:
        if self.disk.readonly:
            self._abort()
        return not self.disk.readonly

    # --- commands without data, or with little

    def _abort(self) -> None:
        self.interface.fail(Error.ABRT)

    def _nothing(self) -> None:
        self.interface.succeed()

    def _seek(self) -> None:
        block = address.block_of(self.interface.state, ext=False)
        if block is None or block >= self.sectors:
            self.interface.fail(Error.IDNF)
        else:
            self.interface.succeed()

    def _verify(self) -> None:
        """The sectors exist, and the host's disk is trusted to keep them."""
        if self._range():
            state = self.interface.state
            state.offset += state.remaining
            self._finish(interrupt=True)

    def _flush(self) -> None:
        self.interface.submit(Step.FLUSH, self.disk, "flush", [], self._flushed)

    def _flushed(self, error: int) -> None:
        state = self.interface.state
        if error:
            self.interface.fail(Error.ABRT, Status.DF)
        elif state.command in (Command.FLUSH_CACHE, Command.FLUSH_CACHE_EXT, Command.SET_FEATURES):
            self.interface.succeed()
        else:
            self._finish(interrupt=True)

    def _identify(self) -> None:
        state = self.interface.state
        state.data = bytearray(
            disk_identity(
                self.identity,
                self.sectors,
                state.heads,
                state.sectors_per_track,
                state.multiple,
                state.transfer_mode,
                state.write_cache,
            )
        )
        state.position = 0
        self.interface.offer(Step.DATA_IN, SECTOR, interrupt=True)

    def _initialize_parameters(self) -> None:
        """INITIALIZE DEVICE PARAMETERS (ATA-5, 8.16): heads - 1 in Device, sectors in Count."""
        state = self.interface.state
        heads = (state.device & 0xF) + 1
        if not state.count or self.sectors < heads * state.count:
            self._abort()
            return
        state.heads, state.sectors_per_track = heads, state.count
        self.interface.succeed()

    def _check_power(self) -> None:
        self.interface.state.count = POWER_ACTIVE
        self.interface.succeed()

    def _set_multiple(self) -> None:
        state = self.interface.state
        if state.count > MAX_MULTIPLE or state.count & (state.count - 1):
            state.multiple = 0
            self._abort()
            return
        state.multiple = state.count
        self.interface.succeed()

    def _set_features(self) -> None:
        state = self.interface.state
        if state.features == 0x03 and is_transfer_mode(state.count):
            state.transfer_mode = state.count
            self.interface.succeed()
        elif state.features == 0x02:
            state.write_cache = True
            self.interface.succeed()
        elif state.features == 0x82:
            state.write_cache = False
            self._flush()
        elif state.features in _HARMLESS_FEATURES:
            self.interface.succeed()
        else:
            self._abort()

    def _native_max(self) -> None:
        state = self.interface.state
        ext = state.command == Command.READ_NATIVE_MAX_EXT
        last = self.sectors - 1
        address.put_block(state, last if ext else min(last, address.MAX_LBA28), ext=ext)
        self.interface.succeed()


# Kinds of transfer mode in SET FEATURES 03h, and the highest of each (ATA-7, table 44): PIO with flow control,
# multiword DMA, Ultra DMA.
_BEST_MODE = {0x08: 4, 0x20: 2, 0x40: 5}


def is_transfer_mode(count: int) -> bool:
    """Whether a drive of this kind can be set to transfer mode ``count``; 0 and 1 are the PIO default."""
    return count in (0, 1) or (count & 7) <= _BEST_MODE.get(count & 0xF8, -1)
