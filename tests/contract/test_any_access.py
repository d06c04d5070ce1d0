"""100,000 accesses of any width anywhere in a device's windows raise nothing, hang nothing, and touch no memory that
is not the guest's; and none at all where the device does no DMA, or has not been let at memory.
"""

from __future__ import annotations

import pytest

from tests.contract.access import Target, Window, passage, survives
from tests.contract.factory import CASES, Case, Parts
from tests.contract.test_port_device import Guest
from tests.contract.virtio import DEVICES, MAX_TOUCHES, TRANSPORTS, Machine

MILLISECOND = 1_000_000


def port_target(case: Case) -> Target:
    """A chip on port and memory bus; the event is that time passes."""
    parts = Parts()
    guest = Guest(case, parts, case.build(parts, None), 1)
    memory = parts.memory
    ports, mmio = guest.bus, guest.mmio
    windows = [
        Window(
            region.base,
            region.length,
            (1, 2, 4),
            ports.read,
            ports.write,
            case.vocabulary,
            ports.read_block,
            ports.write_block,
        )
        for region in guest.built.regions
    ]
    windows += [
        Window(region.base, region.length, (1, 2, 4, 8), mmio.read, mmio.write, case.vocabulary)
        for region in guest.built.memory
    ]

    def check() -> None:
        assert len(memory.touched) < MAX_TOUCHES if case.dma else memory.touched == []
        memory.touched.clear()

    return Target(windows, lambda parameter: advance(parts, parameter), check)


def advance(parts: Parts, parameter: int) -> None:
    parts.clock.advance(parameter % (20 * MILLISECOND))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_any_access_is_survived(case: Case) -> None:
    survives(lambda: port_target(case))


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("name", DEVICES)
def test_any_access_to_virtio_is_survived(name: str, transport: str) -> None:
    def build() -> Target:
        return Machine(name, Parts(), 1, transport=transport).target()

    survives(build)


@pytest.mark.parametrize("name", DEVICES)
def test_a_virtio_device_that_is_no_bus_master_leaves_memory_alone(name: str) -> None:
    machine = Machine(name, Parts(), 1)
    windows = machine.target().windows
    machine.chip.pci.write(4, 2, 2)  # Memory space alone.
    before = bytes(machine.parts.memory.data)
    target = Target(windows, lambda _parameter: None, lambda: None)
    for seed in range(100):
        passage(target, seed)
    assert bytes(machine.parts.memory.data) == before


def test_a_program_that_breaks_a_device_is_found() -> None:
    """The instrument itself: a chip that fails on one value at one port."""

    def write(address: int, size: int, value: int) -> None:
        assert (address, value & 0xFF) != (0x42, 0x21)

    broken = Target([Window(0x40, 8, (1,), lambda _address, _size: 0, write, (0x21,))], lambda _: None, lambda: None)
    with pytest.raises(AssertionError):
        survives(lambda: broken)
