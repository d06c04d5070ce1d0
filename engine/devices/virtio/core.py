"""What every virtio device is, on whatever bus: status, features and queues (virtio 1.2, chapter 2).

A ``VirtioCore`` stands between a device (block, console, ...) and its transport (PCI). The device takes chains and
gives them back; the transport lets the driver at the registers and carries the interrupts. One lock, the
transport's seat, guards all three.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum
from typing import Protocol

import msgspec

from engine.bus.clock import Clock
from engine.devices.virtio.queue import Chain, Fault, QueueState, Rings, pop, push, rings, walk, wants_interrupt
from engine.memory.guest import GuestMemory


class Status:
    """Bits of the device status field (virtio 1.2, 2.1)."""

    ACKNOWLEDGE = 1
    DRIVER = 2
    DRIVER_OK = 4
    FEATURES_OK = 8
    NEEDS_RESET = 64
    FAILED = 128


class Feature:
    """Numbers of the feature bits that no device has to itself (virtio 1.2, chapter 6)."""

    INDIRECT_DESC = 28
    EVENT_IDX = 29
    VERSION_1 = 32
    RING_RESET = 40


class Isr(IntEnum):
    """What an interrupt is about (virtio 1.2, 4.1.4.5)."""

    QUEUE = 1
    CONFIG = 2


def bits(*features: int) -> int:
    """A mask with the bits of these numbers."""
    return sum(1 << feature for feature in set(features))


_TURN = 512
"""How many chains a queue gets done at the most before it is the others' turn."""
COMMON_FEATURES = bits(Feature.INDIRECT_DESC, Feature.EVENT_IDX, Feature.VERSION_1)


class CoreState(msgspec.Struct):
    """The registers that all devices have. ``resetting``: the driver has asked for a reset, and requests are still
    under way; ``again``: a bit for each queue that is to be looked at once more without a notification."""

    status: int = 0
    device_feature_select: int = 0
    driver_feature_select: int = 0
    driver_features: int = 0
    queue_select: int = 0
    config_vector: int = 0xFFFF
    generation: int = 0
    isr: int = 0
    resetting: bool = False
    again: int = 0
    queues: list[QueueState] = msgspec.field(default_factory=list)


class Device(Protocol):
    """A device without its transport. ``kind`` is the virtio device ID (chapter 5), ``pci_class`` the 24-bit class
    code, ``features`` the mask of its own feature bits, ``sizes`` the largest size of each queue."""

    kind: int
    pci_class: int
    features: int
    sizes: Sequence[int]

    def attach(self, core: VirtioCore) -> None:
        """The core to work with; once, before anything else."""

    def config(self) -> bytes:
        """The device configuration space as it reads now."""

    def config_write(self, offset: int, data: bytes) -> None:
        """The driver wrote ``data`` there; the device takes what may be written."""

    def start(self) -> None:
        """The driver is ready (DRIVER_OK). A notification for every queue follows."""

    def notified(self, queue: int) -> None:
        """There may be new chains: pop until None."""

    def stop(self) -> bool:
        """The driver resets the device: back to defaults. False when requests are under way still; the core's
        ``stopped`` must then be called when they are not."""

    def reset(self) -> None:
        """Power-on: defaults at once, and nothing that was under way counts any more."""

    def resume(self) -> None:
        """After a restore: take up again what was under way."""


class VirtioCore:
    """The common half of a device. ``raise_interrupt(cause, vector)`` tells the transport; ``lower_interrupt()``
    says that the reasons are gone. ``may_run()`` is whether the bus lets the device at memory."""

    def __init__(
        self,
        device: Device,
        memory: GuestMemory,
        clock: Clock,
        raise_interrupt: Callable[[Isr, int], None],
        lower_interrupt: Callable[[], None],
        may_run: Callable[[], bool],
        state: CoreState | None = None,
    ) -> None:
        self.state = state if state is not None else CoreState()
        self.device = device
        self.memory = memory
        self.features = device.features | COMMON_FEATURES
        self.fault = ""
        """What the driver did wrong, for people; empty while nothing is."""
        self._clock = clock
        self._raise = raise_interrupt
        self._lower = lower_interrupt
        self._may_run = may_run
        self._rings: list[Rings | None] = [None] * len(device.sizes)
        self._budget = 0
        self._event_idx = False
        self._timer = clock.timer(self._look_again)
        if not self.state.queues:
            self.state.queues = [QueueState(size) for size in device.sizes]
        device.attach(self)

    # --- the device's side

    @property
    def running(self) -> bool:
        """Whether queues may be used: the driver is ready, nothing is wrong, no reset is under way."""
        state = self.state
        ready = state.status & (Status.DRIVER_OK | Status.NEEDS_RESET) == Status.DRIVER_OK
        return ready and not state.resetting and self._may_run()

    def negotiated(self, feature: int) -> bool:
        """Whether driver and device agreed on the feature of this number."""
        return bool(self.state.status & Status.FEATURES_OK and self.state.driver_features >> feature & 1)

    def pop(self, index: int, *, bounded: bool = True) -> Chain | None:
        """The next chain of a queue. None: there is none now; ``notified`` is called when there is.

        ``bounded``: the guest alone decides how many there are, so after some the others wait for their turn.
        Not so where each chain takes something that the host has to offer.
        """
        ring = self._ring(index) if self.running else None
        if ring is None:
            return None
        if bounded and self._budget <= 0:
            self.state.again |= 1 << index
            self._timer.arm(self._clock.now_ns())
            return None
        self._budget -= bounded
        return self._checked(index, pop(self.memory, self.state.queues[index], ring, self._event_idx))

    def charge(self, turns: int) -> None:
        """The last chain is as much work as ``turns`` more: the others' turn comes so much sooner."""
        self._budget -= turns

    def walk(self, index: int, head: int) -> Chain | None:
        """A chain that was popped before the state was saved. None if the guest has spoilt it."""
        ring = self._ring(index)
        if ring is None:
            return None
        return self._checked(index, walk(self.memory, self.state.queues[index], ring, head))

    def push(self, index: int, chain: Chain, written: int) -> None:
        """Give a chain back with the first ``written`` bytes of its writable part filled. Then ``signal``."""
        ring = self._ring(index)
        if ring is not None and not self.state.resetting:
            if written:
                self.memory.stored(chain.writable)
            push(self.state.queues[index], ring, chain.head, written)

    def signal(self, index: int) -> None:
        """Interrupt the driver if it wants that for what was pushed."""
        ring = self._rings[index]
        queue = self.state.queues[index]
        if ring is not None and not self.state.resetting and wants_interrupt(queue, ring, self._event_idx):
            self.state.isr |= Isr.QUEUE
            self._raise(Isr.QUEUE, queue.vector)

    def config_changed(self) -> None:
        """The device configuration space reads differently now (2.5)."""
        self.state.generation = self.state.generation + 1 & 0xFF
        if self.state.status & Status.DRIVER_OK and not self.state.resetting:
            self.state.isr |= Isr.CONFIG
            self._raise(Isr.CONFIG, self.state.config_vector)

    def fail(self, index: int, reason: str) -> None:
        """The driver is at fault: stop until it resets the device (2.1.2)."""
        if not self.state.status & Status.NEEDS_RESET:
            self.fault = f"Queue {index}: {reason}."
            self.state.status |= Status.NEEDS_RESET
            self.config_changed()

    def stopped(self) -> None:
        """The requests that held up a reset are done."""
        if self.state.resetting:
            self._clear()

    # --- the transport's side

    def notify(self, index: int) -> None:
        """The driver's notification (2.9)."""
        if index < len(self.state.queues) and self.state.queues[index].enabled and self.running:
            self._budget = min(2 * self.state.queues[index].size, _TURN)
            self.device.notified(index)

    def notify_all(self) -> None:
        """Look at every queue: after the driver, or the bus, has let the device run."""
        for index in range(len(self.state.queues)):
            self.notify(index)

    def set_driver_features(self, word: int, value: int) -> None:
        """The driver's choice, 32 bits at a time; until it is agreed upon (2.2)."""
        if word < 2 and not self.state.status & Status.FEATURES_OK:
            kept = self.state.driver_features & ~(0xFFFFFFFF << 32 * word)
            self.state.driver_features = kept | value << 32 * word

    def set_status(self, value: int) -> None:
        """The driver sets bits, or all to 0: a reset (2.1). Features it may not have keep FEATURES_OK out."""
        state = self.state
        if state.resetting:
            return
        if value == 0:
            state.resetting = True
            if self.device.stop():
                self._clear()
            return
        new = value & ~state.status & ~Status.NEEDS_RESET & 0xFF
        wanted = state.driver_features
        if wanted & ~self.features or not wanted >> Feature.VERSION_1 & 1:
            new &= ~Status.FEATURES_OK
        if not (state.status | new) & Status.FEATURES_OK:
            new &= ~Status.DRIVER_OK
        state.status |= new
        self._event_idx = self.negotiated(Feature.EVENT_IDX)
        if new & Status.DRIVER_OK:
            self.device.start()
            self.notify_all()

    def resize(self, index: int, size: int) -> None:
        """The driver makes a queue smaller than it could be: a power of two (2.7)."""
        queue = self.state.queues[index]
        if not queue.enabled and 0 < size <= self.device.sizes[index] and size & size - 1 == 0:
            queue.size = size

    def enable(self, index: int) -> None:
        """Begin to use a queue as it is described now (4.1.5.1.3)."""
        queue = self.state.queues[index]
        if not queue.enabled and not self.state.resetting:
            queue.enabled = True
            self._ring(index)

    def reset_queue(self, index: int) -> None:
        """The driver takes one queue back (2.6.1), if that was agreed upon: it is as after a reset, and may be set up
        anew. For devices that keep no chain beyond a call; only they may offer RING_RESET."""
        if self.negotiated(Feature.RING_RESET) and self.state.queues[index].enabled and not self.state.resetting:
            self.state.queues[index] = QueueState(self.device.sizes[index])
            self._rings[index] = None
            self.state.again &= ~(1 << index)

    def reset(self) -> None:
        """Power-on."""
        self.device.reset()
        self._clear()
        self.state.generation = 0

    def resume(self) -> None:
        """After a restore, once: the device goes on where it was."""
        self._event_idx = self.negotiated(Feature.EVENT_IDX)
        if self.state.again:
            self._timer.arm(self._clock.now_ns())
        self.device.resume()

    def _clear(self) -> None:
        state = self.state
        generation = state.generation
        state.status = state.device_feature_select = state.driver_feature_select = state.driver_features = 0
        state.queue_select = state.isr = state.again = 0
        state.config_vector, state.generation, state.resetting = 0xFFFF, generation, False
        state.queues[:] = [QueueState(size) for size in self.device.sizes]
        self._rings = [None] * len(state.queues)
        self._event_idx = False
        self._timer.disarm()
        self.fault = ""
        self._lower()

    def _ring(self, index: int) -> Rings | None:
        """The rings of a queue, looked up once: RAM stays where it is."""
        ring = self._rings[index]
        if ring is None and self.state.queues[index].enabled:
            found = rings(self.memory, self.state.queues[index])
            if isinstance(found, Fault):
                self.fail(index, found)
                return None
            ring = self._rings[index] = found
        return ring

    def _checked(self, index: int, chain: Chain | Fault | None) -> Chain | None:
        if isinstance(chain, Fault):
            self.fail(index, chain)
            return None
        return chain

    def _look_again(self) -> None:
        again, self.state.again = self.state.again, 0
        for index in range(len(self.state.queues)):
            if again >> index & 1:
                self.notify(index)
