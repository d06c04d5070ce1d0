"""engine.tally: counts on their way to the statistics page."""

from __future__ import annotations

import asyncio

from engine.config import Network
from engine.devices.virtio.balloon import PAGE
from engine.net.port import Traffic
from engine.peripheral import Peripherals
from engine.stats import MachineCount, StatsPage
from engine.tally import ASK_EVERY, Tally
from engine.virtio import BALLOON_SLOT
from tests.support.virtioboard import Board

STATS, STATS_VQ = 2, 1 << 1


def test_cards_and_balloon_are_counted() -> None:
    async def main() -> None:
        board = Board(networks=(Network(backend="none"), Network(backend="none")))
        page = StatsPage(1, 1 << 20)
        tally = Tally(board.peripherals, page.machine)
        for number, card in enumerate(board.peripherals.cards, 1):
            card.chip.traffic = Traffic(1 * number, 10 * number, 100 * number, 1000 * number)
        driver = board.driver(BALLOON_SLOT)
        driver.start(STATS_VQ, size=8)
        place = driver.alloc(20)
        words = [(5, 64 << 20), (6, 32 << 20)]
        board.space.write(place, b"".join(tag.to_bytes(2, "little") + n.to_bytes(8, "little") for tag, n in words))
        driver.config_write(4, 4, 2)
        tally.take()
        driver.queues[STATS].add([(place, 20, 0)])
        asked = 0
        for _ in range(2 * ASK_EVERY):
            tally.take()
            if driver.queues[STATS].take():
                asked += 1
                driver.queues[STATS].add([(place, 20, 0)])
        assert asked == 2
        counts = page.machine
        assert counts[MachineCount.NET_TX_FRAMES] == 3 and counts[MachineCount.NET_TX_BYTES] == 30
        assert counts[MachineCount.NET_RX_FRAMES] == 300 and counts[MachineCount.NET_RX_BYTES] == 3000
        assert counts[MachineCount.BALLOON_BYTES] == 2 * PAGE
        assert counts[MachineCount.GUEST_MEMORY_TOTAL] == 64 << 20
        assert counts[MachineCount.GUEST_MEMORY_AVAILABLE] == 32 << 20

    asyncio.run(main())


def test_a_board_without_any() -> None:
    page = StatsPage(1, 1 << 20)
    Tally(Peripherals(), page.machine).take()
    assert page.machine[MachineCount.NET_RX_BYTES] == 0
