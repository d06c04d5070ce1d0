"""The life of a machine: power on, pause, reset, fault, off. Runs on the VM process's event loop.

Chips ask for things from vCPU threads (``ask_*``); those stop every vCPU before they answer, so that the guest
executes nothing after the instruction that asked.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Protocol

import msgspec

from engine import phrase
from engine.clock import MachineClock
from engine.cpu.accel import Accel, Entry, Registers, Stop, StopKind, Vcpu
from engine.cpu.thread import Call, End, Look, Run, VcpuThread
from engine.error import EngineError
from engine.fault import Fault, examine
from engine.nudge import Nudge


class RunState(StrEnum):
    """Where a machine is in its life; the names are QMP's RunState."""

    PRELAUNCH = "prelaunch"
    RUNNING = "running"
    PAUSED = "paused"
    IO_ERROR = "io-error"
    INTERNAL_ERROR = "internal-error"
    GUEST_PANICKED = "guest-panicked"
    SHUTDOWN = "shutdown"


MOST_NEWS = 64
FAULTS = (RunState.INTERNAL_ERROR, RunState.GUEST_PANICKED)


class Ended(msgspec.Struct, frozen=True):
    """How a machine's life ended. ``kind`` is shutdown, quit, debug-exit or crashed."""

    kind: str
    reason: str
    status: int = 0


class Work(msgspec.Struct):
    """Why a machine stands that nobody paused: a sentence, how the work is given up, and whether the guest goes on
    afterwards."""

    reason: str
    cancel: Callable[[], None]
    goes_on: bool


class Board(Protocol):
    """The wired chips, as far as a machine's life touches them."""

    entry: Entry | None

    def reset(self) -> None:
        """Every chip and memory window to its power-on state. The vCPUs stand."""

    def warm_reset_wanted(self) -> bool:
        """Whether the guest has set a CMOS shutdown code: it means to go on after a CPU reset."""

    def retry_disks(self) -> None:
        """Try again what a full host disk stopped."""

    def memory_at(self, linear: int, length: int, translate: Callable[[int], int | None]) -> bytes:
        """The guest's memory at a linear address, as far as it is mapped, by a vCPU's ``translate``."""

    def settle(self) -> None:
        """Deliver the guest's writes that the kernel still holds back."""

    def close(self) -> None:
        """Flush and close disks, logs and the like."""


Announce = Callable[[str, dict[str, object]], None]
"""Tell whoever listens: a QMP event's name and its data."""


class Machine:
    """One machine. All methods but ``ask_*`` belong to the event loop's thread."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        accel: Accel,
        clock: MachineClock,
        vcpus: int,
        announce: Announce,
        pause_on_triple_fault: bool = True,
        pinning: Sequence[int] = (),
    ) -> None:
        self.state = RunState.PRELAUNCH
        self.reason = ""
        self.fault: Fault | None = None
        self.ended: asyncio.Future[Ended] = loop.create_future()
        self._loop = loop
        self._accel = accel
        self._clock = clock
        self._announce = announce
        self._pause_on_triple_fault = pause_on_triple_fault
        self._board: Board | None = None
        self._busy = asyncio.Lock()
        self._work: Work | None = None
        self._life = 0  # Counts resets: what is reported late of the life before is then known as such.
        self._jobs: set[asyncio.Task[None]] = set()
        self._news: deque[tuple[str, dict[str, object]]] = deque()
        self._nudge = Nudge(loop, self._tell_all)
        self.threads = tuple(
            VcpuThread(accel, i, self._vcpu_stopped, self.ask_fail, pinning[i] if pinning else None)
            for i in range(vcpus)
        )

    @property
    def board(self) -> Board:
        assert self._board is not None
        return self._board

    def fit(self, board: Board) -> None:
        """Give the machine its chips, and make its vCPUs."""
        self._board = board
        for thread in self.threads:
            thread.start()

    # What people ask for.

    async def power_on(self) -> None:
        """Reset everything and run."""
        async with self._busy:
            await self._reset_all()
            self._go()

    async def pause(self) -> None:
        """Stand still. No effect when not running."""
        async with self._busy:
            if self.state is RunState.RUNNING:
                await self._halt(RunState.PAUSED, phrase.PAUSED)
            elif self._work is not None and self._work.goes_on:
                self._work.goes_on, self.reason = False, phrase.PAUSED

    async def resume(self) -> None:
        """Go on after a pause or a full disk, or power on what was started paused. EngineError after a fault: only
        a reset helps then."""
        async with self._busy:
            if self._work is not None:
                self._work.goes_on, self.reason = True, self._work.reason
                raise EngineError(self._work.reason, "The guest goes on when that is done or cancelled.")
            if self.state is RunState.PRELAUNCH:
                await self._reset_all()
            if self.state in FAULTS:
                raise EngineError(
                    f"The machine cannot go on: {self.reason}", "Reset it, or power it off and look at its registers."
                )
            if self.state in (RunState.PRELAUNCH, RunState.PAUSED, RunState.IO_ERROR):
                self.board.retry_disks()
                self._go()
                self._announce("RESUME", {})

    async def reset(self, guest: bool = False, life: int | None = None) -> None:
        """The reset button. A machine that ran, or was stopped by something that went wrong, runs afterwards; one
        that a person paused stays paused."""
        async with self._busy:
            if self.state is RunState.SHUTDOWN:
                return
            if life is not None and life != self._life:
                # Asked for in a life that has ended: one reset is enough. The CPUs were stopped to ask.
                if self.state is RunState.RUNNING:
                    self._run()
                return
            run = self.state in (RunState.RUNNING, RunState.IO_ERROR) or self.state in FAULTS
            await self._stand()
            await self._reset_all()
            self._announce("RESET", {"guest": guest, "reason": "guest-reset" if guest else "host-qmp-system-reset"})
            if run:
                self._go()

    @asynccontextmanager
    async def standing(self, reason: str, cancel: Callable[[], None]) -> AsyncIterator[None]:
        """Stand still, in whatever state, until the context is left; a guest that ran goes on then, however the work
        went.

        ``reason`` is a sentence. ``cancel`` is called when the machine is to end, which does not wait. EngineError
        when it stands for something already, or has ended.
        """
        async with self._busy:
            if self._work is not None or self.state is RunState.SHUTDOWN:
                raise EngineError(self._work.reason if self._work else "The machine is ending.", "Wait for it.")
            work = Work(reason, cancel, self.state is RunState.RUNNING)
            if work.goes_on:
                await self._halt(RunState.PAUSED, reason)
            self._work = work
        try:
            yield
        finally:
            async with self._busy:
                self._work = None
                if work.goes_on and self.state is RunState.PAUSED:
                    self.board.retry_disks()  # One may have filled up just before.
                    self._go()
                    self._announce("RESUME", {})

    async def end(self, ended: Ended) -> None:
        """Stop for good: vCPUs leave, disks are flushed and closed."""
        async with self._busy:
            if self.state is RunState.SHUTDOWN:
                return
            if self._work is not None:
                self._work.cancel()
            await self._stand()
            self.state, self.reason = RunState.SHUTDOWN, ended.reason
            for thread in self.threads:
                thread.post(End())
            for thread in self.threads:
                thread.join(5)
            self.board.close()
            guest = ended.kind in ("shutdown", "debug-exit")
            reason = "guest-shutdown" if guest else "host-qmp-quit"
            self._announce("SHUTDOWN", {"guest": guest, "reason": reason})
            self.ended.set_result(ended)

    def close(self) -> None:
        """Give the CPUs back, when nobody looks at the machine any more. No effect on one that has not ended: its
        CPUs may still run."""
        if self.state is RunState.SHUTDOWN:
            self._accel.close()

    async def registers(self, index: int) -> Registers:
        """The registers of a vCPU. It is held up for a moment if it runs."""
        async with self._busy:
            found: list[Registers] = []
            await self._on_vcpu(self.threads[index], lambda vcpu: found.append(vcpu.registers()), Look)
            return found[0]

    def note(self, reason: str) -> None:
        """Something a person should know about a guest that runs."""
        if self.state is RunState.RUNNING and self.reason != reason:
            self.reason = reason
            self._announce("X_VIRTGUI_NOTE", {"reason": reason})

    # What chips ask for, from any thread.

    def ask_reset(self) -> None:
        """The guest pulled a reset line."""
        self._from_guest(self.reset(guest=True, life=self._life))

    def ask_end(self, ended: Ended) -> None:
        """The guest powered off, or left through the debug-exit port."""
        self._from_guest(self.end(ended))

    def ask_fail(self, error: BaseException) -> None:
        """A thread that belongs to the machine has ended by a bug: without it, it must not go on unnoticed."""

        def fail() -> None:
            if not self.ended.done():
                self.ended.set_exception(error)

        self._loop.call_soon_threadsafe(fail)

    def ask_io_pause(self, reason: str) -> None:
        """A disk cannot take the guest's data."""
        self._from_guest(self._halt_if_running(RunState.IO_ERROR, reason, self._life))

    def ask_pause(self, reason: str) -> None:
        """Stand still for a person to look: a watchdog's doing."""
        self._from_guest(self._halt_if_running(RunState.PAUSED, reason, self._life))

    def ask_panic(self, reason: str, remedy: str) -> None:
        """The guest says that it has crashed."""
        self._from_guest(self._panicked(reason, remedy, self._life))

    def tell(self, event: str, data: dict[str, object]) -> None:
        """Announce an event. Of more than MOST_NEWS that wait, as of a tray that goes in and out, some go lost."""
        if len(self._news) < MOST_NEWS:
            self._news.append((event, data))
            self._nudge()

    def _tell_all(self) -> None:
        for _ in range(len(self._news)):
            self._announce(*self._news.popleft())

    def tray_moved(self, device: str, opened: bool) -> None:
        """A drive's tray, or what goes for one, opened or closed."""
        self.tell("DEVICE_TRAY_MOVED", {"device": device, "id": device, "tray-open": opened})

    # How it is done.

    def _from_guest(self, job: Coroutine[None, None, None]) -> None:
        for thread in self.threads:
            thread.post(Call(_nothing, _nothing_done))
        self._loop.call_soon_threadsafe(self._spawn, job)

    def _spawn(self, job: Coroutine[None, None, None]) -> None:
        task = self._loop.create_task(job)
        self._jobs.add(task)
        task.add_done_callback(self._job_done)

    def _job_done(self, task: asyncio.Task[None]) -> None:
        self._jobs.discard(task)
        if not task.cancelled() and task.exception() is not None and not self.ended.done():
            self.ended.set_exception(task.exception() or RuntimeError("lost"))

    def _vcpu_stopped(self, index: int, stop: Stop) -> None:
        self._from_guest(self._stopped(index, stop, self._life))

    async def _stopped(self, index: int, stop: Stop, life: int) -> None:
        triple = stop.kind is StopKind.TRIPLE_FAULT
        if life != self._life:
            # A reset came first: this was the end of the guest before it. The CPUs were stopped to tell it.
            if self.state is RunState.RUNNING:
                self._run()
            return
        if triple and (not self._pause_on_triple_fault or self.board.warm_reset_wanted()):
            await self.reset(guest=True, life=life)
            return
        async with self._busy:
            if self.state is not RunState.RUNNING or life != self._life:
                return
            found: list[Fault] = []
            misses, memory_at = self._accel.misses_interrupts, self.board.memory_at
            await self._on_vcpu(
                self.threads[index], lambda vcpu: found.append(examine(vcpu, stop, memory_at, misses))
            )
            self.fault = found[0]
            await self._halt(RunState.GUEST_PANICKED if triple else RunState.INTERNAL_ERROR, self.fault.reason)
            if triple:
                self._announce("GUEST_PANICKED", {"action": "pause"})

    async def _panicked(self, reason: str, remedy: str, life: int) -> None:
        async with self._busy:
            if self.state is not RunState.RUNNING:
                return
            if life != self._life:
                self._run()
                return
            found: list[Registers] = []
            await self._on_vcpu(self.threads[0], lambda vcpu: found.append(vcpu.registers()))
            self.fault = Fault(0, reason, remedy, found[0], b"")
            await self._halt(RunState.GUEST_PANICKED, reason)
            self._announce("GUEST_PANICKED", {"action": "pause"})

    async def _halt_if_running(self, state: RunState, reason: str, life: int) -> None:
        async with self._busy:
            if self.state is not RunState.RUNNING:
                return
            if life == self._life:
                await self._halt(state, reason)
            else:
                self._run()

    async def _halt(self, state: RunState, reason: str) -> None:
        await self._stand()
        self.state, self.reason = state, reason
        self._announce("STOP", {})

    async def _stand(self) -> None:
        """Bring every vCPU to a stop, and time with them."""
        await asyncio.gather(*(self._on_vcpu(thread, _nothing) for thread in self.threads))
        self.board.settle()
        if not self._clock.stopped:
            self._accel.pause_timers()
            self._clock.stop()

    def _go(self) -> None:
        self.state, self.reason, self.fault = RunState.RUNNING, "", None
        if self._clock.stopped:
            self._accel.resume_timers()
            self._clock.start()
        self._run()

    def _run(self) -> None:
        for thread in self.threads:
            thread.post(Run())

    async def _reset_all(self) -> None:
        self._life += 1
        self._accel.reset()
        self.board.reset()
        entry = self.board.entry
        for thread in self.threads:
            await self._on_vcpu(thread, lambda vcpu: vcpu.reset())
        if entry is not None:
            await self._on_vcpu(self.threads[0], lambda vcpu: vcpu.start_at(entry))
        self.fault, self.reason = None, ""
        if self.state in (*FAULTS, RunState.IO_ERROR):
            self.state = RunState.PAUSED

    async def _on_vcpu(
        self, thread: VcpuThread, function: Callable[[Vcpu], None], message: type[Call | Look] = Call
    ) -> None:
        """Stop a vCPU, do ``function`` in its thread, and wait for it. With Look it runs on if it ran."""
        done: asyncio.Future[None] = self._loop.create_future()
        failures: list[Exception] = []

        def guarded(vcpu: Vcpu) -> None:
            try:
                function(vcpu)
            except EngineError as error:
                failures.append(error)

        def answered() -> None:
            self._loop.call_soon_threadsafe(done.set_result, None)

        thread.post(message(guarded, answered))
        await done
        if failures:
            raise failures[0]


def _nothing(vcpu: Vcpu) -> None:
    """Just stand still."""


def _nothing_done() -> None:
    """Nobody waits."""


def status_of(machine: Machine) -> dict[str, object]:
    """The answer to QMP's query-status, with our reason beside it."""
    return {
        "status": machine.state.value,
        "running": machine.state is RunState.RUNNING,
        "x-virtgui-reason": machine.reason,
    }
