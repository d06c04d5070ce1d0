"""How chips are put on the buses: each with a lock of its own, which the buses take around every call into it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

import msgspec

from engine.bus.irq import IrqLine
from engine.bus.mmio import MmioBus, MmioRegion
from engine.bus.port import PortBus, PortRegion
from engine.clock import ChipClock, MachineClock
from engine.cpu.accel import Accel


class Seat(msgspec.Struct, frozen=True):
    """A chip's place on the board: its lock, and the clock whose alarms take that lock."""

    lock: Lock
    clock: ChipClock
    wiring: Wiring

    def ports(self, *regions: PortRegion) -> None:
        """Put windows of the chip on the port bus."""
        for region in regions:
            self.wiring.ports.add(region, self.lock)

    def memory(self, region: MmioRegion) -> None:
        """Put a window of the chip on the memory bus."""
        self.wiring.mmio.add(region, self.lock)

    def on_reset(self, reset: Callable[[], None]) -> None:
        """What the machine's reset does to the chip."""
        self.wiring.resets.append((self.lock, reset))

    def deliver(self, call: Callable[[], None]) -> None:
        """Make a call into the chip from outside: a key, a byte, a finished request."""
        with self.lock:
            call()


class Wiring(msgspec.Struct, frozen=True):
    """The buses of one machine, and what is on them."""

    ports: PortBus
    mmio: MmioBus
    clock: MachineClock
    accel: Accel
    resets: list[tuple[Lock, Callable[[], None]]] = msgspec.field(default_factory=list)

    def seat(self) -> Seat:
        """A place for one more chip."""
        lock = Lock()
        return Seat(lock, self.clock.for_chip(lock), self)

    def movable(self, seat: Seat, length: int, *windows: PortRegion) -> Callable[[int | None], None]:
        """A port window that the guest places: call the result with its base, or None to close it.

        ``windows`` have bases relative to the window. Where another chip answers already, the guest gets no
        window: that is its mistake, not ours.
        """
        at: list[int] = []

        def moved(base: int | None) -> None:
            while at:
                self.ports.remove(at.pop(), length)
            if base is None or not self.ports.free(base, length):
                return
            for window in windows:
                self.ports.add(msgspec.structs.replace(window, base=base + window.base), seat.lock)
            at.append(base)

        return moved

    def movable_memory(self, seat: Seat, window: MmioRegion) -> Callable[[int | None], None]:
        """As ``movable``, for a window of memory. Where RAM is, RAM answers: the CPU never comes here."""
        at: list[int] = []

        def moved(base: int | None) -> None:
            while at:
                self.mmio.remove(at.pop())
            if base is not None and self.mmio.free(base, window.length):
                self.mmio.add(msgspec.structs.replace(window, base=base), seat.lock)
                at.append(base)

        return moved

    def irq(self, gsi: int) -> IrqLine:
        """An input of the interrupt controllers."""
        return self.accel.irq_line(gsi)

    def reset(self) -> None:
        """Reset every chip, in the order they were seated. The vCPUs stand."""
        for lock, reset in self.resets:
            with lock:
                reset()
