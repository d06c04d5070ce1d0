"""A CD or DVD drive: the PACKET command (ATA-7 volume 1, 6.24) whose contents are packet.py's."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from engine.devices.ide import mmc, packet
from engine.devices.ide.ata import is_transfer_mode
from engine.devices.ide.identify import Identity, packet_identity
from engine.devices.ide.interface import CHUNK, DriveInterface
from engine.devices.ide.mmc import BLOCK, MediumEvent, Sense
from engine.devices.ide.register import Command, Error, Reason, Status
from engine.devices.ide.state import Step
from engine.storage.backend import DiskPort, skip

SIGNATURE = (0x14, 0xEB)
PACKET = 12
MOST_BLOCKS = 0xFFFF_FFFF


class AtapiCd:
    """A CD drive on an IDE channel, empty or with ``medium`` in it.

    ``tray_moved(open)`` is told when the guest opens or closes the tray.
    """

    packets = True

    def __init__(
        self,
        medium: DiskPort | None = None,
        identity: Identity | None = None,
        tray_moved: Callable[[bool], None] | None = None,
    ) -> None:
        self.medium = medium
        self.identity = identity or Identity("VG0000002", "1.0", "VirtGUI CD-ROM")
        self.interface = DriveInterface(self)
        self._tray_moved = tray_moved

    # --- the host's side

    @property
    def present(self) -> bool:
        """A disc is in, and the tray is closed."""
        return self.medium is not None and not self.interface.state.tray_open

    def insert(self, medium: DiskPort) -> None:
        """Put a disc in, in place of any other, and close the tray. The guest is told of a change."""
        state = self.interface.state
        self._abandon()
        self.medium = medium
        state.tray_open = False
        state.medium_changed = True
        state.medium_event = MediumEvent.NEW_MEDIUM

    def eject(self, *, force: bool = False) -> bool:
        """Open the tray and take the disc out. False: the guest has locked it; it is told that somebody wants it."""
        state = self.interface.state
        if state.locked and not force:
            state.medium_event = MediumEvent.EJECT_REQUEST
            return False
        self._abandon()
        self.medium = None
        state.tray_open = True
        state.locked = False
        state.medium_changed = False
        state.medium_event = MediumEvent.REMOVAL
        return True

    def _abandon(self) -> None:
        """A read that the old disc is busy with ends here, before that disc goes away."""
        state = self.interface.state
        coming = state.remaining and state.step in (Step.DATA_IN, Step.DMA_WAIT)
        if coming or state.step in (Step.FETCH, Step.DMA):
            self.interface.disown()
            self._check(mmc.MEDIUM_ERROR)

    # --- the channel's view

    def reset(self) -> None:
        """Power-on: tray closed and unlocked, no sense."""
        self.interface.power_on()
        self.soft_reset()

    def soft_reset(self) -> None:
        """SRST: the packet device's signature, DRDY clear (ATA-7 volume 2, 9.3)."""
        self.interface.end_reset(0, SIGNATURE)

    def command(self, code: int) -> None:
        """Begin an ATA command; packet devices know few."""
        state = self.interface.state
        state.command, state.error = code, 0
        state.remaining = state.dma_todo = 0
        state.writing = False
        if code == Command.PACKET:
            self._packet()
        elif code == Command.IDENTIFY_PACKET:
            state.data = bytearray(packet_identity(self.identity, state.transfer_mode))
            state.position = 0
            self.interface.offer(Step.DATA_IN, len(state.data), interrupt=True)
        elif code == Command.DEVICE_RESET:
            device = state.device
            self.soft_reset()
            state.device = device & 0x10
        elif code in _SIMPLE or (code == Command.SET_FEATURES and self._set_features()):
            self.interface.succeed()
        else:
            if code in (Command.IDENTIFY, Command.READ_SECTORS):
                # So that software that looks for disks sees what this is (ATA-7, 6.16.6).
                self.interface.sign(SIGNATURE)
            self.interface.fail(Error.ABRT)

    def _set_features(self) -> bool:
        state = self.interface.state
        if state.features == 0x03 and is_transfer_mode(state.count):
            state.transfer_mode = state.count
            return True
        return state.features in (0x66, 0xCC)

    def _packet(self) -> None:
        state = self.interface.state
        state.packet_dma = bool(state.features & 1)
        state.byte_limit = state.lba_mid | state.lba_high << 8
        state.data = bytearray(PACKET)
        state.position = 0
        state.count = int(Reason.CD)
        self.interface.offer(Step.PACKET_OUT, PACKET, interrupt=False)

    def block_moved(self) -> None:
        """The host has written a packet, or read a DRQ block."""
        state = self.interface.state
        if state.step == Step.PACKET_OUT:
            self._execute(bytes(state.data))
        elif state.command == Command.IDENTIFY_PACKET:
            self.interface.succeed(interrupt=False)
        elif state.position < len(state.data):
            self._offer()
        elif state.remaining:
            self._fetch()
        else:
            self._good()

    def dma(self, buffers: list[memoryview], length: int) -> None:
        """Move a reply, or data straight from the disc, to guest memory."""
        state = self.interface.state
        if state.remaining and self.medium is not None:
            self.interface.submit(Step.DMA, self.medium, "read", buffers, partial(self._dma_done, length))
            return
        source = memoryview(state.data)[state.position : state.position + length]
        while source:
            size = min(len(source), buffers[0].nbytes)
            buffers[0][:size] = source[:size]
            buffers, source = skip(buffers, size), source[size:]
        state.position += length
        self._dma_done(length, 0)

    def _dma_done(self, length: int, error: int) -> None:
        state = self.interface.state
        self.interface.dma_moved(error != 0)
        if error:
            self._check(mmc.MEDIUM_ERROR)
            return
        state.offset += length
        state.remaining = max(state.remaining - length, 0)
        state.dma_todo -= length
        if state.dma_todo:
            self.interface.wait_for_dma(state.dma_todo, writing=False)
        else:
            self._good()

    def dma_failed(self) -> None:
        """The bus master could not reach guest memory: aborted command (SPC, table 108)."""
        self._check(mmc.ABORTED)

    def resume(self) -> None:
        """After a restore: submit again what the disc was doing."""
        state = self.interface.state
        if state.step == Step.FETCH:
            state.remaining += len(state.data)
            self._fetch()
        elif state.step in (Step.DMA, Step.DMA_WAIT):
            self.interface.wait_for_dma(state.dma_todo, writing=False)

    # --- the end of a packet command, and its data

    def _good(self) -> None:
        self._set_sense(mmc.NO_SENSE)
        self.interface.state.count = int(Reason.CD | Reason.IO)
        self.interface.succeed()

    def _check(self, sense: Sense) -> None:
        """CHECK CONDITION: the sense key is in the Error register, the rest awaits REQUEST SENSE."""
        self._set_sense(sense)
        self.interface.state.count = int(Reason.CD | Reason.IO)
        self.interface.fail(sense.key << 4 | Error.ABRT)

    def _set_sense(self, sense: Sense) -> None:
        state = self.interface.state
        state.sense_key, state.sense_code, state.sense_qualifier = sense.key, sense.code, sense.qualifier

    def _reply(self, data: bytes, allocated: int) -> None:
        """Send ``data``, cut to what the host has allocated."""
        state = self.interface.state
        state.data = bytearray(data[:allocated])
        state.position = state.remaining = 0
        if not state.data:
            self._good()
        elif state.packet_dma:
            self.interface.wait_for_dma(len(state.data), writing=False)
        else:
            self._offer()

    def _offer(self) -> None:
        """The next DRQ block: at most the byte count limit, even but for the last (ATA-7, 6.24.4)."""
        state = self.interface.state
        limit = state.byte_limit or 0xFFFE
        left = len(state.data) - state.position
        if left > limit or limit == 0xFFFF:
            limit = max(limit & 0xFFFE, 2)
        length = min(left, limit)
        state.lba_mid, state.lba_high = length & 0xFF, length >> 8
        state.count = int(Reason.IO)
        # What is read in words comes in words: an odd end carries a pad byte.
        if length & 1:
            state.data.append(0)
            length += 1
        self.interface.offer(Step.DATA_IN, length, interrupt=True)

    def _transfer(self, block: int, count: int) -> None:
        """Send blocks of the disc."""
        state = self.interface.state
        state.offset, state.remaining = block * BLOCK, count * BLOCK
        if not count:
            self._good()
        elif state.packet_dma:
            self.interface.wait_for_dma(state.remaining, writing=False)
        else:
            self._fetch()

    def _fetch(self) -> None:
        state = self.interface.state
        if self.medium is None:
            self._check(mmc.NOT_PRESENT)
            return
        state.data = bytearray(min(state.remaining, CHUNK))
        state.remaining -= len(state.data)
        self.interface.submit(Step.FETCH, self.medium, "read", [memoryview(state.data)], self._fetched)

    def _fetched(self, error: int) -> None:
        state = self.interface.state
        if error:
            self._check(mmc.MEDIUM_ERROR)
            return
        state.offset += len(state.data)
        state.position = 0
        self._offer()

    def _execute(self, cdb: bytes) -> None:
        """Do what a packet asks for."""
        state = self.interface.state
        state.status, state.step = int(Status.BSY), Step.IDLE
        was_open = state.tray_open
        # Their number has 32 bits (MMC, 6.21), whatever file somebody has put in.
        blocks = min(self.medium.size // BLOCK, MOST_BLOCKS) if self.medium is not None else 0
        answer = packet.execute(cdb, state, blocks, self.identity)
        if state.tray_open != was_open and self._tray_moved is not None:
            self._tray_moved(state.tray_open)
        if isinstance(answer, Sense):
            self._check(answer)
        elif isinstance(answer, packet.Data):
            self._reply(answer.data, answer.allocated)
        elif isinstance(answer, packet.Blocks):
            self._transfer(answer.first, answer.count)
        else:
            self._good()


_SIMPLE = frozenset(
    {
        Command.IDLE_IMMEDIATE,
        Command.STANDBY_IMMEDIATE,
        Command.SLEEP,
        Command.FLUSH_CACHE,
    }
)
