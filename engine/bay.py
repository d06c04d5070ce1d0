"""The board's IDE and floppy drives: controllers, and what is in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from engine.bus.pci import PciHost
from engine.bus.port import PortRegion
from engine.devices.ide.channel import COMMAND_LENGTH, CONTROL_LENGTH, IdeChannel
from engine.devices.ide.piix import COMMAND_BASE, CONTROL_BASE, IRQ, MASTER_CHANNEL_LENGTH, PiixIde
from engine.devices.mc146818 import Mc146818
from engine.drive import Drive, FloppyDrive, TrayMoved
from engine.memory.space import AddressSpace
from engine.storage.floppy import FloppyImage
from engine.storage.medium import Medium
from engine.storage.queue import DiskQueue
from engine.wiring import Seat, Wiring

if TYPE_CHECKING:
    from engine.devices.ide.ata import AtaDisk
    from engine.devices.ide.atapi import AtapiCd

Full = Callable[[Medium, int], None]
Filled = Callable[[Sequence[memoryview]], None]
FLOPPY_NAME = "floppy0"


def ide(
    wiring: Wiring,
    space: AddressSpace,
    pci: PciHost,
    media: Sequence[Medium],
    full: Full,
    moved: TrayMoved,
    alone: Seat | None = None,
) -> list[Drive]:
    """The PIIX3's two IDE channels, each with a seat of its own, so that a slow disk holds up only its channel.

    ``alone`` is the seat of the configuration spaces where no firmware runs that enables the channels.
    """
    function = PiixIde()
    pci.add(1, 1, function.function)
    if alone is not None:
        alone.on_reset(function.enable)
    drives: list[Drive] = []
    masters: list[Callable[[int | None], None]] = []
    for number in range(2):
        seat = wiring.seat()
        places = (
            _ide_drive(seat, _at(media, 2 * number), drives, full, moved, space.stored),
            _ide_drive(seat, _at(media, 2 * number + 1), drives, full, moved, space.stored),
        )
        channel = IdeChannel(wiring.irq(IRQ[number]), places, space)
        seat.ports(
            PortRegion(
                COMMAND_BASE[number],
                COMMAND_LENGTH,
                channel.read,
                channel.write,
                4,
                channel.read_block,
                channel.write_block,
            ),
            PortRegion(CONTROL_BASE[number], CONTROL_LENGTH, channel.control_read, channel.control_write),
        )
        seat.on_reset(channel.reset)
        window = PortRegion(0, MASTER_CHANNEL_LENGTH, channel.master_read, channel.master_write, 4)
        masters.append(wiring.movable(seat, MASTER_CHANNEL_LENGTH, window))

    def bar_moved(_bar: int, base: int | None) -> None:
        for number, move in enumerate(masters):
            move(base if base is None else base + MASTER_CHANNEL_LENGTH * number)

    function.function.bar_moved = bar_moved
    return drives


def floppy(wiring: Wiring, space: AddressSpace, image: FloppyImage, path: str, rtc: Mc146818) -> FloppyDrive:
    """Drive A with its controller, and the DMA controllers: one seat, since the one calls the other."""
    # Imported here: few machines have a floppy.
    from engine.devices.floppydisk import DriveType, geometry_for
    from engine.devices.i8237 import IsaDma
    from engine.devices.i82077 import I82077

    seat = wiring.seat()
    dma = IsaDma(space)
    kind = geometry_for(image.size).drive
    controller = I82077(wiring.irq(6), dma.channel(2), seat.clock, (kind, DriveType.NONE))
    controller.insert(0, image if image.loaded else None)
    rtc.set_floppies(controller.cmos_type() >> 4)
    seat.ports(
        PortRegion(IsaDma.LOW_BASE, IsaDma.LOW_LENGTH, dma.low_read, dma.low_write),
        PortRegion(IsaDma.HIGH_BASE, IsaDma.HIGH_LENGTH, dma.high_read, dma.high_write),
        PortRegion(IsaDma.PAGE_BASE, IsaDma.PAGE_LENGTH, dma.page_read, dma.page_write),
        PortRegion(I82077.BASE, I82077.LENGTH, controller.read, controller.write),
        PortRegion(I82077.DIR_BASE, I82077.DIR_LENGTH, controller.dir_read, controller.dir_write),
    )

    def reset() -> None:
        controller.reset()
        controller.insert(0, image if image.loaded else None)

    seat.on_reset(dma.reset)
    seat.on_reset(reset)
    return FloppyDrive(FLOPPY_NAME, path, kind, image, controller, seat)


def _at(media: Sequence[Medium], place: int) -> Medium | None:
    return next((medium for medium in media if medium.bus == "ide" and medium.place == place), None)


def _ide_drive(
    seat: Seat, medium: Medium | None, drives: list[Drive], full: Full, moved: TrayMoved, filled: Filled
) -> AtaDisk | AtapiCd | None:
    if medium is None:
        return None
    name = f"ide{medium.place // 2}-{'cd' if medium.kind == 'cdrom' else 'hd'}{medium.place % 2}"
    queue = DiskQueue(medium.backend, seat.deliver, on_full=partial(full, medium), name=name, filled=filled)
    drive = Drive(name, str(medium.path or ""), medium.kind, queue, seat)
    drives.append(drive)
    # What is not there is not imported.
    if medium.kind == "disk":
        from engine.devices.ide.ata import AtaDisk

        return AtaDisk(queue)
    from engine.devices.ide.atapi import AtapiCd

    drive.cd = AtapiCd(queue if medium.path else None, tray_moved=partial(moved, name))
    return drive.cd
