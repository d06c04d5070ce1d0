"""The ring in which KVM gathers writes that need no answer, instead of stopping the guest for each."""

from __future__ import annotations

from collections.abc import Callable
from struct import Struct

from engine.kvm.abi import COALESCED_MMIO_PAGE_OFFSET, PAGE_SIZE

HEADER_SIZE = 8
ENTRY = Struct("<QIIQ")
"""address, length, is_pio, data (of which only ``length`` bytes are meant)."""
ENTRIES = (PAGE_SIZE - HEADER_SIZE) // ENTRY.size
_MASK = tuple((1 << 8 * length) - 1 for length in range(9))

Write = tuple[bool, int, int, int]
"""is_pio, address or port, length in bytes (1 to 8), value (little-endian)."""


class CoalescedRing:
    """The consumer's end of the ring page (4.116), shared by all vCPUs of a machine.

    It has no lock: who empties it, by ``deliver`` or ``drain``, holds one of his own until the writes are where they
    belong. A run loop does so after every KVM_RUN and before it handles the exit, so that the guest's order is kept.
    The kernel falls back to ordinary exits when the ring is full, so nothing is lost.
    """

    def __init__(self, mapping: memoryview) -> None:
        """``mapping`` is a writable view of one vCPU's whole mapping, as bytes."""
        start = COALESCED_MMIO_PAGE_OFFSET * PAGE_SIZE
        self._page = mapping[start : start + PAGE_SIZE]
        self.indices = self._page[:HEADER_SIZE].cast("I")
        """Where the next write is taken, and where KVM puts one: they differ while any waits."""

    def pending(self) -> bool:
        """Whether a write waits. Cheap: two loads."""
        index = self.indices
        return index[0] != index[1]

    def oldest(self) -> int | None:
        """The place in the ring of the write that is next, None when none waits."""
        first = self.indices[0]
        return first if first != self.indices[1] else None

    def drain(self) -> list[Write]:
        """Take all waiting writes, oldest first."""
        index = self.indices
        first, last = index[0], index[1]
        writes: list[Write] = []
        while first != last and first < ENTRIES:
            writes.append(self._entry(first))
            first = (first + 1) % ENTRIES
        index[0] = first
        return writes

    def deliver(
        self, write: Callable[[bool, int, int, int], None], write_block: Callable[[int, bytes], None] | None = None
    ) -> None:
        """Hand the writes that wait now to ``write`` (its arguments are Write's), oldest first. Each stays pending
        until it is delivered, so that nobody who looks meanwhile believes the ring to be empty and overtakes it.
        Bytes to one port that follow each other go to ``write_block(port, bytes)`` at once, if it is given."""
        index = self.indices
        last = index[1]
        while (first := index[0]) != last and first < ENTRIES:
            pio, address, length, data = self._entry(first)
            alike = [data]
            if write_block is not None and pio and length == 1:
                alike += self._alike(first, last)
            try:
                if write_block is not None and len(alike) > 1:
                    write_block(address, bytes(alike))
                else:
                    write(pio, address, length, data)
            finally:
                index[0] = (first + len(alike)) % ENTRIES

    def _alike(self, first: int, last: int) -> list[int]:
        """The values of those writes right behind the one at ``first`` that go where it goes."""
        place, values, at = self._entry(first)[:3], [], (first + 1) % ENTRIES
        while at != last and (entry := self._entry(at))[:3] == place:
            values.append(entry[3])
            at = (at + 1) % ENTRIES
        return values

    def _entry(self, at: int) -> Write:
        address, length, pio, data = ENTRY.unpack_from(self._page, HEADER_SIZE + at * ENTRY.size)
        return pio != 0, address, length, data & _MASK[min(length, 8)]

    def release(self) -> None:
        """Let go of the mapping. The ring cannot be used afterwards."""
        self.indices.release()
        self._page.release()
