"""engine.peripheral: the host's side of tablet, balloon and cables, against real chips."""

from __future__ import annotations

import asyncio

from engine.config import Network
from engine.devices.virtio.balloon import PAGE
from engine.virtio import BALLOON_SLOT, CONSOLE_SLOT, TABLET_SLOT
from tests.support.virtioboard import RAM, Board

INFLATE, STATS = 0, 2
STATS_VQ = 1 << 1


def test_memory_that_the_guest_gives_back_is_the_hosts() -> None:
    async def main() -> None:
        board = Board()
        balloon = board.peripherals.balloon
        assert balloon is not None and balloon.size == balloon.most == RAM
        driver = board.driver(BALLOON_SLOT)
        driver.start(STATS_VQ, size=8)
        balloon.set_size(RAM - 3 * PAGE)
        assert driver.isr() & 2 and driver.config(0, 4) == 3
        board.ram.view[: 4 * PAGE] = b"\xaa" * (4 * PAGE)
        driver.queues[INFLATE].send(b"".join(page.to_bytes(4, "little") for page in (0, 1, 3, 1 << 31)))
        driver.config_write(4, 4, 3)
        assert bytes(board.ram.view[: 4 * PAGE]) == bytes(2 * PAGE) + b"\xaa" * PAGE + bytes(PAGE)
        assert balloon.size == RAM - 3 * PAGE
        assert driver.config(4, 4) == 3
        driver.config_write(4, 4, 0xFFFF_FFFF)
        assert balloon.size == 0

    asyncio.run(main())


def test_what_is_wanted_of_a_guest_is_wanted_of_the_next() -> None:
    async def main() -> None:
        board = Board()
        balloon = board.peripherals.balloon
        assert balloon is not None
        balloon.set_size(RAM // 2)
        board.wiring.reset()
        driver = board.driver(BALLOON_SLOT)
        driver.start(size=8)
        assert driver.config(0, 4) == RAM // 2 // PAGE

    asyncio.run(main())


def test_statistics_come_when_asked_for() -> None:
    async def main() -> None:
        board = Board()
        balloon = board.peripherals.balloon
        assert balloon is not None
        balloon.ask()  # There is no driver yet.
        driver = board.driver(BALLOON_SLOT)
        driver.start(STATS_VQ, size=8)
        assert balloon.statistics() == {}
        place = driver.alloc(10)
        board.space.write(place, b"\x05\x00" + (7 << 20).to_bytes(8, "little"))
        driver.queues[STATS].add([(place, 10, 0)])
        assert balloon.statistics() == {"total": 7 << 20}
        assert driver.queues[STATS].take() == []
        balloon.ask()
        assert len(driver.queues[STATS].take()) == 1

    asyncio.run(main())


def test_the_tablet_listens_when_a_driver_does() -> None:
    async def main() -> None:
        board = Board()
        tablet = board.peripherals.tablet
        assert tablet is not None and not tablet.listening
        driver = board.driver(TABLET_SLOT)
        driver.start(size=32)
        assert tablet.listening
        places = [driver.queues[0].provide(8) for _ in range(7)]
        tablet.move(100, 0x7FFF)
        tablet.button("left", True)
        tablet.wheel(-1)
        events = [board.space.read(place, 8).hex() for place in places]
        syn = "0000000000000000"
        wanted = [
            "0300000064000000", "03000100ff7f0000", syn,
            "0100100101000000", syn,
            "02000800ffffffff", syn,
        ]  # fmt: skip
        assert events == wanted

    asyncio.run(main())


def test_closing_closes_the_cables() -> None:
    async def main() -> None:
        board = Board(networks=(Network(backend="loopback"),))
        board.peripherals.start()
        board.peripherals.close()
        assert CONSOLE_SLOT in {slot for slot, _ in board.pci.functions()}

    asyncio.run(main())
