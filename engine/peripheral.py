"""The host's side of what a board has beyond a PC of old: tablet, balloon, network cards, the virtio console.

Each is a chip with its seat; the methods take the chip's lock, so any thread may call them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from engine.bell import Bell
from engine.config import NetworkBackend
from engine.devices.virtio.balloon import PAGE, VirtioBalloon
from engine.devices.virtio.console import VirtioConsole
from engine.devices.virtio.input import VirtioTablet
from engine.memory.block import Block
from engine.net.port import Traffic
from engine.wiring import Seat

if TYPE_CHECKING:  # Whoever makes a card imports its chip: many machines have no network.
    from engine.devices.virtio.net import VirtioNet


class Tablet(msgspec.Struct, frozen=True):
    """The pointer that is where the person points."""

    seat: Seat
    chip: VirtioTablet

    @property
    def listening(self) -> bool:
        """Whether the guest has a driver for it."""
        with self.seat.lock:
            return self.chip.listening

    def move(self, x: int, y: int) -> None:
        """Put the pointer to (x, y), each from 0 to input.MAXIMUM."""
        with self.seat.lock:
            self.chip.move(x, y)

    def button(self, name: str, down: bool) -> None:
        """Move a button."""
        with self.seat.lock:
            self.chip.button(name, down)

    def wheel(self, steps: int) -> None:
        """Turn the wheel: away from the person is positive."""
        with self.seat.lock:
            self.chip.wheel(steps)


class Balloon:
    """Memory that the guest gives back, and what it says of the rest. Sizes are in bytes."""

    def __init__(self, seat: Seat, ram: Block) -> None:
        self.seat = seat
        self.chip = VirtioBalloon(self._release)
        self._ram = ram
        self._target = 0

    @property
    def most(self) -> int:
        """The memory that it has when the balloon is empty."""
        return self._ram.length

    @property
    def size(self) -> int:
        """The memory that the guest has now."""
        return self._ram.length - self.given

    @property
    def given(self) -> int:
        """The memory that the guest has given back. It may say any number, but has no more than all."""
        return min(self.chip.state.actual * PAGE, self._ram.length)

    def set_size(self, size: int) -> None:
        """Ask the guest to do with ``size`` bytes, up to all its RAM. It takes its time, and may not listen."""
        self._target = (self._ram.length - size) // PAGE
        with self.seat.lock:
            self.chip.set_target(self._target)

    def restate(self) -> None:
        """After a reset, with the lock held: what is wanted of the guest is wanted of the next one."""
        self.chip.set_target(self._target)

    def ask(self) -> None:
        """Ask the guest for statistics; the next ``statistics`` have them, if it answers."""
        with self.seat.lock:
            self.chip.ask()

    def statistics(self) -> dict[str, int]:
        """What the guest has last said of its memory, by the names of balloon.STATISTICS; empty if it has not."""
        with self.seat.lock:
            return dict(self.chip.state.statistics)

    def _release(self, views: list[memoryview]) -> None:
        for view in views:
            self._ram.release(view)


class Wire(Protocol):
    """What carries a card's frames; see engine.net.wire."""

    def start(self) -> None:
        """Begin."""

    def close(self) -> None:
        """End."""


class Card(msgspec.Struct, frozen=True):
    """A network card. ``wire`` carries its frames where the host has a part in that."""

    name: str
    backend: NetworkBackend
    mac: bytes
    seat: Seat
    chip: VirtioNet
    wire: Wire | None

    @property
    def traffic(self) -> Traffic:
        """What it has carried since the machine's start."""
        return self.chip.traffic

    @property
    def link(self) -> bool:
        """Whether the cable is in."""
        return self.chip.state.link

    def set_link(self, link: bool) -> None:
        """Put the cable in, or pull it."""
        with self.seat.lock:
            self.chip.set_link(link)


class Console(msgspec.Struct, frozen=True):
    """The virtio console: its port 0 is hvc0 to Linux, the others are channels."""

    seat: Seat
    chip: VirtioConsole

    def feed(self, port: int, data: bytes) -> int:
        """Bytes for the guest. How many it took."""
        with self.seat.lock:
            return self.chip.feed(port, data)

    def drained(self, port: int) -> None:
        """There is room again for what the guest writes."""
        with self.seat.lock:
            self.chip.drained(port)

    def connect(self, port: int, connected: bool) -> None:
        """Whether somebody here has the other end."""
        with self.seat.lock:
            self.chip.connect(port, connected)


class Peripherals(msgspec.Struct):
    """Those that one board has."""

    tablet: Tablet | None = None
    balloon: Balloon | None = None
    console: Console | None = None
    cards: list[Card] = msgspec.field(default_factory=list)
    bells: list[Bell] = msgspec.field(default_factory=list)

    def start(self) -> None:
        """The machine is on: frames may come."""
        for card in self.cards:
            if card.wire is not None:
                card.wire.start()

    def settle(self) -> None:
        """The vCPUs stand: take up what they have notified devices of."""
        for bell in self.bells:
            bell.settle()

    def close(self) -> None:
        """Stop what runs for the devices, and let go of what the cards are plugged into."""
        for bell in self.bells:
            bell.close()
        for card in self.cards:
            if card.wire is not None:
                card.wire.close()
