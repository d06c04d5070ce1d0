"""The CPU backend that is the kernel's: vCPUs, interrupt controllers and PIT in KVM.

What costs is leaving the kernel, so writes that can wait are gathered in KVM's coalesced ring. Lock order: the ring's
lock, then a chip's, then the address space's.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from pathlib import Path

from engine.bus.irq import IrqLine
from engine.bus.mmio import MmioBus
from engine.bus.port import PortBus
from engine.cpu import cpuid
from engine.cpu.accel import Controllers
from engine.cpu.kvmvcpu import KICK_SIGNAL, KvmVcpu
from engine.cpu.message import Messages
from engine.cpu.speaker import tone_hz
from engine.feature import CpuModel
from engine.host import hardware_virtualisation
from engine.kvm import MEM_LOG_DIRTY_PAGES, MEM_READONLY, Cap, Kvm, KvmError
from engine.kvm.abi import PIT_FLAGS_HPET_LEGACY, PIT_FLAGS_SPEAKER_DATA_ON
from engine.stats import VcpuCount

HOST_CPU = CpuModel()
# Intel hosts need four pages of guest-physical space; this is where nothing of a PC lies.
_IDENTITY_MAP = 0xFEFFC000
_TSS = 0xFEFFD000


class KvmAccel:
    """One machine in KVM. ``counters(index)`` is where a vCPU counts its exits (VcpuCount words)."""

    name = "kvm"
    lacks_chips = False
    keeps_code = False

    def __init__(
        self,
        ports: PortBus,
        mmio: MmioBus,
        vcpus: int,
        counters: Callable[[int], memoryview],
        device: str | Path,
        model: CpuModel = HOST_CPU,
    ) -> None:
        """KvmError when this host's KVM cannot run a PC, EngineError when it lacks what ``model`` wants."""
        self._ports = ports
        self._mmio = mmio
        self._count = vcpus
        self._counters = counters
        self._ring_lock = threading.Lock()
        self._by_thread: dict[int, KvmVcpu] = {}
        with Kvm(device) as kvm:
            kvm.require(Cap.IRQCHIP, Cap.PIT2, Cap.USER_MEMORY, Cap.READONLY_MEM, Cap.IMMEDIATE_EXIT, Cap.MP_STATE)
            self.misses_interrupts = not hardware_virtualisation()
            deadline = bool(kvm.capability(Cap.TSC_DEADLINE_TIMER))
            supported = kvm.supported_cpuid()
            self._cpuid = cpuid.modelled(supported, model, emulated=self.misses_interrupts, tsc_deadline=deadline)
            self._msrs = kvm.msr_indices()
            self.vm = kvm.create_vm()
        try:
            self.vm.set_identity_map_addr(_IDENTITY_MAP)
            self.vm.set_tss_addr(_TSS)
            self.vm.create_irqchip()
            self.vm.create_pit2(speaker_dummy=True)
        except KvmError:
            self.vm.close()
            raise
        self._messages = Messages(self.vm)
        self.send_msi = self._messages.send
        self._can_ring = bool(self.vm.capability(Cap.IOEVENTFD) and self.vm.capability(Cap.IOEVENTFD_ANY_LENGTH))
        self._can_coalesce_pio = bool(self.vm.capability(Cap.COALESCED_PIO))
        self._can_coalesce_mmio = bool(self.vm.capability(Cap.COALESCED_MMIO))
        self._power_on_chips = [self.vm.get_irqchip(chip) for chip in range(3)]
        self._power_on_pit = self.vm.get_pit2()
        self._paused_pit = self._power_on_pit
        signal.signal(KICK_SIGNAL, _woken)

    def set_slot(self, slot: int, base: int, length: int, address: int, readonly: bool, log_dirty: bool) -> None:
        flags = (MEM_READONLY if readonly else 0) | (MEM_LOG_DIRTY_PAGES if log_dirty else 0)
        self.vm.set_memory_region(slot, flags, base, length, address)

    def clear_slot(self, slot: int) -> None:
        self.vm.set_memory_region(slot, 0, 0, 0, 0)

    def dirty_pages(self, slot: int, length: int, limit: int) -> bytes:  # noqa: ARG002  # KVM gives all or nothing
        return self.vm.dirty_log(slot, length)

    def stored(self, address: int, length: int) -> None:
        """Nothing: KVM keeps nothing of what it executes."""

    def attach(self, _controllers: Controllers) -> None:
        raise ValueError("KVM has interrupt controllers")

    def set_interrupt(self, _level: bool) -> None:
        raise ValueError("KVM has interrupt controllers")

    def speaker_hz(self) -> int:
        pit = self.vm.get_pit2()
        counter = pit.channels[2]
        speaker = bool(pit.flags & PIT_FLAGS_SPEAKER_DATA_ON)
        return tone_hz(counter.mode, counter.count, gate=bool(counter.gate), speaker=speaker)

    def apic_timer_hz(self) -> int:
        raise ValueError("KVM has a local APIC")

    def cut_timer(self, cut: bool) -> None:
        pit = self.vm.get_pit2()
        pit.flags = pit.flags | PIT_FLAGS_HPET_LEGACY if cut else pit.flags & ~PIT_FLAGS_HPET_LEGACY
        self.vm.set_pit2(pit)

    def set_a20(self, level: bool) -> None:
        """Nothing: it is always open."""

    def irq_line(self, gsi: int) -> IrqLine:
        vm = self.vm
        return IrqLine(lambda level: vm.irq_line(gsi, level))

    def add_doorbell(self, address: int, eventfd: int) -> bool:
        if not self._can_ring:
            return False
        try:
            self.vm.assign_ioeventfd(eventfd, address, 0)
        except KvmError:
            return False
        return True

    def remove_doorbell(self, address: int, eventfd: int) -> None:
        self.vm.deassign_ioeventfd(eventfd, address, 0)

    def coalesce(self, address: int, length: int, *, pio: bool) -> None:
        if self._can_coalesce_pio if pio else self._can_coalesce_mmio:
            self.vm.register_coalesced(address, length, pio=pio)

    def uncoalesce(self, address: int, length: int, *, pio: bool) -> None:
        if self._can_coalesce_pio if pio else self._can_coalesce_mmio:
            self.vm.unregister_coalesced(address, length, pio=pio)

    def settle(self) -> None:
        with self._ring_lock:
            self.vm.coalesced_ring.deliver(self._deliver, self._deliver_block)

    def oldest_held(self) -> int | None:
        return self.vm.coalesced_ring.oldest()

    def _deliver(self, is_pio: bool, address: int, length: int, value: int) -> None:
        (self._ports if is_pio else self._mmio).write(address, length, value)

    def _deliver_block(self, port: int, data: bytes) -> None:
        self._ports.write_block(port, 1, data)

    def vcpu(self, index: int) -> KvmVcpu:
        vcpu = self.vm.create_vcpu(index)
        vcpu.set_cpuid(cpuid.for_vcpu(self._cpuid, index, self._count))
        counters = self._counters(index)
        counters[VcpuCount.TID] = threading.get_native_id()
        made = KvmVcpu(self.vm, vcpu, self._ports, self._mmio, counters, self.settle, self._msrs)
        self._by_thread[threading.get_ident()] = made
        return made

    def here(self) -> KvmVcpu:
        return self._by_thread[threading.get_ident()]

    def pause_timers(self) -> None:
        self._paused_pit = self.vm.get_pit2()

    def resume_timers(self) -> None:
        # Setting it again drops the ticks that piled up meanwhile.
        self.vm.set_pit2(self._paused_pit)
        for vcpu in self.vm.vcpus:
            try:
                vcpu.kvmclock_ctrl()  # The guest's watchdogs shall not take the pause for a CPU that hung.
            except KvmError:
                pass  # It has no use for kvmclock.

    def reset(self) -> None:
        for chip in self._power_on_chips:
            self.vm.set_irqchip(chip)
        self.vm.set_pit2(self._power_on_pit)
        self._paused_pit = self._power_on_pit

    def close(self) -> None:
        self._messages.close()
        self.vm.close()


def _woken(number: int, frame: object) -> None:
    """The kick itself: a signal with a handler ends KVM_RUN; there is nothing to do here."""
