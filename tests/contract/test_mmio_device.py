"""What every device behind a memory BAR promises, whatever it is: the port devices' contract, on the memory bus."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from threading import Lock
from typing import Any

import pytest

from engine.bus.mmio import MmioBus, MmioRegion
from engine.devices.virtio.balloon import VirtioBalloon
from engine.devices.virtio.block import VirtioBlock
from engine.devices.virtio.console import VirtioConsole
from engine.devices.virtio.input import VirtioTablet
from engine.devices.virtio.net import VirtioNet
from engine.devices.virtio.pci import BAR_LENGTH, NOTIFY, VirtioPci
from engine.devices.virtio.rng import VirtioRng
from tests.contract.factory import Parts
from tests.contract.test_port_device import plain
from tests.support.virtio import EVENT_IDX, Driver

ROUNDS = 20_000
BASE = 0xFEB0_0000


class _Disk:
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


Make = Callable[[Parts, Any], Any]
DEVICES: dict[str, Make] = {
    "block": lambda parts, state: VirtioBlock(_Disk(), queues=2, state=state),
    "rng": lambda parts, state: VirtioRng(lambda count: bytes(count), state),
    "console": lambda parts, state: VirtioConsole(parts.call("sent"), ("", "agent"), parts.call("room"), state),
    "balloon": lambda parts, state: VirtioBalloon(_wipe, parts.call("updated"), state),
    "net": lambda parts, state: VirtioNet(bytes(6), _Wire(parts), state),
    "tablet": lambda parts, state: VirtioTablet(state),
}

every_device = pytest.mark.parametrize("name", DEVICES)


class _Wire:
    def __init__(self, parts: Parts) -> None:
        self.send = parts.call("sent")


@dataclass
class Machine:
    """A device with its transport, on a bus; and a guest that does anything with it, from a seed."""

    name: str
    parts: Parts
    seed: int
    states: tuple[Any, Any] | None = None

    def __post_init__(self) -> None:
        transport, own = self.states or (None, None)
        device = DEVICES[self.name](self.parts, own)
        line, send = self.parts.irq("inta"), self.parts.call("msi")
        self.chip = VirtioPci(device, self.parts.memory, self.parts.clock, line, send, state=transport)
        if self.states is not None:
            self.chip.resume()
        self.bus = MmioBus()
        self.bus.add(MmioRegion(BASE, BAR_LENGTH, self.chip.read, self.chip.write), Lock())
        self.random = Random(self.seed)
        self.seen: list[int] = []

    @property
    def state(self) -> tuple[Any, Any]:
        """All of it."""
        return self.chip.state, self.chip.device.state

    def drive(self) -> None:
        """As a driver would start it: otherwise most writes would find every queue disabled."""
        driver = Driver(self.chip, self.parts.memory)
        assert driver.begin(1 << 32 | self.random.choice((0, EVENT_IDX)))
        for index in range(driver.common(18, 2)):
            driver.common(22, 2, index)
            driver.common(24, 2, 8)
            for register, offset in ((32, 0), (40, 0x80), (48, 0xC0)):
                driver.common(register, 8, 0x2000 + 0x200 * index + offset)
            driver.common(28, 2, 1)
        driver.common(20, 1, 15)

    def step(self) -> None:
        """One access of any width anywhere in the window, a word in a ring, or time."""
        pick = self.random
        kind, size = pick.random(), pick.choice((1, 2, 4, 8))
        address = BASE + pick.choice((pick.randrange(64), pick.randrange(0x800, 0x840), pick.randrange(BAR_LENGTH)))
        if kind < 0.3:
            value = self.bus.read(address, size)
            assert 0 <= value < 1 << 8 * size, f"{address:#x} size {size} read {value:#x}"
            self.seen.append(value)
        elif kind < 0.45:
            value = pick.choice((pick.getrandbits(8 * size), pick.randrange(16)))
            self.bus.write(address, size, value)
        elif kind < 0.7:
            word = pick.choice((0, 1, 2, 8, pick.getrandbits(16))).to_bytes(2, "little")
            self.parts.memory.write(0x2000 + 2 * pick.randrange(0x100 * 6), word)
        elif kind < 0.95:
            self.bus.write(BASE + NOTIFY + 4 * pick.randrange(6), 2, 0)
        else:
            self.parts.clock.advance(1)


@every_device
@pytest.mark.parametrize("seed", range(3))
def test_reset_gives_the_default_state(name: str, seed: int) -> None:
    machine = Machine(name, Parts(), seed)
    machine.drive()
    for _ in range(500):
        machine.step()
    assert all(plain(state) for state in machine.state)
    machine.chip.reset()
    assert machine.state == Machine(name, Parts(), seed).state
    assert not any(machine.parts.levels().values())


@every_device
@pytest.mark.parametrize("seed", range(3))
def test_a_copied_state_goes_on_identically(name: str, seed: int) -> None:
    machine = Machine(name, Parts(), seed)
    machine.drive()
    for _ in range(200):
        machine.step()
    twin = Machine(name, machine.parts.copy(), seed, copy.deepcopy(machine.state))
    twin.random.setstate(machine.random.getstate())
    machine.seen.clear()
    for _ in range(500):
        machine.step()
        twin.step()
        assert twin.parts.levels() == machine.parts.levels()
    assert twin.seen == machine.seen
    assert twin.state == machine.state
    assert twin.parts.memory.data == machine.parts.memory.data


@every_device
def test_any_access_is_survived(name: str) -> None:
    machine = Machine(name, Parts(), 20_000)
    for number in range(ROUNDS):
        if number % 100 == 0:
            machine.chip.reset()
            machine.parts.memory.data[:] = bytes(len(machine.parts.memory.data))
            machine.drive()
        machine.parts.memory.touched.clear()
        machine.step()
        assert len(machine.parts.memory.touched) < 20_000
