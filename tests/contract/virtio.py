"""Every virtio device on every transport, in a machine whose guest has set it up and may then do anything."""

from __future__ import annotations

import struct
from collections.abc import Callable
from random import Random
from threading import Lock
from typing import Any

from engine.bus.mmio import MmioBus, MmioRegion
from engine.devices.virtio import mmio
from engine.devices.virtio.balloon import VirtioBalloon
from engine.devices.virtio.block import VirtioBlock
from engine.devices.virtio.console import VirtioConsole
from engine.devices.virtio.core import bits
from engine.devices.virtio.input import VirtioTablet
from engine.devices.virtio.mmio import VirtioMmio
from engine.devices.virtio.net import VirtioNet
from engine.devices.virtio.pci import BAR_LENGTH, COMMON, CONFIG, NOTIFY, Common, VirtioPci
from engine.devices.virtio.queue import Descriptor
from engine.devices.virtio.rng import VirtioRng
from tests.contract.access import Target, Window
from tests.contract.factory import Parts
from tests.support.virtio import EVENT_IDX, INDIRECT, VERSION_1

BASE = 0xFEB0_0000
TRANSPORTS = ("pci", "mmio")
QUEUE = 8
RINGS, PER_RING = 0x2000, 0x200
AVAILABLE, USED, TABLE = 0x80, 0xC0, 0x120
DATA = 0x8000
QUEUES = 6
MAX_TOUCHES = 20_000
"""How often a device may look at memory for one access: several queues full of chains."""


class Disk:
    """Fixed contents, done at once: two machines may share it."""

    size, readonly = 64 << 10, False

    def submit(self, request: Any, done: Callable[[int], None]) -> bool:
        """See DiskPort."""
        if request.op == "read":
            for view in request.buffers:
                view[:] = bytes((request.offset >> 9) + i & 0xFF for i in range(view.nbytes))
        return True


def _wipe(views: list[memoryview]) -> None:
    for view in views:
        view[:] = bytes(view.nbytes)


class _Wire:
    def __init__(self, parts: Parts) -> None:
        self._sent = parts.call("sent")

    def send(self, frame: Any) -> None:
        self._sent(b"".join(frame))


Make = Callable[[Parts, Any], Any]
DEVICES: dict[str, Make] = {
    "block": lambda parts, state: VirtioBlock(Disk(), queues=2, state=state),
    "rng": lambda parts, state: VirtioRng(lambda count: bytes(count), state),
    "console": lambda parts, state: VirtioConsole(parts.call("sent"), ("", "agent"), parts.call("room"), state),
    "balloon": lambda parts, state: VirtioBalloon(_wipe, state),
    "net": lambda parts, state: VirtioNet(bytes(6), _Wire(parts), state),
    "tablet": lambda parts, state: VirtioTablet(state),
}


class Machine:
    """A device with its transport, on a bus. ``states`` are the transport's and the device's, of a machine to go on
    from."""

    def __init__(
        self, name: str, parts: Parts, seed: int, states: tuple[Any, Any] | None = None, transport: str = "pci"
    ) -> None:
        self.name, self.parts, self.transport = name, parts, transport
        self.random = Random(seed)
        self.seen: list[int] = []
        above, own = states or (None, None)
        device = DEVICES[name](parts, own)
        line = parts.irq("inta")
        self.chip: Any
        if transport == "pci":
            self.chip = VirtioPci(device, parts.memory, parts.clock, line, parts.call("msi"), state=above)
        else:
            self.chip = VirtioMmio(device, parts.memory, parts.clock, line, state=above)
        if states is not None:
            self.chip.resume()
        self.bus = MmioBus()
        self.length = BAR_LENGTH if transport == "pci" else mmio.LENGTH
        self.bus.add(MmioRegion(BASE, self.length, self.chip.read, self.chip.write), Lock())

    @property
    def state(self) -> tuple[Any, Any]:
        """All of it."""
        return self.chip.state, self.chip.device.state

    # --- as a driver would start it: otherwise most accesses would find every queue disabled

    def drive(self) -> None:
        """All the way to DRIVER_OK, with chains of every kind in every queue."""
        features = VERSION_1 | self.random.choice((0, EVENT_IDX, INDIRECT, EVENT_IDX | INDIRECT))
        features |= self.chip.device.features & self.random.choice((0, bits(*range(24))))
        if self.transport == "pci":
            self.chip.pci.write(0x10, 4, BASE)
            self.chip.pci.write(4, 2, 6)
        for status in (0, 1, 3):
            self._status(status)
        self._agree(features)
        self._status(11)
        for index in range(len(self.chip.device.sizes)):
            self.fill(index)
            self._enable(index, RINGS + PER_RING * index)
        self._status(15)

    def fill(self, index: int) -> None:
        """Chains that a device must be ready for, from sensible ones to none at all."""
        pick, memory, ring = self.random, self.parts.memory, RINGS + PER_RING * index
        for number in range(QUEUE):
            for table in (ring, ring + TABLE):
                flags = pick.choice((0, Descriptor.WRITE, Descriptor.NEXT, Descriptor.NEXT | Descriptor.WRITE))
                address, length = DATA + 0x800 * number, pick.choice((0, 1, 8, 16, 28, 512, 513, 2048))
                if pick.random() < 0.1:
                    address, length, flags = ring + TABLE, 16 * pick.randrange(10), Descriptor.INDIRECT
                elif pick.random() < 0.05:
                    address, length = pick.choice((0, 0x10F00, 1 << 63)), pick.choice((1, 1 << 20, 0xFFFF_FFFF))
                following = (number + 1) % QUEUE if pick.random() < 0.9 else pick.randrange(1 << 16)
                memory.write(table + 16 * number, struct.pack("<QIHH", address, length, flags, following))
            header = struct.pack("<IIQ", pick.choice((0, 1, 4, 8, 11, 13)), 0, pick.randrange(130))
            memory.write(DATA + 0x800 * number, header + pick.randbytes(48))
        heads = b"".join(pick.randrange(QUEUE).to_bytes(2, "little") for _ in range(QUEUE))
        memory.write(ring + AVAILABLE, bytes(2) + pick.randrange(QUEUE + 1).to_bytes(2, "little") + heads)

    def _common(self, register: int, size: int, value: int) -> None:
        self.chip.write(COMMON + register, size, value)

    def _status(self, status: int) -> None:
        if self.transport == "pci":
            self._common(Common.DEVICE_STATUS, 1, status)
        else:
            self.chip.write(mmio.Register.STATUS, 4, status)

    def _agree(self, features: int) -> None:
        for word in (0, 1):
            half = features >> 32 * word & 0xFFFFFFFF
            if self.transport == "pci":
                self._common(Common.DRIVER_FEATURE_SELECT, 4, word)
                self._common(Common.DRIVER_FEATURE, 4, half)
            else:
                self.chip.write(mmio.Register.DRIVER_FEATURES_SEL, 4, word)
                self.chip.write(mmio.Register.DRIVER_FEATURES, 4, half)

    def _enable(self, index: int, ring: int) -> None:
        places = (ring, ring + AVAILABLE, ring + USED)
        if self.transport == "pci":
            self._common(Common.QUEUE_SELECT, 2, index)
            self._common(Common.QUEUE_SIZE, 2, QUEUE)
            for register, place in zip(
                (Common.QUEUE_DESC, Common.QUEUE_DRIVER, Common.QUEUE_DEVICE), places, strict=True
            ):
                self._common(register, 8, place)
            self._common(Common.QUEUE_ENABLE, 2, 1)
            return
        self.chip.write(mmio.Register.QUEUE_SEL, 4, index)
        self.chip.write(mmio.Register.QUEUE_NUM, 4, QUEUE)
        registers = (mmio.Register.QUEUE_DESC_LOW, mmio.Register.QUEUE_DRIVER_LOW, mmio.Register.QUEUE_DEVICE_LOW)
        for low, place in zip(registers, places, strict=True):
            self.chip.write(low, 4, place)
            self.chip.write(low + 4, 4, 0)
        self.chip.write(mmio.Register.QUEUE_READY, 4, 1)

    # --- and then anything

    def target(self) -> Target:
        """For programs of accesses. Now and then the guest changes its rings, starts the device anew, or waits."""
        read, write = self.bus.read, self.bus.write
        sizes = (1, 2, 4, 8)
        whole = Window(BASE, self.length, sizes, read, write, (0, 1, 3, 11, 15))
        if self.transport == "pci":
            common = Window(BASE + COMMON, 64, sizes, read, write, (0, 1, 2, 8, 11, 15, 0xFFFF))
            own = Window(BASE + CONFIG, 64, sizes, read, write)
            bell = Window(BASE + NOTIFY, 4 * QUEUES, (2,), read, write)
        else:
            common = Window(BASE, 0x100, (4,), read, write, (0, 1, 2, 8, 11, 15))
            own = Window(BASE + mmio.Register.CONFIG, 64, sizes, read, write)
            bell = Window(BASE + mmio.Register.QUEUE_NOTIFY, 1, (4,), read, write, tuple(range(QUEUES)))
        memory = self.parts.memory

        def check() -> None:
            assert len(memory.touched) < MAX_TOUCHES
            memory.touched.clear()

        self.drive()
        return Target([whole, common, own, bell, bell, bell], self.event, check)

    def event(self, parameter: int) -> None:
        """What happens outside of the windows."""
        kind, rest = parameter & 7, parameter >> 3
        ring = RINGS + PER_RING * (rest % QUEUES)
        if kind == 0 and rest & 3 == 0:
            self.drive()
        elif kind < 3:
            self.fill(rest % QUEUES)
        elif kind < 6:
            index = int.from_bytes(self.parts.memory.read(ring + AVAILABLE + 2, 2), "little") + 1 + (rest >> 8 & 3)
            self.parts.memory.write(ring + AVAILABLE + 2, (index & 0xFFFF).to_bytes(2, "little"))
        elif kind == 6:
            self.parts.memory.write(RINGS + rest % (PER_RING * QUEUES), (rest >> 5 & 0xFFFF).to_bytes(2, "little"))
        else:
            self.parts.clock.advance(1)
            self._from_the_host(rest)

    def _from_the_host(self, rest: int) -> None:
        """The host's side of the device does something, too."""
        device = self.chip.device
        if self.name == "console":
            device.feed(rest & 1, bytes(rest >> 1 & 0xFF))
        elif self.name == "net":
            device.receive(bytes(rest & 0x7FF))
        elif self.name == "tablet":
            device.move(rest & 0x7FFF, rest >> 6)
            device.button("left", bool(rest & 1))
        elif self.name == "balloon":
            device.set_target(rest & 0xF)
            device.ask()

    def step(self) -> None:
        """One access, from the seed: for two machines that must do the same."""
        pick = self.random
        kind, size = pick.random(), pick.choice((1, 2, 4, 8))
        near = pick.randrange(64), (CONFIG if self.transport == "pci" else 0x100) + pick.randrange(0x40)
        address = BASE + pick.choice((*near, pick.randrange(self.length)))
        if kind < 0.3:
            value = self.bus.read(address, size)
            assert 0 <= value < 1 << 8 * size, f"{address:#x} size {size} read {value:#x}"
            self.seen.append(value)
        elif kind < 0.45:
            self.bus.write(address, size, pick.choice((pick.getrandbits(8 * size), pick.randrange(16))))
        elif kind < 0.7:
            self.event(pick.getrandbits(24) | 3)
        elif kind < 0.95 and self.transport == "pci":
            self.bus.write(BASE + NOTIFY + 4 * pick.randrange(QUEUES), 2, 0)
        elif kind < 0.95:
            self.bus.write(BASE + mmio.Register.QUEUE_NOTIFY, 4, pick.randrange(QUEUES))
        else:
            self.parts.clock.advance(1)
