"""engine.cpu.thread: real threads around a CPU without instructions."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from queue import SimpleQueue

import pytest

from engine.cpu.accel import Stop, StopKind, Vcpu
from engine.cpu.thread import Call, End, Look, Run, VcpuThread, keep_to
from engine.error import EngineError
from tests.support.fakecpu import DEADLINE_S, FakeAccel, FakeVcpu


class Rig:
    def __init__(self) -> None:
        self.accel = FakeAccel()
        self.stops: SimpleQueue[tuple[int, Stop, str]] = SimpleQueue()
        self.broken: SimpleQueue[Exception] = SimpleQueue()
        self.thread = VcpuThread(self.accel, 3, self._stopped, self.broken.put)

    def _stopped(self, index: int, stop: Stop) -> None:
        self.stops.put((index, stop, threading.current_thread().name))

    def start(self) -> FakeVcpu:
        self.thread.start()
        return self.accel.vcpus[3]

    def call(self) -> str:
        """Make the vCPU stand; the name of the thread in which the call was made."""
        done, names = threading.Event(), []

        def function(_vcpu: Vcpu) -> None:
            names.append(threading.current_thread().name)

        self.thread.post(Call(function, done.set))
        assert done.wait(DEADLINE_S)
        return names[0]


@pytest.fixture
def rig() -> Iterator[Rig]:
    made = Rig()
    yield made
    if made.thread._vcpu is not None:
        made.thread.post(End())
        made.thread.join(DEADLINE_S)


def test_it_stands_until_told_to_run(rig: Rig) -> None:
    vcpu = rig.start()
    assert rig.thread.tid > 0
    assert rig.call() == "vcpu-3"
    assert not vcpu.inside and not rig.thread.running
    rig.thread.post(Run())
    vcpu.until_inside()


def test_a_call_makes_a_running_vcpu_stand_in_its_own_thread(rig: Rig) -> None:
    vcpu = rig.start()
    for _ in range(100):
        rig.thread.post(Run())
        vcpu.until_inside()
        assert rig.call() == "vcpu-3"
        assert not vcpu.inside and not rig.thread.running


def test_a_look_leaves_it_as_it_was(rig: Rig) -> None:
    vcpu = rig.start()

    def look() -> str:
        done, names = threading.Event(), []
        rig.thread.post(Look(lambda _vcpu: names.append(threading.current_thread().name), done.set))
        assert done.wait(DEADLINE_S)
        return names[0]

    assert look() == "vcpu-3"
    assert not vcpu.inside and not rig.thread.running
    rig.thread.post(Run())
    for _ in range(100):
        vcpu.until_inside()
        assert look() == "vcpu-3"
        assert rig.thread.running


def test_a_message_posted_by_the_guest_is_handled_before_it_goes_on(rig: Rig) -> None:
    vcpu = rig.start()
    order: SimpleQueue[str] = SimpleQueue()

    def ask() -> None:
        # As a chip does that wants the machine to stop: on the vCPU's own thread, inside run().
        rig.thread.post(Call(lambda _vcpu: order.put("call"), lambda: None))

    vcpu.guest(ask)
    vcpu.guest(lambda: order.put("guest went on"))
    rig.thread.post(Run())
    assert order.get(timeout=DEADLINE_S) == "call"
    rig.call()
    assert order.empty()
    rig.thread.post(Run())
    assert order.get(timeout=DEADLINE_S) == "guest went on"


def test_a_stop_is_reported_once_and_the_vcpu_stands(rig: Rig) -> None:
    vcpu = rig.start()
    stop = Stop(StopKind.TRIPLE_FAULT, "It fell over.")
    vcpu.guest(lambda: stop)
    rig.thread.post(Run())
    assert rig.stops.get(timeout=DEADLINE_S) == (3, stop, "vcpu-3")
    rig.call()
    assert rig.stops.empty() and not rig.thread.running


def test_end_leaves_and_gives_back(rig: Rig) -> None:
    vcpu = rig.start()
    rig.thread.post(Run())
    vcpu.until_inside()
    rig.thread.post(End())
    rig.thread.join(DEADLINE_S)
    assert vcpu.closed and not rig.thread._thread.is_alive()


def test_a_vcpu_that_cannot_be_made(rig: Rig) -> None:
    rig.accel.refuse = OSError("no more")
    with pytest.raises(OSError, match="no more"):
        rig.thread.start()


def test_a_bug_is_reported_and_the_vcpu_given_back(rig: Rig) -> None:
    vcpu = rig.start()

    def bug() -> None:
        raise ZeroDivisionError

    vcpu.guest(bug)
    rig.thread.post(Run())
    assert isinstance(rig.broken.get(timeout=DEADLINE_S), ZeroDivisionError)
    rig.thread.join(DEADLINE_S)
    assert vcpu.closed


def test_a_pinned_thread_keeps_to_its_cpu(rig: Rig) -> None:
    cpu = min(os.sched_getaffinity(0))
    rig.thread = VcpuThread(rig.accel, 3, rig._stopped, rig.broken.put, cpu)
    rig.start()
    assert os.sched_getaffinity(rig.thread.tid) == {cpu}
    assert os.sched_getaffinity(0) != {cpu} or os.cpu_count() == 1


def test_a_cpu_that_is_not_there_is_refused(rig: Rig) -> None:
    for cpu in (4095, 1 << 40):
        thread = VcpuThread(rig.accel, 3, rig._stopped, rig.broken.put, cpu)
        with pytest.raises(EngineError, match=f"host CPU {cpu}"):
            thread.start()


def test_running_threads_are_pinned_and_let_loose(rig: Rig) -> None:
    """Of two threads one was pinned before; a CPU that is not there leaves all as they were."""
    ours = os.sched_getaffinity(0)
    first, last = min(ours), max(ours)
    rig.start()
    rig.thread.post(Run())
    rig.accel.vcpus[3].until_inside()
    other = VcpuThread(rig.accel, 4, rig._stopped, rig.broken.put, first)
    other.start()
    threads = (rig.thread, other)
    with pytest.raises(EngineError, match="host CPU 4095"):
        keep_to(threads, (last, 4095))
    assert [os.sched_getaffinity(thread.tid) for thread in threads] == [ours, {first}]
    keep_to(threads, (first, last))
    assert [os.sched_getaffinity(thread.tid) for thread in threads] == [{first}, {last}]
    keep_to(threads, ())
    assert [os.sched_getaffinity(thread.tid) for thread in threads] == [ours, ours]
    other.post(End())
    other.join(DEADLINE_S)
