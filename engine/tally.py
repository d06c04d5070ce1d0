"""What is counted where it happens, put on the statistics page for front ends to read."""

from __future__ import annotations

from engine.peripheral import Peripherals
from engine.stats import MachineCount

ASK_EVERY = 5
"""Seconds between two questions to the guest how it uses its memory: each wakes it."""


class Tally:
    """The peripherals' counts, and how a guest with a balloon driver says it uses its memory. Call ``take`` once a
    second. ``counts`` are the machine's words of the page."""

    def __init__(self, peripherals: Peripherals, counts: memoryview) -> None:
        self._peripherals = peripherals
        self._counts = counts
        self._turn = 0

    def take(self) -> None:
        """Put all on the page."""
        counts, traffic = self._counts, [card.traffic for card in self._peripherals.cards]
        counts[MachineCount.NET_RX_BYTES] = sum(each.received_bytes for each in traffic)
        counts[MachineCount.NET_RX_FRAMES] = sum(each.received for each in traffic)
        counts[MachineCount.NET_TX_BYTES] = sum(each.sent_bytes for each in traffic)
        counts[MachineCount.NET_TX_FRAMES] = sum(each.sent for each in traffic)
        balloon = self._peripherals.balloon
        if balloon is not None:
            said = balloon.statistics()
            counts[MachineCount.BALLOON_BYTES] = balloon.given
            counts[MachineCount.GUEST_MEMORY_TOTAL] = said.get("total", 0)
            counts[MachineCount.GUEST_MEMORY_AVAILABLE] = said.get("available", 0)
            if self._turn % ASK_EVERY == 0:
                balloon.ask()
        self._turn += 1
