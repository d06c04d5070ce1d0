"""Virtio over PCI (virtio 1.2, 4.1): one memory BAR with everything in it, and the capabilities that say where."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from functools import partial
from struct import Struct

import msgspec

from engine.bus.clock import Clock
from engine.bus.irq import IrqLine
from engine.bus.msix import Msix, MsixState, Send
from engine.bus.pci import STATUS_INTERRUPT, Command, PciFunction, PciState, Register
from engine.devices.virtio.core import CoreState, Device, Isr, VirtioCore
from engine.devices.virtio.queue import NO_VECTOR, QueueState
from engine.memory.guest import GuestMemory

VENDOR = 0x1AF4
DEVICE_BASE = 0x1040  # plus the virtio device ID (4.1.2.1)
REVISION = 1
SUBSYSTEM = (0x1AF4, 0x1100)
INTERRUPT_PIN = 1

BAR = 0
BAR_LENGTH = 0x4000
# What is where in the BAR.
COMMON, ISR, CONFIG, TABLE, PENDING, NOTIFY = 0x0000, 0x0400, 0x0800, 0x1000, 0x1800, 0x2000
COMMON_LENGTH, ISR_LENGTH, CONFIG_LENGTH, NOTIFY_LENGTH = 64, 4, 0x400, 0x2000
NOTIFY_MULTIPLIER = 4

# Advanced Features for conventional PCI (PCI-SIG ECN of 2006): a reset of this function alone.
ADVANCED_CAPABILITY = 0x13
_ADVANCED_LENGTH = 6
_ADVANCED_OFFERS = 0x03  # function level reset, and whether transactions are pending
_ADVANCED_CONTROL, _ADVANCED_STATUS = 4, 5
_INITIATE_RESET = 0x01

VENDOR_CAPABILITY = 0x09
_ACCESS_DATA = 16  # pci_cfg_data in its capability (4.1.4.9)

Enter = Callable[[Callable[[], None]], None]


class CapabilityKind(IntEnum):
    """cfg_type of a virtio capability (4.1.4)."""

    COMMON = 1
    NOTIFY = 2
    ISR = 3
    DEVICE = 4
    ACCESS = 5


class Common(IntEnum):
    """Offsets in the common configuration (4.1.4.3)."""

    DEVICE_FEATURE_SELECT = 0
    DEVICE_FEATURE = 4
    DRIVER_FEATURE_SELECT = 8
    DRIVER_FEATURE = 12
    CONFIG_VECTOR = 16
    NUM_QUEUES = 18
    DEVICE_STATUS = 20
    CONFIG_GENERATION = 21
    QUEUE_SELECT = 22
    QUEUE_SIZE = 24
    QUEUE_VECTOR = 26
    QUEUE_ENABLE = 28
    QUEUE_NOTIFY_OFF = 30
    QUEUE_DESC = 32
    QUEUE_DRIVER = 40
    QUEUE_DEVICE = 48
    QUEUE_RESET = 58


_COMMON = Struct("<IIIIHHBBHHHHHQQQ")
_WRITABLE = (
    (Common.DEVICE_FEATURE_SELECT, 4),
    (Common.DRIVER_FEATURE_SELECT, 4),
    (Common.DRIVER_FEATURE, 4),
    (Common.CONFIG_VECTOR, 2),
    (Common.DEVICE_STATUS, 1),
    (Common.QUEUE_SELECT, 2),
    (Common.QUEUE_SIZE, 2),
    (Common.QUEUE_VECTOR, 2),
    (Common.QUEUE_ENABLE, 2),
    (Common.QUEUE_DESC, 8),
    (Common.QUEUE_DRIVER, 8),
    (Common.QUEUE_DEVICE, 8),
    (Common.QUEUE_RESET, 2),
)


class VirtioPciState(msgspec.Struct):
    """A device's registers, all but the device's own."""

    pci: PciState = msgspec.field(default_factory=PciState)
    msix: MsixState = msgspec.field(default_factory=MsixState)
    core: CoreState = msgspec.field(default_factory=CoreState)


class VirtioFunction(PciFunction):
    """Configuration space with a register that is a window into the BAR: ``before_read(offset, size)`` is called
    before every read, with PciHost's lock held."""

    before_read: Callable[[int, int], None] | None = None

    def read(self, offset: int, size: int) -> int:
        """See PciFunction."""
        if self.before_read is not None:
            self.before_read(offset, size)
        return super().read(offset, size)


def _at_once(call: Callable[[], None]) -> None:
    call()


class VirtioPci:
    """A virtio device on PCI. ``pci`` goes on the bus; ``read`` and ``write`` answer in BAR 0 (BAR_LENGTH bytes).

    ``irq`` is the INTA# line, ``send(address, data)`` delivers an MSI-X message. ``enter(call)`` must make a call
    with the chip's lock held: configuration writes, and the capability by which firmware reaches the BAR without
    mapping it (4.1.4.9), come with PciHost's lock held, which is before the chip's in lock order. After a restore
    call ``resume`` once.
    """

    def __init__(
        self,
        device: Device,
        memory: GuestMemory,
        clock: Clock,
        irq: IrqLine,
        send: Send,
        *,
        enter: Enter = _at_once,
        state: VirtioPciState | None = None,
    ) -> None:
        self.state = state if state is not None else VirtioPciState()
        self.device = device
        self._irq = irq
        self._enter = enter
        self.pci = VirtioFunction(
            VENDOR,
            DEVICE_BASE + device.kind,
            device.pci_class,
            revision=REVISION,
            subsystem=SUBSYSTEM,
            interrupt_pin=INTERRUPT_PIN,
            state=self.state.pci,
        )
        self.pci.add_bar(BAR, "memory", BAR_LENGTH)
        self._access = self._add_capabilities(len(device.config()))
        self.msix = Msix(
            self.pci,
            len(device.sizes) + 1,
            send,
            bar=BAR,
            table_offset=TABLE,
            pba_offset=PENDING,
            state=self.state.msix,
        )
        body = bytes((_ADVANCED_LENGTH, _ADVANCED_OFFERS, 0, 0))
        self._advanced = self.pci.add_capability(
            ADVANCED_CAPABILITY, body, writable=bytes((0, 0, _INITIATE_RESET, 0))
        )
        if self.msix.length > PENDING - TABLE or len(device.sizes) * NOTIFY_MULTIPLIER > NOTIFY_LENGTH:
            raise ValueError(f"{len(device.sizes)} queues are too many")
        self.core = VirtioCore(
            device, memory, clock, self._interrupt, self._drive_irq, lambda: self.pci.bus_master, self.state.core
        )
        self.pci.on_write = self._config_written
        self.pci.before_read = self._config_about_to_be_read
        self._commanded = self.pci.command
        self._drive_irq()

    def _add_capabilities(self, config_length: int) -> int:
        """Tell drivers what is where. Returns the place of the access capability."""
        for kind, offset, length in (
            (CapabilityKind.COMMON, COMMON, COMMON_LENGTH),
            (CapabilityKind.ISR, ISR, ISR_LENGTH),
            (CapabilityKind.DEVICE, CONFIG, max(config_length, 4)),
        ):
            self.pci.add_capability(VENDOR_CAPABILITY, _capability(16, kind, offset, length))
        notify = _capability(20, CapabilityKind.NOTIFY, NOTIFY, NOTIFY_LENGTH)
        self.pci.add_capability(VENDOR_CAPABILITY, notify + NOTIFY_MULTIPLIER.to_bytes(4, "little"))
        access = _capability(20, CapabilityKind.ACCESS, 0, 0) + bytes(4)
        mask = b"\0\0\xff\0\0\0" + b"\xff" * 12
        return self.pci.add_capability(VENDOR_CAPABILITY, access, writable=mask)

    def reset(self) -> None:
        """RST#. The wiring has drained or cancelled what the device was doing before."""
        self.core.reset()
        self.msix.reset()
        self.pci.reset()
        self._commanded = self.pci.command
        self._drive_irq()

    def resume(self) -> None:
        """After a restore: report where the BAR is, and go on with what was under way."""
        self.pci.announce()
        self.core.resume()

    # --- the BAR

    def read(self, offset: int, size: int) -> int:
        """A read of 1, 2, 4 or 8 bytes in BAR 0."""
        if COMMON <= offset < COMMON_LENGTH:
            return int.from_bytes(self._common()[offset : offset + size], "little")
        if ISR <= offset < ISR + ISR_LENGTH:
            return self._read_isr() if offset == ISR else 0
        if CONFIG <= offset < CONFIG + CONFIG_LENGTH:
            at = offset - CONFIG
            return int.from_bytes(self.device.config()[at : at + size], "little")
        if TABLE <= offset < TABLE + self.msix.length:
            return self.msix.read(offset - TABLE, size)
        if PENDING <= offset < PENDING + self.msix.pba_length:
            return self.msix.pba_read(offset - PENDING, size)
        return 0

    def write(self, offset: int, size: int, value: int) -> None:
        """A write of 1, 2, 4 or 8 bytes in BAR 0."""
        if offset >= NOTIFY:
            self.core.notify((offset - NOTIFY) // NOTIFY_MULTIPLIER)
        elif offset < COMMON_LENGTH:
            self._write_common(offset, size, value)
        elif CONFIG <= offset < CONFIG + CONFIG_LENGTH:
            self._write_device(offset - CONFIG, value.to_bytes(size, "little"))
        elif TABLE <= offset < TABLE + self.msix.length:
            self.msix.write(offset - TABLE, size, value)

    def _write_device(self, offset: int, data: bytes) -> None:
        room = len(self.device.config()) - offset
        if room > 0 and not self.state.core.resetting:
            self.device.config_write(offset, data[:room])

    def _queue(self) -> QueueState | None:
        core = self.state.core
        return core.queues[core.queue_select] if core.queue_select < len(core.queues) else None

    def _common(self) -> bytes:
        core = self.state.core
        queue = self._queue() or QueueState(0, vector=0)
        return _COMMON.pack(
            core.device_feature_select,
            self.core.features >> 32 * core.device_feature_select & 0xFFFFFFFF
            if core.device_feature_select < 2
            else 0,
            core.driver_feature_select,
            core.driver_features >> 32 * core.driver_feature_select & 0xFFFFFFFF
            if core.driver_feature_select < 2
            else 0,
            core.config_vector,
            len(core.queues),
            core.status,
            core.generation,
            core.queue_select,
            queue.size,
            queue.vector,
            queue.enabled,
            core.queue_select if queue.size else 0,
            queue.descriptors,
            queue.available,
            queue.used,
        )

    def _write_common(self, offset: int, size: int, value: int) -> None:
        """Every register that the write falls on, whole or in part, gets its new bytes."""
        data = value.to_bytes(size, "little")
        for register, width in _WRITABLE:
            if offset < register + width and register < offset + size:
                old = bytearray(self._common()[register : register + width].ljust(width, b"\0"))
                for at in range(max(offset, register), min(offset + size, register + width)):
                    old[at - register] = data[at - offset]
                self._set_common(register, int.from_bytes(old, "little"))

    def _set_common(self, register: Common, value: int) -> None:
        core = self.state.core
        match register:
            case Common.DEVICE_FEATURE_SELECT:
                core.device_feature_select = value
            case Common.DRIVER_FEATURE_SELECT:
                core.driver_feature_select = value
            case Common.DRIVER_FEATURE:
                self.core.set_driver_features(core.driver_feature_select, value)
            case Common.CONFIG_VECTOR:
                core.config_vector = value if value < self.msix.vectors else NO_VECTOR
            case Common.DEVICE_STATUS:
                self.core.set_status(value)
            case Common.QUEUE_SELECT:
                core.queue_select = value
            case _:
                queue = self._queue()
                if queue is not None:
                    self._set_queue(queue, register, value)

    def _set_queue(self, queue: QueueState, register: Common, value: int) -> None:
        select = self.state.core.queue_select
        if register == Common.QUEUE_VECTOR:
            queue.vector = value if value < self.msix.vectors else NO_VECTOR
        elif register == Common.QUEUE_RESET:
            if value == 1:
                self.core.reset_queue(select)  # Done at once: the register reads as 0 again (4.1.4.3.1).
        elif queue.enabled:
            return  # The rest may not change under way (4.1.4.3.2).
        elif register == Common.QUEUE_ENABLE:
            if value == 1:
                self.core.enable(select)
        elif register == Common.QUEUE_SIZE:
            self.core.resize(select, value)
        elif register == Common.QUEUE_DESC:
            queue.descriptors = value
        elif register == Common.QUEUE_DRIVER:
            queue.available = value
        else:
            queue.used = value

    # --- interrupts

    def _read_isr(self) -> int:
        """Reading takes it back (4.1.4.5.1)."""
        isr, self.state.core.isr = self.state.core.isr, 0
        self._drive_irq()
        return isr

    def _interrupt(self, _cause: Isr, vector: int) -> None:
        if self.msix.enabled:
            self.state.core.isr = 0  # For INTx alone (4.1.4.5).
            if vector != NO_VECTOR:
                self.msix.signal(vector)
        else:
            self._drive_irq()

    def _drive_irq(self) -> None:
        if self.state.core.isr and not self.msix.enabled:
            self._irq.set(not self.pci.command & Command.INTX_DISABLE)
        else:
            self._irq.set(False)

    # --- configuration space, with PciHost's lock held

    def _config_written(self, offset: int, size: int) -> None:
        if offset >= Register.STATUS and offset < 0x40:
            return
        self._enter(partial(self._after_config_write, offset, size))

    def _after_config_write(self, offset: int, size: int) -> None:
        if self.pci.get(self._advanced + _ADVANCED_CONTROL) & _INITIATE_RESET:
            self._reset_function()
            return
        self.msix.written(offset, size)
        self._drive_irq()
        before, self._commanded = self._commanded, self.pci.command
        if self._commanded & ~before & Command.BUS_MASTER:
            self.core.notify_all()
        if self._in_window(offset, size):
            place = self._accessed()
            if place is not None:
                self.write(*place, self.pci.get(self._access + _ACCESS_DATA, place[1]))

    def _reset_function(self) -> None:
        """The guest resets this function alone. Requests that are under way are waited for, as when a driver resets
        the device: until then its status is not 0."""
        self.core.set_status(0)
        self.msix.reset()
        self.pci.reset()
        self._commanded = self.pci.command
        self._drive_irq()

    def _config_about_to_be_read(self, offset: int, size: int) -> None:
        if offset <= Register.STATUS < offset + size:
            asks = bool(self.state.core.isr) and not self.msix.enabled
            status = self.pci.get(Register.STATUS) & ~STATUS_INTERRUPT | (STATUS_INTERRUPT if asks else 0)
            self.pci.put(Register.STATUS, 1, status)
        if offset <= self._advanced + _ADVANCED_STATUS < offset + size:
            self.pci.put(self._advanced + _ADVANCED_STATUS, 1, int(self.state.core.resetting))
        if self._in_window(offset, size):
            self._enter(self._fetch)

    def _fetch(self) -> None:
        place = self._accessed()
        if place is not None:
            self.pci.put(self._access + _ACCESS_DATA, place[1], self.read(*place))

    def _in_window(self, offset: int, size: int) -> bool:
        data = self._access + _ACCESS_DATA
        return offset < data + 4 and data < offset + size

    def _accessed(self) -> tuple[int, int] | None:
        """Offset and size of what the access capability points at (4.1.4.9.2)."""
        bar = self.pci.get(self._access + 4)
        offset, length = self.pci.get(self._access + 8, 4), self.pci.get(self._access + 12, 4)
        good = bar == BAR and length in (1, 2, 4) and offset % length == 0 and offset + length <= BAR_LENGTH
        return (offset, length) if good else None


def _capability(length: int, kind: CapabilityKind, offset: int, size: int) -> bytes:
    """A virtio_pci_cap behind its two header bytes (4.1.4)."""
    return bytes([length, kind, BAR, 0, 0, 0]) + offset.to_bytes(4, "little") + size.to_bytes(4, "little")
