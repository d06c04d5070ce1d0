"""The common half of the drives, around the smallest owner there can be."""

from __future__ import annotations

from engine.devices.ide.interface import DriveInterface
from engine.devices.ide.state import Step
from engine.storage.backend import Request


class Owner:
    """Counts what it is told."""

    def __init__(self):
        self.blocks = 0
        self.interface = DriveInterface(self)

    def block_moved(self):
        self.blocks += 1
        self.interface.succeed(interrupt=False)

    def soft_reset(self):
        self.interface.end_reset(0x50, (0x12, 0x34))


class Slow:
    """A disk that answers when told to."""

    size, readonly = 1 << 20, False

    def __init__(self):
        self.done = []

    def submit(self, request: Request, done):
        self.done.append(done)
        return False


def test_without_a_block_data_is_zeros_and_lost():
    owner = Owner()
    assert owner.interface.read_data(6) == bytes(6)
    owner.interface.write_data(b"abcd")
    assert owner.blocks == 0


def test_a_block_out_is_told_once_it_is_whole():
    owner = Owner()
    state = owner.interface.state
    state.data = bytearray(4)
    owner.interface.offer(Step.DATA_OUT, 4, interrupt=False)
    owner.interface.write_data(b"ab")
    assert owner.blocks == 0
    owner.interface.write_data(b"cdXX")
    assert owner.blocks == 1
    assert state.status == 0x50


def test_interrupts_are_announced_when_they_change():
    owner = Owner()
    changes = []
    owner.interface.changed = lambda: changes.append(owner.interface.state.interrupt)
    owner.interface.acknowledge()
    owner.interface.fail(4)
    owner.interface.acknowledge()
    assert changes == [True, False]
    assert (owner.interface.state.status, owner.interface.state.error) == (0x51, 4)


def test_a_reset_waits_for_every_outstanding_request():
    owner, disk = Owner(), Slow()
    interface, state = owner.interface, owner.interface.state
    finished = []
    for _ in range(2):
        interface.submit(Step.FETCH, disk, "read", [], finished.append)
    owner.soft_reset()
    disk.done[0](0)
    assert state.status == 0x80
    disk.done[1](5)
    assert state.status == 0x50
    assert (state.lba_mid, state.lba_high) == (0x12, 0x34)
    assert finished == []


def test_power_on_waits_for_nobody():
    owner, disk = Owner(), Slow()
    finished = []
    owner.interface.submit(Step.FETCH, disk, "read", [], finished.append)
    owner.interface.power_on()
    owner.soft_reset()
    assert owner.interface.state.status == 0x50
    disk.done[0](0)
    assert finished == []
    assert owner.interface.state.status == 0x50


def test_what_is_late_from_before_power_on_lets_no_reset_overtake_a_disk():
    owner, disk = Owner(), Slow()
    finished = []
    owner.interface.submit(Step.FETCH, disk, "read", [], finished.append)
    owner.interface.power_on()
    owner.interface.submit(Step.DMA, disk, "read", [], finished.append)
    disk.done[0](0)
    owner.soft_reset()
    assert owner.interface.state.status == 0x80, "the second still has guest memory"
    disk.done[1](0)
    assert owner.interface.state.status == 0x50
    assert finished == []
