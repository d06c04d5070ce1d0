"""Why KVM_RUN returned: the kvm_run page and its decoding.

Source: Documentation/virt/kvm/api.rst, section 5 "The kvm_run structure". A run loop that must be fast unpacks
with the Struct objects here straight from the page; ``Vcpu`` offers the same as named tuples.
"""

from __future__ import annotations

import struct
from enum import IntEnum
from typing import NamedTuple

# Offsets into kvm_run, in bytes.
REQUEST_INTERRUPT_WINDOW = 0
IMMEDIATE_EXIT = 1
EXIT_REASON = 8
READY_FOR_INTERRUPT_INJECTION = 12
IF_FLAG = 13
FLAGS = 14
CR8 = 16
APIC_BASE = 24
EXIT_DATA = 32
"""Where the union begins whose meaning depends on the exit reason."""
MMIO_DATA = EXIT_DATA + 8
"""Where a read from MMIO is answered."""
KVM_VALID_REGS = 288
KVM_DIRTY_REGS = 296
SYNC_REGS = 304

# The union at EXIT_DATA, one format per reason.
IO = struct.Struct("<BBHIQ")
"""direction, size of one element, port, count of elements, offset of the data in kvm_run."""
MMIO = struct.Struct("<Q8sIB")
"""physical address, data, length, is_write."""
INTERNAL_ERROR = struct.Struct("<II16Q")
"""suberror, ndata, data."""
EMULATION_FAILURE = struct.Struct("<IIQB15s")
"""suberror, ndata, flags, instruction size, instruction bytes (an overlay of INTERNAL_ERROR)."""
FAIL_ENTRY = struct.Struct("<QI")
"""hardware entry failure reason, host CPU."""
SYSTEM_EVENT = struct.Struct("<II16Q")
"""type, ndata, data."""
DEBUG = struct.Struct("<IIQQQ")
"""exception vector, padding, pc (linear address), dr6, dr7."""

IO_IN = 0
IO_OUT = 1
EMULATION_FLAG_INSTRUCTION_BYTES = 1


class ExitReason(IntEnum):
    """``exit_reason`` of kvm_run, without the prefix ``KVM_EXIT_``. Those of other architectures are left out."""

    UNKNOWN = 0
    EXCEPTION = 1
    IO = 2
    HYPERCALL = 3
    DEBUG = 4
    HLT = 5
    MMIO = 6
    IRQ_WINDOW_OPEN = 7
    SHUTDOWN = 8
    FAIL_ENTRY = 9
    INTR = 10
    SET_TPR = 11
    TPR_ACCESS = 12
    NMI = 16
    INTERNAL_ERROR = 17
    SYSTEM_EVENT = 24
    IOAPIC_EOI = 26
    HYPERV = 27
    X86_RDMSR = 29
    X86_WRMSR = 30
    DIRTY_RING_FULL = 31
    AP_RESET_HOLD = 32
    X86_BUS_LOCK = 33
    XEN = 34
    NOTIFY = 37
    MEMORY_FAULT = 39


class InternalErrorCode(IntEnum):
    """``suberror`` of an internal error, without the prefix ``KVM_INTERNAL_ERROR_``."""

    EMULATION = 1
    SIMUL_EX = 2
    DELIVERY_EV = 3
    UNEXPECTED_EXIT_REASON = 4


class SystemEventType(IntEnum):
    """``type`` of a system event, without the prefix ``KVM_SYSTEM_EVENT_``."""

    SHUTDOWN = 1
    RESET = 2
    CRASH = 3
    WAKEUP = 4
    SUSPEND = 5
    SEV_TERM = 6


class IoExit(NamedTuple):
    """``ExitReason.IO``: IN, OUT or a string form of them.

    ``elements`` elements of ``size`` bytes (1, 2 or 4) are at ``data_offset`` of kvm_run: written by the guest if
    ``direction`` is IO_OUT, to be filled in before the next KVM_RUN if it is IO_IN.
    """

    direction: int
    size: int
    port: int
    elements: int
    data_offset: int


class MmioExit(NamedTuple):
    """``ExitReason.MMIO``: an access to an address no slot backs.

    ``data`` has ``length`` bytes (1 to 8). A read (``is_write`` false) is answered by storing that many bytes at
    ``MMIO_DATA`` of kvm_run before the next KVM_RUN.
    """

    address: int
    data: bytes
    length: int
    is_write: bool


class InternalError(NamedTuple):
    """``ExitReason.INTERNAL_ERROR``: KVM cannot go on with this guest.

    ``suberror`` is an InternalErrorCode or a newer number, ``data`` the kernel's ``ndata`` further words.
    ``instruction`` is what KVM fetched at RIP if its emulator failed and says so, else empty: up to 15 bytes, of
    which the first instruction is the one that failed.
    """

    suberror: int
    data: tuple[int, ...]
    instruction: bytes


class FailEntry(NamedTuple):
    """``ExitReason.FAIL_ENTRY``: the processor refused the guest's state. ``cpu`` is the host CPU's number."""

    hardware_reason: int
    cpu: int


class SystemEvent(NamedTuple):
    """``ExitReason.SYSTEM_EVENT``: the guest asks for something about the whole machine (SystemEventType)."""

    type: int
    data: tuple[int, ...]


class DebugExit(NamedTuple):
    """``ExitReason.DEBUG``: a breakpoint or single step. ``pc`` is linear; ``exception`` 1 is #DB, 3 is #BP."""

    exception: int
    pc: int
    dr6: int
    dr7: int


Buffer = bytes | bytearray | memoryview


def internal_error(run: Buffer) -> InternalError:
    """Decode an internal error from a kvm_run page."""
    suberror, ndata, *data = INTERNAL_ERROR.unpack_from(run, EXIT_DATA)
    instruction = b""
    if suberror == InternalErrorCode.EMULATION and ndata >= 3:
        _, _, flags, size, fetched = EMULATION_FAILURE.unpack_from(run, EXIT_DATA)
        if flags & EMULATION_FLAG_INSTRUCTION_BYTES:
            instruction = fetched[: min(size, 15)]
    return InternalError(suberror, tuple(data[: min(ndata, 16)]), instruction)


def system_event(run: Buffer) -> SystemEvent:
    """Decode a system event from a kvm_run page."""
    kind, ndata, *data = SYSTEM_EVENT.unpack_from(run, EXIT_DATA)
    return SystemEvent(kind, tuple(data[: min(ndata, 16)]))


def name(reason: int) -> str:
    """A reason for people: ``"IO"``, or ``"exit 99"`` for a number this module does not know."""
    try:
        return ExitReason(reason).name
    except ValueError:
        return f"exit {reason}"
