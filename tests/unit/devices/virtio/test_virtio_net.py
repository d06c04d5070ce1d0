"""The network card, on a wire of the test's and on a loopback."""

from __future__ import annotations

import copy

import pytest

from engine.devices.virtio.net import HEADER, MAX_WAITING, VirtioNet
from engine.net.loopback import Loopback
from engine.net.port import MAX_FRAME, Traffic
from tests.support.virtio import EVENT_IDX, WRITE, Driver, Queue, Slot

MAC = bytes.fromhex("525400123456")
FEATURES = 1 << 3 | 1 << 5 | 1 << 16
FRAME = bytes.fromhex("ffffffffffff525400123456") + b"\x08\x06" + bytes(46)
EMPTY = bytes(HEADER.size)


class Wire:
    def __init__(self):
        self.frames: list[bytes] = []

    def send(self, frame):
        self.frames.append(b"".join(frame))


class Bench:
    def __init__(self, port=None):
        self.slot = Slot()
        self.wire = port or Wire()
        self.net = VirtioNet(MAC, self.wire)
        self.chip = self.slot.plug(self.net)
        self.driver = Driver(self.chip, self.slot.memory)

    def start(self):
        self.driver.start(FEATURES | EVENT_IDX, size=32)
        return self

    def provide(self, room=1600):
        return self.driver.queues[0].provide(room)


def test_configuration_space():
    bench = Bench().start()
    assert bench.chip.pci.read(2, 2) == 0x1041
    assert bytes(bench.driver.config(i, 1) for i in range(6)) == MAC
    assert [bench.driver.config(offset, 2) for offset in (6, 8, 10)] == [1, 1, 1500]
    assert bench.driver.offered() & FEATURES == FEATURES


@pytest.mark.parametrize("cut", [0, 5, 12, 20])
def test_frames_go_out_however_they_are_cut(cut):
    bench = Bench().start()
    place = bench.driver.alloc(256)
    packet = EMPTY + FRAME
    bench.slot.memory.write(place, packet)
    pieces = [(place, cut, 0), (place + cut, len(packet) - cut, 0)]
    bench.driver.queues[1].add(pieces)
    assert bench.wire.frames == [FRAME]
    assert [length for _, length in bench.driver.queues[1].take()] == [0]


@pytest.mark.parametrize("length", [0, 11, 12, 12 + MAX_FRAME + 1])
def test_what_is_no_frame_is_not_sent(length):
    bench = Bench().start()
    bench.driver.queues[1].add([(0x4000, length, 0)])
    assert bench.wire.frames == []
    assert len(bench.driver.queues[1].take()) == 1


def test_frames_come_in():
    bench = Bench().start()
    place = bench.provide()
    assert bench.net.receive(FRAME)
    assert [length for _, length in bench.driver.queues[0].take()] == [12 + len(FRAME)]
    packet = bench.slot.memory.read(place, 12 + len(FRAME))
    assert packet == HEADER.pack(0, 0, 0, 0, 0, 0, 1) + FRAME
    assert bench.slot.irq.level


def test_frames_wait_for_buffers_but_not_for_ever():
    bench = Bench().start()
    for number in range(MAX_WAITING + 3):
        bench.net.receive(FRAME + number.to_bytes(2, "little"))
    assert bench.net.traffic.lost == 3
    first, second = bench.provide(), bench.provide()
    for number, place in enumerate((first, second)):
        assert bench.slot.memory.read(place + 12 + len(FRAME), 2) == number.to_bytes(2, "little")


def test_a_buffer_that_is_too_small():
    bench = Bench().start()
    bench.provide(20)
    place = bench.provide()
    bench.net.receive(FRAME)
    bench.net.receive(b"next" * 20)
    assert [length for _, length in bench.driver.queues[0].take()] == [12, 92]
    assert bench.slot.memory.read(place + 12, 4) == b"next"
    assert bench.net.traffic.lost == 1


def test_frames_for_nobody_are_lost():
    bench = Bench()
    assert not bench.net.receive(FRAME)
    bench.start()
    bench.net.set_link(False)
    assert bench.driver.isr() & 2 and bench.driver.config(6, 2) == 0
    assert not bench.net.receive(FRAME)
    bench.driver.queues[1].send(EMPTY + FRAME)
    assert bench.wire.frames == []
    bench.net.set_link(True)
    assert bench.net.receive(FRAME)
    assert not bench.net.receive(bytes(MAX_FRAME + 1))


def test_loopback():
    slot = Slot()
    loop = Loopback(slot.clock)
    net = VirtioNet(MAC, loop)
    loop.receive = net.receive
    driver = Driver(slot.plug(net), slot.memory)
    driver.start(FEATURES, size=32)
    places = [driver.queues[0].provide(256) for _ in range(2)]
    driver.queues[1].send(EMPTY + FRAME)
    driver.queues[1].send(EMPTY + FRAME[::-1])
    assert driver.queues[0].take() == []
    slot.clock.advance(0)
    count, length = 2, len(FRAME)
    assert net.traffic == Traffic(count, count * length, count, count * length)
    assert [slot.memory.read(place + 12, len(FRAME)) for place in places] == [FRAME, FRAME[::-1]]


def test_reset_and_restore():
    bench = Bench().start()
    bench.net.receive(FRAME)
    there = Slot()
    there.memory.data[:] = bench.slot.memory.data
    chip = there.plug(VirtioNet(MAC, Wire(), copy.deepcopy(bench.net.state)), copy.deepcopy(bench.chip.state))
    chip.resume()
    bench.driver.chip, bench.driver.memory, bench.driver.queues[0].memory = chip, there.memory, there.memory
    place = bench.driver.alloc(128)
    bench.driver.queues[0].add([(place, 128, WRITE)])
    assert there.memory.read(place + 12, len(FRAME)) == FRAME
    bench.chip.reset()
    assert bench.net.state == Bench().net.state


@pytest.mark.parametrize("mac", [b"short", bytes.fromhex("015400123456")])
def test_addresses_that_are_none(mac):
    with pytest.raises(ValueError):
        VirtioNet(mac, Wire())


RING_RESET = 1 << 40


def test_one_queue_is_taken_back_and_set_up_anew():
    bench = Bench()
    bench.driver.start(FEATURES | RING_RESET, size=8)
    bench.provide()
    driver, common = bench.driver, bench.driver.common
    common(22, 2, 0)
    common(58, 2, 0)
    assert common(28, 2) == 1, "0 asks for nothing"
    common(58, 2, 1)
    assert [common(register, 2) for register in (58, 28, 24)] == [0, 0, 256]
    common(22, 2, 1)
    assert common(28, 2) == 1, "the other queue goes on"
    driver.queues[1].send(EMPTY + FRAME)
    assert bench.wire.frames == [FRAME]
    bench.net.receive(FRAME)
    driver.queues[0] = Queue(driver, 0, 16)
    common(28, 2, 1)
    place = bench.provide()
    assert bench.slot.memory.read(place + 12, len(FRAME)) == FRAME


def test_a_queue_is_not_taken_back_by_a_driver_that_did_not_say_so():
    bench = Bench().start()
    bench.driver.common(22, 2, 0)
    bench.driver.common(58, 2, 1)
    assert bench.driver.common(28, 2) == 1
