"""One virtual machine: memory, interrupt chips, event descriptors, vCPUs."""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterable
from fcntl import ioctl as raw_ioctl
from types import TracebackType
from typing import Self

from engine.kvm import abi
from engine.kvm.abi import Cap, Request
from engine.kvm.coalesced import CoalescedRing, Write
from engine.kvm.error import explain
from engine.kvm.ioctl import ioctl
from engine.kvm.layout import (
    ClockData,
    CoalescedMmioZone,
    DirtyLog,
    EnableCap,
    Ioeventfd,
    Irqchip,
    Irqfd,
    IrqRouting,
    IrqRoutingEntry,
    Msi,
    PitConfig,
    PitState2,
    ReinjectControl,
    UserspaceMemoryRegion,
    flexible,
)
from engine.kvm.vcpu import Vcpu

_IRQ_LINE = int(Request.IRQ_LINE)
_IRQ_LEVEL = struct.Struct("<II")
# Immutable and made once, so that any number of threads can raise lines at the same time without a lock.
_LEVELS = tuple((_IRQ_LEVEL.pack(gsi, 0), _IRQ_LEVEL.pack(gsi, 1)) for gsi in range(abi.IOAPIC_PINS))


class Vm:
    """A machine (4.2). A context manager; closing it closes its vCPUs, too.

    ``fd`` is its descriptor, ``vcpus`` those created so far. The machine ends in the kernel when the last
    descriptor of it and its vCPUs is closed.
    """

    def __init__(self, fd: int, vcpu_mmap_size: int) -> None:
        """Takes over ``fd``. Made by ``Kvm.create_vm``."""
        self.fd = fd
        self.vcpus: list[Vcpu] = []
        self._vcpu_mmap_size = vcpu_mmap_size
        self._ring: CoalescedRing | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the machine and its vCPUs, none of which may be running. Harmless to repeat."""
        fd, self.fd = self.fd, -1
        if fd < 0:
            return
        os.close(fd)
        if self._ring is not None:
            self._ring.release()
        for vcpu in self.vcpus:
            vcpu.close()

    def capability(self, cap: Cap | int) -> int:
        """As ``Kvm.capability``, for this machine (4.4)."""
        return ioctl(self.fd, Request.CHECK_EXTENSION, int(cap))

    def enable_capability(self, cap: Cap | int, *arguments: int) -> None:
        """Switch on a capability that is off by default (4.37), with up to four arguments."""
        ioctl(self.fd, Request.ENABLE_CAP, EnableCap(int(cap), 0, (ctypes.c_uint64 * 4)(*arguments)))

    def create_vcpu(self, index: int) -> Vcpu:
        """A new vCPU with number and APIC id ``index`` (4.7). The machine owns it."""
        vcpu = Vcpu(ioctl(self.fd, Request.CREATE_VCPU, index), index, self._vcpu_mmap_size)
        self.vcpus.append(vcpu)
        return vcpu

    def stats_fd(self) -> int:
        """The machine's statistics as a descriptor, for ``Stats`` or another process (4.133). Close it."""
        return ioctl(self.fd, Request.GET_STATS_FD)

    # Memory.

    def set_memory_region(self, slot: int, flags: int, gpa: int, size: int, host_address: int) -> None:
        """Back guest-physical ``[gpa, gpa + size)`` with the host memory at ``host_address`` (4.35).

        ``flags`` are abi.MEM_LOG_DIRTY_PAGES and abi.MEM_READONLY (writes exit as MMIO). Address, size and host
        address are multiples of 4096; ``size`` 0 removes the slot. The memory must stay mapped while it is one.
        """
        region = UserspaceMemoryRegion(slot, flags, gpa, size, host_address)
        ioctl(self.fd, Request.SET_USER_MEMORY_REGION, region)

    def dirty_log(self, slot: int, size: int) -> bytes:
        """Which pages of a slot were written since the last call (4.8), and forget it.

        ``size`` is the slot's, in bytes. Bit n of the result (bit n % 8 of byte n // 8) is page n; the result is
        a multiple of 8 bytes long.
        """
        pages = (size + abi.PAGE_SIZE - 1) // abi.PAGE_SIZE
        bitmap = ctypes.create_string_buffer((pages + 63) // 64 * 8)
        ioctl(self.fd, Request.GET_DIRTY_LOG, DirtyLog(slot, 0, ctypes.addressof(bitmap)))
        return bitmap.raw

    def set_tss_addr(self, address: int) -> None:
        """Where Intel hosts may put three pages for themselves, below 4 GiB and outside all slots (4.36)."""
        ioctl(self.fd, Request.SET_TSS_ADDR, address)

    def set_identity_map_addr(self, address: int) -> None:
        """Where Intel hosts may put one more page (4.40); before the first vCPU."""
        ioctl(self.fd, Request.SET_IDENTITY_MAP_ADDR, ctypes.c_uint64(address))

    # Interrupts.

    def create_irqchip(self) -> None:
        """In-kernel PICs, I/O APIC and local APICs (4.24); before the first vCPU."""
        ioctl(self.fd, Request.CREATE_IRQCHIP)

    def create_pit2(self, speaker_dummy: bool = True) -> None:
        """The in-kernel 8254 (4.71); after ``create_irqchip``. ``speaker_dummy``: it also answers port 0x61."""
        ioctl(self.fd, Request.CREATE_PIT2, PitConfig(abi.PIT_SPEAKER_DUMMY if speaker_dummy else 0))

    def reinject_control(self, reinject: bool) -> None:
        """Whether the PIT delivers ticks the guest was too slow for later (the default) or drops them."""
        ioctl(self.fd, Request.REINJECT_CONTROL, ReinjectControl(reinject))

    def set_boot_cpu_id(self, index: int) -> None:
        """Which vCPU starts (4.41); before the first vCPU. It is 0 by default."""
        ioctl(self.fd, Request.SET_BOOT_CPU_ID, index)

    def irq_line(self, gsi: int, level: int) -> None:
        """Set interrupt input ``gsi`` to ``level``, 0 or 1 (4.25). From any thread, without a lock."""
        message = _LEVELS[gsi][level] if gsi < abi.IOAPIC_PINS else _IRQ_LEVEL.pack(gsi, level)
        try:
            raw_ioctl(self.fd, _IRQ_LINE, message)
        except OSError as error:
            raise explain("KVM_IRQ_LINE", error.errno or 0) from error
        except ValueError as error:  # Python's own check of a negative descriptor: closed.
            raise explain("KVM_IRQ_LINE", errno.EBADF) from error

    def signal_msi(self, address: int, data: int) -> bool:
        """Deliver a message-signalled interrupt now (4.71). False if the guest blocks it."""
        message = Msi(address & 0xFFFFFFFF, address >> 32, data)
        return ioctl(self.fd, Request.SIGNAL_MSI, message) > 0

    def set_gsi_routing(self, routes: Iterable[IrqRoutingEntry]) -> None:
        """Replace the table from GSI to chip pin or MSI (4.52); ``route_pin``, ``route_msi`` make entries."""
        wanted = list(routes)
        buffer, entries = flexible(IrqRouting, IrqRoutingEntry, len(wanted))
        for place, route in enumerate(wanted):
            entries[place] = route
        ioctl(self.fd, Request.SET_GSI_ROUTING, buffer)

    def get_irqchip(self, chip_id: int) -> Irqchip:
        """The state of abi.IRQCHIP_PIC_MASTER, _PIC_SLAVE or _IOAPIC (4.26)."""
        chip = Irqchip(chip_id)
        ioctl(self.fd, Request.GET_IRQCHIP, chip)
        return chip

    def set_irqchip(self, chip: Irqchip) -> None:
        """Restore what ``get_irqchip`` gave (4.27)."""
        ioctl(self.fd, Request.SET_IRQCHIP, chip)

    def get_pit2(self) -> PitState2:
        """The state of the in-kernel 8254 (4.72)."""
        state = PitState2()
        ioctl(self.fd, Request.GET_PIT2, state)
        return state

    def set_pit2(self, state: PitState2) -> None:
        """Restore what ``get_pit2`` gave (4.73)."""
        ioctl(self.fd, Request.SET_PIT2, state)

    def get_clock(self) -> ClockData:
        """kvmclock, in nanoseconds (4.29)."""
        clock = ClockData()
        ioctl(self.fd, Request.GET_CLOCK, clock)
        return clock

    def set_clock(self, nanoseconds: int) -> None:
        """Set kvmclock (4.30)."""
        ioctl(self.fd, Request.SET_CLOCK, ClockData(nanoseconds))

    # Event descriptors.

    def assign_irqfd(self, eventfd: int, gsi: int, resample_fd: int | None = None) -> None:
        """Writing ``eventfd`` pulses ``gsi`` (4.75). With ``resample_fd`` the line stays up until the guest
        acknowledges it, which signals that descriptor."""
        flags = 0 if resample_fd is None else abi.IRQFD_FLAG_RESAMPLE
        ioctl(self.fd, Request.IRQFD, Irqfd(eventfd, gsi, flags, resample_fd or 0))

    def deassign_irqfd(self, eventfd: int, gsi: int) -> None:
        """Undo ``assign_irqfd``."""
        ioctl(self.fd, Request.IRQFD, Irqfd(eventfd, gsi, abi.IRQFD_FLAG_DEASSIGN))

    def assign_ioeventfd(
        self, eventfd: int, address: int, length: int, *, pio: bool = False, datamatch: int | None = None
    ) -> None:
        """A write of ``length`` bytes (0: any) to ``address`` signals ``eventfd`` instead of exiting (4.59).

        ``pio``: the address is a port. ``datamatch``: only if this value is written.
        """
        ioctl(self.fd, Request.IOEVENTFD, _ioeventfd(eventfd, address, length, pio, datamatch, 0))

    def deassign_ioeventfd(
        self, eventfd: int, address: int, length: int, *, pio: bool = False, datamatch: int | None = None
    ) -> None:
        """Undo ``assign_ioeventfd``, with the same arguments."""
        undo = abi.IOEVENTFD_FLAG_DEASSIGN
        ioctl(self.fd, Request.IOEVENTFD, _ioeventfd(eventfd, address, length, pio, datamatch, undo))

    # Coalesced writes.

    def register_coalesced(self, address: int, size: int, *, pio: bool = False) -> None:
        """Gather writes to these addresses (or ports) in the ring instead of exiting (4.116)."""
        ioctl(self.fd, Request.REGISTER_COALESCED_MMIO, CoalescedMmioZone(address, size, pio))

    def unregister_coalesced(self, address: int, size: int, *, pio: bool = False) -> None:
        """Undo ``register_coalesced``; every zone inside this range goes."""
        ioctl(self.fd, Request.UNREGISTER_COALESCED_MMIO, CoalescedMmioZone(address, size, pio))

    @property
    def coalesced_ring(self) -> CoalescedRing:
        """The ring of gathered writes. Needs a vCPU, through whose mapping it is seen; ValueError without one."""
        if self._ring is None:
            if not self.vcpus:
                raise ValueError("the coalesced ring is mapped with the first vCPU, and there is none yet")
            self._ring = CoalescedRing(memoryview(self.vcpus[0].run_memory))
        return self._ring

    def drain_coalesced(self) -> list[Write]:
        """Take all gathered writes, oldest first: (is_pio, address, length, value). See CoalescedRing for locking."""
        return self.coalesced_ring.drain()


def route_pin(gsi: int, chip_id: int, pin: int) -> IrqRoutingEntry:
    """A route from ``gsi`` to an input of abi.IRQCHIP_PIC_MASTER, _PIC_SLAVE or _IOAPIC."""
    route = IrqRoutingEntry(gsi, abi.IRQ_ROUTING_IRQCHIP)
    route.u.irqchip.irqchip, route.u.irqchip.pin = chip_id, pin
    return route


def route_msi(gsi: int, address: int, data: int) -> IrqRoutingEntry:
    """A route from ``gsi`` to a message-signalled interrupt."""
    route = IrqRoutingEntry(gsi, abi.IRQ_ROUTING_MSI)
    msi = route.u.msi
    msi.address_lo, msi.address_hi, msi.data = address & 0xFFFFFFFF, address >> 32, data
    return route


def _ioeventfd(eventfd: int, address: int, length: int, pio: bool, datamatch: int | None, flags: int) -> Ioeventfd:
    if pio:
        flags |= abi.IOEVENTFD_FLAG_PIO
    if datamatch is not None:
        flags |= abi.IOEVENTFD_FLAG_DATAMATCH
    return Ioeventfd(datamatch or 0, address, length, eventfd, flags)
