"""Request numbers and constants of the KVM API.

Source: <linux/kvm.h>, <asm/kvm.h> and Documentation/virt/kvm/api.rst, sections 4 (requests) and 5 (kvm_run).
A request number packs a direction, the argument's size, KVM's letter 0xAE and a number (<asm-generic/ioctl.h>),
so it is computed from the structures.
"""

from __future__ import annotations

import ctypes
from enum import IntEnum

from engine.kvm import cpulayout, layout
from engine.kvm.capability import Cap
from engine.kvm.exit import ExitReason

__all__ = ["Cap", "ExitReason", "Request"]

API_VERSION = 12
PAGE_SIZE = 4096
KVMIO = 0xAE

# <asm-generic/ioctl.h>: number 8 bits, letter 8 bits, size 14 bits, direction 2 bits.
_WRITE = 1
_READ = 2

Argument = type[ctypes.Structure] | type[ctypes.c_uint64]


def _ioc(direction: int, number: int, size: int) -> int:
    return direction << 30 | size << 16 | KVMIO << 8 | number


def _io(number: int) -> int:
    """No argument structure (``_IO``)."""
    return _ioc(0, number, 0)


def _iow(number: int, argument: Argument) -> int:
    """The kernel reads the argument (``_IOW``)."""
    return _ioc(_WRITE, number, ctypes.sizeof(argument))


def _ior(number: int, argument: Argument) -> int:
    """The kernel writes the argument (``_IOR``)."""
    return _ioc(_READ, number, ctypes.sizeof(argument))


def _iowr(number: int, argument: Argument) -> int:
    """The kernel reads and writes the argument (``_IOWR``)."""
    return _ioc(_READ | _WRITE, number, ctypes.sizeof(argument))


class Request(IntEnum):
    """The requests, named as in the kernel without the prefix ``KVM_``.

    SET_IRQCHIP reads its argument although its number says otherwise: that is how the kernel defines it.
    """

    # On /dev/kvm.
    GET_API_VERSION = _io(0x00)
    CREATE_VM = _io(0x01)
    GET_MSR_INDEX_LIST = _iowr(0x02, cpulayout.MsrList)
    CHECK_EXTENSION = _io(0x03)
    GET_VCPU_MMAP_SIZE = _io(0x04)
    GET_SUPPORTED_CPUID = _iowr(0x05, cpulayout.Cpuid2)
    GET_EMULATED_CPUID = _iowr(0x09, cpulayout.Cpuid2)
    GET_MSR_FEATURE_INDEX_LIST = _iowr(0x0A, cpulayout.MsrList)

    # On a VM.
    CREATE_VCPU = _io(0x41)
    GET_DIRTY_LOG = _iow(0x42, layout.DirtyLog)
    SET_USER_MEMORY_REGION = _iow(0x46, layout.UserspaceMemoryRegion)
    SET_TSS_ADDR = _io(0x47)
    SET_IDENTITY_MAP_ADDR = _iow(0x48, ctypes.c_uint64)
    CREATE_IRQCHIP = _io(0x60)
    IRQ_LINE = _iow(0x61, layout.IrqLevel)
    GET_IRQCHIP = _iowr(0x62, layout.Irqchip)
    SET_IRQCHIP = _ior(0x63, layout.Irqchip)
    REGISTER_COALESCED_MMIO = _iow(0x67, layout.CoalescedMmioZone)
    UNREGISTER_COALESCED_MMIO = _iow(0x68, layout.CoalescedMmioZone)
    SET_GSI_ROUTING = _iow(0x6A, layout.IrqRouting)
    REINJECT_CONTROL = _io(0x71)
    IRQFD = _iow(0x76, layout.Irqfd)
    CREATE_PIT2 = _iow(0x77, layout.PitConfig)
    SET_BOOT_CPU_ID = _io(0x78)
    IOEVENTFD = _iow(0x79, layout.Ioeventfd)
    SET_CLOCK = _iow(0x7B, layout.ClockData)
    GET_CLOCK = _ior(0x7C, layout.ClockData)
    GET_PIT2 = _ior(0x9F, layout.PitState2)
    SET_PIT2 = _iow(0xA0, layout.PitState2)
    SIGNAL_MSI = _iow(0xA5, layout.Msi)

    # On a vCPU.
    RUN = _io(0x80)
    GET_REGS = _ior(0x81, cpulayout.Regs)
    SET_REGS = _iow(0x82, cpulayout.Regs)
    GET_SREGS = _ior(0x83, cpulayout.Sregs)
    SET_SREGS = _iow(0x84, cpulayout.Sregs)
    TRANSLATE = _iowr(0x85, cpulayout.Translation)
    INTERRUPT = _iow(0x86, cpulayout.Interrupt)
    GET_MSRS = _iowr(0x88, cpulayout.Msrs)
    SET_MSRS = _iow(0x89, cpulayout.Msrs)
    GET_FPU = _ior(0x8C, cpulayout.Fpu)
    SET_FPU = _iow(0x8D, cpulayout.Fpu)
    GET_LAPIC = _ior(0x8E, cpulayout.LapicState)
    SET_LAPIC = _iow(0x8F, cpulayout.LapicState)
    SET_CPUID2 = _iow(0x90, cpulayout.Cpuid2)
    GET_CPUID2 = _iowr(0x91, cpulayout.Cpuid2)
    GET_MP_STATE = _ior(0x98, cpulayout.MpState)
    SET_MP_STATE = _iow(0x99, cpulayout.MpState)
    NMI = _io(0x9A)
    SET_GUEST_DEBUG = _iow(0x9B, cpulayout.GuestDebug)
    GET_VCPU_EVENTS = _ior(0x9F, cpulayout.VcpuEvents)
    SET_VCPU_EVENTS = _iow(0xA0, cpulayout.VcpuEvents)
    GET_DEBUGREGS = _ior(0xA1, cpulayout.Debugregs)
    SET_DEBUGREGS = _iow(0xA2, cpulayout.Debugregs)
    SET_TSC_KHZ = _io(0xA2)
    GET_TSC_KHZ = _io(0xA3)
    ENABLE_CAP = _iow(0xA3, layout.EnableCap)
    GET_XSAVE = _ior(0xA4, cpulayout.Xsave)
    SET_XSAVE = _iow(0xA5, cpulayout.Xsave)
    GET_XCRS = _ior(0xA6, cpulayout.Xcrs)
    SET_XCRS = _iow(0xA7, cpulayout.Xcrs)
    KVMCLOCK_CTRL = _io(0xAD)
    GET_STATS_FD = _io(0xCE)
    GET_XSAVE2 = _ior(0xCF, cpulayout.Xsave)


class MpStateValue(IntEnum):
    """``mp_state`` of a vCPU, without the prefix ``KVM_MP_STATE_`` (4.38)."""

    RUNNABLE = 0
    UNINITIALIZED = 1
    INIT_RECEIVED = 2
    HALTED = 3
    SIPI_RECEIVED = 4
    AP_RESET_HOLD = 9


# Flags of a memory region (4.35).
MEM_LOG_DIRTY_PAGES = 1 << 0
MEM_READONLY = 1 << 1

# Page offsets into a vCPU's mapping.
PIO_PAGE_OFFSET = 1
COALESCED_MMIO_PAGE_OFFSET = 2

# Chips of GET_IRQCHIP and SET_IRQCHIP, and of a route.
IRQCHIP_PIC_MASTER = 0
IRQCHIP_PIC_SLAVE = 1
IRQCHIP_IOAPIC = 2
IOAPIC_PINS = 24
IRQ_ROUTING_IRQCHIP = 1
IRQ_ROUTING_MSI = 2

PIT_SPEAKER_DUMMY = 1
PIT_FLAGS_HPET_LEGACY = 1  # of kvm_pit_state2: channel 0 interrupts nobody
PIT_FLAGS_SPEAKER_DATA_ON = 2  # of kvm_pit_state2; kernels before 5.19 never set it
PIT_FLAGS_SPEAKER_DATA_ON = 2

IOEVENTFD_FLAG_DATAMATCH = 1 << 0
IOEVENTFD_FLAG_PIO = 1 << 1
IOEVENTFD_FLAG_DEASSIGN = 1 << 2
IRQFD_FLAG_DEASSIGN = 1 << 0
IRQFD_FLAG_RESAMPLE = 1 << 1

CLOCK_TSC_STABLE = 1 << 1
CLOCK_REALTIME = 1 << 2
CLOCK_HOST_TSC = 1 << 3

CPUID_FLAG_SIGNIFICANT_INDEX = 1 << 0

GUESTDBG_ENABLE = 1 << 0
GUESTDBG_SINGLESTEP = 1 << 1
GUESTDBG_USE_SW_BP = 1 << 16
GUESTDBG_USE_HW_BP = 1 << 17
GUESTDBG_INJECT_DB = 1 << 18
GUESTDBG_INJECT_BP = 1 << 19
GUESTDBG_BLOCKIRQ = 1 << 20

VCPUEVENT_VALID_NMI_PENDING = 1 << 0
VCPUEVENT_VALID_SIPI_VECTOR = 1 << 1
VCPUEVENT_VALID_SHADOW = 1 << 2
VCPUEVENT_VALID_SMM = 1 << 3
VCPUEVENT_VALID_PAYLOAD = 1 << 4
VCPUEVENT_VALID_TRIPLE_FAULT = 1 << 5
