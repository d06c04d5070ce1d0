"""A thread for a vCPU: a state machine that is told what to do by messages, and answers each.

States: standing (waits for a message), running (inside ``Vcpu.run``), ended. A message to a running vCPU is
followed by a kick, which makes ``run`` return; the message is then handled before the guest executes anything.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue

import msgspec

from engine.cpu.accel import Accel, Stop, StopKind, Vcpu
from engine.error import EngineError


class Run(msgspec.Struct, frozen=True):
    """Run the guest. Not answered: the end of running is reported through ``stopped``."""


class Call(msgspec.Struct, frozen=True):
    """Stand still, do ``function`` on the vCPU in its thread, then say so through ``done``.

    The vCPU stands afterwards: this is how it is paused.
    """

    function: Callable[[Vcpu], None]
    done: Callable[[], None]


class Look(msgspec.Struct, frozen=True):
    """As Call, but a vCPU that ran runs on afterwards, and one that stood stands."""

    function: Callable[[Vcpu], None]
    done: Callable[[], None]


class End(msgspec.Struct, frozen=True):
    """Leave the thread."""


Message = Run | Call | Look | End


class VcpuThread:
    """Owns one vCPU. ``stopped(index, stop)`` is called on its thread when the guest stops by itself.
    With ``host_cpu`` the thread keeps to that CPU of the host."""

    def __init__(
        self,
        accel: Accel,
        index: int,
        stopped: Callable[[int, Stop], None],
        broken: Callable[[Exception], None],
        host_cpu: int | None = None,
    ) -> None:
        self.index = index
        self._accel = accel
        self._stopped = stopped
        self._broken = broken
        self._host_cpu = host_cpu
        self._inbox: SimpleQueue[Message] = SimpleQueue()
        self._vcpu: Vcpu | None = None
        self._made = threading.Event()
        self._failure: Exception | None = None
        self.running = False
        self.tid = 0
        self._thread = threading.Thread(target=self._main, name=f"vcpu-{index}", daemon=True)

    def start(self) -> Vcpu:
        """Make the thread and its vCPU, standing. Raises what making the vCPU raised."""
        self._thread.start()
        self._made.wait()
        if self._failure is not None:
            raise self._failure
        assert self._vcpu is not None
        return self._vcpu

    def post(self, message: Message) -> None:
        """Hand over a message, from any thread."""
        self._inbox.put(message)
        if self._vcpu is not None:
            self._vcpu.kick()

    def join(self, timeout_s: float) -> None:
        """Wait for the thread to leave after ``End``."""
        self._thread.join(timeout_s)

    def _main(self) -> None:
        self.tid = threading.get_native_id()
        try:
            if self._host_cpu is not None:
                _keep_to(self.tid, self._host_cpu)
            vcpu = self._vcpu = self._accel.vcpu(self.index)
        except Exception as error:  # noqa: BLE001  # handed to whoever called start()
            self._failure = error
            return
        finally:
            self._made.set()
        try:
            self._loop(vcpu)
        except Exception as error:  # noqa: BLE001  # a bug: the machine must not go on without this CPU unnoticed
            self.running = False
            self._broken(error)
        finally:
            vcpu.close()

    def _loop(self, vcpu: Vcpu) -> None:
        while True:
            vcpu.unkick()
            if self.running and self._inbox.empty():
                stop = vcpu.run()
                if stop.kind is not StopKind.KICKED:
                    self.running = False
                    self._stopped(self.index, stop)
                continue
            message = self._inbox.get()
            if isinstance(message, End):
                return
            if isinstance(message, Run):
                self.running = True
            else:
                self.running = self.running and isinstance(message, Look)
                message.function(vcpu)
                message.done()


def keep_to(threads: Sequence[VcpuThread], host_cpus: Sequence[int]) -> None:
    """Have each thread keep to its CPU of the host from now on; with none, to whatever this process may use.

    EngineError when one of them is no CPU for us; then all stay where they were.
    """
    ours = os.sched_getaffinity(os.getpid())  # The main thread's: nobody pins that.
    before = [os.sched_getaffinity(thread.tid) for thread in threads]
    try:
        for index, thread in enumerate(threads):
            if host_cpus:
                _keep_to(thread.tid, host_cpus[index])
            else:
                os.sched_setaffinity(thread.tid, ours)
    except EngineError:
        for thread, cpus in zip(threads, before, strict=True):
            os.sched_setaffinity(thread.tid, cpus)
        raise


def _keep_to(tid: int, host_cpu: int) -> None:
    """Run a thread on this CPU of the host only. EngineError when there is no such CPU for us."""
    try:
        os.sched_setaffinity(tid, {host_cpu})
    except (OSError, OverflowError, ValueError):
        allowed = ", ".join(str(cpu) for cpu in sorted(os.sched_getaffinity(os.getpid())))
        raise EngineError(
            f"A vCPU cannot be pinned to host CPU {host_cpu}: this process may use {allowed}.", "Correct cpu_pinning."
        ) from None
