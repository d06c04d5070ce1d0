"""One IDE channel: the cable, the two places on it, Device Control, INTRQ and the bus master.

Three windows: the command block (8 ports, ATA-7 volume 2, 8.2), the control block (1 port: Alternate Status
and Device Control) and the bus master block (8 ports, PIIX 2.7).
"""

from __future__ import annotations

from engine.bus.irq import IrqLine
from engine.devices.ide.busmaster import BusMaster
from engine.devices.ide.interface import Drive, DriveInterface
from engine.devices.ide.register import (
    Command,
    Control,
    Device,
    MasterStatus,
    Register,
    Status,
)
from engine.devices.ide.state import DriveState, IdeChannelState, Step
from engine.memory.guest import GuestMemory

COMMAND_LENGTH = 8
CONTROL_LENGTH = 1


class IdeChannel:
    """A channel with up to two drives. A place without a drive reads as zeros, status included.

    Wire ``read``/``write``/``read_block``/``write_block`` at 0x1F0 or 0x170 (length 8, width 4), the
    ``control_*`` pair at 0x3F6 or 0x376 (length 1, width 1), the ``master_*`` pair where BAR 4 says
    (length 8, width 4). After a restore call ``resume`` once, before the guest runs.
    """

    def __init__(
        self,
        irq: IrqLine,
        drives: tuple[Drive | None, Drive | None],
        memory: GuestMemory,
        state: IdeChannelState | None = None,
    ) -> None:
        self.state = state if state is not None else IdeChannelState()
        self.drives = drives
        self._irq = irq
        self._master = BusMaster(self.state, memory)
        for drive, drive_state in zip(drives, (self.state.drive_0, self.state.drive_1), strict=True):
            if drive is not None:
                self._attach(drive, drive_state)
        if state is None:
            self.reset()
        else:
            self._drive_irq()

    def _attach(self, drive: Drive, state: DriveState) -> None:
        interface = drive.interface
        interface.state = state
        interface.changed = self._interrupt_changed
        interface.dma_wanted = self._move
        interface.dma_moved = self._moved

    def reset(self) -> None:
        """RESET#. The wiring has drained or cancelled the disks' queues before."""
        state = self.state
        state.control = state.selected = state.command = state.status = 0
        state.table = state.prd = state.prd_used = 0
        for drive in self.drives:
            if drive is not None:
                drive.reset()
        self._drive_irq()

    def resume(self) -> None:
        """After a restore: submit again what the disks were doing when the state was taken."""
        for drive in self.drives:
            if drive is not None:
                drive.resume()

    @property
    def _selected(self) -> Drive | None:
        return self.drives[self.state.selected]

    @property
    def _interface(self) -> DriveInterface | None:
        drive = self._selected
        return None if drive is None else drive.interface

    # --- command block

    def read(self, offset: int, size: int) -> int:
        """An IN from the command block."""
        if offset == Register.DATA:
            return int.from_bytes(self.read_block(offset, size, 1), "little")
        if size == 1:
            return self._read_register(offset)
        return sum(self._read_register(offset + i) << 8 * i for i in range(size))

    def write(self, offset: int, size: int, value: int) -> None:
        """An OUT to the command block."""
        if offset == Register.DATA:
            self.write_block(offset, size, value.to_bytes(size, "little"))
            return
        for i in range(size):
            self._write_register(offset + i, value >> 8 * i & 0xFF)

    def read_block(self, offset: int, size: int, count: int) -> bytes:
        """A REP INS of ``count`` items of ``size`` bytes."""
        if offset != Register.DATA:
            return b"".join(self.read(offset, size).to_bytes(size, "little") for _ in range(count))
        interface = self._interface
        return bytes(size * count) if interface is None else interface.read_data(size * count)

    def write_block(self, offset: int, size: int, data: bytes) -> None:
        """A REP OUTS."""
        if offset != Register.DATA:
            for at in range(0, len(data), size):
                self.write(offset, size, int.from_bytes(data[at : at + size], "little"))
            return
        interface = self._interface
        if interface is not None:
            interface.write_data(data)

    def _read_register(self, register: int) -> int:
        interface = self._interface
        if interface is None or register >= COMMAND_LENGTH:
            return 0
        if register == Register.STATUS:
            interface.acknowledge()
            return interface.state.status
        return interface.read_register(register, bool(self.state.control & Control.HOB))

    def _write_register(self, register: int, value: int) -> None:
        if register >= COMMAND_LENGTH:
            return
        # Any write to the command block ends the readback of previous contents (ATA-7, 5.8).
        self.state.control &= ~Control.HOB
        if register == Register.COMMAND:
            self._command(value)
            return
        for drive in self.drives:
            if drive is not None:
                drive.interface.write_register(register, value)
        if register == Register.DEVICE:
            self.state.selected = bool(value & Device.DEV)
            self._interrupt_changed()

    def _command(self, code: int) -> None:
        if code == Command.EXECUTE_DIAGNOSTIC:
            self._diagnose()
            return
        drive = self._selected
        if drive is None:
            return
        status = drive.interface.state.status
        if status & Status.BSY and not self._may_interrupt(drive, code):
            return
        drive.interface.acknowledge()
        drive.command(code)

    @staticmethod
    def _may_interrupt(drive: Drive, code: int) -> bool:
        """DEVICE RESET reaches a busy packet device (ATA-7, 6.8)."""
        return code == Command.DEVICE_RESET and drive.packets

    def _diagnose(self) -> None:
        """EXECUTE DEVICE DIAGNOSTIC goes to both drives, and drive 0 answers (ATA-7, 6.13)."""
        present = [drive for drive in self.drives if drive is not None]
        if not present or any(drive.interface.state.status & Status.BSY for drive in present):
            return
        for drive in present:
            drive.soft_reset()
        self.state.selected = 0
        present[0].interface.interrupt()

    # --- control block

    def control_read(self, _offset: int, _size: int) -> int:
        """Alternate Status: the status, and the interrupt stays."""
        interface = self._interface
        return 0 if interface is None else interface.state.status

    def control_write(self, _offset: int, _size: int, value: int) -> None:
        """Device Control: both drives see it."""
        state = self.state
        was, state.control = state.control, value & (Control.NIEN | Control.SRST | Control.HOB)
        rising = state.control & ~was & Control.SRST
        falling = was & ~state.control & Control.SRST
        for drive in self.drives:
            if drive is not None and rising:
                drive.interface.begin_reset()
            elif drive is not None and falling:
                drive.soft_reset()
        if rising or falling:
            state.selected = 0
        self._interrupt_changed()

    # --- INTRQ

    def _interrupt_changed(self) -> None:
        """The selected drive's interrupt reaches the wire unless nIEN; its rise is latched (PIIX, 2.7.2)."""
        before = self._irq.level
        self._drive_irq()
        if self._irq.level and not before:
            self.state.status |= MasterStatus.INTERRUPT

    def _drive_irq(self) -> None:
        interface = self._interface
        pending = interface is not None and interface.state.interrupt
        self._irq.set(pending and not self.state.control & Control.NIEN)

    # --- bus master

    def master_read(self, offset: int, size: int) -> int:
        """An IN from the bus master block."""
        return sum(self._master.read(offset + i) << 8 * i for i in range(size))

    def master_write(self, offset: int, size: int, value: int) -> None:
        """An OUT to the bus master block. Starting it moves what the drive waits for."""
        for i in range(size):
            if self._master.write(offset + i, value >> 8 * i & 0xFF):
                self._move()

    def _move(self) -> None:
        """Data moves when the selected drive asks for it and the engine runs."""
        drive = self._selected
        if drive is None or not self._master.active or drive.interface.state.step != Step.DMA_WAIT:
            return
        gathered = self._master.gather(drive.interface.state.dma_todo)
        if gathered is None:
            self._master.fault()
            drive.dma_failed()
        else:
            drive.dma(*gathered)

    def _moved(self, failed: bool) -> None:
        """A drive has moved what it was offered, or could not: then the engine stops where it is."""
        if failed:
            self._master.stop()
        elif self._master.active:
            self._master.advance()
