"""The vCPU of the software CPU: its run loop, and what its instructions ask for."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Protocol, TypeVar

from engine.bus.port import PortBus
from engine.cpu.accel import KICKED, Entry, Frame, Registers, Segment, Stop, StopKind
from engine.cpu.soft import layout, paging, systemcall
from engine.cpu.soft.cpu import Callbacks, Cpu, Outcome
from engine.cpu.soft.identity import Identity
from engine.cpu.soft.layout import CS, DS, ES, SS
from engine.cpu.soft.library import Library
from engine.cpu.soft.memory import SlotMap
from engine.cpu.soft.string import StringIo
from engine.stats import VcpuCount

_T = TypeVar("_T")

GENERAL = ("rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", *(f"r{number}" for number in range(8, 16)))
SEGMENTS = ("es", "cs", "ss", "ds", "fs", "gs", "ldt", "tr", "gdt", "idt")
FRAME = ("eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi")
IF, VM = 1 << 9, 1 << 17
CR0_PE, CR0_PG, CR4_PAE, EFER_LME = 1, 1 << 31, 1 << 5, 1 << 8
UNDEFINED = 6
_PREFIXES = (0x66, 0x67, 0x2E, 0x3E, 0x26, 0x64, 0x65, 0x36, 0xF2, 0xF3)
# How a segment's flags are kept: the upper half of its descriptor (Intel SDM vol. 3A, 3.4.5). Flat, 32 bit.
CODE_32, DATA_32, CODE_64 = 0x00CF9B00, 0x00CF9300, 0x00AF9B00


class Surroundings(Protocol):
    """What the vCPU knows of the backend that it belongs to."""

    has_apic: bool
    identity: Identity

    def is_here(self) -> bool:
        """Whether this is the vCPU's thread."""

    def acknowledge(self) -> int:
        """The vector of the interrupt that is taken, -1 for none."""


class SoftVcpu:
    """The one vCPU of a SoftAccel."""

    index = 0

    def __init__(
        self,
        accel: Surroundings,
        library: Library,
        memory: SlotMap,
        ports: PortBus,
        counters: memoryview,
        make: Callable[[Callbacks], Cpu],
    ) -> None:
        self._accel = accel
        self._library = library
        self._memory = memory
        self._counters = counters
        self._kicked = False
        self._halted = False
        self._wake = threading.Event()
        self._failure: BaseException | None = None
        self._stored: deque[tuple[int, int]] = deque()
        self._a20: deque[bool] = deque()
        self._stale = False
        self._frame_flags: int | None = None
        self._paused_tsc: int | None = None
        self._tsc_hz = 0
        self.cpu = make(self._callbacks(ports))
        self._strings = StringIo(self.cpu, memory, ports, self.translate)

    # The thread's side.

    def run(self) -> Stop:
        while not self._halted or self._woken():
            # A kick from here on has ``attend`` called in the run; one before it shows behind it. Looked for before,
            # a kick in between would be forgotten: this takes its call back.
            self._attend()
            if self._kicked:
                break
            outcome, what = self.cpu.run()
            self._counters[VcpuCount.EXITS] += 1
            if self._failure is not None:
                failure, self._failure = self._failure, None
                raise failure
            if outcome is Outcome.HALTED:
                self._halted = True
            elif outcome is Outcome.TRIPLE_FAULT:
                return Stop(
                    StopKind.TRIPLE_FAULT, "The guest triple-faulted: an exception arose while it handled one."
                )
            elif outcome is Outcome.LOST:
                return Stop(StopKind.INTERNAL_ERROR, f"The guest {what}.")
        self._counters[VcpuCount.INTERRUPTED] += 1
        return KICKED

    def _woken(self) -> bool:
        """Stand halted until an interrupt comes; False if a kick does first."""
        cpu, wake = self.cpu, self._wake
        while True:
            wake.clear()
            if self._kicked:
                return False
            if cpu.interrupt.value and cpu.flags() & IF:
                self._halted = False
                return True
            wake.wait()

    def _attend(self) -> bool:
        """Do what waits for the CPU to be between two blocks. Whether the next one must be looked up anew."""
        cpu = self.cpu
        cpu.pending.value = 0
        while self._a20:
            cpu.set_a20(self._a20.popleft())
        if self._memory.changed and self._memory.apply():
            self._stale = True
        if self._stale:
            self._stale = False
            self._stored.clear()
            cpu.forget_code()
            changed = True
        else:
            changed = False
            while self._stored:
                cpu.stored(*self._stored.popleft())
        return changed

    def _attend_running(self) -> bool:
        try:
            changed = self._attend()
        except BaseException as error:  # noqa: BLE001  # raised again in run(): C code is in between
            self.fail(error)
            changed = False
        if self._kicked or self._failure is not None:
            self.cpu.stop()
        return changed

    def fail(self, error: BaseException) -> None:
        """From a callback: ``run`` ends with this exception."""
        self._failure = error
        self.cpu.call()

    # Any thread's side.

    def kick(self) -> None:
        self._kicked = True
        self.cpu.call()
        self._wake.set()

    def unkick(self) -> None:
        self._kicked = False

    def set_interrupt(self, level: bool) -> None:
        """The interrupt controllers' INTR."""
        self.cpu.set_interrupt(level)
        if level:
            self._wake.set()

    def set_a20(self, level: bool) -> None:
        """The keyboard controller's and port 92h's gate."""
        self._a20.append(level)
        self._do_soon()

    def memory_changed(self) -> None:
        """The slots are others than before."""
        self._do_soon()

    def stored(self, host: int, length: int) -> None:
        """Somebody else has written to guest memory."""
        self._stored.append((host, length))
        self.cpu.call()

    def _do_soon(self) -> None:
        """At once where the guest itself asked: its next access must find it done. The code it executes amid a block
        is then stale only for the rest of that block."""
        if self._accel.is_here():
            cpu = self.cpu
            while self._a20:
                cpu.set_a20(self._a20.popleft())
            if self._memory.changed and self._memory.apply():
                self._stale = True
        self.cpu.call()

    # What instructions ask for.

    def _callbacks(self, ports: PortBus) -> Callbacks:
        counters, read, write = self._counters, ports.read, ports.write
        count_in, count_out, count_string = VcpuCount.PORT_IN + 0, VcpuCount.PORT_OUT + 0, VcpuCount.PORT_STRING + 0

        def port_in(port: int, size: int) -> int:
            try:
                if port in ports.blocks and self.cpu.leaves_blocks and self.cpu.rip.value not in self._strings.plain:
                    counters[count_string] += 1
                    return self._strings.read(port, size)
                counters[count_in] += 1
                return read(port, size)
            except BaseException as error:  # noqa: BLE001  # raised again in run(): C code is in between
                self.fail(error)
                return 0

        def port_out(port: int, size: int, value: int) -> None:
            value &= (1 << 8 * size) - 1
            try:
                if port in ports.blocks and self.cpu.leaves_blocks and self.cpu.rip.value not in self._strings.plain:
                    counters[count_string] += 1
                    self._strings.write(port, size, value)
                else:
                    counters[count_out] += 1
                    write(port, size, value)
                if self._kicked or self._frame_flags is not None:
                    self._step_over_out()
            except BaseException as error:  # noqa: BLE001  # as above
                self.fail(error)

        return Callbacks(
            port_in,
            port_out,
            self._attend_running,
            self._guarded(self._acknowledge, -1),
            self._guarded(self._shadowed, True),
            self._guarded(self._cpuid, False),
            self._guarded(lambda: systemcall.syscall(self.cpu), None),
            self._guarded(lambda: systemcall.sysenter(self.cpu, self._library), None),
        )

    def _guarded(self, call: Callable[[], _T], otherwise: _T) -> Callable[[], _T]:
        def guarded() -> _T:
            try:
                return call()
            except BaseException as error:  # noqa: BLE001  # raised again in run(): C code is in between
                self.fail(error)
                return otherwise

        return guarded

    def _acknowledge(self) -> int:
        return self._accel.acknowledge()

    def _shadowed(self) -> bool:
        """Whether an interrupt must wait for the instruction at RIP, which stands behind STI or MOV SS. Not for RET
        and indirect CALL and JMP: behind those the translator does not look for interrupts, and a guest that then
        waits for one in a loop would wait forever. It is HLT and what sets SP that need the shadow."""
        cpu = self.cpu
        code = self._fetch(cpu.segment(CS)[1] + cpu.rip.value, 4)
        wide = bool(cpu.hflags.value & layout.HF_CS64)
        while len(code) > 2 and (code[0] in _PREFIXES or (wide and code[0] >> 4 == 4)):
            del code[0]
        if code[0] not in (0xC2, 0xC3) and not (code[0] == 0xFF and code[1] >> 3 & 7 in (2, 4)):
            return True
        cpu.hflags.value &= ~layout.HF_INHIBIT_IRQ
        return False

    def _cpuid(self) -> bool:
        regs = self.cpu.regs
        eax, ebx, ecx, edx = self._accel.identity.leaf(regs[0] & 0xFFFFFFFF, self._accel.has_apic, self.tsc_hz())
        regs[0], regs[3], regs[1], regs[2] = eax, ebx, ecx, edx
        return True

    def _step_over_out(self) -> None:
        """Leave the block behind the OUT: the machine is to stop there, or flags have changed of which the
        translated code has its own idea."""
        cpu = self.cpu
        flags, self._frame_flags = self._frame_flags, None
        length = self._out_length() if cpu.leaves_blocks else 0
        if flags is not None:
            cpu.set_flags(flags)
        if length:
            cpu.continue_at(cpu.rip.value + length)

    def _out_length(self) -> int:
        """The length of the OUT at RIP; 0 for string instructions, which go on."""
        cpu = self.cpu
        code = bytes(self._fetch(cpu.segment(CS)[1] + cpu.rip.value, 4))
        prefixes = 0
        while prefixes < 3 and code[prefixes] in _PREFIXES:
            prefixes += 1
        return prefixes + {0xE6: 2, 0xE7: 2, 0xEE: 1, 0xEF: 1}.get(code[prefixes], -prefixes)

    def _fetch(self, linear: int, count: int) -> list[int]:
        found: list[int] = []
        for at in range(linear, linear + count):
            physical = self.translate(at)
            found.append(0xFF if physical is None else self._memory.word(physical, 1))
        return found

    # Registers.

    def reset(self) -> None:
        self._halted = False
        self._frame_flags = None
        self._attend()
        self.cpu.reset()

    def start_at(self, entry: Entry) -> None:
        """See Vcpu. (Linux: Documentation/arch/x86/boot.rst, "32-bit boot protocol", "64-bit boot protocol")"""
        cpu, wide = self.cpu, entry.page_table is not None
        for number in range(6):
            code = number == CS
            selector = entry.code_selector if code else entry.data_selector
            flags = (CODE_64 if wide else CODE_32) if code else DATA_32
            cpu.set_segment(number, selector, 0, 0xFFFFFFFF, flags)
        cpu.set_segment(SEGMENTS.index("gdt"), 0, entry.gdt_base, entry.gdt_limit, 0)
        if entry.page_table is not None:
            cpu.cr[3] = entry.page_table
            cpu.set_cr4(cpu.cr[4] | CR4_PAE)
            cpu.efer.value |= EFER_LME  # Setting CR0's PG makes it active.
        cpu.set_cr0(cpu.cr[0] | (CR0_PG | CR0_PE if wide else CR0_PE))
        mode = layout.HF_CS32 | layout.HF_SS32 | (layout.HF_CS64 if wide else 0)
        cpu.hflags.value = cpu.hflags.value & ~layout.HF_ADDSEG | mode
        for number, name in enumerate(GENERAL):
            cpu.regs[number] = entry.registers.get(name, 0)
        cpu.rip.value = entry.rip

    def registers(self) -> Registers:
        cpu = self.cpu
        cpu.observe()
        found = {name: cpu.segment(number) for number, name in enumerate(SEGMENTS)}
        control = {f"cr{number}": int(cpu.cr[number]) for number in (0, 2, 3, 4)}
        general = {name: int(cpu.regs[number]) for number, name in enumerate(GENERAL)}
        hflags = int(cpu.hflags.value)
        long = bool(hflags & layout.HF_CS64)
        return Registers(
            general=general | {"rip": int(cpu.rip.value), "rflags": cpu.flags()},
            control=control | {"efer": int(cpu.efer.value)},
            segments={name: Segment(*found[name][:3]) for name in ("cs", "ds", "es", "fs", "gs", "ss", "tr", "ldt")},
            tables={name: (found[name][1], found[name][2]) for name in ("gdt", "idt")},
            halted=self._halted,
            bits=64 if long else 32 if hflags & layout.HF_CS32 else 16,
            stack_bits=64 if long else 32 if hflags & layout.HF_SS32 else 16,
        )

    def frame(self) -> Frame:
        cpu = self.cpu
        cpu.observe()
        flags = cpu.flags()
        vm86 = bool(flags & VM)
        general = {name: cpu.regs[number] & 0xFFFFFFFF for number, name in enumerate(FRAME)}
        selectors = {
            name: cpu.segment(number)[0] for name, number in (("cs", CS), ("ds", DS), ("es", ES), ("ss", SS))
        }
        return Frame(
            **general,
            **selectors,
            eip=cpu.rip.value & 0xFFFFFFFF,
            eflags=flags & 0xFFFFFFFF,
            real=vm86 or not cpu.cr[0] & CR0_PE,
            vm86=vm86,
        )

    def set_frame(self, frame: Frame) -> None:
        cpu = self.cpu
        for number, name in enumerate(FRAME):
            cpu.regs[number] = getattr(frame, name)
        for number, selector in ((DS, frame.ds), (ES, frame.es)):
            old, _, limit, flags = cpu.segment(number)
            if selector != old:
                cpu.set_segment(number, selector, selector << 4, limit, flags)
        self._frame_flags = frame.eflags

    def translate(self, linear: int) -> int | None:
        cpu = self.cpu
        return paging.walk(self._memory.word, cpu.cr[0], cpu.cr[3], cpu.cr[4], cpu.efer.value, linear)

    # Time.

    def tsc_hz(self) -> int:
        """How fast the time-stamp counter counts; measured once, so that everybody is told the same."""
        if not self._tsc_hz:
            self._tsc_hz = self.cpu.tsc_hz()
        return self._tsc_hz

    def pause_tsc(self) -> None:
        """The counter stands still with the guest."""
        self._paused_tsc = self.cpu.tsc()

    def resume_tsc(self) -> None:
        """It goes on."""
        if self._paused_tsc is not None:
            offset = self.cpu.tsc_offset
            offset.value -= self.cpu.tsc() - self._paused_tsc
            self._paused_tsc = None

    def close(self) -> None:
        """Its thread ends."""
        self.cpu.detach()
