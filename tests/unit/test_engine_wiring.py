"""engine.wiring: chips on buses, each with its own lock."""

from __future__ import annotations

import asyncio

from engine.bus.mmio import MmioBus, MmioRegion
from engine.bus.port import PortBus, PortRegion
from engine.clock import MachineClock
from engine.wiring import Seat, Wiring
from tests.support.fakecpu import FakeAccel


class Chip:
    """Remembers its calls, and that its lock was held in each."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.calls: list[str] = []

    def note(self, name: str) -> None:
        assert self.seat.lock.locked()
        self.calls.append(name)

    def read(self, offset: int, size: int) -> int:
        self.note(f"read {offset}")
        return 0x42

    def write(self, offset: int, size: int, value: int) -> None:
        self.note(f"write {offset} {value:#x}")


def test_everything_reaches_a_chip_with_its_lock_held() -> None:
    async def main() -> None:
        accel = FakeAccel()
        wiring = Wiring(PortBus(), MmioBus(), MachineClock(asyncio.get_running_loop()), accel)
        first, second = Chip(wiring.seat()), Chip(wiring.seat())
        assert first.seat.lock is not second.seat.lock
        for number, chip in enumerate((first, second)):
            chip.seat.ports(PortRegion(0x10 * number, 4, chip.read, chip.write))
            chip.seat.memory(MmioRegion(0x1000 * number, 16, chip.read, chip.write))
            chip.seat.on_reset(lambda chip=chip: chip.note("reset"))
        wiring.ports.write(0x02, 1, 7)
        assert wiring.mmio.read(5, 4) == 0x42
        second.seat.deliver(lambda: second.note("event"))
        wiring.reset()
        assert first.calls == ["write 2 0x7", "read 5", "reset"]
        assert second.calls == ["event", "reset"]
        assert not first.seat.lock.locked()
        wiring.irq(4).set(True)
        assert accel.log == ["irq 4 1"]

    asyncio.run(main())


def test_a_window_moved_onto_taken_ports_stays_shut() -> None:
    async def main() -> None:
        wiring = Wiring(PortBus(), MmioBus(), MachineClock(asyncio.get_running_loop()), FakeAccel())
        fixed, mover = Chip(wiring.seat()), Chip(wiring.seat())
        fixed.seat.ports(PortRegion(0x60, 4, fixed.read, fixed.write))
        move = wiring.movable(mover.seat, 8, PortRegion(0, 8, mover.read, mover.write))
        move(0xC000)
        wiring.ports.write(0xC001, 1, 7)
        move(0x5C)  # Its upper half would be the other chip's.
        wiring.ports.write(0x61, 1, 8)
        wiring.ports.write(0xC001, 1, 9)  # It has left there.
        wiring.ports.write(0x5C, 1, 10)
        move(0xD000)
        wiring.ports.write(0xD002, 1, 11)
        move(None)
        wiring.ports.write(0xD002, 1, 12)
        assert mover.calls == ["write 1 0x7", "write 2 0xb"]
        assert fixed.calls == ["write 1 0x8"]

    asyncio.run(main())
