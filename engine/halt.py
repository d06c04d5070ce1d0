"""Noticing a guest that has halted for ever: HLT with interrupts off, on every vCPU."""

from __future__ import annotations

from engine.machine import Machine, RunState
from engine.stats import EXIT_KINDS, StatsPage

QUIET_LOOKS = 3
AGAIN_LOOKS = 30
INTERRUPT_FLAG = 1 << 9
HALTED = "The CPU has halted with interrupts off. Only a reset or power-off gets it going again."


class HaltWatch:
    """Looks at the exit counters once a second; only after some quiet does it look at the CPUs themselves."""

    def __init__(self, machine: Machine, stats: StatsPage) -> None:
        self._machine = machine
        self._stats = stats
        self._seen = -1
        self._quiet = 0

    async def look(self) -> None:
        """One look."""
        machine = self._machine
        exits = sum(self._stats.vcpu(t.index)[kind] for t in machine.threads for kind in EXIT_KINDS[:5])
        if exits != self._seen or machine.state is not RunState.RUNNING:
            if self._seen >= 0 and machine.reason == HALTED:
                machine.reason = ""
            self._seen, self._quiet = exits, 0
            return
        self._quiet += 1
        if self._quiet != QUIET_LOOKS and self._quiet % AGAIN_LOOKS:
            return
        for thread in machine.threads:
            registers = await machine.registers(thread.index)
            if not registers.halted or registers.general["rflags"] & INTERRUPT_FLAG:
                return
        machine.note(HALTED)
