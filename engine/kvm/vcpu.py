"""One virtual CPU: running it, and its registers."""

from __future__ import annotations

import errno
import mmap
import os
from collections.abc import Iterable, Mapping
from fcntl import ioctl as raw_ioctl
from types import TracebackType
from typing import Self, TypeVar

from engine.kvm import exit as kvm_exit
from engine.kvm.abi import Request
from engine.kvm.cpulayout import (
    Cpuid2,
    CpuidEntry2,
    Debugregs,
    Fpu,
    GuestDebug,
    Interrupt,
    LapicState,
    MpState,
    MsrEntry,
    Msrs,
    Regs,
    Sregs,
    Translation,
    VcpuEvents,
    Xcrs,
    Xsave,
)
from engine.kvm.error import explain
from engine.kvm.exit import EXIT_DATA, DebugExit, FailEntry, InternalError, IoExit, MmioExit, SystemEvent
from engine.kvm.ioctl import ioctl
from engine.kvm.layout import flexible

_RUN = int(Request.RUN)
_State = TypeVar("_State", Regs, Sregs, Fpu, LapicState, VcpuEvents, Debugregs, Xcrs, Xsave, MpState)


class Vcpu:
    """A vCPU (4.7, 4.10). Use it from one thread; only ``immediate_exit`` and ``nmi`` may be used from others.

    ``index`` is its number (and APIC id), ``fd`` its descriptor, ``run_memory`` the mapped kvm_run page with the
    PIO page and the coalesced ring behind it, ``exit_reasons`` a view of the one word of it that says why the last
    run ended, for loops that must be fast. Views taken of ``run_memory`` must be released before ``close``.
    """

    def __init__(self, fd: int, index: int, mmap_size: int) -> None:
        """Takes over ``fd``. Made by ``Vm.create_vcpu``."""
        self.index = index
        self.fd = fd
        try:
            self.run_memory = mmap.mmap(fd, mmap_size)
        except (OSError, ValueError) as error:
            os.close(fd)
            number = error.errno if isinstance(error, OSError) else None
            raise explain("mmap of the vCPU", number or errno.EINVAL) from error
        self._view = memoryview(self.run_memory)
        self.exit_reasons = self._view[kvm_exit.EXIT_REASON : kvm_exit.EXIT_REASON + 4].cast("I")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Unmap and close the vCPU, which must not be running. Harmless to repeat.

        The kernel frees it with its machine. Raises BufferError if a view of ``run_memory`` is still held; the
        descriptor is closed all the same.
        """
        fd, self.fd = self.fd, -1
        if fd < 0:
            return
        os.close(fd)
        self.exit_reasons.release()
        self._view.release()
        self.run_memory.close()

    # Running.

    def run(self) -> int:
        """Run the guest until it needs us, and return the exit reason (ExitReason, or a newer number).

        The GIL is released meanwhile. Raises InterruptedError if a signal with a handler arrived or
        ``immediate_exit`` was set, BlockingIOError (EAGAIN) if the vCPU left a wait for its start-up signal;
        after both, handle what is due and run again. Raises KvmError for anything else.
        """
        try:
            raw_ioctl(self.fd, _RUN, 0)
        except (InterruptedError, BlockingIOError):
            raise
        except OSError as error:
            raise explain("KVM_RUN", error.errno or 0) from error
        except ValueError as error:  # Python's own check of a negative descriptor: closed.
            raise explain("KVM_RUN", errno.EBADF) from error
        return self.exit_reasons[0]

    @property
    def exit_reason(self) -> int:
        """Why the last run ended (ExitReason, or a newer number)."""
        return self.exit_reasons[0]

    @property
    def immediate_exit(self) -> bool:
        """While true, ``run`` does not enter the guest but completes a pending access and raises InterruptedError.

        To kick a vCPU from another thread or a signal handler: set this, then send its thread a signal.
        """
        return self._view[kvm_exit.IMMEDIATE_EXIT] != 0

    @immediate_exit.setter
    def immediate_exit(self, value: bool) -> None:
        self._view[kvm_exit.IMMEDIATE_EXIT] = value

    # What the exit says. Each is valid only after its reason.

    def io(self) -> IoExit:
        """Decode ExitReason.IO."""
        return IoExit._make(kvm_exit.IO.unpack_from(self._view, EXIT_DATA))

    def mmio(self) -> MmioExit:
        """Decode ExitReason.MMIO."""
        address, data, length, is_write = kvm_exit.MMIO.unpack_from(self._view, EXIT_DATA)
        return MmioExit(address, data[:length], length, is_write != 0)

    def internal_error(self) -> InternalError:
        """Decode ExitReason.INTERNAL_ERROR."""
        return kvm_exit.internal_error(self._view)

    def fail_entry(self) -> FailEntry:
        """Decode ExitReason.FAIL_ENTRY."""
        return FailEntry._make(kvm_exit.FAIL_ENTRY.unpack_from(self._view, EXIT_DATA))

    def system_event(self) -> SystemEvent:
        """Decode ExitReason.SYSTEM_EVENT."""
        return kvm_exit.system_event(self._view)

    def debug(self) -> DebugExit:
        """Decode ExitReason.DEBUG."""
        exception, _, pc, dr6, dr7 = kvm_exit.DEBUG.unpack_from(self._view, EXIT_DATA)
        return DebugExit(exception, pc, dr6, dr7)

    # Registers. What a getter returns is a copy; change it and hand it to the setter.

    def _get(self, request: Request, state: _State) -> _State:
        ioctl(self.fd, request, state)
        return state

    def get_regs(self) -> Regs:
        """The general registers (4.11)."""
        return self._get(Request.GET_REGS, Regs())

    def set_regs(self, regs: Regs) -> None:
        """Set the general registers (4.12)."""
        ioctl(self.fd, Request.SET_REGS, regs)

    def get_sregs(self) -> Sregs:
        """Segments, descriptor tables, control registers (4.13)."""
        return self._get(Request.GET_SREGS, Sregs())

    def set_sregs(self, sregs: Sregs) -> None:
        """Set segments, descriptor tables, control registers (4.14)."""
        ioctl(self.fd, Request.SET_SREGS, sregs)

    def get_fpu(self) -> Fpu:
        """x87 and SSE registers (4.22)."""
        return self._get(Request.GET_FPU, Fpu())

    def set_fpu(self, fpu: Fpu) -> None:
        """Set x87 and SSE registers (4.23)."""
        ioctl(self.fd, Request.SET_FPU, fpu)

    def get_xsave(self) -> Xsave:
        """The first 4 KiB of the XSAVE area: x87, SSE, AVX and AVX-512 (4.42)."""
        return self._get(Request.GET_XSAVE, Xsave())

    def set_xsave(self, xsave: Xsave) -> None:
        """Set the first 4 KiB of the XSAVE area (4.43)."""
        ioctl(self.fd, Request.SET_XSAVE, xsave)

    def get_xcrs(self) -> Xcrs:
        """The extended control registers (4.44)."""
        return self._get(Request.GET_XCRS, Xcrs())

    def set_xcrs(self, xcrs: Xcrs) -> None:
        """Set the extended control registers (4.45)."""
        ioctl(self.fd, Request.SET_XCRS, xcrs)

    def get_lapic(self) -> LapicState:
        """The local APIC (4.57); needs the in-kernel interrupt chips."""
        return self._get(Request.GET_LAPIC, LapicState())

    def set_lapic(self, lapic: LapicState) -> None:
        """Set the local APIC (4.58)."""
        ioctl(self.fd, Request.SET_LAPIC, lapic)

    def get_mp_state(self) -> int:
        """What the vCPU waits for: MpStateValue (4.38)."""
        return int(self._get(Request.GET_MP_STATE, MpState()).mp_state)

    def set_mp_state(self, value: int) -> None:
        """Set what the vCPU waits for: MpStateValue (4.39)."""
        ioctl(self.fd, Request.SET_MP_STATE, MpState(value))

    def get_events(self) -> VcpuEvents:
        """Pending exceptions, interrupts, NMIs (4.31)."""
        return self._get(Request.GET_VCPU_EVENTS, VcpuEvents())

    def set_events(self, events: VcpuEvents) -> None:
        """Set pending exceptions, interrupts, NMIs (4.32); ``flags`` says which optional fields count."""
        ioctl(self.fd, Request.SET_VCPU_EVENTS, events)

    def get_debugregs(self) -> Debugregs:
        """The debug registers (4.33)."""
        return self._get(Request.GET_DEBUGREGS, Debugregs())

    def set_debugregs(self, debugregs: Debugregs) -> None:
        """Set the debug registers (4.34)."""
        ioctl(self.fd, Request.SET_DEBUGREGS, debugregs)

    def get_msrs(self, indices: Iterable[int]) -> dict[int, int]:
        """Read model-specific registers (4.18): index -> value. Those KVM does not know are left out."""
        wanted = list(indices)
        values: dict[int, int] = {}
        while wanted:
            buffer, entries = flexible(Msrs, MsrEntry, len(wanted))
            for entry, index in zip(entries, wanted, strict=True):
                entry.index = index
            # The kernel stops at the first register it cannot read and says how many it has read.
            done = ioctl(self.fd, Request.GET_MSRS, buffer)
            values.update((entry.index, entry.data) for entry in entries[:done])
            wanted = wanted[done + 1 :]
        return values

    def set_msrs(self, values: Mapping[int, int]) -> list[int]:
        """Write model-specific registers in order (4.19). Returns the indices KVM refused; the rest are written."""
        waiting = list(values.items())
        refused: list[int] = []
        while waiting:
            buffer, entries = flexible(Msrs, MsrEntry, len(waiting))
            for entry, (index, value) in zip(entries, waiting, strict=True):
                entry.index, entry.data = index, value
            done = ioctl(self.fd, Request.SET_MSRS, buffer)
            refused += [index for index, _ in waiting[done : done + 1]]
            waiting = waiting[done + 1 :]
        return refused

    def get_cpuid(self) -> list[CpuidEntry2]:
        """The leaves set before."""
        buffer, entries = flexible(Cpuid2, CpuidEntry2, 256)
        ioctl(self.fd, Request.GET_CPUID2, buffer)
        return list(entries)[: Cpuid2.from_buffer(buffer).nent]

    def set_cpuid(self, leaves: Iterable[CpuidEntry2]) -> None:
        """What CPUID answers in this vCPU; before its first run."""
        wanted = list(leaves)
        buffer, entries = flexible(Cpuid2, CpuidEntry2, len(wanted))
        for place, leaf in enumerate(wanted):
            entries[place] = leaf
        ioctl(self.fd, Request.SET_CPUID2, buffer)

    def tsc_khz(self) -> int:
        """The guest's TSC frequency in kHz (4.56)."""
        return ioctl(self.fd, Request.GET_TSC_KHZ)

    def kvmclock_ctrl(self) -> None:
        """Tell the guest it was paused, to calm its watchdogs (4.70). Raises KvmError without kvmclock."""
        ioctl(self.fd, Request.KVMCLOCK_CTRL)

    # Acting on it.

    def interrupt(self, vector: int) -> None:
        """Inject an external interrupt (4.16); only without the in-kernel interrupt chips."""
        ioctl(self.fd, Request.INTERRUPT, Interrupt(vector))

    def nmi(self) -> None:
        """Queue a non-maskable interrupt (4.64). From any thread."""
        ioctl(self.fd, Request.NMI)

    def guest_debug(self, control: int, debugreg: Iterable[int] = ()) -> None:
        """Single-step or break (4.87): ``control`` of abi.GUESTDBG flags, ``debugreg`` DR0 to DR7. 0 ends it."""
        debug = GuestDebug(control)
        for place, value in enumerate(debugreg):
            debug.debugreg[place] = value
        ioctl(self.fd, Request.SET_GUEST_DEBUG, debug)

    def translate(self, linear: int) -> int | None:
        """The guest-physical address of a linear one, by the guest's page tables (4.15); None if not mapped."""
        translation = Translation(linear)
        ioctl(self.fd, Request.TRANSLATE, translation)
        return int(translation.physical_address) if translation.valid else None

    def stats_fd(self) -> int:
        """A descriptor of this vCPU's statistics, for ``Stats`` or another process (4.133). The caller closes it."""
        return ioctl(self.fd, Request.GET_STATS_FD)
