"""What every port device promises, whatever it is. The chips are listed in factory.py."""

from __future__ import annotations

import copy
from random import Random
from threading import Lock
from typing import Any

import msgspec
import pytest

from engine.bus.mmio import MmioBus
from engine.bus.port import PortBus
from tests.contract.factory import CASES, Built, Case, Parts

MILLISECOND = 1_000_000

every_device = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


class Guest:
    """A guest that does anything: random accesses from a seed, recording what it reads."""

    def __init__(self, case: Case, parts: Parts, built: Built, seed: int) -> None:
        self.case, self.parts, self.built = case, parts, built
        self.random = Random(seed)
        self.seen: list[int | bytes] = []
        self.bus, self.mmio = PortBus(), MmioBus()
        lock = Lock()
        for region in built.regions:
            self.bus.add(region, lock)
        for window in built.memory:
            self.mmio.add(window, lock)

    def value(self, size: int) -> int:
        """Something to write."""
        if self.case.vocabulary and self.random.random() < 0.5:
            return self.random.choice(self.case.vocabulary) & ((1 << 8 * size) - 1)
        return self.random.getrandbits(8 * size)

    def step(self) -> None:
        """One access of any width anywhere in the windows; now and then a block, now and then time passes."""
        pick = self.random
        region = pick.choice(self.built.regions)
        port = region.base + pick.randrange(region.length)
        size = pick.choice((1, 2, 4))
        kind = pick.random()
        if kind < 0.45:
            value = self.bus.read(port, size)
            assert isinstance(value, int)
            assert 0 <= value < 1 << 8 * size, f"port {port:#x} size {size} read {value:#x}"
            self.seen.append(value)
        elif kind < 0.9:
            self.bus.write(port, size, self.value(size))
        elif kind < 0.93:
            count = pick.randrange(40)
            block = self.bus.read_block(port, size, count)
            assert len(block) == size * count
            self.seen.append(bytes(block))
        elif kind < 0.96:
            self.bus.write_block(port, size, pick.randbytes(size * pick.randrange(40)))
        else:
            self.parts.clock.advance(pick.randrange(20 * MILLISECOND))


def start(case: Case, seed: int, parts: Parts | None = None, state: Any = None) -> Guest:
    parts = parts or Parts()
    return Guest(case, parts, case.build(parts, state), seed)


def plain(value: Any) -> bool:
    """Whether a state is nothing but named values."""
    if isinstance(value, msgspec.Struct):
        return all(plain(getattr(value, name)) for name in value.__struct_fields__)
    if isinstance(value, list | tuple):
        return all(plain(each) for each in value)
    if isinstance(value, dict):
        return all(plain(key) and plain(each) for key, each in value.items())
    return value is None or isinstance(value, int | str | bytes | bytearray)


@every_device
def test_state_is_plain_data(case: Case) -> None:
    guest = start(case, 1)
    for _ in range(300):
        guest.step()
    assert plain(guest.built.chip.state)


@every_device
def test_two_new_chips_are_alike(case: Case) -> None:
    one, other = (case.build(Parts(), None).chip.state for _ in range(2))
    assert one == other
    assert one is not other or one is None


@every_device
@pytest.mark.parametrize("seed", range(5))
def test_reset_gives_the_default_state(case: Case, seed: int) -> None:
    guest = start(case, seed)
    for _ in range(500):
        guest.step()
    guest.built.chip.reset()
    state = guest.built.chip.state
    default = case.build(guest.parts.copy(), None).chip.state
    for name in case.kept:
        setattr(default, name, getattr(state, name))
    assert state == default
    assert not any(guest.parts.levels().values())


@every_device
@pytest.mark.parametrize("seed", range(5))
def test_a_copied_state_goes_on_identically(case: Case, seed: int) -> None:
    guest = start(case, seed)
    for _ in range(500):
        guest.step()
    parts = guest.parts.copy()
    twin = start(case, seed, parts, copy.deepcopy(guest.built.chip.state))
    twin.random.setstate(guest.random.getstate())
    assert parts.levels() == guest.parts.levels()
    guest.seen.clear()
    for _ in range(500):
        guest.step()
        twin.step()
        assert parts.levels() == guest.parts.levels()
    assert twin.seen == guest.seen
    assert twin.built.chip.state == guest.built.chip.state
    assert parts.memory.data == guest.parts.memory.data
