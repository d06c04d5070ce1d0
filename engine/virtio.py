"""How virtio devices come on the board: a PCI slot each, a BAR that the guest places, INTA# or messages."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial

import msgspec

from engine.bell import Bell
from engine.boot.acpi.madt import PCI_IRQS
from engine.bus.mmio import MmioRegion
from engine.bus.pci import PciHost
from engine.config import NETWORKS, MachineConfig
from engine.cpu.accel import Doorbells
from engine.devices.piix3 import PirqRouter
from engine.devices.virtio.console import VirtioConsole
from engine.devices.virtio.core import Device, VirtioCore
from engine.devices.virtio.input import VirtioTablet
from engine.devices.virtio.mmio import LENGTH as MMIO_LENGTH
from engine.devices.virtio.mmio import Register as MmioRegister
from engine.devices.virtio.mmio import VirtioMmio
from engine.devices.virtio.pci import BAR_LENGTH, INTERRUPT_PIN, NOTIFY, NOTIFY_MULTIPLIER, VirtioPci
from engine.devices.virtio.rng import VirtioRng
from engine.drive import Drive
from engine.memory.block import Block
from engine.memory.guest import GuestMemory
from engine.net.network import Plug
from engine.net.port import NetPort
from engine.peripheral import Balloon, Card, Console, Peripherals, Tablet
from engine.storage.medium import Medium
from engine.storage.queue import DiskQueue
from engine.wiring import Seat, Wiring

# Slots 0 and 1 are the chipset; 2 and 3 are where people expect VGA and network cards. Each device has its own, so
# that a guest finds the others where they were when one is added or removed.
RNG_SLOT, CONSOLE_SLOT, BALLOON_SLOT, TABLET_SLOT = 4, 5, 6, 7
CARD_SLOT = 8
DISK_SLOT = CARD_SLOT + NETWORKS
MMIO_BASE = 0xFEF0_0000
"""Devices without PCI are between the local APICs and the BIOS, and share the interrupts of those on it."""


def mmio_place(number: int) -> tuple[int, int, int]:
    """Base, length and interrupt of the device ``number`` that is not on PCI."""
    return MMIO_BASE + MMIO_LENGTH * number, MMIO_LENGTH, PCI_IRQS[number % len(PCI_IRQS)]


class VirtioSlots(msgspec.Struct, frozen=True):
    """Where virtio devices go."""

    wiring: Wiring
    pci: PciHost
    router: PirqRouter
    memory: GuestMemory
    bells: list[Bell] = msgspec.field(default_factory=list)

    def add(
        self, slot: int, device: Device, seat: Seat, *, often: bool = False, work: Callable[[], None] = lambda: None
    ) -> VirtioPci:
        """Put ``device`` into a slot. ``seat`` is the one it was made with, if its host side needs one; ``often``:
        its driver notifies it so often that no vCPU should stop for it, and its host side may ``work`` afterwards."""
        irq = self.router.input(slot, INTERRUPT_PIN)
        chip = VirtioPci(device, self.memory, seat.clock, irq, self.wiring.accel.send_msi, enter=seat.deliver)
        move = self.wiring.movable_memory(seat, MmioRegion(0, BAR_LENGTH, chip.read, chip.write))
        offsets = [NOTIFY + NOTIFY_MULTIPLIER * queue for queue in range(len(device.sizes))]
        bell = self._bell(offsets, chip.core, seat, work) if often else None

        def moved(_bar: int, base: int | None) -> None:
            move(base)
            if bell is not None:
                bell.moved(base)

        chip.pci.bar_moved = moved
        self.pci.add(slot, 0, chip.pci)
        seat.on_reset(chip.reset)
        return chip

    def add_mmio(self, number: int, device: Device, seat: Seat, work: Callable[[], None]) -> VirtioMmio:
        """Put ``device`` where mmio_place says; ``work`` as above."""
        base, length, irq = mmio_place(number)
        chip = VirtioMmio(device, self.memory, seat.clock, self.router.share(irq))
        seat.memory(MmioRegion(base, length, chip.read, chip.write))
        seat.on_reset(chip.reset)
        bell = self._bell([MmioRegister.QUEUE_NOTIFY], chip.core, seat, work)
        if bell is not None:
            bell.moved(base)
        return chip

    def _bell(self, offsets: Sequence[int], core: VirtioCore, seat: Seat, work: Callable[[], None]) -> Bell | None:
        """A bell for a device, where the backend has such."""
        accel = self.wiring.accel
        if not isinstance(accel, Doorbells):
            return None
        bell = Bell(accel, offsets, core.notify_all, seat.deliver, work)
        self.bells.append(bell)
        return bell


def disks(
    slots: VirtioSlots, media: Sequence[Medium], vcpus: int, full: Callable[[Medium, int], None]
) -> list[Drive]:
    """A virtio-blk device for every disk on bus "virtio" or "virtio-mmio"."""
    drives: list[Drive] = []
    ours = [medium for medium in media if medium.bus != "ide"]
    if not ours:
        return drives
    from engine.devices.virtio.block import VirtioBlock  # Imported here: not every machine has such a disk.

    for medium in ours:
        seat, name = slots.wiring.seat(), f"virtio{len(drives)}"
        on_full, filled = partial(full, medium), slots.memory.stored
        queue = DiskQueue(medium.backend, seat.deliver, on_full=on_full, name=name, filled=filled)
        block = VirtioBlock(queue, serial=name, queues=min(vcpus, 4), eraser=queue)
        chip: VirtioPci | VirtioMmio
        if medium.bus == "virtio":
            chip = slots.add(DISK_SLOT + medium.place, block, seat, often=True, work=queue.work)
        else:
            chip = slots.add_mmio(medium.place, block, seat, queue.work)
        resized = chip.core.config_changed
        drives.append(Drive(name, str(medium.path), medium.kind, queue, seat, resized=resized))
    return drives


class Outside(msgspec.Struct, frozen=True):
    """What the host has for the peripherals: its ends of the cables; the names of the console's ports (the first, the
    system's console, has none), where their output goes, who says that there is no room for it, and whom to tell that
    one has room; whom to tell, from any thread, that a cable is broken."""

    plugs: Sequence[Plug] = ()
    ports: Sequence[str] = ("",)
    sent: Callable[[int, bytes], object] = lambda _port, _data: None
    full: Callable[[int], bool] = lambda _port: False
    has_room: Callable[[int], None] = lambda _port: None
    broken: Callable[[str], object] = len


def peripherals(slots: VirtioSlots, config: MachineConfig, ram: Block, outside: Outside) -> Peripherals:
    """Everything but the disks."""
    made = Peripherals(bells=slots.bells)
    slots.add(RNG_SLOT, VirtioRng(os.urandom), slots.wiring.seat())
    made.console = _console(slots, outside)
    if config.balloon:
        made.balloon = _balloon(slots, ram)
    if config.tablet:
        seat, tablet = slots.wiring.seat(), VirtioTablet()
        slots.add(TABLET_SLOT, tablet, seat)
        made.tablet = Tablet(seat, tablet)
    made.cards = [_card(slots, number, plug, outside) for number, plug in enumerate(outside.plugs)]
    return made


def _console(slots: VirtioSlots, outside: Outside) -> Console:
    seat = slots.wiring.seat()

    def sent(port: int, data: bytes) -> None:
        outside.sent(port, data)

    console = VirtioConsole(sent, outside.ports, outside.has_room, full=outside.full)
    slots.add(CONSOLE_SLOT, console, seat)
    return Console(seat, console)


def _balloon(slots: VirtioSlots, ram: Block) -> Balloon:
    seat = slots.wiring.seat()
    balloon = Balloon(seat, ram)
    slots.add(BALLOON_SLOT, balloon.chip, seat)
    seat.on_reset(balloon.restate)
    return balloon


class _Nowhere:
    """A socket in the wall that nothing is behind."""

    def send(self, frame: Sequence[memoryview]) -> None:
        """Lost."""


def _card(slots: VirtioSlots, number: int, plug: Plug, outside: Outside) -> Card:
    # Imported here: many machines have no network.
    from engine.devices.virtio.net import NetState, VirtioNet
    from engine.net.loopback import Loopback
    from engine.net.wire import Wire

    seat, name = slots.wiring.seat(), f"net{number}"
    backend = plug.network.backend
    loop = Loopback(seat.clock) if backend == "loopback" else None

    def broken(reason: str) -> None:
        """The guest sees that the cable is dead; a person hears why."""
        seat.deliver(partial(chip.set_link, False))
        outside.broken(f"The network card {name} has lost its network: {reason}.")

    wire = None if plug.link is None else Wire(plug.link, seat.deliver, broken, name)
    port: NetPort = wire or loop or _Nowhere()
    chip = VirtioNet(plug.mac, port, NetState(link=backend != "none"))
    slots.add(CARD_SLOT + number, chip, seat, often=True)
    if loop is not None:
        loop.receive = chip.receive
    if wire is not None:
        wire.receive = chip.receive
    return Card(name, backend, plug.mac, seat, chip, wire)
