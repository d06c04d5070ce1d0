"""What the run loop needs of a CPU: NativeCpu, or PublicCpu where that cannot be had."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from enum import Enum
from typing import Protocol

import msgspec

# After RESET (Intel SDM vol. 3A, table 9-1).
CR0_RESET = 0x60000010
DR7_RESET = 0x400
FPCW_RESET, FPTAG_RESET, MXCSR_RESET = 0x37F, 0xFFFF, 0x1F80


class Outcome(Enum):
    """Why the CPU came back."""

    STOPPED = "stopped"
    HALTED = "halted"
    TRIPLE_FAULT = "triple-fault"
    LOST = "lost"


class Callbacks(msgspec.Struct, frozen=True):
    """What the CPU asks for, on its thread. None of these may raise.

    ``attend`` comes between two blocks after ``call``; whether translated code is stale. ``acknowledge`` is INTA:
    a vector, or -1; ``shadowed`` is whether it must wait, since STI or MOV SS is just before. ``cpuid`` has
    changed the registers if it says True. ``syscall`` and ``sysenter`` are the instructions.
    """

    port_in: Callable[[int, int], int]
    port_out: Callable[[int, int, int], None]
    attend: Callable[[], bool]
    acknowledge: Callable[[], int]
    shadowed: Callable[[], bool]
    cpuid: Callable[[], bool]
    syscall: Callable[[], None]
    sysenter: Callable[[], None]


class Cpu(Protocol):
    """Registers, which are State's besides, and pins. All but ``call``, ``set_interrupt`` and ``detach`` belong to
    the thread that runs it."""

    regs: ctypes.Array[ctypes.c_uint64]
    rip: ctypes.c_uint64
    hflags: ctypes.c_uint32
    cr: ctypes.Array[ctypes.c_uint64]
    efer: ctypes.c_uint64
    star: ctypes.c_uint64
    lstar: ctypes.c_uint64
    cstar: ctypes.c_uint64
    fmask: ctypes.c_uint64
    tsc_offset: ctypes.c_uint64
    pending: ctypes.c_uint8
    interrupt: ctypes.c_uint8
    leaves_blocks: bool
    """A callback of an instruction can have the block that it stands in be left, and stored strings be counted."""

    def run(self) -> tuple[Outcome, str]:
        """Run until something stops it; for LOST what happened, to be put behind "The guest "."""

    def call(self) -> None:
        """Have ``attend`` called before the next block. From any thread."""

    def set_interrupt(self, level: bool) -> None:
        """The INTR pin. From any thread."""

    def stop(self) -> None:
        """Have ``run`` return. From ``attend``."""

    def observe(self) -> None:
        """Have the registers be right, in a callback of an instruction."""

    def raise_exception(self, vector: int, error: int = 0) -> None:
        """From a callback of an instruction: it faults."""

    def continue_at(self, rip: int) -> None:
        """From a callback of an instruction: go on there, with the registers as they are now."""

    def detach(self) -> None:
        """It will not run again. Who still drives its pins, from whatever thread, moves nothing."""

    def stored(self, host: int, length: int) -> None:
        """Bytes of a slot were changed by other than the CPU. Between blocks, or while it stands."""

    def forget_code(self) -> None:
        """Translate everything anew. Between blocks, or while it stands."""

    def set_a20(self, level: bool) -> None:
        """The A20M# pin. On its thread, or while it stands."""

    def flags(self) -> int:
        """RFLAGS."""

    def set_flags(self, value: int) -> None:
        """The arithmetic flags, IF, DF and the like."""

    def clear_flags(self, mask: int) -> None:
        """RF, VM: flags that ``set_flags`` leaves alone."""

    def segment(self, number: int) -> tuple[int, int, int, int]:
        """See State."""

    def set_segment(self, number: int, selector: int, base: int, limit: int, flags: int) -> None:
        """See State."""

    def set_cr0(self, value: int) -> None:
        """CR0, with what follows from it."""

    def set_cr4(self, value: int) -> None:
        """CR4, with what follows from it."""

    def tsc(self) -> int:
        """The time-stamp counter, without the offset."""

    def tsc_hz(self) -> int:
        """How fast it counts."""

    def reset(self) -> None:
        """The state after RESET. While it stands."""
