"""engine.bell: doorbells that a test rings, as KVM would, by their eventfds."""

from __future__ import annotations

import asyncio
import os
from threading import Event, Lock

import pytest

from engine.bell import Bell
from engine.config import Network
from engine.cpu.accel import Doorbells
from engine.devices.virtio.net import HEADER
from engine.devices.virtio.pci import NOTIFY, NOTIFY_MULTIPLIER
from engine.virtio import CARD_SLOT
from tests.support.fakecpu import FakeAccel
from tests.support.virtio import BAR_BASE
from tests.support.virtioboard import Board

DEADLINE_S = 60


class RingingAccel(FakeAccel):
    """A backend with doorbells. ``ring`` is the guest's write; False: it would have stopped the vCPU."""

    def __init__(self) -> None:
        super().__init__()
        self.placed: dict[int, int] = {}

    def add_doorbell(self, address: int, eventfd: int) -> bool:
        return self.placed.setdefault(address, eventfd) == eventfd

    def remove_doorbell(self, address: int, eventfd: int) -> None:
        assert self.placed.pop(address) == eventfd

    def ring(self, address: int) -> bool:
        if address in self.placed:
            os.eventfd_write(self.placed[address], 1)
        return address in self.placed


class Bench:
    def __init__(self) -> None:
        self.accel, self.lock, self.rung = RingingAccel(), Lock(), Event()
        self.bell = Bell(self.accel, (0x10, 0x14), self.ring, self.deliver)

    def deliver(self, call) -> None:  # type: ignore[no-untyped-def]  # a callable, as Seat.deliver takes it
        with self.lock:
            call()

    def ring(self) -> None:
        assert self.lock.locked()
        self.rung.set()


@pytest.fixture
def bench():  # type: ignore[no-untyped-def]  # a generator
    bench = Bench()
    yield bench
    bench.bell.close()
    assert bench.accel.placed == {}


def test_a_backend_may_have_doorbells_or_not() -> None:
    assert isinstance(RingingAccel(), Doorbells)
    assert not isinstance(FakeAccel(), Doorbells)


def test_it_rings_where_the_window_is(bench: Bench) -> None:
    assert not bench.accel.ring(0x1010)
    bench.bell.moved(0x1000)
    for address in (0x1010, 0x1014):
        bench.rung.clear()
        assert bench.accel.ring(address)
        assert bench.rung.wait(DEADLINE_S)
    bench.bell.moved(0x2000)
    assert not bench.accel.ring(0x1010)
    bench.rung.clear()
    assert bench.accel.ring(0x2014)
    assert bench.rung.wait(DEADLINE_S)
    bench.bell.moved(None)
    assert bench.accel.placed == {}


def test_an_address_that_another_has_is_left_to_it(bench: Bench) -> None:
    bench.accel.placed[0x1010] = -1
    bench.bell.moved(0x1000)
    assert bench.accel.placed[0x1010] == -1
    bench.rung.clear()
    bench.accel.ring(0x1014)
    assert bench.rung.wait(DEADLINE_S)
    bench.bell.moved(None)
    assert bench.accel.placed.popitem() == (0x1010, -1)


def test_what_was_rung_before_a_pause_is_taken_up_in_it(bench: Bench) -> None:
    bench.bell.settle()
    assert bench.rung.is_set()


def test_a_card_is_notified_by_its_bell() -> None:
    async def main() -> None:
        accel = RingingAccel()
        board = Board(accel, networks=(Network(backend="none"),))
        (card,) = board.peripherals.cards
        card.set_link(True)
        driver = board.driver(CARD_SLOT)
        driver.start(size=8)
        base = BAR_BASE + 0x10_0000 * CARD_SLOT + NOTIFY
        assert sorted(accel.placed) == [base, base + NOTIFY_MULTIPLIER]
        place = driver.alloc(128)
        driver.queues[1].add([(place, HEADER.size + 60, 0)], kick=False)
        assert card.traffic.sent == 0
        assert accel.ring(base + NOTIFY_MULTIPLIER)
        async with asyncio.timeout(DEADLINE_S):
            while card.traffic.sent == 0:
                await asyncio.sleep(0.001)
        driver.queues[1].add([(place, HEADER.size + 60, 0)], kick=False)
        board.peripherals.settle()
        assert card.traffic.sent == 2
        board.peripherals.close()
        assert accel.placed == {}

    asyncio.run(main())
