"""Guest memory as a chip that does DMA sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class GuestMemory(Protocol):
    """Guest-physical memory. Addresses come from the guest, so nothing here raises because of one."""

    def views(self, address: int, length: int) -> list[memoryview]:
        """The RAM behind ``[address, address + length)`` as writable byte views, in order.

        Stops at the first byte that is not RAM (a hole, a device, the end): the sum of the lengths is then
        less than ``length``. Ready to be handed to ``os.preadv`` and ``os.pwritev``.
        """

    def around(self, address: int) -> tuple[int, int, memoryview]:
        """The piece of RAM that ``address`` is in: where it begins and ends, and all of it as a writable byte view.
        Both are 0 where there is no RAM. Valid until the guest next runs."""

    def stored(self, views: Sequence[memoryview]) -> None:
        """A device has written to these views: call it before the guest is told of it. A CPU that keeps translated
        code forgets what it has of it."""

    def read(self, address: int, length: int) -> bytes:
        """``length`` bytes; those that are not RAM read as 0xFF."""

    def write(self, address: int, data: bytes | memoryview) -> None:
        """Store ``data``; bytes that do not fall on RAM are lost."""
