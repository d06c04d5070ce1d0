"""A vCPU of KVM's: its run loop, and its registers.

What costs is leaving the kernel, so the run loop is one function over one mapped page.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from fcntl import ioctl
from struct import Struct

from engine.bus.mmio import MmioBus
from engine.bus.port import PortBus
from engine.cpu.accel import KICKED, Entry, Frame, Registers, Segment, Stop, StopKind
from engine.kvm import ExitReason, Request, Vm
from engine.kvm import Vcpu as KernelVcpu
from engine.kvm import exit as kvm_exit
from engine.kvm.cpulayout import Regs, Sregs
from engine.kvm.error import explain
from engine.stats import VcpuCount

KICK_SIGNAL = signal.SIGUSR1
"""It needs a handler, which has nothing to do: a signal with one ends KVM_RUN."""
_TSC = 0x10
_APIC_BASE = 0x1B
_GENERAL = (
    "rax",
    "rbx",
    "rcx",
    "rdx",
    "rsi",
    "rdi",
    "rbp",
    "rsp",
    "r8",
    "r9",
    "r10",
    "r11",
    "r12",
    "r13",
    "r14",
    "r15",
    "rip",
    "rflags",
)
_CONTROL = ("cr0", "cr2", "cr3", "cr4", "efer")
_FRAME = tuple((f"e{name}", f"r{name}") for name in ["ax", "bx", "cx", "dx", "si", "di", "bp", "sp", "ip", "flags"])
_VM86 = 1 << 17
_SEGMENTS = ("cs", "ds", "es", "fs", "gs", "ss", "tr", "ldt")
_MP_HALTED = 3
# (Intel SDM vol. 3A, 2.5 and 9.8.5)
_CR0_PE, _CR0_PG, _CR4_PAE = 1 << 0, 1 << 31, 1 << 5
_EFER_LONG = 1 << 8 | 1 << 10

# What the run loop uses, by names that are looked up at once.
_IO, _MMIO, _EXIT_DATA, _MMIO_DATA = int(ExitReason.IO), int(ExitReason.MMIO), kvm_exit.EXIT_DATA, kvm_exit.MMIO_DATA
_EXITS, _INTERRUPTED, _OTHER = int(VcpuCount.EXITS), int(VcpuCount.INTERRUPTED), int(VcpuCount.OTHER)
_PORT_IN, _PORT_OUT, _PORT_STRING = int(VcpuCount.PORT_IN), int(VcpuCount.PORT_OUT), int(VcpuCount.PORT_STRING)
_MMIO_READ, _MMIO_WRITE = int(VcpuCount.MMIO_READ), int(VcpuCount.MMIO_WRITE)
_SIZES = {1: Struct("<B"), 2: Struct("<H"), 4: Struct("<I")}
_UNPACK = {size: each.unpack_from for size, each in _SIZES.items()}
_PACK = {size: each.pack_into for size, each in _SIZES.items()}


class KvmVcpu:
    """One vCPU of a KvmAccel."""

    def __init__(
        self,
        vm: Vm,
        vcpu: KernelVcpu,
        ports: PortBus,
        mmio: MmioBus,
        counters: memoryview,
        settle: Callable[[], None],
        msrs: list[int],
    ) -> None:
        self.index = vcpu.index
        self._vcpu = vcpu
        self._ring = vm.coalesced_ring
        self._ports = ports
        self._mmio = mmio
        self._counters = counters
        self._settle = settle
        self._thread = threading.get_ident()
        self._framed = Regs(), Sregs()
        # A signal to a thread that has ended would end the process.
        self._alive_lock = threading.Lock()
        self._alive = True
        self._power_on = _PowerOn(vcpu, msrs)

    def kick(self) -> None:
        with self._alive_lock:
            if self._alive:
                self._vcpu.immediate_exit = True
                signal.pthread_kill(self._thread, KICK_SIGNAL)

    def unkick(self) -> None:
        self._vcpu.immediate_exit = False

    def run(self) -> Stop:
        """The run loop. It is one function, and all it needs is in local variables, because each call and each
        look-up is paid for at every exit."""
        vcpu, counters, settle = self._vcpu, self._counters, self._settle
        fd, page, request, reasons = vcpu.fd, vcpu.run_memory, int(Request.RUN), vcpu.exit_reasons
        gathered, unpack_io, unpack_mmio = self._ring.indices, kvm_exit.IO.unpack_from, kvm_exit.MMIO.unpack_from
        read_port, write_port = self._ports.read, self._ports.write
        read_memory, write_memory = self._mmio.read, self._mmio.write
        while True:
            try:
                ioctl(fd, request, 0)
            except (InterruptedError, BlockingIOError):
                counters[_INTERRUPTED] += 1
                if gathered[0] != gathered[1]:
                    settle()
                return KICKED
            except OSError as error:
                return Stop(StopKind.INTERNAL_ERROR, str(explain("KVM_RUN", error.errno or 0)))
            counters[_EXITS] += 1
            if gathered[0] != gathered[1]:
                settle()
            reason = reasons[0]
            if reason == _IO:
                direction, size, port, count, at = unpack_io(page, _EXIT_DATA)
                if count > 1:
                    counters[_PORT_STRING] += 1
                    self._string(direction, port, size, count, at)
                elif direction:
                    counters[_PORT_OUT] += 1
                    write_port(port, size, _UNPACK[size](page, at)[0])
                else:
                    counters[_PORT_IN] += 1
                    _PACK[size](page, at, read_port(port, size))
            elif reason == _MMIO:
                address, data, size, is_write = unpack_mmio(page, _EXIT_DATA)
                if is_write:
                    counters[_MMIO_WRITE] += 1
                    write_memory(address, size, int.from_bytes(data[:size], "little"))
                else:
                    counters[_MMIO_READ] += 1
                    page[_MMIO_DATA : _MMIO_DATA + size] = read_memory(address, size).to_bytes(size, "little")
            else:
                counters[_OTHER] += 1
                stop = self._rare(reason)
                if stop is not None:
                    return stop

    def _string(self, direction: int, port: int, size: int, count: int, at: int) -> None:
        """A REP INS or REP OUTS, whose data is in the page."""
        page, end = self._vcpu.run_memory, at + size * count
        if direction:
            self._ports.write_block(port, size, page[at:end])
        else:
            page[at:end] = self._ports.read_block(port, size, count)

    def _rare(self, reason: int) -> Stop | None:
        """Exits that do not come often. None: go on."""
        if reason == ExitReason.SHUTDOWN:
            return Stop(StopKind.TRIPLE_FAULT, "The guest triple-faulted: an exception arose while it handled one.")
        if reason == ExitReason.INTERNAL_ERROR:
            error = self._vcpu.internal_error()
            refused = error.suberror == kvm_exit.InternalErrorCode.EMULATION
            what = "KVM met an instruction that it cannot emulate."
            if not refused:
                what = f"KVM stopped with internal error {error.suberror}."
            return Stop(StopKind.INTERNAL_ERROR, what, error.instruction, refused)
        if reason == ExitReason.FAIL_ENTRY:
            entry = self._vcpu.fail_entry()
            what = f"The CPU refused to enter the guest (reason {entry.hardware_reason:#x}, host CPU {entry.cpu})."
            return Stop(StopKind.INTERNAL_ERROR, what)
        if reason in (ExitReason.INTR, ExitReason.IRQ_WINDOW_OPEN, ExitReason.IOAPIC_EOI, ExitReason.HLT):
            return None
        return Stop(StopKind.INTERNAL_ERROR, f"KVM stopped for a reason this engine does not know: {reason}.")

    def reset(self) -> None:
        self._power_on.restore(self._vcpu)

    def start_at(self, entry: Entry) -> None:
        """See Vcpu. (Linux: Documentation/arch/x86/boot.rst, "32-bit boot protocol", "64-bit boot protocol")"""
        sregs = self._vcpu.get_sregs()
        wide = entry.page_table is not None
        for name in ("cs", "ds", "es", "fs", "gs", "ss"):
            segment = getattr(sregs, name)
            code = name == "cs"
            segment.base, segment.limit, segment.g, segment.db = 0, 0xFFFFFFFF, 1, 1
            segment.selector = entry.code_selector if code else entry.data_selector
            segment.type, segment.s, segment.present, segment.dpl = 0xB if code else 0x3, 1, 1, 0
            segment.unusable = segment.l = 0
            if code and wide:
                segment.l, segment.db = 1, 0
        sregs.gdt.base, sregs.gdt.limit = entry.gdt_base, entry.gdt_limit
        sregs.cr0 = sregs.cr0 & ~_CR0_PG | _CR0_PE
        if entry.page_table is not None:
            sregs.cr0 |= _CR0_PG
            sregs.cr3, sregs.cr4, sregs.efer = entry.page_table, sregs.cr4 | _CR4_PAE, sregs.efer | _EFER_LONG
        self._vcpu.set_sregs(sregs)
        regs = self._vcpu.get_regs()
        regs.rip, regs.rflags = entry.rip, 2
        for name, value in entry.registers.items():
            setattr(regs, name, value)
        self._vcpu.set_regs(regs)

    def registers(self) -> Registers:
        regs, sregs = self._vcpu.get_regs(), self._vcpu.get_sregs()
        segments = {name: getattr(sregs, name) for name in _SEGMENTS}
        return Registers(
            general={name: getattr(regs, name) for name in _GENERAL},
            control={name: getattr(sregs, name) for name in _CONTROL},
            segments={name: Segment(found.selector, found.base, found.limit) for name, found in segments.items()},
            tables={"gdt": (sregs.gdt.base, sregs.gdt.limit), "idt": (sregs.idt.base, sregs.idt.limit)},
            halted=self._vcpu.get_mp_state() == _MP_HALTED,
            bits=64 if sregs.cs.l else 32 if sregs.cs.db else 16,
            stack_bits=64 if sregs.cs.l else 32 if sregs.ss.db else 16,
        )

    def frame(self) -> Frame:
        """See Vcpu. KVM completes an OUT when it is entered again, by stepping over it if the instruction pointer
        is still there, and touches no other register: all but that one can be changed meanwhile."""
        regs, sregs = self._vcpu.get_regs(), self._vcpu.get_sregs()
        self._framed = regs, sregs
        vm86 = bool(regs.rflags & _VM86)
        general = {field: getattr(regs, name) & 0xFFFFFFFF for field, name in _FRAME}
        segments = {name: getattr(sregs, name).selector for name in ("cs", "ds", "es", "ss")}
        return Frame(**general, **segments, real=vm86 or not sregs.cr0 & 1, vm86=vm86)

    def set_frame(self, frame: Frame) -> None:
        """See Vcpu. The upper halves of the registers are zero outside long mode."""
        regs, sregs = self._framed
        for field, name in _FRAME:
            setattr(regs, name, getattr(frame, field))
        self._vcpu.set_regs(regs)
        if frame.ds != sregs.ds.selector or frame.es != sregs.es.selector:
            for segment, selector in ((sregs.ds, frame.ds), (sregs.es, frame.es)):
                if selector != segment.selector:
                    segment.selector, segment.base = selector, selector << 4
            self._vcpu.set_sregs(sregs)

    def translate(self, linear: int) -> int | None:
        return self._vcpu.translate(linear)

    def close(self) -> None:
        """Its thread ends. The kernel's vCPU goes with its machine: other vCPUs look into its mapping."""
        with self._alive_lock:
            self._alive = False


class _PowerOn:
    """A vCPU's state as KVM made it, which is the architecture's after RESET."""

    def __init__(self, vcpu: KernelVcpu, msrs: list[int]) -> None:
        self._sregs = vcpu.get_sregs()
        self._regs = vcpu.get_regs()
        self._fpu = vcpu.get_fpu()
        self._xcrs = vcpu.get_xcrs()
        self._debugregs = vcpu.get_debugregs()
        self._events = vcpu.get_events()
        self._lapic = vcpu.get_lapic()
        self._mp_state = vcpu.get_mp_state()
        self._msrs = vcpu.get_msrs(index for index in msrs if index != _TSC)

    def restore(self, vcpu: KernelVcpu) -> None:
        """Back to power-on. Interrupt state first: a segment change is checked against it, and within that the APIC's
        mode: KVM refuses the state of an xAPIC while the guest has it as an x2APIC."""
        vcpu.get_mp_state()  # Takes in an INIT or SIPI that is still on its way, so that it does not come afterwards.
        vcpu.set_msrs({_APIC_BASE: self._sregs.apic_base})
        vcpu.set_lapic(self._lapic)
        vcpu.set_mp_state(self._mp_state)
        vcpu.set_sregs(self._sregs)
        vcpu.set_regs(self._regs)
        vcpu.set_fpu(self._fpu)
        vcpu.set_xcrs(self._xcrs)
        vcpu.set_debugregs(self._debugregs)
        vcpu.set_events(self._events)
        vcpu.set_msrs(self._msrs)
