"""How virtio devices come on the board: a PCI slot each, a BAR that the guest places, INTA# or messages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from engine.board import Drive
from engine.bus.mmio import MmioRegion
from engine.bus.pci import PciHost
from engine.devices.piix3 import PirqRouter
from engine.devices.virtio.block import VirtioBlock
from engine.devices.virtio.core import Device
from engine.devices.virtio.pci import BAR_LENGTH, INTERRUPT_PIN, VirtioPci
from engine.memory.guest import GuestMemory
from engine.storage.medium import Medium
from engine.storage.queue import DiskQueue
from engine.wiring import Seat, Wiring

FIRST_SLOT = 4
"""Slots 0 and 1 are the chipset; 2 and 3 are where people expect VGA and network cards."""


@dataclass(slots=True)
class VirtioSlots:
    """Where the next virtio device goes."""

    wiring: Wiring
    pci: PciHost
    router: PirqRouter
    memory: GuestMemory
    slot: int = FIRST_SLOT

    def add(self, device: Device, seat: Seat) -> VirtioPci:
        """Put ``device`` into the next slot. ``seat`` is the one it was made with, if its host side needs one."""
        slot, self.slot = self.slot, self.slot + 1
        irq = self.router.input(slot, INTERRUPT_PIN)
        chip = VirtioPci(device, self.memory, seat.clock, irq, self.wiring.accel.send_msi, enter=seat.deliver)
        move = self.wiring.movable_memory(seat, MmioRegion(0, BAR_LENGTH, chip.read, chip.write))
        chip.pci.bar_moved = lambda _bar, base: move(base)
        self.pci.add(slot, 0, chip.pci)
        seat.on_reset(chip.reset)
        return chip


def disks(
    slots: VirtioSlots, media: Sequence[Medium], vcpus: int, full: Callable[[Medium, int], None]
) -> list[Drive]:
    """A virtio-blk device for every disk on bus "virtio"."""
    drives: list[Drive] = []
    for number, medium in enumerate(each for each in media if each.bus == "virtio"):
        seat, name = slots.wiring.seat(), f"virtio{number}"
        queue = DiskQueue(medium.backend, seat.deliver, on_full=partial(full, medium), name=name)
        slots.add(VirtioBlock(queue, serial=name, queues=min(vcpus, 4), eraser=queue), seat)
        drives.append(Drive(name, str(medium.path), medium.kind, queue, seat))
    return drives
