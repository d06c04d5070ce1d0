"""An operation half done when a device's state is saved is finished by the device that is made from it.

What a guest has done so far happens to one machine. Then its state is copied into another, and both must give the
rest of the operation the same end, the right one.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from engine.devices.virtio.balloon import VirtioBalloon
from engine.devices.virtio.block import VirtioBlock
from engine.devices.virtio.console import VirtioConsole
from engine.devices.virtio.input import VirtioTablet
from engine.devices.virtio.net import HEADER, VirtioNet
from engine.devices.virtio.rng import VirtioRng
from tests.contract.factory import CASES, config_address
from tests.contract.test_port_device import MILLISECOND, Guest, start
from tests.contract.virtio import Disk
from tests.support.virtio import WRITE, Driver, Slot

SEED = 1


def sectors(number: int, count: int = 1) -> bytes:
    """What one request to the suite's disk reads there."""
    return bytes(number + i & 0xFF for i in range(512 * count))


@dataclass(frozen=True)
class Operation:
    """``end`` does the second half and returns what came of it: ``result``."""

    device: str
    name: str
    begin: Callable[[Guest], object]
    end: Callable[[Guest], Any]
    result: Any


def outs(guest: Guest, *writes: tuple[int, int]) -> None:
    for port, value in writes:
        guest.bus.write(port, 1, value)


def ide_begin(guest: Guest) -> None:
    outs(guest, (0x1F6, 0xE0), (0x1F2, 2), (0x1F3, 1), (0x1F4, 0), (0x1F5, 0), (0x1F7, 0x20))
    guest.bus.read_block(0x1F0, 2, 100)


def packet_begin(guest: Guest) -> None:
    outs(guest, (0x1F6, 0xB0), (0x1F1, 0), (0x1F4, 0), (0x1F5, 8), (0x1F7, 0xA0))
    guest.bus.write_block(0x1F0, 2, bytes((0x28, 0, 0, 0, 0, 2)))


def packet_end(guest: Guest) -> bytes:
    guest.bus.write_block(0x1F0, 2, bytes((0, 0, 1, 0, 0, 0)))
    return guest.bus.read_block(0x1F0, 2, 1024)


FLOPPY_READ = (0x46, 0, 0, 0, 2, 2, 18, 0x1B, 0xFF)


def floppy_begin(guest: Guest) -> None:
    outs(guest, (0x3F2, 0x1C))
    guest.parts.clock.advance(600 * MILLISECOND)
    for _ in range(4):  # SENSE INTERRUPT STATUS for each drive after the reset.
        outs(guest, (0x3F5, 8))
        guest.bus.read_block(0x3F5, 1, 2)
    outs(guest, (0x3F7, 0))  # 500 kbit/s
    outs(guest, (0x0C, 0), (0x0B, 0x46), (0x04, 0), (0x04, 0x20), (0x81, 0), (0x05, 0xFF), (0x05, 1), (0x0A, 2))
    outs(guest, *((0x3F5, byte) for byte in FLOPPY_READ[:5]))


def floppy_end(guest: Guest) -> tuple[bytes, bytes]:
    outs(guest, *((0x3F5, byte) for byte in FLOPPY_READ[5:]))
    guest.parts.clock.advance(600 * MILLISECOND)
    status = guest.bus.read_block(0x3F5, 1, 3)
    return bytes(guest.parts.memory.data[0x1000:0x1004]), status


# Switched on, vector 64 once after 1,000 cycles of 10 MHz.
LAPIC_TIMER = ((0xF0, 4, 0x1FF), (0x320, 4, 0x40), (0x3E0, 4, 0xB), (0x380, 4, 1000))


def said(guest: Guest, name: str) -> list[Any]:
    return [arguments for called, arguments in guest.parts.calls if called == name]


OPERATIONS = (
    Operation("ide", "read two sectors", ide_begin, lambda g: g.bus.read_block(0x1F0, 2, 412),
              sectors(1, 2)[200:]),
    Operation("ide", "a packet", packet_begin, packet_end, sectors(8, 4)),
    Operation("i82077", "read by DMA", floppy_begin, floppy_end, (b"\1\0\0\0", b"\0\0\0")),
    Operation("fwcfg", "read an item", lambda g: (g.bus.write(0x510, 2, 0), g.bus.read_block(0x511, 1, 2)),
              lambda g: g.bus.read_block(0x511, 1, 2), b"MU"),
    Operation("uart16550", "a byte by its divisor", lambda g: outs(g, (0x3FB, 0x80), (0x3F8, 12)),
              lambda g: (outs(g, (0x3F9, 0), (0x3FB, 3)), g.built.chip.line_format()), (None, (9600, "8N1"))),
    Operation("uart16550", "input in the FIFO", lambda g: (outs(g, (0x3FA, 1)), g.built.chip.receive(b"hello"),
              g.bus.read(0x3F8, 1)), lambda g: [g.bus.read(0x3F8, 1) for _ in range(4)], list(b"ello")),
    Operation("i8042", "a byte for the mouse", lambda g: outs(g, (0x64, 0xA8), (0x64, 0xD4)),
              lambda g: (outs(g, (0x60, 0xF2)), g.parts.clock.advance(20 * MILLISECOND), g.bus.read(0x64, 1) & 0x21,
                         g.bus.read(0x60, 1))[2:], (0x21, 0xFA)),
    Operation("mc146818", "an index", lambda g: outs(g, (0x70, 0x40), (0x71, 0x5A), (0x70, 0x40)),
              lambda g: g.bus.read(0x71, 1), 0x5A),
    Operation("vga", "a colour", lambda g: outs(g, (0x3C8, 7), (0x3C9, 1), (0x3C9, 2)),
              lambda g: (outs(g, (0x3C9, 3), (0x3C7, 7)), g.bus.read_block(0x3C9, 1, 3))[1], b"\1\2\3"),
    Operation("vga", "an attribute", lambda g: (g.bus.read(0x3DA, 1), outs(g, (0x3C0, 0x01))),
              lambda g: (outs(g, (0x3C0, 0x2A)), g.bus.read(0x3DA, 1), outs(g, (0x3C0, 0x01)),
                         g.bus.read(0x3C1, 1))[3], 0x2A),
    Operation("lpt", "a character", lambda g: outs(g, (0x378, 0x41)),
              lambda g: (outs(g, (0x37A, 0x0D)), said(g, "printed"))[1], [(0x41,)]),
    Operation("i6300esb", "the unlocking sequence", lambda g: outs(g, (0x400C, 0x80), (0x400C, 0x86)),
              lambda g: (g.bus.write(0x4000, 4, 0x123), g.built.chip.chip.state.preload_1)[1], 0x123),
    Operation("i82093aa", "an index", lambda g: g.bus.write(0, 4, 0x16),
              lambda g: (g.bus.write(0x10, 4, 0x1_0041), g.bus.read(0x10, 4))[1], 0x1_0041),
    Operation("lapic", "a count", lambda g: ([g.bus.write(*each) for each in LAPIC_TIMER],
              g.parts.clock.advance(MILLISECOND // 20)),
              lambda g: (g.parts.clock.advance(MILLISECOND // 10), g.bus.read(0x220, 4) & 1)[1], 1),
    Operation("i8259", "its initialisation", lambda g: outs(g, (0x20, 0x11), (0x21, 0x20)),
              lambda g: (outs(g, (0x21, 4), (0x21, 1), (0x21, 0xFE)), g.bus.read(0x21, 1))[1], 0xFE),
    Operation("i8254", "a latched count", lambda g: (outs(g, (0x43, 0x34), (0x40, 0x34), (0x40, 0x12)),
              g.parts.clock.advance(MILLISECOND), outs(g, (0x43, 0)), g.bus.read(0x40, 1)),
              lambda g: g.bus.read(0x40, 1), 0x1234 - 1193 >> 8),
    Operation("i8237", "an address, low byte first", lambda g: outs(g, (0x0C, 0), (0x04, 0x34)),
              lambda g: (outs(g, (0x04, 0x12), (0x0C, 0)), [g.bus.read(0x04, 1) for _ in range(2)])[1], [0x34, 0x12]),
    Operation("hpet", "a match and a period", lambda g: [g.bus.write(0x4000 + at, 4, value) for at, value in
              ((0x10, 1), (0x100, 20 << 9 | 0x14C), (0x108, 100_000))],
              lambda g: (g.bus.write(0x4108, 4, 100_000), g.parts.clock.advance(3 * MILLISECOND),
                         g.parts.irqs["gsi20"].rises)[2], 3),
    Operation("pci-board", "a configuration address", lambda g: g.bus.write(0xCF8, 4, config_address(1, 1, 0)),
              lambda g: g.bus.read(0xCFC, 4), 0x7010_8086),
    Operation("stdvga", "the size of a BAR", lambda g: (g.bus.write(0xCF8, 4, config_address(2, 0, 0x10)),
              g.bus.write(0xCFC, 4, 0xFFFF_FFFF)), lambda g: g.bus.read(0xCFC, 4) & 0xFFFF, 8),
    Operation("debug-console", "a line", lambda g: outs(g, *((0x402, byte) for byte in b"hel")),
              lambda g: (outs(g, *((0x402, byte) for byte in b"lo\n")), said(g, "line"))[1], [("hello",)]),
    Operation("shutdown-port", "the word", lambda g: outs(g, *((0x8900, byte) for byte in b"Shut")),
              lambda g: (outs(g, *((0x8900, byte) for byte in b"down")), said(g, "power_off"))[1], [()]),
)  # fmt: skip
# What has no register by which an operation takes more than one access.
AT_ONCE = {"debug-exit", "port61", "post-code", "port92", "pvpanic"}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: f"{each.device}: {each.name}")
def test_it_is_finished(operation: Operation) -> None:
    case = next(case for case in CASES if case.name == operation.device)
    guest = start(case, SEED)
    operation.begin(guest)
    twin = start(case, SEED, guest.parts.copy(), copy.deepcopy(guest.built.chip.state))
    assert operation.end(twin) == operation.result
    assert operation.end(guest) == operation.result


def test_every_port_device_has_an_operation() -> None:
    assert {case.name for case in CASES} == {operation.device for operation in OPERATIONS} | AT_ONCE


# --- virtio


class SlowDisk(Disk):
    """Nothing is done until ``finish``."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Any, Callable[[int], None]]] = []

    def submit(self, request: Any, done: Callable[[int], None]) -> bool:
        self.waiting.append((request, done))
        return False

    def finish(self) -> None:
        while self.waiting:
            request, done = self.waiting.pop()
            super().submit(request, done)
            done(0)


class Half:
    """A device with its driver; ``again`` is another one that goes on from its state. Calls back to the host land in
    ``said``."""

    def __init__(self, make: Callable[[Half, Any], Any], features: int = 0, slot: Slot | None = None) -> None:
        self.make, self.slot, self.disk = make, slot or Slot(), SlowDisk()
        self.said: list[Any] = []
        self.device = make(self, None)
        self.chip = self.slot.plug(self.device)
        self.driver = Driver(self.chip, self.slot.memory)
        self.driver.start(features, size=16)

    def again(self) -> Half:
        twin: Half = object.__new__(Half)
        twin.make, twin.slot, twin.disk, twin.said = self.make, Slot(), SlowDisk(), []
        twin.slot.memory.data[:] = self.slot.memory.data
        twin.device = self.make(twin, copy.deepcopy(self.device.state))
        twin.chip = twin.slot.plug(twin.device, copy.deepcopy(self.chip.state))
        twin.chip.resume()
        twin.driver = copy.copy(self.driver)
        twin.driver.chip, twin.driver.memory = twin.chip, twin.slot.memory
        twin.driver.queues = {}
        for number, queue in self.driver.queues.items():
            twin.driver.queues[number] = copied = copy.copy(queue)
            copied.driver, copied.memory = twin.driver, twin.slot.memory
            copied.free, copied.chains = queue.free.copy(), dict(queue.chains)
        return twin

    def text(self, place: int, length: int) -> bytes:
        return self.slot.memory.read(place, length)


def both(half: Half, check: Callable[[Half], None]) -> None:
    twin = half.again()
    check(twin)
    check(half)


def test_block_requests_under_way() -> None:
    half = Half(lambda h, state: VirtioBlock(h.disk, state=state))
    driver = half.driver
    places = []
    for number in (1, 2):
        header, data = driver.alloc(16), driver.alloc(513)
        half.slot.memory.write(header, bytes(8) + number.to_bytes(8, "little"))
        driver.queues[0].add([(header, 16, 0), (data, 513, WRITE)])
        places.append(data)
    assert driver.queues[0].take() == []

    def check(each: Half) -> None:
        each.disk.finish()
        assert len(each.driver.queues[0].take()) == 2
        for number, place in enumerate(places, 1):
            assert each.text(place, 513) == sectors(number) + b"\0"

    both(half, check)


def test_a_reset_that_waits_for_the_disk() -> None:
    half = Half(lambda h, state: VirtioBlock(h.disk, state=state))
    driver = half.driver
    header, data = driver.alloc(16), driver.alloc(513)
    half.slot.memory.write(header, bytes(16))
    driver.queues[0].add([(header, 16, 0), (data, 513, WRITE)])
    driver.common(20, 1, 0)
    assert driver.status == 0x0F, "not before the disk lets go of memory"

    def check(each: Half) -> None:
        each.disk.finish()
        assert each.driver.status == 0
        assert each.device.state == VirtioBlock(each.disk).state

    both(half, check)


def test_frames_that_wait_for_buffers() -> None:
    half = Half(lambda h, state: VirtioNet(bytes(6), h, state))
    half.device.receive(b"one" * 20)
    half.device.receive(b"two" * 20)

    def check(each: Half) -> None:
        places = [each.driver.queues[0].provide(128) for _ in range(2)]
        assert [each.text(place + HEADER.size, 3) for place in places] == [b"one", b"two"]

    both(half, check)


def test_console_input_and_messages_that_wait() -> None:
    half = Half(lambda h, state: VirtioConsole(lambda *sent: h.said.append(sent), state=state), 1 << 1)
    queues = half.driver.queues
    for event, value in ((0, 1), (3, 1), (6, 1)):  # The driver is ready, the port too, and it is open.
        queues[3].send(bytes(4) + event.to_bytes(2, "little") + value.to_bytes(2, "little"))
    half.device.feed(0, b"hello")

    def check(each: Half) -> None:
        message = each.driver.queues[2].provide(64)
        assert each.text(message, 8) == bytes(4) + b"\1\0\1\0"  # DEVICE_ADD
        assert each.text(each.driver.queues[0].provide(8), 5) == b"hello"

    both(half, check)


def test_half_a_group_of_events() -> None:
    half = Half(lambda _h, state: VirtioTablet(state))
    half.device.move(5, 6)
    assert half.text(half.driver.queues[0].provide(8), 8) == b"\3\0\0\0\5\0\0\0"

    def check(each: Half) -> None:
        places = [each.driver.queues[0].provide(8) for _ in range(2)]
        assert [each.text(place, 8) for place in places] == [b"\3\0\1\0\6\0\0\0", bytes(8)]

    both(half, check)


def test_a_question_for_statistics() -> None:
    half = Half(lambda h, state: VirtioBalloon(h.said.append, state=state), 1 << 1)
    place = half.driver.alloc(10)
    half.slot.memory.write(place, b"\5\0" + (9).to_bytes(8, "little"))
    half.driver.queues[2].add([(place, 10, 0)])

    def check(each: Half) -> None:
        assert each.device.state.statistics == {"total": 9}
        assert each.driver.queues[2].take() == []
        assert each.device.ask()
        assert len(each.driver.queues[2].take()) == 1

    both(half, check)


def test_chains_beyond_a_turn() -> None:
    half = Half(lambda _h, state: VirtioRng(lambda count: b"r" * count, state))
    core, queue = half.chip.core, half.driver.queues[0]
    places = [queue.provide(4, kick=False) for _ in range(10)]
    core._budget = 0
    half.device.notified(0)
    assert queue.take() == [] and half.slot.clock.armed()

    def check(each: Half) -> None:
        each.slot.clock.advance(1)
        assert [each.text(place, 4) for place in places] == [b"rrrr"] * 10

    both(half, check)
