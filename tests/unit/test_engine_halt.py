"""engine.halt: a guest that will never do anything again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from engine.clock import MachineClock
from engine.halt import AGAIN_LOOKS, HALTED, QUIET_LOOKS, HaltWatch
from engine.machine import Ended, Machine
from engine.stats import StatsPage, VcpuCount
from tests.support.fakecpu import DEADLINE_S, FakeAccel


class Board:
    entry = None

    def reset(self) -> None: ...
    def warm_reset_wanted(self) -> bool:
        return False

    def retry_disks(self) -> None: ...
    def memory_at(self, linear: int, length: int, translate: Callable[[int], int | None]) -> bytes:
        return b""

    def settle(self) -> None: ...
    def close(self) -> None: ...


class Rig:
    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.accel, self.stats = FakeAccel(), StatsPage(2, 0)
        self.machine = Machine(loop, self.accel, MachineClock(loop), 2, lambda _name, _data: None)
        self.machine.fit(Board())
        self.watch = HaltWatch(self.machine, self.stats)

    def halt(self, rflags: int) -> None:
        for cpu in self.accel.vcpus.values():
            cpu.halted, cpu.rflags = True, rflags

    def exit(self) -> None:
        self.stats.vcpu(1)[VcpuCount.PORT_IN] += 1

    async def look(self, times: int) -> None:
        for _ in range(times):
            await self.watch.look()


def live(body: Callable[[Rig], Awaitable[None]]) -> None:
    async def main() -> None:
        rig = Rig()
        async with asyncio.timeout(DEADLINE_S):
            await rig.machine.power_on()
            await body(rig)
            await rig.machine.end(Ended("quit", ""))

    asyncio.run(main())


def test_halted_with_interrupts_off_on_every_cpu() -> None:
    async def body(rig: Rig) -> None:
        rig.halt(rflags=0x2)
        await rig.look(QUIET_LOOKS)
        assert rig.machine.reason == ""
        await rig.look(1)
        assert rig.machine.reason == HALTED
        rig.exit()  # An NMI, say.
        await rig.look(1)
        assert rig.machine.reason == ""

    live(body)


def test_an_idle_guest_waits_for_interrupts() -> None:
    async def body(rig: Rig) -> None:
        rig.halt(rflags=0x202)
        await rig.look(AGAIN_LOOKS + QUIET_LOOKS)
        assert rig.machine.reason == ""

    live(body)


def test_one_cpu_that_runs_is_enough() -> None:
    async def body(rig: Rig) -> None:
        rig.halt(rflags=0x2)
        rig.accel.vcpus[1].halted = False
        await rig.look(QUIET_LOOKS + 1)
        assert rig.machine.reason == ""
        rig.accel.vcpus[1].halted = True
        await rig.look(AGAIN_LOOKS)
        assert rig.machine.reason == HALTED

    live(body)


def test_a_guest_that_exits_is_left_alone() -> None:
    async def body(rig: Rig) -> None:
        rig.halt(rflags=0x2)
        for _ in range(2 * QUIET_LOOKS):
            rig.exit()
            await rig.look(1)
        assert rig.machine.reason == ""

    live(body)
