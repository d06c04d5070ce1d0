"""A whole x86 CPU out of Unicorn's public API alone, for builds that native.py does not know.

Unicorn stops for each exception and at blocks where something waits (watch.py); registers are then in a context that
was saved, whose inside learn.py has found out; vector.py changes them as an interrupt does; and the CPU goes on.

What it cannot, beside what native.py cannot: ports are open to users whatever IOPL and I/O bitmap say, task gates end
the machine, and a machine that is told to stop does so at the end of a block instead of behind the OUT.
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

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
from engine.cpu.soft.layout import SS, Places
from engine.cpu.soft.learn import leave_long_mode
from engine.cpu.soft.library import (
    CR0,
    CR4,
    DR7,
    ERRORS,
    FPCW,
    FPTAG,
    HOOK_INSN,
    HOOK_INSN_INVALID,
    HOOK_INTR,
    INSN_CPUID,
    INSN_IN,
    INSN_OUT,
    INSN_RDTSC,
    INSN_RDTSCP,
    INSN_SYSCALL,
    INSN_SYSENTER,
    MXCSR,
    OK,
    RAX,
    RDX,
    RFLAGS,
    Context,
    Library,
    address_of,
)
from engine.cpu.soft.memory import SlotMap
from engine.cpu.soft.state import State
from engine.cpu.soft.vector import IF, Event, TripleFault, Unsupported, Vectoring
from engine.cpu.soft.watch import Watch

UNDEFINED = 6
_FRAME = 40
"""No frame of an interrupt is longer without paging: out of virtual 8086 mode, ten times four bytes."""
CR0_PG = 1 << 31
TSC_HZ = 10**9
"""The time-stamp counter is ours: nanoseconds."""
_POINTER, _U32 = ctypes.c_void_p, ctypes.c_uint32
_IN = ctypes.CFUNCTYPE(_U32, _POINTER, _U32, ctypes.c_int, _POINTER)
_OUT = ctypes.CFUNCTYPE(None, _POINTER, _U32, ctypes.c_int, _U32, _POINTER)
_INTR = ctypes.CFUNCTYPE(None, _POINTER, _U32, _POINTER)
_INVALID = ctypes.CFUNCTYPE(ctypes.c_bool, _POINTER, _POINTER)
_ANSWERED = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, _POINTER)
_INSTRUCTION = ctypes.CFUNCTYPE(None, _POINTER, _POINTER)


class PublicCpu(State):
    """See Cpu. While it runs, the registers are right after ``observe`` only."""

    leaves_blocks = False

    def __init__(
        self, library: Library, callbacks: Callbacks, memory: SlotMap, places: Places, *, native_watch: bool = True
    ) -> None:
        self._library = library
        self._memory = memory
        self._callbacks = callbacks
        self._context = Context(library)
        super().__init__(self._context.data, places)
        self._vectoring = Vectoring(self, memory)
        self._watch = Watch(library, native=native_watch)
        self.pending, self.interrupt = self._watch.pending, self._watch.interrupt
        self.tsc_offset = ctypes.c_uint64()
        self._running = self._stopping = False
        self._exception = -1
        self._instruction: Callable[[], None] | None = None
        self._instruction_at = 0
        self._raised: Event | None = None
        self._hook(callbacks)
        memory.unmapping = self._flat
        self._power_on = self._make_power_on()

    def _hook(self, callbacks: Callbacks) -> None:
        def answer(number: int, call: Callable[[], bool]) -> None:
            self._add(HOOK_INSN, _ANSWERED(lambda _uc, _user: int(call())), number)

        def instruction(number: int, call: Callable[[], None]) -> None:
            self._add(HOOK_INSN, _INSTRUCTION(lambda _uc, _user: self._stop_for(call)), number)

        self._kept: list[object] = []
        self._add(HOOK_INTR, _INTR(lambda _uc, number, _user: self._stop_at(number)))
        self._add(HOOK_INSN_INVALID, _INVALID(lambda _uc, _user: self._stop_at(UNDEFINED)))
        self._add(HOOK_INSN, _IN(lambda _uc, port, size, _user: callbacks.port_in(port, size)), INSN_IN)
        self._add(
            HOOK_INSN, _OUT(lambda _uc, port, size, value, _user: callbacks.port_out(port, size, value)), INSN_OUT
        )
        answer(INSN_CPUID, self._cpuid)
        answer(INSN_RDTSC, self._read_tsc)
        answer(INSN_RDTSCP, self._read_tsc)
        instruction(INSN_SYSCALL, callbacks.syscall)
        instruction(INSN_SYSENTER, callbacks.sysenter)

    def _add(self, kind: int, made: object, instruction: int = 0) -> None:
        self._kept.append(made)  # C code holds only their addresses.
        self._library.hook(kind, address_of(made), instruction)

    # Running.

    def run(self) -> tuple[Outcome, str]:
        """See Cpu."""
        watch = self._watch
        try:
            while not self._stopping:
                self._take_interrupt()
                watch.stopped.value = 0
                error = self._start()
                if self._exception >= 0:
                    self._take_exception()
                elif self._instruction is not None:
                    self._execute()
                elif error != OK:
                    return Outcome.LOST, ERRORS.get(error, f"stopped with error {error} of the CPU emulator")
                elif not watch.stopped.value:
                    return Outcome.HALTED, ""
                if self.pending.value:
                    self.pending.value = 0
                    self._callbacks.attend()
        except TripleFault:
            return Outcome.TRIPLE_FAULT, ""
        except Unsupported as what:
            return Outcome.LOST, str(what)
        self._stopping = False
        return Outcome.STOPPED, ""

    def _start(self) -> int:
        """Run until something is to be done. An error number."""
        self._exception, self._instruction = -1, None
        self._context.restore()
        self._running = True
        error = self._library.start(self.rip.value)
        self._running = False
        self._context.save()
        return error

    def _stop_at(self, number: int) -> bool:
        """An exception or INT n: the block is left already."""
        self._exception = number
        self._library.stop()
        return True

    def _stop_for(self, call: Callable[[], None]) -> None:
        """An instruction that ends its block. RIP will be behind it."""
        self._context.save()
        self._instruction, self._instruction_at = call, self.rip.value
        self._library.stop()

    def _take_exception(self) -> None:
        software = bool(self.is_int.value)
        self.old_exception.value = -1
        error = 0 if software else self.error_code.value
        self._deliver(Event(self._exception, error, software=software, exception=not software))

    def _execute(self) -> None:
        assert self._instruction is not None
        self.rip.value = self._instruction_at
        self._instruction()
        raised, self._raised = self._raised, None
        if raised is not None:
            self._deliver(raised)

    def _take_interrupt(self) -> None:
        if not self.interrupt.value or not self.flags() & IF:
            return
        vector = -1 if self.hflags.value & layout.HF_INHIBIT_IRQ else self._callbacks.acknowledge()
        if vector >= 0:
            self._deliver(Event(vector))
        else:
            self._watch.once.value = 1

    def _deliver(self, event: Event) -> None:
        self.set_flags(self._vectoring.deliver(event, self.flags()))
        if not self.cr[0] & CR0_PG:
            # The stack of a small program may lie where code was.
            mask = 0xFFFFFFFF if self.hflags.value & layout.HF_SS32 else 0xFFFF
            top = self.segment(SS)[1] + (self.regs[4] & mask)
            self._library.forget_code(top, top + _FRAME)

    def call(self) -> None:
        """See Cpu."""
        self.pending.value = 1

    def set_interrupt(self, level: bool) -> None:
        """See Cpu."""
        self.interrupt.value = level

    def stop(self) -> None:
        """See Cpu."""
        self._stopping = True

    def observe(self) -> None:
        """See Cpu."""
        if self._running:
            self._context.save()

    def raise_exception(self, vector: int, error: int = 0) -> None:
        """See Cpu. It stands then."""
        self._raised = Event(vector, error, exception=True)

    def continue_at(self, rip: int) -> None:
        """See Cpu. It stands then."""
        self.rip.value = rip
        self.hflags.value &= ~layout.HF_INHIBIT_IRQ

    def detach(self) -> None:
        """See Cpu."""

    def _cpuid(self) -> bool:
        self._context.save()
        answered = self._callbacks.cpuid()
        self._context.restore()
        return answered

    def _read_tsc(self) -> bool:
        value = self.tsc() + self.tsc_offset.value
        self._library.write(RAX, value & 0xFFFFFFFF)
        self._library.write(RDX, value >> 32 & 0xFFFFFFFF)
        return True

    # Memory.

    @contextmanager
    def _flat(self) -> Iterator[None]:
        """Unicorn takes physical addresses for linear ones here, and walks page tables: there are none meanwhile."""
        context, library = self._context, self._library
        if self._running:
            context.save()
        else:
            context.restore()
        paged = bool(self.cr[0] & CR0_PG)
        if paged:
            library.write(CR0, CR0_RESET)
        yield
        if paged:
            context.restore()
            library.flush_pages()

    def stored(self, host: int, length: int) -> None:
        """See Cpu."""
        with self._flat():
            for place in self._memory.placed(host, length):
                self._library.forget_code(place.start, place.stop)

    def forget_code(self) -> None:
        """See Cpu."""
        self._library.flush_code()

    def set_a20(self, level: bool) -> None:
        """See Cpu. Only below 2 MiB, which is what real mode reaches."""
        self._memory.wrap(not level)

    # Registers.

    def flags(self) -> int:
        """See Cpu."""
        if not self._running:
            self._context.restore()
        return self._library.read(RFLAGS)

    def set_flags(self, value: int) -> None:
        """See Cpu. In a callback of OUT all other registers, too, go to the CPU."""
        self._context.restore()
        self._library.write(RFLAGS, value)
        self._context.save()

    def clear_flags(self, mask: int) -> None:
        """See Cpu."""
        self.set_flags(self.flags() & ~mask)

    def set_cr0(self, value: int) -> None:
        """See Cpu."""
        self._control(CR0, value)

    def set_cr4(self, value: int) -> None:
        """See Cpu."""
        self._control(CR4, value)

    def _control(self, register: int, value: int) -> None:
        self._context.restore()
        self._library.write(register, value)
        self._context.save()

    def tsc(self) -> int:
        """See Cpu."""
        return time.monotonic_ns()

    def tsc_hz(self) -> int:
        """See Cpu."""
        return TSC_HZ

    # Power-on.

    def reset(self) -> None:
        """See Cpu."""
        self._context.restore()
        self._library.write(DR7, DR7_RESET)  # Takes back the guest's breakpoints.
        ctypes.memmove(self._context.data, self._power_on, len(self._power_on))
        self._context.restore()
        self._memory.wrap(False)
        self._library.flush_pages()
        self._library.flush_code()
        self.tsc_offset.value = (1 << 64) - self.tsc()

    def _make_power_on(self) -> bytes:
        leave_long_mode(self._library)
        for register, value in ((FPCW, FPCW_RESET), (FPTAG, FPTAG_RESET), (MXCSR, MXCSR_RESET), (RFLAGS, 2)):
            self._library.write(register, value)
        self._context.save()
        self.hflags.value = self.hflags.value & ~(layout.HF_CS32 | layout.HF_SS32) | layout.HF_ADDSEG
        self.power_on()
        self._context.restore()
        return self._context.bytes()
