"""engine.machine: a machine's life, with real vCPU threads and a guest that the test plays."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from engine.clock import MachineClock
from engine.cpu.accel import Entry, Registers, Stop, StopKind
from engine.error import EngineError
from engine.fault import FORGOTTEN
from engine.machine import MOST_NEWS, Ended, Machine, RunState, status_of
from tests.support.fakecpu import DEADLINE_S, FakeAccel, FakeVcpu

REFUSED = Stop(StopKind.INTERNAL_ERROR, "It cannot be emulated.", b"\x0f\xc7\xf0", refused=True)
TRIPLE = Stop(StopKind.TRIPLE_FAULT, "It triple-faulted.")
BROKEN = Stop(StopKind.INTERNAL_ERROR, "It met a strange instruction.", b"\x0f\x0b")


class FakeBoard:
    """The chips, as far as a machine's life touches them."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.entry: Entry | None = None
        self.warm = False

    def reset(self) -> None:
        self.log.append("reset")

    def warm_reset_wanted(self) -> bool:
        return self.warm

    def retry_disks(self) -> None:
        self.log.append("retry")

    def memory_at(self, linear: int, length: int, translate: Callable[[int], int | None]) -> bytes:
        return b"\xf4"

    def settle(self) -> None:
        self.log.append("settle")

    def close(self) -> None:
        self.log.append("close")


class Rig:
    """A machine with two vCPUs, its board, and the events it announced."""

    def __init__(self, vcpus: int = 2, pause_on_triple_fault: bool = True) -> None:
        loop = asyncio.get_running_loop()
        self.accel = FakeAccel()
        self.clock = MachineClock(loop)
        self.events: list[tuple[str, dict[str, object]]] = []
        self.announced = asyncio.Event()
        self.machine = Machine(loop, self.accel, self.clock, vcpus, self._announce, pause_on_triple_fault)
        self.board = FakeBoard()
        self.machine.fit(self.board)

    def _announce(self, name: str, data: dict[str, object]) -> None:
        self.events.append((name, data))
        self.announced.set()

    @property
    def cpus(self) -> list[FakeVcpu]:
        return [self.accel.vcpus[index] for index in sorted(self.accel.vcpus)]

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.events]

    def runs(self) -> None:
        for cpu in self.cpus:
            cpu.until_inside()

    def stands(self) -> bool:
        return not any(cpu.inside for cpu in self.cpus)

    async def until(self, event: str) -> None:
        while event not in self.names:
            self.announced.clear()
            await self.announced.wait()


def live(body: Callable[[Rig], Awaitable[None]], **options: object) -> None:
    async def main() -> None:
        rig = Rig(**options)  # type: ignore[arg-type]  # the tests' own options
        async with asyncio.timeout(DEADLINE_S):
            await body(rig)
            if not rig.machine.ended.done():
                await rig.machine.end(Ended("quit", "The test is over."))

    asyncio.run(main())


def test_power_on_resets_everything_and_runs() -> None:
    async def body(rig: Rig) -> None:
        assert status_of(rig.machine) == {"status": "prelaunch", "running": False, "x-virtgui-reason": ""}
        assert rig.clock.stopped
        await rig.machine.power_on()
        rig.runs()
        assert rig.machine.state is RunState.RUNNING and not rig.clock.stopped
        assert rig.board.log == ["reset"]
        assert [cpu.log for cpu in rig.cpus] == [["reset on vcpu-0"], ["reset on vcpu-1"]]
        assert len({thread.tid for thread in rig.machine.threads}) == 2

    live(body)


def test_a_kernel_without_firmware_is_entered_on_the_first_cpu() -> None:
    async def body(rig: Rig) -> None:
        rig.board.entry = Entry(0x100000, {}, 0, 0, 8, 16)
        await rig.machine.power_on()
        assert [len(cpu.log) for cpu in rig.cpus] == [2, 1]
        assert rig.cpus[0].log[1] == "start at 0x100000"

    live(body)


def test_pause_and_resume() -> None:
    async def body(rig: Rig) -> None:
        await rig.machine.power_on()
        for _ in range(20):
            rig.runs()
            await rig.machine.pause()
            assert rig.stands() and rig.clock.stopped
            assert rig.machine.state is RunState.PAUSED
            await rig.machine.resume()
            assert rig.machine.state is RunState.RUNNING and rig.machine.reason == ""
        assert rig.names == ["STOP", "RESUME"] * 20
        rig.events.clear()
        await rig.machine.resume()
        assert rig.names == []
        await rig.machine.pause()
        await rig.machine.pause()
        assert rig.names == ["STOP"]
        pauses = rig.accel.log.count("pause timers")
        assert pauses == rig.accel.log.count("resume timers") or pauses == rig.accel.log.count("resume timers") + 1

    live(body)


def test_the_reset_button() -> None:
    async def body(rig: Rig) -> None:
        await rig.machine.power_on()
        await rig.machine.reset()
        rig.runs()
        assert rig.events[-1] == ("RESET", {"guest": False, "reason": "host-qmp-system-reset"})
        await rig.machine.pause()
        await rig.machine.reset()
        assert rig.machine.state is RunState.PAUSED and rig.stands()
        assert rig.board.log.count("reset") == 3
        assert [len(cpu.log) for cpu in rig.cpus] == [3, 3]

    live(body)


def test_the_guest_resets_and_executes_nothing_more_before_that() -> None:
    async def body(rig: Rig) -> None:
        await rig.machine.power_on()
        went_on: list[int] = []
        rig.cpus[1].guest(rig.machine.ask_reset)
        rig.cpus[1].guest(lambda: went_on.append(len(rig.cpus[1].log)))
        await rig.until("RESET")
        rig.runs()
        assert rig.events[0] == ("RESET", {"guest": True, "reason": "guest-reset"})
        while not went_on:
            await asyncio.sleep(0)
        assert went_on == [2]  # It had been reset by then.

    live(body)


@pytest.mark.parametrize(("kind", "guest"), [("shutdown", True), ("debug-exit", True), ("quit", False)])
def test_the_end(kind: str, guest: bool) -> None:
    async def body(rig: Rig) -> None:
        await rig.machine.power_on()
        rig.cpus[0].guest(lambda: rig.machine.ask_end(Ended(kind, "Because.", 5)))
        ended = await rig.machine.ended
        assert ended == Ended(kind, "Because.", 5)
        assert rig.machine.state is RunState.SHUTDOWN and rig.machine.reason == "Because."
        assert rig.events[-1][0] == "SHUTDOWN" and rig.events[-1][1]["guest"] is guest
        assert all(cpu.closed for cpu in rig.cpus)
        assert rig.board.log[-1] == "close"
        assert rig.accel.log[-1] != "close"  # Somebody may still look at it.
        rig.machine.close()
        assert rig.accel.log[-1] == "close"
        await rig.machine.end(Ended("quit", "Again."))  # Too late, and harmless.
        await rig.machine.reset()

    live(body)


def test_a_triple_fault_keeps_the_machine_for_people_to_look_at() -> None:
    async def body(rig: Rig) -> None:
        await rig.machine.power_on()
        rig.cpus[1].guest(lambda: TRIPLE)
        await rig.until("GUEST_PANICKED")
        fault = rig.machine.fault
        assert fault is not None and rig.stands()
        assert (fault.cpu, fault.reason, fault.instruction) == (1, TRIPLE.reason, b"\xf4")
        assert fault.registers.general["rip"] == 0x7C00
        assert rig.machine.state is RunState.GUEST_PANICKED
        with pytest.raises(EngineError, match="cannot go on: It triple-faulted"):
            await rig.machine.resume()
        await rig.machine.reset()
        rig.runs()
        assert rig.machine.state is RunState.RUNNING
        assert rig.machine.fault is None

    live(body)


def test_a_triple_fault_of_which_the_cpu_has_forgotten_all() -> None:
    async def body(rig: Rig) -> None:
        await rig.machine.power_on()
        rig.cpus[0].at = 0xFFFF0000, 0xFFF0  # Where INIT leaves it.
        rig.cpus[0].guest(lambda: TRIPLE)
        await rig.until("GUEST_PANICKED")
        fault = rig.machine.fault
        assert fault is not None and fault.remedy == FORGOTTEN and fault.forgotten
        assert (fault.instruction, fault.disassembly, fault.stack) == (b"", "", b"")

    live(body)


@pytest.mark.parametrize("warm", [True, False])
def test_a_triple_fault_that_means_reset(warm: bool) -> None:
    async def body(rig: Rig) -> None:
        rig.board.warm = warm
        await rig.machine.power_on()
        rig.cpus[0].guest(lambda: TRIPLE)
        await rig.until("RESET")
        rig.runs()
        assert rig.machine.state is RunState.RUNNING and rig.machine.fault is None

    live(body, pause_on_triple_fault=warm)


def test_an_internal_error_keeps_the_instruction_that_kvm_named() -> None:
    async def body(rig: Rig) -> None:
        await rig.machine.power_on()
        rig.cpus[0].guest(lambda: BROKEN)
        await rig.until("STOP")
        assert rig.machine.state is RunState.INTERNAL_ERROR
        assert rig.machine.fault is not None and rig.machine.fault.instruction == b"\x0f\x0b"
        assert "GUEST_PANICKED" not in rig.names

    live(body)


def test_a_refused_instruction_is_explained() -> None:
    async def body(rig: Rig) -> None:
        rig.accel.misses_interrupts = True
        await rig.machine.power_on()
        rig.cpus[0].guest(lambda: REFUSED)
        await rig.until("STOP")
        fault = rig.machine.fault
        assert fault is not None
        assert (fault.disassembly, fault.features) == ("rdrand ax", ("rdrand",))
        assert rig.machine.reason == "It cannot be emulated: rdrand ax."
        assert 'cpu = "host,-rdrand"' in fault.remedy and 'accel = "soft"' in fault.remedy
        assert fault.stack == b"\xf4"

    live(body)


def test_a_full_disk_pauses_and_resume_tries_again() -> None:
    async def body(rig: Rig) -> None:
        await rig.machine.power_on()
        rig.machine.ask_io_pause("The disk is full.")
        await rig.until("STOP")
        assert rig.machine.state is RunState.IO_ERROR and rig.machine.reason == "The disk is full."
        await rig.machine.resume()
        rig.runs()
        assert "retry" in rig.board.log and rig.machine.state is RunState.RUNNING

    live(body)


def test_registers_that_cannot_be_read_leave_it_running(monkeypatch: pytest.MonkeyPatch) -> None:
    async def body(rig: Rig) -> None:
        await rig.machine.power_on()

        def refuse() -> Registers:
            raise EngineError("KVM_GET_SREGS failed.")

        monkeypatch.setattr(rig.cpus[0], "registers", refuse)
        with pytest.raises(EngineError, match="KVM_GET_SREGS"):
            await rig.machine.registers(0)
        rig.runs()

    live(body)


def test_registers_of_a_cpu_that_has_stopped_do_not_set_it_going() -> None:
    """It fell over in this very moment, and the machine has not heard of it yet."""

    async def body(rig: Rig) -> None:
        await rig.machine.power_on()
        went_on: list[int] = []
        rig.cpus[0].guest(lambda: TRIPLE)
        rig.cpus[0].guest(lambda: went_on.append(1))
        looked = [rig.machine.registers(0) for _ in range(20)]
        await asyncio.gather(*looked)
        await rig.until("GUEST_PANICKED")
        assert not went_on

    live(body)


def test_registers_of_a_running_machine_leave_it_running() -> None:
    async def body(rig: Rig) -> None:
        await rig.machine.power_on()
        assert (await rig.machine.registers(1)).general["rip"] == 0x7C00
        rig.runs()
        await rig.machine.pause()
        await rig.machine.registers(0)
        assert rig.stands()

    live(body)


def test_notes_are_announced_once_and_only_while_running() -> None:
    async def body(rig: Rig) -> None:
        rig.machine.note("too early")
        await rig.machine.power_on()
        rig.machine.note("It idles.")
        rig.machine.note("It idles.")
        assert rig.events == [("X_VIRTGUI_NOTE", {"reason": "It idles."})]
        assert status_of(rig.machine)["x-virtgui-reason"] == "It idles."

    live(body)


def test_many_requests_at_once_come_to_a_sound_end() -> None:
    async def body(rig: Rig) -> None:
        await rig.machine.power_on()
        machine = rig.machine
        rig.cpus[0].guest(machine.ask_reset)
        rig.cpus[1].guest(machine.ask_reset)
        await asyncio.gather(
            machine.pause(), machine.resume(), machine.reset(), machine.registers(0), machine.pause(), machine.reset()
        )
        await machine.resume()
        assert machine.state is RunState.RUNNING
        machine.ask_end(Ended("shutdown", "Enough."))
        machine.ask_end(Ended("shutdown", "More than enough."))
        assert (await machine.ended).reason == "Enough."

    live(body)


def test_a_bug_in_a_vcpu_ends_the_machine_with_it() -> None:
    async def body(rig: Rig) -> None:
        await rig.machine.power_on()

        def bug() -> None:
            raise ZeroDivisionError

        rig.cpus[0].guest(bug)
        with pytest.raises(ZeroDivisionError):
            await rig.machine.ended

    live(body)


def test_a_thousand_requests_of_one_life_are_one_reset() -> None:
    async def body(rig: Rig) -> None:
        await rig.machine.power_on()
        for _ in range(1000):
            rig.machine.ask_reset()
        await rig.until("RESET")
        while rig.machine._jobs:
            await asyncio.sleep(0)
        assert rig.names.count("RESET") == 1
        rig.runs()

    live(body)


REASON = "Something is copied."


def test_it_stands_for_a_piece_of_work_and_goes_on() -> None:
    async def body(rig: Rig) -> None:
        machine = rig.machine
        await machine.power_on()
        rig.runs()
        async with machine.standing(REASON, lambda: None):
            assert rig.stands() and rig.clock.stopped
            assert (machine.state, machine.reason) == (RunState.PAUSED, REASON)
            with pytest.raises(EngineError, match="Something is copied"):
                await machine.resume()
            with pytest.raises(EngineError, match="Something is copied"):
                async with machine.standing("Again.", lambda: None):
                    pass
            await machine.reset()
            assert rig.stands()
        rig.runs()
        assert machine.state is RunState.RUNNING and not rig.clock.stopped
        assert rig.names == ["STOP", "RESET", "RESUME"]
        assert rig.board.log[-1] == "retry", "a disk that has filled up gets another chance"

    live(body)


def test_it_goes_on_however_the_work_went() -> None:
    async def body(rig: Rig) -> None:
        await rig.machine.power_on()
        with pytest.raises(ZeroDivisionError):
            async with rig.machine.standing(REASON, lambda: None):
                raise ZeroDivisionError
        assert rig.machine.state is RunState.RUNNING

    live(body)


def test_a_person_who_pauses_it_meanwhile_is_obeyed() -> None:
    async def body(rig: Rig) -> None:
        machine = rig.machine
        await machine.power_on()
        async with machine.standing(REASON, lambda: None):
            await machine.pause()
            assert machine.reason == "Paused."
        assert machine.state is RunState.PAUSED and rig.stands()
        async with machine.standing(REASON, lambda: None):
            assert machine.reason == "Paused.", "it stands already"
        assert machine.state is RunState.PAUSED
        await machine.resume()
        async with machine.standing(REASON, lambda: None):
            await machine.pause()
            with pytest.raises(EngineError, match="Something is copied"):
                await machine.resume()
        assert machine.state is RunState.RUNNING

    live(body)


def test_an_end_calls_the_work_off() -> None:
    async def body(rig: Rig) -> None:
        machine = rig.machine
        await machine.power_on()
        called_off: list[bool] = []
        async with machine.standing(REASON, lambda: called_off.append(True)):
            await machine.end(Ended("quit", "Enough."))
            assert called_off == [True]
        assert machine.state is RunState.SHUTDOWN
        with pytest.raises(EngineError, match="ending"):
            async with machine.standing(REASON, lambda: None):
                pass

    live(body)


def test_a_guest_that_makes_news_on_and_on_fills_no_memory() -> None:
    async def body(rig: Rig) -> None:
        for number in range(10_000):
            rig.machine.tray_moved("cd", bool(number & 1))
        await rig.until("DEVICE_TRAY_MOVED")
        assert rig.names.count("DEVICE_TRAY_MOVED") == MOST_NEWS
        rig.machine.tray_moved("cd", True)
        while len(rig.names) == MOST_NEWS:
            await asyncio.sleep(0)
        assert rig.events[-1][1]["tray-open"] is True

    live(body)
