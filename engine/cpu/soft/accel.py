"""The CPU backend that is software: Unicorn, with our own interrupt controllers and timer around it."""

from __future__ import annotations

import threading
from collections.abc import Callable

from engine.bus.irq import IrqLine
from engine.bus.mmio import MmioBus
from engine.bus.port import PortBus
from engine.cpu.accel import Controllers
from engine.cpu.soft.cpu import Callbacks, Cpu
from engine.cpu.soft.identity import TSC_RATIO, Identity
from engine.cpu.soft.library import Library
from engine.cpu.soft.memory import PAGE, SlotMap
from engine.cpu.soft.selftest import Vectoring, choose
from engine.cpu.soft.vcpu import SoftVcpu
from engine.error import EngineError
from engine.feature import CpuModel
from engine.stats import VcpuCount


class SoftAccel:
    """One machine in software. It has one vCPU."""

    name = "soft"
    misses_interrupts = False
    lacks_chips = True
    keeps_code = True

    def __init__(
        self,
        ports: PortBus,
        mmio: MmioBus,
        vcpus: int,
        counters: Callable[[int], memoryview],
        model: CpuModel = CpuModel(),  # noqa: B008 - it is frozen
        vectoring: Vectoring | None = None,
    ) -> None:
        """``model`` is what CPUID tells; ``vectoring`` is how interrupts get into the CPU, the best that the
        self-test finds if not given. EngineError for more than one vCPU, for features that there are not, and where
        neither way works."""
        if vcpus > 1:
            raise EngineError(
                f"The software CPU is one CPU; this machine has {vcpus}.",
                'Set vcpus to 1, or accel to "kvm" on a host that has it.',
            )
        self.identity = Identity(model)
        self.vectoring = choose() if vectoring is None else vectoring
        self._ports = ports
        self._mmio = mmio
        self._counters = counters(0)
        self._library = Library(bits64=True)
        self._memory = SlotMap(self._library, self._memory_read, self._memory_write)
        self._controllers: Controllers | None = None
        self._vcpu: SoftVcpu | None = None
        self._thread = 0
        self._interrupt = False
        self.has_apic = False

    # Memory.

    def set_slot(self, slot: int, base: int, length: int, address: int, readonly: bool, log_dirty: bool) -> None:
        self._memory.set(slot, base, length, address, readonly, log_dirty)
        self._memory_changed()

    def clear_slot(self, slot: int) -> None:
        self._memory.clear(slot)
        self._memory_changed()

    def _memory_changed(self) -> None:
        if self._vcpu is not None:
            self._vcpu.memory_changed()

    def dirty_pages(self, slot: int, length: int, limit: int) -> bytes:
        return self._memory.dirty(slot, min(length, limit)).to_bytes((length // PAGE + 63) // 64 * 8, "little")

    def stored(self, address: int, length: int) -> None:
        if self._vcpu is not None:
            self._vcpu.stored(address, length)

    def _memory_read(self, address: int, size: int) -> int:
        self._counters[VcpuCount.MMIO_READ] += 1
        try:
            return self._mmio.read(address, size)
        except BaseException as error:  # noqa: BLE001  # raised again in run(): C code is in between
            self.here().fail(error)
            return 0

    def _memory_write(self, address: int, size: int, value: int) -> None:
        self._counters[VcpuCount.MMIO_WRITE] += 1
        try:
            self._mmio.write(address, size, value)
        except BaseException as error:  # noqa: BLE001  # as above
            self.here().fail(error)

    # Interrupts.

    def attach(self, controllers: Controllers) -> None:
        self._controllers = controllers
        self.has_apic = controllers.has_apic

    def irq_line(self, gsi: int) -> IrqLine:
        def drive(level: int) -> None:
            if self._controllers is not None:
                self._controllers.set_line(gsi, bool(level))

        return IrqLine(drive)

    def send_msi(self, address: int, data: int) -> None:
        if self._controllers is not None:
            self._controllers.message(address, data)

    def speaker_hz(self) -> int:
        return 0 if self._controllers is None else self._controllers.speaker_hz()

    def cut_timer(self, cut: bool) -> None:
        if self._controllers is not None:
            self._controllers.cut_timer(cut)

    def set_interrupt(self, level: bool) -> None:
        self._interrupt = level
        if self._vcpu is not None:
            self._vcpu.set_interrupt(level)

    def apic_timer_hz(self) -> int:
        assert self._vcpu is not None
        return self._vcpu.tsc_hz() // TSC_RATIO

    def set_a20(self, level: bool) -> None:
        if self._vcpu is not None:
            self._vcpu.set_a20(level)

    def acknowledge(self) -> int:
        """INTA, on the CPU's thread: a vector, -1 for none."""
        return -1 if self._controllers is None else self._controllers.acknowledge()

    # The CPU.

    def vcpu(self, index: int) -> SoftVcpu:
        assert index == 0
        self._counters[VcpuCount.TID] = threading.get_native_id()
        self._thread = threading.get_ident()
        made = SoftVcpu(self, self._library, self._memory, self._ports, self._counters, self._make)
        self._vcpu = made
        made.set_interrupt(self._interrupt)
        return made

    def _make(self, callbacks: Callbacks) -> Cpu:
        return self.vectoring.make(self._library, callbacks, self._memory)

    def here(self) -> SoftVcpu:
        if self._vcpu is None or not self.is_here():
            raise KeyError(threading.get_ident())
        return self._vcpu

    def is_here(self) -> bool:
        """Whether this is the vCPU's thread."""
        return threading.get_ident() == self._thread

    def coalesce(self, address: int, length: int, *, pio: bool) -> None:
        """Nothing: there is no kernel to leave."""

    def uncoalesce(self, address: int, length: int, *, pio: bool) -> None:
        """Nothing."""

    def settle(self) -> None:
        """Nothing is held back."""

    def oldest_held(self) -> int | None:
        """Nothing is held back."""
        return None

    def pause_timers(self) -> None:
        if self._vcpu is not None:
            self._vcpu.pause_tsc()

    def resume_timers(self) -> None:
        if self._vcpu is not None:
            self._vcpu.resume_tsc()

    def reset(self) -> None:
        """The chips around the CPU have seats of their own, and are reset with the others."""

    def close(self) -> None:
        self._library.close()
