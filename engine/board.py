"""A wired board: the chips, and what the host does with them. builder.py makes it."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from engine.clock import MachineClock
from engine.cpu.accel import Accel, Entry
from engine.devices.mc146818 import Mc146818
from engine.devices.piix4pm import Piix4Pm
from engine.devices.ps2keyboard import Ps2Keyboard
from engine.devices.ps2mouse import Ps2Mouse
from engine.devices.uart16550 import Uart16550A
from engine.devices.vga.chip import Vga
from engine.display.video import VideoMemory
from engine.drive import Drive, FloppyDrive
from engine.memory.block import Block
from engine.memory.space import AddressSpace
from engine.peripheral import Peripherals
from engine.rush import Rush
from engine.storage.spool import Spool
from engine.wiring import Seat, Wiring

DRAIN_S = 2.0
PAGE = 4096


class SerialSeat(msgspec.Struct, frozen=True):
    """A UART on the board, and what holds its characters back while there are many."""

    seat: Seat
    uart: Uart16550A
    rush: Rush

    def receive(self, data: bytes) -> int:
        """Characters for the guest. How many fitted."""
        with self.seat.lock:
            return self.uart.receive(data)

    def line_format(self) -> str:
        """How the guest has set it, such as "115200 8N1"; "" where it has not."""
        with self.seat.lock:
            baud, frame = self.uart.line_format()
            programmed = self.uart.state.lcr != 0
        return f"{baud} {frame}" if programmed else ""


class BootOrder(msgspec.Struct):
    """Where firmware looks for a system, as letters: see MachineConfig.boot. SeaBIOS finds it in the CMOS memory."""

    letters: str
    seat: Seat
    rtc: Mc146818

    def set(self, letters: str) -> None:
        """From the next reset on: these, of which the CMOS memory has room for three."""
        self.letters = letters
        with self.seat.lock:
            self.rtc.set_boot_order(letters)


class Board(msgspec.Struct):
    """The chips of one machine with their seats. Implements machine.Board."""

    wiring: Wiring
    space: AddressSpace
    ram: Block
    video: VideoMemory
    display: Block
    input_seat: Seat
    keyboard: Ps2Keyboard
    mouse: Ps2Mouse
    rtc_seat: Seat
    rtc: Mc146818
    boot_order: BootOrder
    pm_seat: Seat
    pm: Piix4Pm
    vga_seat: Seat
    vga: Vga
    uarts: list[SerialSeat | None]
    drives: list[Drive] = msgspec.field(default_factory=list)
    floppy: FloppyDrive | None = None
    peripherals: Peripherals = msgspec.field(default_factory=Peripherals)
    spool: Spool | None = None
    entry: Entry | None = None
    load: Callable[[], None] | None = None
    """What a reset ends with, when a kernel is started without its firmware having run."""

    @property
    def accel(self) -> Accel:
        return self.wiring.accel

    @property
    def clock(self) -> MachineClock:
        return self.wiring.clock

    # What a machine's life needs.

    def reset(self) -> None:
        for drive in self.drives:
            drive.queue.cancel()
            drive.queue.drain(DRAIN_S)  # What is under way must not land in memory that starts anew.
        self.wiring.reset()
        if self.load is not None:
            self.load()

    def warm_reset_wanted(self) -> bool:
        with self.rtc_seat.lock:
            return self.rtc.shutdown_status != 0

    def retry_disks(self) -> None:
        for drive in self.drives:
            drive.queue.retry()

    def settle(self) -> None:
        self.accel.settle()
        self.peripherals.settle()

    def memory_at(self, linear: int, length: int, translate: Callable[[int], int | None]) -> bytes:
        found = b""
        while len(found) < length:
            at = linear + len(found)
            physical = translate(at)
            if physical is None or not self.space.holds(physical):
                break
            found += self.space.read(physical, min(length - len(found), PAGE - at % PAGE))
        return found

    def close(self) -> None:
        self.frame()  # The last picture is kept.
        for port in self.uarts:
            if port is not None:
                port.rush.close()
        for drive in self.drives:
            drive.queue.stop()  # A bell's thread may stand in one, for a disk that is full.
        self.peripherals.close()
        for drive in self.drives:
            drive.queue.close()
        if self.floppy is not None:
            self.floppy.image.close()
        if self.spool is not None:
            self.spool.close()

    # What people do to it.

    def press(self, key: str, down: bool) -> None:
        """Move a key of the keyboard."""
        with self.input_seat.lock:
            (self.keyboard.press if down else self.keyboard.release)(key)

    def keys_waiting(self) -> int:
        """Bytes from the keyboard that the guest has not fetched."""
        with self.input_seat.lock:
            return int(self.keyboard.waiting)

    def move_mouse(self, dx: int, dy: int, dz: int) -> None:
        """Move the mouse and its wheel: right, down and towards the person are positive."""
        tablet = self.peripherals.tablet
        if dz and tablet is not None and tablet.listening:
            tablet.wheel(-dz)
            dz = 0
        with self.input_seat.lock:
            self.mouse.move(dx, dy, dz)

    def mouse_button(self, name: str, down: bool) -> None:
        """Move a button of the tablet where the guest has a driver for it, otherwise of the mouse."""
        tablet = self.peripherals.tablet
        if tablet is not None and tablet.listening:
            tablet.button(name, down)
            if down:
                return  # The mouse's comes up, too: it may have gone down before there was a driver.
        with self.input_seat.lock:
            self.mouse.button(name, down)

    def point_at(self, x: int, y: int) -> None:
        """Put the tablet's pointer to (x, y), each from 0 (left, upper edge) to 0x7FFF."""
        if self.peripherals.tablet is not None:
            self.peripherals.tablet.move(x, y)

    def tablet_listens(self) -> bool:
        """Whether the guest has a driver for the tablet: pointing is then absolute."""
        return self.peripherals.tablet is not None and self.peripherals.tablet.listening

    def power_button(self) -> None:
        """Press the power button: the guest is asked to shut down, and may not listen."""
        with self.pm_seat.lock:
            self.pm.press_power_button()

    def line_formats(self) -> list[str]:
        """How the guest has set its serial ports, such as "115200 8N1"; "" where it has not."""
        return ["" if port is None else port.line_format() for port in self.uarts]

    def speaker_hz(self) -> int:
        """The tone of the PC speaker; 0 for silence."""
        return self.accel.speaker_hz()

    def mouse_listens(self) -> bool:
        """Whether the guest has a driver that wants to hear of the mouse."""
        with self.input_seat.lock:
            return self.mouse.state.reporting

    def blocks(self) -> list[dict[str, object]]:
        """The disks, as QMP's query-block lists them."""
        return [drive.describe() for drive in self.all_drives()]

    def all_drives(self) -> list[Drive | FloppyDrive]:
        """Hard disks, CD drives, and drive A."""
        return [*self.drives, *([self.floppy] if self.floppy is not None else [])]

    def frame(self) -> bool:
        """Bring the shared picture up to date. Whether it changed since the last call."""
        self.accel.settle()
        with self.vga_seat.lock:
            changed = self.vga.publish(self.display.view)
            touched, self.vga.touched = self.vga.touched, False
            scanout = self.vga.scanout
        if touched and scanout is not None:
            self.video.write_all()
        shown = scanout.start + scanout.length if scanout is not None else 0
        return self.video.collect(shown) or changed or touched
