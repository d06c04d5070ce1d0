"""A board with virtio devices and nothing else: real wiring, buses and memory; the test is the guest's driver."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from engine import virtio
from engine.bus.mmio import MmioBus
from engine.bus.pci import PciFunction, PciHost
from engine.bus.port import PortBus
from engine.clock import MachineClock
from engine.config import DiskBus, MachineConfig
from engine.devices.piix3 import PirqRouter
from engine.drive import Drive
from engine.memory.block import Block
from engine.memory.space import AddressSpace, Section
from engine.net.network import open_networks
from engine.storage.medium import Medium
from engine.storage.raw import RawDisk
from engine.wiring import Wiring
from tests.support.fakecpu import FakeAccel
from tests.support.virtio import BAR_BASE, Driver

RAM = 4 << 20


class Ram:
    """Guest memory as a Driver wants it."""

    def __init__(self, space: AddressSpace) -> None:
        self.base = 0
        self.data = bytes(RAM)
        self.read, self.write = space.read, space.write


@dataclass
class Remote:
    """A device as its driver reaches it: through the memory bus, once its BAR has a place."""

    pci: PciFunction
    mmio: MmioBus
    base: int

    def read(self, offset: int, size: int) -> int:
        return self.mmio.read(self.base + offset, size)

    def write(self, offset: int, size: int, value: int) -> None:
        self.mmio.write(self.base + offset, size, value)


class Board:
    """The devices of a description. ``sent`` is what the console printed, ``broken`` the cables that broke."""

    def __init__(self, accel: Any = None, **fields: Any) -> None:
        self.accel = accel or FakeAccel()
        self.config = MachineConfig(name="board", uuid="the-uuid", **fields)
        self.wiring = Wiring(PortBus(), MmioBus(), MachineClock(asyncio.get_running_loop()), self.accel)
        self.wiring.clock.start()
        self.ram = Block(RAM)
        self.space = AddressSpace(self.accel)
        self.space.place("ram", Section(0, RAM, self.ram))
        self.pci = PciHost()
        self.router = PirqRouter(cache(self.wiring.irq))
        self.slots = virtio.VirtioSlots(self.wiring, self.pci, self.router, self.space)
        self.sent, self.broken, self.room = bytearray(), [], 0
        plugs = open_networks(self.config)
        outside = virtio.Outside(plugs, sent=self._sent, has_room=self._has_room, broken=self.broken.append)
        self.drives: list[Drive] = []
        self.peripherals = virtio.peripherals(self.slots, self.config, self.ram, outside)

    def add_disk(self, path: Path, bus: DiskBus = "virtio") -> Drive:
        """A virtio disk, in the first disk's slot."""
        media = [Medium(0, "disk", path, RawDisk(path), bus)]
        self.drives += virtio.disks(self.slots, media, 1, lambda _medium, _error: None)
        return self.drives[-1]

    def _sent(self, _port: int, data: bytes) -> None:
        self.sent += data

    def _has_room(self, _port: int) -> None:
        self.room += 1

    def driver(self, slot: int) -> Driver:
        """A driver for the device in ``slot``, whose memory nobody else uses. The BAR is placed by it."""
        base = BAR_BASE + 0x10_0000 * slot
        remote: Any = Remote(self.pci.functions()[slot, 0], self.wiring.mmio, base)
        memory: Any = Ram(self.space)
        driver = Driver(remote, memory, heap=0x10_0000 + 0x1_0000 * slot)
        driver.base = base
        return driver
