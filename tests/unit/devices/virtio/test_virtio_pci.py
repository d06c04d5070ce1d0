"""The PCI transport: capabilities, registers, interrupts; and guests that write anything anywhere."""

from __future__ import annotations

import copy
import itertools

from engine.bus.pci import Command, Register
from engine.devices.virtio.block import VirtioBlock
from engine.devices.virtio.pci import BAR_LENGTH, ISR, PENDING, TABLE, VirtioPci, VirtioPciState
from tests.support.virtio import EVENT_IDX, INDIRECT, NEEDS_RESET, VERSION_1, WRITE, Driver, Slot

SIZE = 1 << 16


class Disk:
    """Zeros, at once; it checks what it is asked."""

    size, readonly = SIZE, False

    def submit(self, request, done):
        length = sum(view.nbytes for view in request.buffers)
        assert 0 <= request.offset <= request.offset + length <= SIZE
        if request.op == "read":
            for view in request.buffers:
                view[:] = bytes(view.nbytes)
        return True


class Bench:
    def __init__(self, queues=1, disk=None):
        self.slot = Slot()
        self.memory = self.slot.memory
        self.block = VirtioBlock(disk or Disk(), queues=queues)
        self.chip: VirtioPci = self.slot.plug(self.block)
        self.driver = Driver(self.chip, self.memory)

    def read_sector(self, queue=0, indirect=False):
        header, data = self.driver.alloc(16), self.driver.alloc(513)
        self.memory.write(header, bytes(16))
        self.driver.queues[queue].add([(header, 16, 0), (data, 513, WRITE)], indirect)
        return self.driver.queues[queue].take()


def test_identity():
    pci = Bench().chip.pci
    assert (pci.read(0, 2), pci.read(2, 2)) == (0x1AF4, 0x1042)
    assert pci.read(Register.REVISION_ID, 1) >= 1
    assert pci.read(Register.REVISION_ID, 4) >> 8 == 0x01_00_00
    assert pci.read(Register.INTERRUPT_PIN, 1) == 1


def test_capabilities_lie_in_the_bar_apart_from_each_other():
    bench = Bench()
    parts = bench.driver.parts
    assert sorted(parts) == [1, 2, 3, 4, 5]
    assert bench.chip.pci.read(parts[2].place + 16, 4) == 4
    spans = [(part.offset, part.offset + part.length) for kind, part in parts.items() if kind != 5]
    spans += [(TABLE, TABLE + 32), (PENDING, PENDING + 8)]
    spans.sort()
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))
    assert spans[-1][1] <= BAR_LENGTH
    assert parts[1].length >= 56 and parts[4].length == 60


def test_bar_sizing():
    pci = Bench().chip.pci
    pci.write(Register.BASE_ADDRESS, 4, 0xFFFF_FFFF)
    assert pci.read(Register.BASE_ADDRESS, 4) == 0x1_0000_0000 - BAR_LENGTH


def test_registers_read_as_written():
    bench = Bench(queues=2)
    drv = bench.driver
    assert drv.begin(VERSION_1)
    assert drv.common(18, 2) == 2
    drv.common(22, 2, 1)
    assert drv.common(24, 2) == 512
    for size, expected in ((64, 64), (3, 64), (0, 64), (1024, 64), (512, 512)):
        drv.common(24, 2, size)
        assert drv.common(24, 2) == expected
    drv.common(32, 8, 0x1_2345_6780)
    assert drv.common(32, 4) == 0x2345_6780 and drv.common(36, 4) == 1
    assert drv.common(30, 2) == 1
    for vector, expected in ((2, 2), (3, 0xFFFF), (0xFFFF, 0xFFFF)):
        drv.common(26, 2, vector)
        assert drv.common(26, 2) == expected
        drv.common(16, 2, vector)
        assert drv.common(16, 2) == expected
    drv.common(22, 2, 7)
    assert [drv.common(offset, 2) for offset in (24, 28, 30, 32)] == [0, 0, 0, 0]
    drv.common(24, 2, 16)
    drv.common(0, 4, 2)
    assert drv.common(4, 4) == 0


def test_an_enabled_queue_stays_as_it_is():
    bench = Bench()
    bench.driver.start()
    queue = bench.driver.queues[0]
    bench.driver.common(32, 4, 0x9000)
    bench.driver.common(24, 2, 8)
    bench.driver.common(28, 2, 0)
    assert bench.driver.common(32, 4) == queue.desc
    assert bench.driver.common(28, 2) == 1


def test_intx():
    bench = Bench()
    bench.driver.start()
    assert len(bench.read_sector()) == 1
    assert bench.slot.irq.level
    bench.chip.pci.write(Register.COMMAND, 2, 0x0406)
    assert not bench.slot.irq.level
    bench.chip.pci.write(Register.COMMAND, 2, 0x0006)
    assert bench.slot.irq.level
    assert bench.driver.isr() == 1
    assert not bench.slot.irq.level and bench.driver.isr() == 0


def test_interrupt_status_shows_though_the_wire_is_kept_still():
    """(PCI 3.0, 6.2.3)"""
    bench = Bench()
    bench.driver.start()
    pci = bench.chip.pci
    assert not pci.read(Register.STATUS, 2) & 8
    pci.write(Register.COMMAND, 2, pci.command | Command.INTX_DISABLE)
    bench.read_sector()
    assert pci.read(Register.STATUS, 2) & 8 and pci.read(Register.COMMAND, 4) & 8 << 16
    assert not bench.slot.irq.level
    assert bench.driver.isr() == 1
    assert not pci.read(Register.STATUS, 2) & 8


def test_msix():
    bench = Bench()
    bench.driver.start(vector=1)
    bench.driver.enable_msix({0: (0xFEE0_0000, 0x30), 1: (0xFEE0_1000, 0x31)})
    bench.driver.common(16, 2, 0)
    bench.read_sector()
    assert bench.slot.messages == [(0xFEE0_1000, 0x31)]
    bench.driver.queues[0].offer(300)
    assert bench.driver.status & NEEDS_RESET
    assert bench.slot.messages[1:] == [(0xFEE0_0000, 0x30)]
    assert not bench.slot.irq.changes


def test_a_masked_vector_waits_and_shows():
    bench = Bench()
    bench.driver.start(vector=1)
    bench.driver.enable_msix({1: (0xFEE0_1000, 0x31)})
    bench.chip.write(TABLE + 16 + 12, 4, 1)
    bench.read_sector()
    assert bench.slot.messages == [] and bench.chip.read(PENDING, 8) == 2
    bench.chip.write(TABLE + 16 + 12, 4, 0)
    assert bench.slot.messages == [(0xFEE0_1000, 0x31)]


def test_a_queue_without_vector_is_silent():
    bench = Bench()
    bench.driver.start()
    bench.driver.enable_msix({})
    assert len(bench.read_sector()) == 1
    assert bench.slot.messages == [] and not bench.slot.irq.changes


def test_bus_mastering_switched_on_late():
    bench = Bench()
    bench.driver.start()
    bench.chip.pci.write(Register.COMMAND, 2, Command.MEMORY)
    assert bench.read_sector() == []
    bench.chip.pci.write(Register.COMMAND, 2, Command.MEMORY | Command.BUS_MASTER)
    assert len(bench.driver.queues[0].take()) == 1


class PortDriver(Driver):
    """Firmware that reaches the BAR through configuration space alone (virtio 1.2, 4.1.4.9)."""

    def common(self, offset, size, value=None):
        pci, at = self.chip.pci, self.parts[5].place
        pci.write(at + 4, 1, 0)
        pci.write(at + 8, 4, self.parts[1].offset + offset)
        pci.write(at + 12, 4, size)
        if value is None:
            return pci.read(at + 16, size)
        pci.write(at + 16, size, value)
        return value


def test_the_window_in_configuration_space():
    bench = Bench()
    entered = []
    bench.chip = bench.slot.plug(bench.block, enter=lambda call: (entered.append(1), call()))
    driver = PortDriver(bench.chip, bench.memory)
    driver.start(size=8)
    assert entered
    pci, at = bench.chip.pci, driver.parts[5].place
    bench.driver = driver
    assert len(bench.read_sector()) == 1
    pci.write(at + 8, 4, ISR)
    pci.write(at + 12, 4, 1)
    assert pci.read(at + 16, 1) == 1 and pci.read(at + 16, 1) == 0
    for offset, length, bar in ((BAR_LENGTH, 4, 0), (2, 4, 0), (0, 3, 0), (0xFFFF_FFFC, 4, 0), (20, 1, 1)):
        pci.write(at + 4, 1, bar)
        pci.write(at + 8, 4, offset)
        pci.write(at + 12, 4, length)
        pci.write(at + 16, 4, 0)
        pci.read(at + 16, 4)
    assert driver.status == 0x0F


def test_reset_is_the_default_state():
    bench = Bench()
    bench.driver.start(EVENT_IDX, vector=1)
    bench.driver.enable_msix({1: (0xFEE0_1000, 0x31)})
    bench.read_sector()
    bench.chip.reset()
    assert bench.chip.state == Bench().chip.state
    assert bench.block.state == Bench().block.state
    assert not bench.slot.irq.level


def test_the_state_goes_elsewhere():
    bench = Bench()
    bench.driver.start(EVENT_IDX | INDIRECT)
    bench.read_sector()
    there = Slot()
    there.memory.data[:] = bench.memory.data
    state: VirtioPciState = copy.deepcopy(bench.chip.state)
    chip = there.plug(VirtioBlock(Disk(), state=copy.deepcopy(bench.block.state)), state)
    moved: list[tuple[int, int | None]] = []
    chip.pci.bar_moved = lambda bar, base: moved.append((bar, base))
    chip.resume()
    assert moved == [(0, 0xFEB0_0000)]
    assert there.irq.level
    bench.chip, bench.memory, bench.driver.chip = chip, there.memory, chip
    bench.driver.memory = bench.driver.queues[0].memory = there.memory
    assert len(bench.read_sector(indirect=True)) == 1


def advanced(pci):
    """The place of the Advanced Features capability."""
    at = pci.read(Register.CAPABILITIES, 1)
    while pci.read(at, 1) != 0x13:
        at = pci.read(at + 1, 1)
    return at


def test_a_function_is_reset_alone():
    bench = Bench()
    pci, driver = bench.chip.pci, bench.driver
    at = advanced(pci)
    assert (pci.read(at + 2, 1), pci.read(at + 3, 1) & 3) == (6, 3)
    driver.enable_msix({0: (0xFEE00000, 0x41)})
    driver.start(size=8, vector=0)
    moved = []
    pci.bar_moved = lambda *where: moved.append(where)
    pci.write(at + 4, 1, 1)
    assert bench.chip.state == Bench().chip.state
    assert moved == [(0, None)] and pci.read(at + 4, 1) == 0
    driver.heap = 0x2000
    driver.start(size=8)
    assert bench.read_sector()


def test_a_function_that_is_reset_amid_a_request_waits_for_the_disk():
    waiting = []

    class Slow(Disk):
        def submit(self, request, done):
            waiting.append(done)
            return False

    bench = Bench(disk=Slow())
    pci, driver = bench.chip.pci, bench.driver
    driver.start(size=8)
    assert bench.read_sector() == []
    used = bytes(bench.memory.read(driver.queues[0].used, 8))
    at = advanced(pci)
    pci.write(at + 4, 1, 1)
    assert pci.read(at + 5, 1) == 1 and driver.status != 0
    waiting.pop()(0)
    assert pci.read(at + 5, 1) == 0 and driver.status == 0
    assert bytes(bench.memory.read(driver.queues[0].used, 8)) == used
    assert bench.chip.state == Bench().chip.state
    assert bench.slot.messages == [] and not bench.slot.irq.level
