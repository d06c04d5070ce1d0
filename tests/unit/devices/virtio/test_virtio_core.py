"""What all devices have in common: status, features, queues, with a device that only counts."""

from __future__ import annotations

import copy

import pytest

from engine.devices.virtio.core import COMMON_FEATURES, Isr, Status, VirtioCore, bits
from tests.support.clock import ManualClock
from tests.support.memory import FlatMemory

DESC, AVAIL, USED = 0x1000, 0x2000, 0x3000
READY = Status.ACKNOWLEDGE | Status.DRIVER | Status.FEATURES_OK
VERSION_1 = 1 << 32


class Echo:
    """Gives every chain back at once."""

    kind, pci_class, features, sizes = 99, 0, bits(3), (16, 16)

    def __init__(self):
        self.seen, self.started, self.idle, self.resumed = [], 0, True, 0
        self.on_chain = lambda: None

    def attach(self, core):
        self.core = core

    def config(self):
        return bytes(8)

    def config_write(self, offset, data):
        pass

    def start(self):
        self.started += 1

    def notified(self, queue):
        while (chain := self.core.pop(queue)) is not None:
            self.seen.append((queue, chain.head))
            self.core.push(queue, chain, 0)
            self.on_chain()
        self.core.signal(queue)

    def stop(self):
        return self.idle

    def reset(self):
        self.idle = True

    def resume(self):
        self.resumed += 1


class Bench:
    def __init__(self, memory=None, state=None):
        self.memory = memory or FlatMemory(0x8000, base=0x1000)
        self.clock = ManualClock()
        self.raised, self.lowered, self.may_run = [], 0, True
        self.device = Echo()
        self.core = VirtioCore(
            self.device,
            self.memory,
            self.clock,
            lambda cause, vector: self.raised.append((cause, vector)),
            self.lower,
            lambda: self.may_run,
            state,
        )

    def lower(self):
        self.lowered += 1

    def agree(self, features=VERSION_1):
        for word in (0, 1):
            self.core.set_driver_features(word, features >> 32 * word & 0xFFFFFFFF)
        self.core.set_status(Status.ACKNOWLEDGE)
        self.core.set_status(READY)
        return bool(self.core.state.status & Status.FEATURES_OK)

    def start(self, features=VERSION_1):
        assert self.agree(features)
        queue = self.core.state.queues[1]
        queue.descriptors, queue.available, queue.used, queue.vector = DESC, AVAIL, USED, 2
        self.core.enable(1)
        self.core.set_status(READY | Status.DRIVER_OK)

    def offer(self, count=1):
        """Chain 0, so many times."""
        self.memory.write(DESC, (0x5000).to_bytes(8, "little") + (8).to_bytes(8, "little"))
        at = int.from_bytes(self.memory.read(AVAIL + 2, 2), "little")
        self.memory.write(AVAIL + 2, (at + count & 0xFFFF).to_bytes(2, "little"))


@pytest.mark.parametrize(
    ("features", "accepted"),
    [
        (0, False),
        (VERSION_1, True),
        (VERSION_1 | 8, True),
        (VERSION_1 | 16, False),
        (COMMON_FEATURES, True),
        (8, False),
    ],
)
def test_features_are_agreed_upon_or_not(features, accepted):
    bench = Bench()
    assert bench.agree(features) is accepted
    bench.core.set_status(READY | Status.DRIVER_OK)
    assert bool(bench.core.state.status & Status.DRIVER_OK) is accepted
    assert bench.device.started == int(accepted)
    assert bench.core.negotiated(3) is (accepted and bool(features & 8))


def test_features_cannot_change_after_that():
    bench = Bench()
    bench.agree()
    bench.core.set_driver_features(0, 8)
    assert not bench.core.negotiated(3)


def test_status_bits_stay_until_a_reset():
    bench = Bench()
    bench.start()
    bench.core.set_status(Status.ACKNOWLEDGE)
    assert bench.core.state.status == READY | Status.DRIVER_OK
    bench.core.set_status(Status.FAILED | Status.NEEDS_RESET)
    assert bench.core.state.status == READY | Status.DRIVER_OK | Status.FAILED
    bench.core.set_status(0)
    assert bench.core.state.status == 0 and not bench.core.state.queues[1].enabled
    assert bench.lowered


def test_a_chain_goes_round_with_an_interrupt():
    bench = Bench()
    bench.start()
    bench.offer()
    bench.core.notify(1)
    assert bench.device.seen == [(1, 0)]
    assert bench.raised == [(Isr.QUEUE, 2)] and bench.core.state.isr == Isr.QUEUE


def test_what_was_offered_before_the_driver_was_ready():
    bench = Bench()
    bench.offer()
    bench.core.notify(1)
    assert bench.device.seen == []
    bench.start()
    assert bench.device.seen == [(1, 0)]


def test_nothing_moves_without_bus_mastering():
    bench = Bench()
    bench.start()
    bench.may_run = False
    bench.offer()
    bench.core.notify(1)
    assert bench.device.seen == []
    bench.may_run = True
    bench.core.notify_all()
    assert bench.device.seen == [(1, 0)]


def test_a_driver_at_fault_is_told_and_ignored():
    bench = Bench()
    bench.start()
    bench.offer(17)
    bench.core.notify(1)
    assert bench.core.state.status & Status.NEEDS_RESET
    assert bench.raised == [(Isr.CONFIG, 0xFFFF)]
    assert "Queue 1: more buffers" in bench.core.fault
    bench.core.notify(1)
    assert len(bench.raised) == 1 and bench.device.seen == []
    bench.core.set_status(0)
    assert bench.core.fault == ""


def test_rings_outside_memory():
    bench = Bench()
    bench.agree()
    bench.core.state.queues[1].descriptors = 0x1_0000_0000
    bench.core.enable(1)
    assert bench.core.state.status & Status.NEEDS_RESET
    assert bench.raised == []  # There is no driver to tell yet.


def test_notifications_for_queues_that_do_not_exist():
    bench = Bench()
    bench.start()
    bench.core.notify(0)
    bench.core.notify(2)
    assert bench.device.seen == []


def test_a_guest_that_never_stops_offering_does_not_hold_the_lock_for_ever():
    bench = Bench()
    bench.start()
    bench.device.on_chain = bench.offer
    bench.offer()
    bench.core.notify(1)
    assert len(bench.device.seen) == 32
    assert bench.core.state.again == 2
    bench.device.on_chain = lambda: None
    bench.clock.advance(0)
    assert len(bench.device.seen) == 33
    assert bench.core.state.again == 0 and bench.clock.armed() == []


def test_a_restored_device_looks_again():
    bench = Bench()
    bench.start()
    bench.device.on_chain = bench.offer
    bench.offer()
    bench.core.notify(1)
    twin = Bench(bench.memory, copy.deepcopy(bench.core.state))
    twin.core.resume()
    assert twin.device.resumed == 1
    twin.clock.advance(0)
    assert twin.device.seen == [(1, 0)]


def test_a_reset_waits_for_the_device():
    bench = Bench()
    bench.start()
    bench.device.idle = False
    bench.core.set_status(0)
    assert bench.core.state.status == READY | Status.DRIVER_OK
    bench.offer()
    bench.core.notify(1)
    bench.core.set_status(Status.ACKNOWLEDGE)
    assert bench.device.seen == []
    bench.core.stopped()
    assert bench.core.state.status == 0
    bench.core.stopped()
    bench.device.idle = True
    bench.start()
    assert bench.core.state.status & Status.DRIVER_OK


def test_power_on_reset_is_the_default_state():
    bench = Bench()
    bench.start()
    bench.core.config_changed()
    assert bench.core.state.generation == 1
    bench.core.reset()
    assert bench.core.state == Bench().core.state
