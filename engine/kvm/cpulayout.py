"""The structures of vCPU ioctls: registers, events, CPUID. See layout.py for how they are written down."""

from __future__ import annotations

import ctypes
from ctypes import c_uint8, c_uint16, c_uint32, c_uint64


class Regs(ctypes.Structure):
    """``kvm_regs``: the general registers (4.11)."""

    _fields_ = [
        (name, c_uint64)
        for name in (
            [
                "rax",
                "rbx",
                "rcx",
                "rdx",
                "rsi",
                "rdi",
                "rsp",
                "rbp",
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
            ]
        )
    ]


class Segment(ctypes.Structure):
    """``kvm_segment``: one segment register with its hidden part (4.13). ``limit`` is in bytes."""

    _fields_ = [
        ("base", c_uint64),
        ("limit", c_uint32),
        ("selector", c_uint16),
        ("type", c_uint8),
        ("present", c_uint8),
        ("dpl", c_uint8),
        ("db", c_uint8),
        ("s", c_uint8),
        ("l", c_uint8),
        ("g", c_uint8),
        ("avl", c_uint8),
        ("unusable", c_uint8),
        ("padding", c_uint8),
    ]


class Dtable(ctypes.Structure):
    """``kvm_dtable``: GDTR or IDTR (4.13)."""

    _fields_ = [("base", c_uint64), ("limit", c_uint16), ("padding", c_uint16 * 3)]


class Sregs(ctypes.Structure):
    """``kvm_sregs``: segments, descriptor tables and control registers (4.13)."""

    _fields_ = [
        *((name, Segment) for name in ["cs", "ds", "es", "fs", "gs", "ss", "tr", "ldt"]),
        ("gdt", Dtable),
        ("idt", Dtable),
        *((name, c_uint64) for name in ["cr0", "cr2", "cr3", "cr4", "cr8", "efer", "apic_base"]),
        ("interrupt_bitmap", c_uint64 * 4),
    ]


class Fpu(ctypes.Structure):
    """``kvm_fpu``: x87 and SSE registers (4.22); ``ftwx`` is the tag word as FXSAVE packs it."""

    _fields_ = [
        ("fpr", c_uint8 * 16 * 8),
        ("fcw", c_uint16),
        ("fsw", c_uint16),
        ("ftwx", c_uint8),
        ("pad1", c_uint8),
        ("last_opcode", c_uint16),
        ("last_ip", c_uint64),
        ("last_dp", c_uint64),
        ("xmm", c_uint8 * 16 * 16),
        ("mxcsr", c_uint32),
        ("pad2", c_uint32),
    ]


class LapicState(ctypes.Structure):
    """``kvm_lapic_state``: the first 1 KiB of the local APIC's page (4.57)."""

    _fields_ = [("regs", c_uint8 * 0x400)]


class MpState(ctypes.Structure):
    """``kvm_mp_state``: what a vCPU waits for (4.38); values are ``abi.MpStateValue``."""

    _fields_ = [("mp_state", c_uint32)]


class EventException(ctypes.Structure):
    """The exception part of ``kvm_vcpu_events``."""

    _fields_ = [
        ("injected", c_uint8),
        ("nr", c_uint8),
        ("has_error_code", c_uint8),
        ("pending", c_uint8),
        ("error_code", c_uint32),
    ]


class EventInterrupt(ctypes.Structure):
    """The interrupt part of ``kvm_vcpu_events``."""

    _fields_ = [("injected", c_uint8), ("nr", c_uint8), ("soft", c_uint8), ("shadow", c_uint8)]


class EventNmi(ctypes.Structure):
    """The NMI part of ``kvm_vcpu_events``."""

    _fields_ = [("injected", c_uint8), ("pending", c_uint8), ("masked", c_uint8), ("pad", c_uint8)]


class EventSmi(ctypes.Structure):
    """The SMI part of ``kvm_vcpu_events``."""

    _fields_ = [
        ("smm", c_uint8),
        ("pending", c_uint8),
        ("smm_inside_nmi", c_uint8),
        ("latched_init", c_uint8),
    ]


class VcpuEvents(ctypes.Structure):
    """``kvm_vcpu_events``: exceptions, interrupts, NMIs and SMIs on their way (4.31)."""

    _fields_ = [
        ("exception", EventException),
        ("interrupt", EventInterrupt),
        ("nmi", EventNmi),
        ("sipi_vector", c_uint32),
        ("flags", c_uint32),
        ("smi", EventSmi),
        ("triple_fault_pending", c_uint8),
        ("reserved", c_uint8 * 26),
        ("exception_has_payload", c_uint8),
        ("exception_payload", c_uint64),
    ]


class Debugregs(ctypes.Structure):
    """``kvm_debugregs``: DR0 to DR3, DR6, DR7 (4.33)."""

    _fields_ = [
        ("db", c_uint64 * 4),
        ("dr6", c_uint64),
        ("dr7", c_uint64),
        ("flags", c_uint64),
        ("reserved", c_uint64 * 9),
    ]


class Xcr(ctypes.Structure):
    """``kvm_xcr``: one extended control register."""

    _fields_ = [("xcr", c_uint32), ("reserved", c_uint32), ("value", c_uint64)]


class Xcrs(ctypes.Structure):
    """``kvm_xcrs``: the extended control registers (4.44); the first ``nr_xcrs`` are valid."""

    _fields_ = [
        ("nr_xcrs", c_uint32),
        ("flags", c_uint32),
        ("xcrs", Xcr * 16),
        ("padding", c_uint64 * 16),
    ]


class Xsave(ctypes.Structure):
    """``kvm_xsave``: the XSAVE area, at least its first 4 KiB (4.42)."""

    _fields_ = [("region", c_uint32 * 1024)]


class MsrEntry(ctypes.Structure):
    """``kvm_msr_entry``: one model-specific register (4.18)."""

    _fields_ = [("index", c_uint32), ("reserved", c_uint32), ("data", c_uint64)]


class Msrs(ctypes.Structure):
    """``kvm_msrs``: the header before ``nmsrs`` times MsrEntry (4.18)."""

    _fields_ = [("nmsrs", c_uint32), ("pad", c_uint32)]


class MsrList(ctypes.Structure):
    """``kvm_msr_list``: the header before ``nmsrs`` MSR numbers of 4 bytes (4.3)."""

    _fields_ = [("nmsrs", c_uint32)]


class CpuidEntry2(ctypes.Structure):
    """``kvm_cpuid_entry2``: what CPUID answers for one leaf, and sub-leaf if ``flags`` bit 0 is set (4.46)."""

    _fields_ = [
        *((name, c_uint32) for name in ["function", "index", "flags", "eax", "ebx", "ecx", "edx"]),
        ("padding", c_uint32 * 3),
    ]


class Cpuid2(ctypes.Structure):
    """``kvm_cpuid2``: the header before ``nent`` times CpuidEntry2 (4.46)."""

    _fields_ = [("nent", c_uint32), ("padding", c_uint32)]


class Translation(ctypes.Structure):
    """``kvm_translation``: a linear address and what the guest's page tables make of it (4.15)."""

    _fields_ = [
        ("linear_address", c_uint64),
        ("physical_address", c_uint64),
        ("valid", c_uint8),
        ("writeable", c_uint8),
        ("usermode", c_uint8),
        ("pad", c_uint8 * 5),
    ]


class Interrupt(ctypes.Structure):
    """``kvm_interrupt``: the vector to inject (4.16)."""

    _fields_ = [("irq", c_uint32)]


class GuestDebug(ctypes.Structure):
    """``kvm_guest_debug``: single step and breakpoints (4.87); ``debugreg`` holds DR0 to DR7."""

    _fields_ = [("control", c_uint32), ("pad", c_uint32), ("debugreg", c_uint64 * 8)]
