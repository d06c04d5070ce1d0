"""What every virtio device promises, whatever it is and whatever carries it: the port devices' contract."""

from __future__ import annotations

import copy

import pytest

from tests.contract.factory import Parts
from tests.contract.test_port_device import plain
from tests.contract.virtio import DEVICES, TRANSPORTS, Machine

every_device = pytest.mark.parametrize("name", DEVICES)
every_transport = pytest.mark.parametrize("transport", TRANSPORTS)


@every_device
@every_transport
@pytest.mark.parametrize("seed", range(3))
def test_reset_gives_the_default_state(name: str, transport: str, seed: int) -> None:
    machine = Machine(name, Parts(), seed, transport=transport)
    machine.drive()
    for _ in range(500):
        machine.step()
    assert all(plain(state) for state in machine.state)
    machine.chip.reset()
    assert machine.state == Machine(name, Parts(), seed, transport=transport).state
    assert not any(machine.parts.levels().values())


@every_device
@every_transport
@pytest.mark.parametrize("seed", range(3))
def test_a_copied_state_goes_on_identically(name: str, transport: str, seed: int) -> None:
    machine = Machine(name, Parts(), seed, transport=transport)
    machine.drive()
    for _ in range(200):
        machine.step()
    twin = Machine(name, machine.parts.copy(), seed, copy.deepcopy(machine.state), transport)
    twin.random.setstate(machine.random.getstate())
    machine.seen.clear()
    for _ in range(500):
        machine.step()
        twin.step()
        assert twin.parts.levels() == machine.parts.levels()
    assert twin.seen == machine.seen
    assert twin.state == machine.state
    assert twin.parts.memory.data == machine.parts.memory.data
