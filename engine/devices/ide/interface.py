"""The half of an IDE drive that faces the cable: registers, DRQ blocks, INTRQ, and the way to its disk.

After ATA-7 volume 2, 9 ("protocols"). Disks and CD drives are built around one of these each.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from engine.devices.ide.register import Error, Register, Status
from engine.devices.ide.state import DriveState, Step
from engine.storage.backend import DiskPort, Op, Request, length_of

# Most that is read ahead, or gathered before it is written, for a command that uses the data register.
CHUNK = 256 * 512

READY = Status.DRDY | Status.DSC

_NAMES = {
    Register.FEATURES: "features",
    Register.COUNT: "count",
    Register.LBA_LOW: "lba_low",
    Register.LBA_MID: "lba_mid",
    Register.LBA_HIGH: "lba_high",
}


class Drive(Protocol):
    """A disk or CD drive, as the channel sees it. ``packets``: it is a packet device."""

    interface: DriveInterface
    packets: bool

    def reset(self) -> None:
        """Power-on state; what remains of the medium is the host's doing."""

    def soft_reset(self) -> None:
        """SRST, or EXECUTE DEVICE DIAGNOSTIC: forget the command, post the signature."""

    def command(self, code: int) -> None:
        """A byte was written to this drive's Command register."""

    def block_moved(self) -> None:
        """The host has moved the whole DRQ block."""

    def dma(self, buffers: list[memoryview], length: int) -> None:
        """The bus master offers ``length`` bytes of guest memory, at most ``dma_todo``."""

    def dma_failed(self) -> None:
        """The bus master found no memory for what the drive wants to move."""

    def resume(self) -> None:
        """After a restore: submit again what the disk was doing."""


class DriveInterface:
    """What a disk and a CD drive have in common. ``changed`` and ``dma_wanted`` are set by the channel.

    Nothing here raises because of the guest. A completion that comes after a reset is ignored; a software
    reset keeps BSY until the disk has let go of guest memory.
    """

    def __init__(self, owner: Drive) -> None:
        self.owner = owner
        self.state = DriveState()
        self.changed: Callable[[], None] = _nothing
        self.dma_wanted: Callable[[], None] = _nothing
        self.dma_moved: Callable[[bool], None] = _dma_nothing
        self._generation = 0
        self._life = 0
        self._outstanding = 0
        self._reset_waits = False

    # --- registers

    def read_register(self, register: int, high: bool) -> int:
        """A command block register other than Data and Status; ``high`` is Device Control's HOB bit."""
        if register == Register.ERROR:
            return self.state.error
        if register == Register.DEVICE:
            return self.state.device
        name = _NAMES[register]
        value: int = getattr(self.state, f"{name}_old" if high else name)
        return value

    def write_register(self, register: int, value: int) -> None:
        """A write to Features, Count, LBA or Device: lost while the drive is busy (ATA-7, 5.3)."""
        if self.state.status & Status.BSY:
            return
        if register == Register.DEVICE:
            self.state.device = value
            return
        name = _NAMES[register]
        setattr(self.state, f"{name}_old", getattr(self.state, name))
        setattr(self.state, name, value)

    # --- the data register

    def read_data(self, length: int) -> bytes:
        """``length`` bytes from the data register; zeros once there is no DRQ block to read."""
        state = self.state
        parts = []
        while length and state.step == Step.DATA_IN:
            part = bytes(state.data[state.position : min(state.position + length, state.block_end)])
            parts.append(part)
            length -= len(part)
            state.position += len(part)
            if state.position == state.block_end:
                self.owner.block_moved()
        if length:
            parts.append(bytes(length))
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def write_data(self, data: bytes) -> None:
        """``data`` into the data register; lost once there is no DRQ block to write."""
        state = self.state
        done = 0
        while done < len(data) and state.step in (Step.DATA_OUT, Step.PACKET_OUT):
            count = min(len(data) - done, state.block_end - state.position)
            state.data[state.position : state.position + count] = data[done : done + count]
            done += count
            state.position += count
            if state.position == state.block_end:
                self.owner.block_moved()

    def offer(self, step: Step, length: int, *, interrupt: bool) -> None:
        """Raise DRQ for the next ``length`` bytes of ``data``."""
        self.state.block_end = self.state.position + length
        self.state.step = step
        self.state.status = READY | Status.DRQ
        if interrupt:
            self.interrupt()

    # --- the end of a command

    def succeed(self, *, interrupt: bool = True) -> None:
        """The command is done."""
        self._end(READY, 0, interrupt)

    def fail(self, error: int, status: int = 0) -> None:
        """The command has failed: ERR (or CHK), more ``status`` bits, and the Error register."""
        self._end(READY | Status.ERR | status, error, interrupt=True)

    def _end(self, status: int, error: int, interrupt: bool) -> None:
        state = self.state
        state.step = Step.IDLE
        state.status, state.error = int(status), error
        state.data = bytearray()
        state.position = state.block_end = state.remaining = state.dma_todo = 0
        if interrupt:
            self.interrupt()

    def interrupt(self) -> None:
        """Assert INTRQ (the channel masks it with nIEN)."""
        self.state.interrupt = True
        self.changed()

    def acknowledge(self) -> None:
        """Status was read, or a command written: INTRQ falls."""
        if self.state.interrupt:
            self.state.interrupt = False
            self.changed()

    # --- the disk

    def submit(
        self, step: Step, disk: DiskPort, op: Op, buffers: list[memoryview], then: Callable[[int], None]
    ) -> None:
        """Ask the disk for a transfer at ``offset``; ``then(errno)`` when it is done, perhaps at once."""
        state = self.state
        state.step = step
        state.status = int(Status.BSY)
        generation, life = self._generation, self._life
        self._outstanding += 1

        def done(error: int) -> None:
            if life != self._life:
                return  # From before a power-on, which has not counted it any more.
            self._outstanding -= 1
            if generation == self._generation:
                then(error)
            elif self._reset_waits and not self._outstanding:
                self.owner.soft_reset()

        if disk.submit(Request(op, state.offset, buffers, length_of(buffers)), done):
            done(0)

    def disown(self) -> None:
        """Whatever the disk still has to say about the current command is of no interest."""
        self._generation += 1

    def wait_for_dma(self, length: int, *, writing: bool) -> None:
        """Assert DMARQ for ``length`` bytes."""
        state = self.state
        state.step = Step.DMA_WAIT
        state.status = READY | Status.DRQ
        state.dma_todo, state.writing = length, writing
        self.dma_wanted()

    # --- reset

    def begin_reset(self) -> None:
        """SRST is set: busy, and deaf to what the disk still has to say."""
        self._generation += 1
        self.state.status = int(Status.BSY)
        self.state.step = Step.IDLE
        self.state.interrupt = False
        self.changed()

    def end_reset(self, status: int, signature: tuple[int, int]) -> None:
        """Post the signature (ATA-7, 5.15), or do so once the disk has let go of its buffers."""
        self._generation += 1
        self._reset_waits = self._outstanding > 0
        if self._reset_waits:
            self.begin_reset()
            return
        self._end(status, Error.DIAGNOSTIC_PASSED, interrupt=False)
        self.sign(signature)
        self.state.device = 0
        self.acknowledge()

    def sign(self, signature: tuple[int, int]) -> None:
        """Put a device's signature into the registers; ``signature`` is LBA Mid and High."""
        state = self.state
        state.count = state.lba_low = 1
        state.lba_mid, state.lba_high = signature
        state.count_old = state.lba_low_old = state.lba_mid_old = state.lba_high_old = 0

    def power_on(self) -> None:
        """Default state; completions of the past mean nothing. The wiring has emptied the disk's queue."""
        default = DriveState()
        for name in DriveState.__struct_fields__:
            setattr(self.state, name, getattr(default, name))
        self._generation += 1
        self._life += 1
        self._outstanding = 0
        self._reset_waits = False


def _nothing() -> None:
    """Not on a channel yet."""


def _dma_nothing(failed: bool) -> None:
    """Not on a channel yet."""
