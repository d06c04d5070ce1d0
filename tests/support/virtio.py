"""A driver for modern virtio devices on PCI, as a guest would have one: registers, capabilities and rings only."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

from engine.bus.pci import Command, Register
from engine.devices.virtio.pci import BAR, VirtioPci
from tests.support.clock import ManualClock
from tests.support.irq import RecordingIrq
from tests.support.memory import FlatMemory

VERSION_1 = 1 << 32
EVENT_IDX = 1 << 29
INDIRECT = 1 << 28
NEXT, WRITE, INDIRECT_FLAG = 1, 2, 4
BAR_BASE = 0xFEB0_0000
NEEDS_RESET = 0x40


@dataclass(frozen=True)
class Part:
    """What a vendor capability describes."""

    offset: int
    length: int
    place: int


class Slot:
    """Where a device sits: its memory, interrupt line, messages; and the guest's way to its registers."""

    def __init__(self, memory: FlatMemory | None = None, clock: ManualClock | None = None) -> None:
        self.memory = memory or FlatMemory(0x10_0000, base=0x1000)
        self.clock = clock or ManualClock()
        self.irq = RecordingIrq()
        self.messages: list[tuple[int, int]] = []

    def plug(self, device: Any, state: Any = None, **wiring: Any) -> VirtioPci:
        """The device with its transport."""
        return VirtioPci(
            device,
            self.memory,
            self.clock,
            self.irq.line,
            lambda a, d: self.messages.append((a, d)),
            state=state,
            **wiring,
        )


class Driver:
    """Brings a device up and owns its queues. Memory for rings and buffers is taken from ``heap`` upwards."""

    def __init__(self, chip: VirtioPci, memory: FlatMemory, heap: int = 0x2000) -> None:
        self.chip, self.memory, self.heap = chip, memory, heap
        self.queues: dict[int, Queue] = {}
        self.base = BAR_BASE
        self.parts = self.find_parts()

    def alloc(self, length: int, align: int = 16) -> int:
        """Guest memory that nobody else uses."""
        address = -(-self.heap // align) * align
        self.heap = address + length
        assert self.heap <= self.memory.base + len(self.memory.data), "the driver's memory is full"
        return address

    # --- configuration space

    def find_parts(self) -> dict[int, Part]:
        """The vendor capabilities by kind."""
        pci, found = self.chip.pci, {}
        assert pci.read(Register.STATUS, 2) & 0x10
        at = pci.read(Register.CAPABILITIES, 1)
        while at:
            if pci.read(at, 1) == 0x09:
                kind = pci.read(at + 3, 1)
                assert kind == 5 or pci.read(at + 4, 1) == BAR
                found[kind] = Part(pci.read(at + 8, 4), pci.read(at + 12, 4), at)
            at = pci.read(at + 1, 1)
        return found

    def find_msix(self) -> int:
        """The place of the MSI-X capability."""
        pci = self.chip.pci
        at = pci.read(Register.CAPABILITIES, 1)
        while pci.read(at, 1) != 0x11:
            at = pci.read(at + 1, 1)
        return at

    def enable_msix(self, vectors: dict[int, tuple[int, int]]) -> None:
        """Fill table entries (vector: (address, data)), unmask them, switch MSI-X on."""
        at = self.find_msix()
        table = self.chip.pci.read(at + 4, 4) & ~7
        for vector, (address, data) in vectors.items():
            self.chip.write(table + 16 * vector, 8, address)
            self.chip.write(table + 16 * vector + 8, 4, data)
            self.chip.write(table + 16 * vector + 12, 4, 0)
        self.chip.pci.write(at + 2, 2, 0x8000)

    def wake(self) -> None:
        """Place the BAR, let the device at memory."""
        pci = self.chip.pci
        pci.write(Register.BASE_ADDRESS, 4, self.base)
        pci.write(Register.COMMAND, 2, Command.MEMORY | Command.BUS_MASTER)

    # --- registers

    def common(self, offset: int, size: int, value: int | None = None) -> int:
        """Read or write a common register."""
        at = self.parts[1].offset + offset
        if value is None:
            return self.chip.read(at, size)
        self.chip.write(at, size, value)
        return value

    @property
    def status(self) -> int:
        return self.common(20, 1)

    def isr(self) -> int:
        """Read, and so clear, the ISR byte."""
        return self.chip.read(self.parts[3].offset, 1)

    def config(self, offset: int, size: int) -> int:
        """The device configuration space."""
        return self.chip.read(self.parts[4].offset + offset, size)

    def config_write(self, offset: int, size: int, value: int) -> None:
        self.chip.write(self.parts[4].offset + offset, size, value)

    def offered(self) -> int:
        """The device's feature bits."""
        found = 0
        for word in (0, 1):
            self.common(0, 4, word)
            found |= self.common(4, 4) << 32 * word
        return found

    def begin(self, features: int) -> bool:
        """Reset, acknowledge, agree on features. Whether the device took them."""
        self.wake()
        self.common(20, 1, 0)
        assert self.status == 0
        self.common(20, 1, 1)
        self.common(20, 1, 3)
        for word in (0, 1):
            self.common(8, 4, word)
            self.common(12, 4, features >> 32 * word & 0xFFFFFFFF)
        self.common(20, 1, 0x0B)
        return bool(self.status & 8)

    def start(self, features: int = VERSION_1, size: int | None = None, vector: int | None = None) -> None:
        """All the way to DRIVER_OK, with every queue set up (``vector``: the MSI-X vector of them all)."""
        assert self.begin(features | VERSION_1)
        for index in range(self.common(18, 2)):
            self.queues[index] = Queue(self, index, size, bool(features & EVENT_IDX))
            if vector is not None:
                self.common(26, 2, vector)
            self.common(28, 2, 1)
        self.common(20, 1, 0x0F)
        assert self.status == 0x0F

    def notify(self, index: int) -> None:
        """Ring a queue's bell."""
        self.common(22, 2, index)
        self.chip.write(self.parts[2].offset + 4 * self.common(30, 2), 2, index)


class Queue:
    """The driver's side of a split virtqueue."""

    def __init__(self, driver: Driver, index: int, size: int | None, event_idx: bool = False) -> None:
        self.driver, self.memory, self.index = driver, driver.memory, index
        driver.common(22, 2, index)
        if size is not None and size < driver.common(24, 2):
            driver.common(24, 2, size)
        self.size = driver.common(24, 2)
        self.event_idx = event_idx
        self.desc = driver.alloc(16 * self.size)
        self.avail = driver.alloc(6 + 2 * self.size)
        self.used = driver.alloc(6 + 8 * self.size)
        for register, address in ((32, self.desc), (40, self.avail), (48, self.used)):
            driver.common(register, 4, address & 0xFFFFFFFF)
            driver.common(register + 4, 4, address >> 32)
        self.free = list(range(self.size))
        self.chains: dict[int, list[int]] = {}
        self.avail_index = self.seen = 0

    def get16(self, address: int) -> int:
        return int.from_bytes(self.memory.read(address, 2), "little")

    def put16(self, address: int, value: int) -> None:
        self.memory.write(address, (value & 0xFFFF).to_bytes(2, "little"))

    def describe(self, at: int, address: int, length: int, flags: int, following: int) -> None:
        """One descriptor at guest address ``at``."""
        self.memory.write(at, struct.pack("<QIHH", address, length, flags, following))

    def add(self, buffers: list[tuple[int, int, int]], indirect: bool = False, kick: bool = True) -> int:
        """Make a chain of (address, length, flags) available. Its head."""
        if indirect:
            table = self.driver.alloc(16 * len(buffers))
            self._chain([table + 16 * i for i in range(len(buffers))], list(range(len(buffers))), buffers)
            buffers = [(table, 16 * len(buffers), INDIRECT_FLAG)]
        places = [self.free.pop(0) for _ in buffers]
        self._chain([self.desc + 16 * place for place in places], places, buffers)
        self.chains[places[0]] = places
        self.offer(places[0], kick)
        return places[0]

    def _chain(self, at: list[int], numbers: list[int], buffers: list[tuple[int, int, int]]) -> None:
        for i, (address, length, flags) in enumerate(buffers):
            more = i + 1 < len(buffers)
            self.describe(at[i], address, length, flags | (NEXT if more else 0), numbers[i + 1] if more else 0)

    def offer(self, head: int, kick: bool = True) -> None:
        """Put a head into the available ring."""
        self.put16(self.avail + 4 + 2 * (self.avail_index % self.size), head)
        self.avail_index = self.avail_index + 1 & 0xFFFF
        self.put16(self.avail + 2, self.avail_index)
        if kick:
            self.driver.notify(self.index)

    def take(self) -> list[tuple[int, int]]:
        """What the device gave back since the last call: (head, bytes written)."""
        found = []
        while self.seen != self.get16(self.used + 2):
            at = self.used + 4 + 8 * (self.seen % self.size)
            head, length = struct.unpack("<II", self.memory.read(at, 8))
            self.free += self.chains.pop(head, [])
            found.append((head, length))
            self.seen = self.seen + 1 & 0xFFFF
        if self.event_idx:
            self.put16(self.avail + 4 + 2 * self.size, self.seen)
        return found

    def send(self, data: bytes, room: int = 0, **how: Any) -> bytes:
        """One chain with ``data`` to read and ``room`` to write; what a device that answers at once put there."""
        buffers = []
        if data:
            place = self.driver.alloc(len(data))
            self.memory.write(place, data)
            buffers.append((place, len(data), 0))
        answer = self.driver.alloc(room) if room else 0
        if room:
            buffers.append((answer, room, WRITE))
        head = self.add(buffers, **how)
        ((done, length),) = self.take()
        assert done == head
        return self.memory.read(answer, length) if room else b""

    def provide(self, room: int, kick: bool = True) -> int:
        """A buffer for the device to fill. Its address."""
        place = self.driver.alloc(room)
        self.add([(place, room, WRITE)], kick=kick)
        return place
