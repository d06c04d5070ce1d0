"""A whole x86 CPU out of Unicorn: exceptions and interrupts go through the guest's tables as QEMU's code does it.

Unicorn leaves them to its user, and says too little of them. But its library still holds QEMU's functions, so stubs
of machine code (stub.py) call those. That needs to know the library's inside (layout.py), for one build of it.

State is changed by the vCPU's thread only. Another thread does two things: it sets a byte of our own, and then the
halfword by which QEMU itself has a running CPU come back between two blocks.
"""

from __future__ import annotations

import ctypes
import time

from engine.cpu.soft import layout
from engine.cpu.soft.cpu import (
    CR0_RESET,
    DR7_RESET,
    FPCW_RESET,
    FPTAG_RESET,
    MXCSR_RESET,
    Callbacks,
    Outcome,
)
from engine.cpu.soft.library import (
    ERRORS,
    FPCW,
    FPTAG,
    HOOK_INSN,
    HOOK_INSN_INVALID,
    HOOK_INTR,
    HOOK_NEW_BLOCK,
    INSN_CPUID,
    INSN_IN,
    INSN_OUT,
    INSN_SYSCALL,
    INSN_SYSENTER,
    MXCSR,
    OK,
    Library,
    address_of,
    function,
    symbol,
)
from engine.cpu.soft.memory import LAST_ADDRESS, PAGE, SlotMap
from engine.cpu.soft.state import State, at
from engine.cpu.soft.stub import Stubs

DOUBLE_FAULT = 8
_MEASURE_NS = 20_000_000
_READINGS = 8
_FLAGS = 0x247FD5
"""All flags that exist, but RF, VM and the interrupt ones of VM86."""
_POINTER, _U8, _U16, _U32, _U64, _I32 = (
    ctypes.c_void_p,
    ctypes.c_uint8,
    ctypes.c_uint16,
    ctypes.c_uint32,
    ctypes.c_uint64,
    ctypes.c_int32,
)
_IN = ctypes.CFUNCTYPE(_U32, _U32, _U32)
_OUT = ctypes.CFUNCTYPE(None, _U32, _U32, _U32)
_VOID = ctypes.CFUNCTYPE(None)
_NUMBER = ctypes.CFUNCTYPE(_I32)
_CPUID = ctypes.CFUNCTYPE(_I32, _POINTER, _POINTER)


class NativeCpu(State):
    """The CPU. ``regs``, ``rip``, ``hflags`` and so on are its registers where they lie; ``rip`` is right while a
    callback runs."""

    leaves_blocks = True
    """A callback of an instruction can have the block that it stands in be left."""

    def __init__(self, library: Library, callbacks: Callbacks, memory: SlotMap) -> None:
        self._library = library
        self._memory = memory
        self._begun = False
        handle = library.handle
        cpu: int = at(_U64, handle + layout.CPU).value
        env = cpu + layout.ENV
        super().__init__(env, layout.NATIVE)
        self.cpu, self.env = cpu, env
        self.eflags = at(_U64, env + layout.EFLAGS)
        self.hflags2 = at(_U32, env + layout.HFLAGS2)
        self.tsc_offset = at(_U64, env + layout.TSC_OFFSET)
        self.exception = at(_I32, cpu + layout.EXCEPTION_INDEX)
        self._halted = at(_U32, cpu + layout.HALTED)
        self._request = at(_U32, cpu + layout.INTERRUPT_REQUEST)
        self._return_soon = at(_U16, cpu + layout.ICOUNT_DECR_HIGH)
        self._read_eflags = function("helper_read_eflags_x86_64", _POINTER, result=_U64)
        self._write_eflags = function("helper_write_eflags_x86_64", _POINTER, _U64, _U32)
        self._update_cr0 = function("cpu_x86_update_cr0_x86_64", _POINTER, _U32)
        self._update_cr4 = function("cpu_x86_update_cr4_x86_64", _POINTER, _U32)
        self._update_dr7 = function("cpu_x86_update_dr7_x86_64", _POINTER, _U32)
        self._get_tsc = function("cpu_get_tsc_x86_64", _POINTER, result=_U64)
        self._set_a20 = function("x86_cpu_set_a20_x86_64", _POINTER, ctypes.c_int)
        self._flush_tlb = function("tlb_flush_x86_64", _POINTER)
        self._flush_code = function("tb_flush_x86_64", _POINTER)
        self._ram_address = function("qemu_ram_addr_from_host_x86_64", _POINTER, _POINTER, result=_U64)
        self._invalidate = function("tb_invalidate_phys_range_x86_64", _POINTER, _U64, _U64)
        self._made = self._stamp()
        self._hook(callbacks)
        # A stop would be looked for behind every access to memory, amid instructions, which then run twice.
        at(_U8, handle + layout.NO_EXIT_REQUEST).value = 1
        # Unmapping would invalidate code at what it takes for a virtual address, walking the guest's page tables
        # and changing its CR2. Who unmaps flushes all of it instead.
        at(_U64, handle + layout.INVALIDATE_TB).value = self._stubs.nothing
        self._power_on = self._make_power_on()

    def _hook(self, callbacks: Callbacks) -> None:
        cpuid = callbacks.cpuid
        self._callbacks = {
            "attend": _NUMBER(callbacks.attend),
            "acknowledge": _NUMBER(callbacks.acknowledge),
            "shadowed": _NUMBER(callbacks.shadowed),
            "port_in": _IN(callbacks.port_in),
            "port_out": _OUT(callbacks.port_out),
            "syscall": _VOID(callbacks.syscall),
            "sysenter": _VOID(callbacks.sysenter),
            "cpuid": _CPUID(lambda _uc, _user: int(cpuid())),
        }
        addresses = {name: address_of(made) for name, made in self._callbacks.items()}
        stubs = self._stubs = Stubs(self.cpu, symbol, addresses, _bounds(self._memory.store_hook))
        self.pending, self.interrupt, self.leave = stubs.pending, stubs.interrupt, stubs.leave
        hook = self._library.hook
        hook(HOOK_INTR, stubs.exception)
        hook(HOOK_INSN_INVALID, stubs.invalid)
        hook(HOOK_INSN, stubs.port_in, INSN_IN)
        hook(HOOK_INSN, stubs.port_out, INSN_OUT)
        hook(HOOK_INSN, stubs.syscall, INSN_SYSCALL)
        hook(HOOK_INSN, stubs.sysenter, INSN_SYSENTER)
        hook(HOOK_INSN, addresses["cpuid"], INSN_CPUID)
        # In the CPU's class, of which there is a copy behind its state.
        _replace(self.cpu + layout.EXEC_INTERRUPT, "x86_cpu_exec_interrupt_x86_64", stubs.exec_interrupt)
        mapping = self._library.handle + layout.MEMORY_MAPPING
        _replace(mapping, "find_memory_mapping_x86_64", stubs.memory_mapping)
        self._library.when_mapped = stubs.forget_regions
        self._memory.when_protected = stubs.watch_pages
        self._memory.tell_protected()
        hook(HOOK_NEW_BLOCK, stubs.new_block)

    # Running.

    def run(self) -> tuple[Outcome, str]:
        """Run until something stops it; for LOST what happened, to be put behind "The guest "."""
        # Always on, so that no thread ever has to set or clear it: the stub looks at bytes of our own.
        self._request.value = layout.INTERRUPT_HARD
        if not self._begun:
            # Of the very first block nobody is told. It is where linear addresses are physical ones.
            self._begun = True
            self._stubs.watch_pages(self.segment(layout.CS)[1] + self.rip.value & -PAGE, 2 * PAGE)
        error = self._library.start(self.rip.value)
        if error != OK:
            return Outcome.LOST, ERRORS.get(error, f"stopped with error {error} of the CPU emulator")
        if self.old_exception.value == DOUBLE_FAULT and not self._halted.value:
            return Outcome.TRIPLE_FAULT, ""
        return (Outcome.HALTED if self._halted.value else Outcome.STOPPED), ""

    def call(self) -> None:
        """Have ``attend`` called before the next block. From any thread."""
        self.pending.value = 1
        self._return_soon.value = 0xFFFF

    def set_interrupt(self, level: bool) -> None:
        """The INTR pin. From any thread."""
        self.interrupt.value = level
        if level:
            self._return_soon.value = 0xFFFF

    def stop(self) -> None:
        """Have ``run`` return. From ``attend``."""
        self._library.stop()

    def raise_exception(self, vector: int, error: int = 0) -> None:
        """From a callback of an instruction: it faults."""
        self.exception.value, self.error_code.value, self.is_int.value = vector, error, 0
        self.leave.value = 1

    def continue_at(self, rip: int) -> None:
        """From a callback of an instruction: go on there, with the registers as they are now."""
        self.rip.value = rip
        self.hflags.value &= ~layout.HF_INHIBIT_IRQ
        self.exception.value = -1
        self.leave.value = 1

    def detach(self) -> None:
        """It will not run again. Who still drives its pins, from whatever thread, moves nothing."""
        self._return_soon = _U16()

    # Memory.

    def stored(self, host: int, length: int) -> None:
        """Bytes of a slot were changed by other than the CPU. On its thread, or while it stands."""
        start = self._ram_address(self._library.handle, host)
        self._invalidate(self._library.handle, start, start + length)

    def forget_code(self) -> None:
        """Translate everything anew. Between blocks, or while it stands."""
        self._flush_code(self.cpu)
        self._stubs.unwatch_pages()
        self._memory.tell_protected()
        self._begun = False

    def set_a20(self, level: bool) -> None:
        """The A20M# pin. On its thread, or while it stands."""
        self._set_a20(self.cpu, int(level))
        self._request.value = layout.INTERRUPT_HARD

    # Registers.

    def flags(self) -> int:
        """RFLAGS."""
        return int(self._read_eflags(self.env)) & ~layout.HF_RF | self.eflags.value & layout.HF_RF

    def set_flags(self, value: int) -> None:
        """The arithmetic flags, IF, DF and the like."""
        self._write_eflags(self.env, value, _FLAGS)

    def clear_flags(self, mask: int) -> None:
        """RF, VM: flags that ``set_flags`` leaves alone."""
        self.eflags.value &= ~mask

    def observe(self) -> None:
        """The registers are always right."""

    def set_cr0(self, value: int) -> None:
        """CR0, with what follows from it."""
        self._update_cr0(self.env, value)

    def set_cr4(self, value: int) -> None:
        """CR4, with what follows from it."""
        self._update_cr4(self.env, value)

    def tsc(self) -> int:
        """The time-stamp counter, without the offset."""
        return int(self._get_tsc(self.env))

    def tsc_hz(self) -> int:
        """How fast it counts. The longer ago this CPU was made, the more exactly it is known."""
        while True:
            ticks, at_ns = self._stamp()
            passed = at_ns - self._made[1]
            if passed >= _MEASURE_NS:
                return (ticks - self._made[0]) * 10**9 // passed
            time.sleep(_MEASURE_NS / 1e9)

    def _stamp(self) -> tuple[int, int]:
        """The time-stamp counter, and the host's time then. A busy host may hold us up between the two for as long as
        the measurement takes, so of several readings that with the least time around it counts."""
        tries = []
        for _ in range(_READINGS):
            before = time.monotonic_ns()
            ticks = self.tsc()
            took = time.monotonic_ns() - before
            tries.append((took, ticks, before + took // 2))
        _, ticks, at_ns = min(tries)
        return ticks, at_ns

    # Power-on.

    def reset(self) -> None:
        """The state after RESET (Intel SDM vol. 3A, table 9-1). While it stands."""
        self._update_dr7(self.env, DR7_RESET)  # Takes back the guest's breakpoints.
        ctypes.memmove(self.env, self._power_on, layout.RESET_END)
        self._set_a20(self.cpu, 1)
        self._flush_tlb(self.cpu)
        self.forget_code()
        self.exception.value = -1
        self.tsc_offset.value = (1 << 64) - self.tsc()

    def _make_power_on(self) -> bytes:
        """Unicorn starts in long mode with registers that no CPU has after RESET."""
        self.hflags.value, self.hflags2.value, self.efer.value = layout.HF_ADDSEG, layout.HF2_GIF, 0
        for number in range(5):
            self.cr[number] = 0
        self._update_cr4(self.env, 0)
        self._update_cr0(self.env, CR0_RESET)
        self.hflags.value |= layout.HF_ADDSEG
        self.power_on()
        self._write_eflags(self.env, 0, 0xFFFFFFFF)
        self.eflags.value = 2
        for register, value in ((FPCW, FPCW_RESET), (FPTAG, FPTAG_RESET), (MXCSR, MXCSR_RESET)):
            self._library.write(register, value)
        return ctypes.string_at(self.env, layout.RESET_END)


def _bounds(hook: int) -> int:
    """Where the first address lies of those that a hook is for, which must be 0 with all behind it."""
    for place in range(hook, hook + 64, 8):
        if (at(_U64, place).value, at(_U64, place + 8).value) == (0, LAST_ADDRESS):
            return place
    raise LayoutError("a hook's bounds are not where they should be")


def _replace(address: int, name: str, stub: int) -> None:
    """Let a pointer to one of the library's functions point to a stub."""
    place = at(_U64, address)
    if place.value != symbol(name):
        raise LayoutError(f"{name} is not where it should be")
    place.value = stub


class LayoutError(Exception):
    """The library is not the one that layout.py describes."""
