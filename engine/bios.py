"""Wiring the builtin BIOS: its trap port, and the parts of the machine that its services work on."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import msgspec

from engine.board import Board
from engine.boot.bios import rom
from engine.boot.bios.backing import FloppyDisk, QueuedDisk
from engine.boot.bios.bios import Bios
from engine.boot.bios.memory import VIDEO, Memory
from engine.boot.bios.platform import Drive as BiosDrive
from engine.boot.bios.platform import DriveKind, Platform
from engine.boot.bios.service import TRAP_PORT
from engine.boot.description import Placed
from engine.boot.direct import Plan
from engine.bus.port import PortBus, PortRegion
from engine.config import MachineConfig
from engine.display.layout import VRAM_OFFSET
from engine.memory.block import Block


class Parts(msgspec.Struct, frozen=True):
    """What the BIOS works on, besides the board: the ROM as placed in the guest's memory, the tables that describe
    the machine, and the kernel to start, if any."""

    board: Board
    rom: Block
    description: Placed
    kernel: Plan | None


def add(config: MachineConfig, parts: Parts, low_end: int, log: Callable[[str], None]) -> Callable[[], None] | None:
    """Put the BIOS on the board. The result, if any, loads the kernel after a reset: with all that the BIOS leaves to
    a system, but without a step of the guest."""
    board = parts.board
    seat = board.wiring.seat()

    def touched() -> None:
        # Only ever set here, and cleared by whoever looks: no lock is needed, and a chip may hold the VGA's.
        board.vga.touched = True

    platform = Platform(
        memory=Memory(board.ram.view[: min(VIDEO, board.ram.length)], board.space, board.wiring.mmio, touched),
        ports=_Ports(board.wiring.ports),
        rom=parts.rom.view[-rom.SIZE :],
        vram=board.display.view[VRAM_OFFSET:],
        touched=touched,
        drives=_drives(board),
        now_ns=seat.clock.now_ns,
        log=log,
        ram_bytes=board.ram.length,
        low_end=low_end,
        vcpus=config.vcpus,
        boot_order=lambda: board.boot_order.letters,
        tables=parts.description.parts,
        reserved=parts.description.reserved,
        boot_menu_s=config.boot_menu,
        kernel=parts.kernel,
    )
    bios = Bios(platform, rom.build(), board.wiring.accel.here)
    seat.ports(PortRegion(TRAP_PORT, 1, bios.read, bios.trap))
    seat.on_reset(bios.reset)
    kernel = parts.kernel
    if kernel is None or kernel.entry is None:
        return None

    def load() -> None:
        bios.prepare()
        for part in kernel.parts:
            board.space.write(part.address, part.content)
        if kernel.graphics is not None:
            address = bios.show(kernel.graphics.mode)
            board.space.write(kernel.graphics.address_at, address.to_bytes(8, "little"))

    return load


class _Ports:
    """The port bus as the services use it, which take some port numbers from the guest's memory: numbers wrap, and
    our own trap port, whose lock is held while a service runs, is not there."""

    def __init__(self, bus: PortBus) -> None:
        self._bus = bus

    def read(self, port: int, size: int) -> int:
        """One IN."""
        port &= 0xFFFF
        if port <= TRAP_PORT < port + size:
            return (1 << 8 * size) - 1
        return self._bus.read(port, size)

    def write(self, port: int, size: int, value: int) -> None:
        """One OUT."""
        port &= 0xFFFF
        if not port <= TRAP_PORT < port + size:
            self._bus.write(port, size, value)


def _drives(board: Board) -> tuple[BiosDrive, ...]:
    """In the order that numbers follow: as they were attached."""
    drives = [BiosDrive(cast(DriveKind, drive.kind), QueuedDisk(drive)) for drive in board.drives]
    if board.floppy is not None:
        drives.append(BiosDrive("floppy", FloppyDisk(board.floppy, board.space.stored)))
    return tuple(drives)
