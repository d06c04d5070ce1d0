"""Virtio over MMIO, for machines without PCI (virtio 1.2, 4.2): one window of registers and one interrupt line.

Where it is, the guest is told from outside: by ACPI (LNRO0005) or Linux's virtio_mmio.device= parameter.
"""

from __future__ import annotations

import msgspec

from engine.bus.clock import Clock
from engine.bus.irq import IrqLine
from engine.devices.virtio.core import CoreState, Device, Isr, VirtioCore
from engine.devices.virtio.queue import QueueState
from engine.memory.guest import GuestMemory

LENGTH = 0x200
MAGIC = 0x7472_6976  # "virt"
VERSION = 2
VENDOR = 0x4D47_5456  # "VTGM", anything will do


class Register:
    """Offsets of the registers, 32 bits each (4.2.2)."""

    MAGIC_VALUE = 0x000
    VERSION = 0x004
    DEVICE_ID = 0x008
    VENDOR_ID = 0x00C
    DEVICE_FEATURES = 0x010
    DEVICE_FEATURES_SEL = 0x014
    DRIVER_FEATURES = 0x020
    DRIVER_FEATURES_SEL = 0x024
    QUEUE_SEL = 0x030
    QUEUE_NUM_MAX = 0x034
    QUEUE_NUM = 0x038
    QUEUE_READY = 0x044
    QUEUE_NOTIFY = 0x050
    INTERRUPT_STATUS = 0x060
    INTERRUPT_ACK = 0x064
    STATUS = 0x070
    QUEUE_DESC_LOW = 0x080
    QUEUE_DESC_HIGH = 0x084
    QUEUE_DRIVER_LOW = 0x090
    QUEUE_DRIVER_HIGH = 0x094
    QUEUE_DEVICE_LOW = 0x0A0
    QUEUE_DEVICE_HIGH = 0x0A4
    QUEUE_RESET = 0x0C0
    CONFIG_GENERATION = 0x0FC
    CONFIG = 0x100


class VirtioMmioState(msgspec.Struct):
    """A device's registers, all but the device's own."""

    core: CoreState = msgspec.field(default_factory=CoreState)


class VirtioMmio:
    """A virtio device at a fixed address: ``read`` and ``write`` answer in a window of LENGTH bytes.

    Registers take aligned accesses of 32 bits alone; others read as 0 and are lost (4.2.2.2). ``irq`` is level
    triggered. After a restore call ``resume`` once.
    """

    def __init__(
        self, device: Device, memory: GuestMemory, clock: Clock, irq: IrqLine, state: VirtioMmioState | None = None
    ) -> None:
        self.state = state if state is not None else VirtioMmioState()
        self.device = device
        self._irq = irq
        self.core = VirtioCore(device, memory, clock, self._interrupt, self._drive_irq, lambda: True, self.state.core)
        self._drive_irq()

    def reset(self) -> None:
        """Power-on. The wiring has drained or cancelled what the device was doing before."""
        self.core.reset()

    def resume(self) -> None:
        """After a restore: go on with what was under way."""
        self.core.resume()

    def read(self, offset: int, size: int) -> int:
        """A read in the window."""
        if offset >= Register.CONFIG:
            at = offset - Register.CONFIG
            return int.from_bytes(self.device.config()[at : at + size], "little")
        return self._get(offset) if size == 4 else 0

    def write(self, offset: int, size: int, value: int) -> None:
        """A write in the window."""
        if offset >= Register.CONFIG:
            at = offset - Register.CONFIG
            room = len(self.device.config()) - at
            if room > 0 and not self.state.core.resetting:
                self.device.config_write(at, value.to_bytes(size, "little")[:room])
        elif size == 4:
            self._set(offset, value)

    def _queue(self) -> QueueState | None:
        core = self.state.core
        return core.queues[core.queue_select] if core.queue_select < len(core.queues) else None

    def _get(self, register: int) -> int:
        core, queue = self.state.core, self._queue()
        match register:
            case Register.MAGIC_VALUE:
                return MAGIC
            case Register.VERSION:
                return VERSION
            case Register.DEVICE_ID:
                return self.device.kind
            case Register.VENDOR_ID:
                return VENDOR
            case Register.DEVICE_FEATURES:
                word = core.device_feature_select
                return self.core.features >> 32 * word & 0xFFFFFFFF if word < 2 else 0
            case Register.QUEUE_NUM_MAX:
                return self.device.sizes[core.queue_select] if queue is not None else 0
            case Register.QUEUE_READY:
                return int(queue is not None and queue.enabled)
            case Register.INTERRUPT_STATUS:
                return core.isr
            case Register.STATUS:
                return core.status
            case Register.CONFIG_GENERATION:
                return core.generation
        return 0

    def _set(self, register: int, value: int) -> None:
        core = self.state.core
        match register:
            case Register.DEVICE_FEATURES_SEL:
                core.device_feature_select = value
            case Register.DRIVER_FEATURES_SEL:
                core.driver_feature_select = value
            case Register.DRIVER_FEATURES:
                self.core.set_driver_features(core.driver_feature_select, value)
            case Register.QUEUE_SEL:
                core.queue_select = value
            case Register.QUEUE_NOTIFY:
                self.core.notify(value)
            case Register.INTERRUPT_ACK:
                core.isr &= ~value
                self._irq.set(False)  # Where the input looks for edges, what is left is to be seen, too.
                self._drive_irq()
            case Register.STATUS:
                self.core.set_status(value & 0xFF)
            case Register.QUEUE_RESET:
                if value == 1 and self._queue() is not None:
                    self.core.reset_queue(core.queue_select)
            case _:
                queue = self._queue()
                if queue is not None and not queue.enabled:
                    self._set_queue(queue, register, value)

    def _set_queue(self, queue: QueueState, register: int, value: int) -> None:
        match register:
            case Register.QUEUE_NUM:
                self.core.resize(self.state.core.queue_select, value)
            case Register.QUEUE_READY:
                if value == 1:
                    self.core.enable(self.state.core.queue_select)
            case Register.QUEUE_DESC_LOW | Register.QUEUE_DESC_HIGH:
                queue.descriptors = _half(queue.descriptors, register, value)
            case Register.QUEUE_DRIVER_LOW | Register.QUEUE_DRIVER_HIGH:
                queue.available = _half(queue.available, register, value)
            case Register.QUEUE_DEVICE_LOW | Register.QUEUE_DEVICE_HIGH:
                queue.used = _half(queue.used, register, value)

    def _interrupt(self, _cause: Isr, _vector: int) -> None:
        self._drive_irq()

    def _drive_irq(self) -> None:
        self._irq.set(self.state.core.isr != 0)


def _half(address: int, register: int, value: int) -> int:
    """An address with its low or (registers 4 further) high word replaced."""
    if register & 4:
        return address & 0xFFFFFFFF | value << 32
    return address & ~0xFFFFFFFF | value
