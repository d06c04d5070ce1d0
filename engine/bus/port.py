"""The I/O port bus: 65,536 addresses, each answered by at most one chip.

Lock order: a region's lock is the owning chip's lock. The bus takes it around every call into a chip. Where a second
one is taken inside it, docs/decisions/0007-locks.md says which is the outer.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock

import msgspec

Read = Callable[[int, int], int]
Write = Callable[[int, int, int], None]
ReadBlock = Callable[[int, int, int], bytes]
WriteBlock = Callable[[int, int, bytes], None]

PORTS = 0x10000


class PortRegion(msgspec.Struct, frozen=True):
    """A window of ports and what answers in it.

    ``read(offset, size)`` and ``write(offset, size, value)`` get the offset from ``base`` and a size of 1, 2
    or 4 bytes, never more than ``width``: the bus cuts wider accesses into bytes at consecutive ports, as an
    ISA bus does for an 8-bit card. ``read_block(offset, size, count)`` and ``write_block(offset, size,
    data)`` take a whole REP INS/OUTS at one port; without them the bus repeats the single access.
    """

    base: int
    length: int
    read: Read
    write: Write
    width: int = 1
    read_block: ReadBlock | None = None
    write_block: WriteBlock | None = None


class _Slot:
    """A region and its chip's lock, as the table holds them."""

    __slots__ = ("base", "end", "lock", "read", "read_block", "width", "write", "write_block")

    def __init__(self, region: PortRegion, lock: Lock) -> None:
        self.base = region.base
        self.end = region.base + region.length
        self.width = region.width
        self.read = region.read
        self.write = region.write
        self.read_block = region.read_block
        self.write_block = region.write_block
        self.lock = lock


class PortBus:
    """Finds the chip behind a port. Ports that nobody answers float: reads are all ones, writes are lost."""

    def __init__(self) -> None:
        self._table: list[_Slot | None] = [None] * PORTS
        self.blocks: set[int] = set()
        """The ports whose chip takes a whole REP INS or REP OUTS at once."""

    def add(self, region: PortRegion, lock: Lock) -> None:
        """Put ``region`` on the bus. ValueError if part of it is taken or outside: a wiring mistake."""
        span = range(region.base, region.base + region.length)
        if not span or span[0] < 0 or span[-1] >= PORTS:
            raise ValueError(f"ports {region.base:#x}+{region.length} are not on the bus")
        taken = next((port for port in span if self._table[port] is not None), None)
        if taken is not None:
            raise ValueError(f"port {taken:#x} has a chip already")
        slot = _Slot(region, lock)
        for port in span:
            self._table[port] = slot
        if region.read_block is not None or region.write_block is not None:
            self.blocks = self.blocks | set(span)

    def free(self, base: int, length: int) -> bool:
        """Whether a window of ``length`` ports at ``base`` could be added."""
        return base + length <= PORTS and not any(self._table[base : base + length])

    def remove(self, base: int, length: int) -> None:
        """Take whatever answers in ``[base, base + length)`` off the bus (a PCI BAR that moved)."""
        for port in range(max(base, 0), min(base + length, PORTS)):
            self._table[port] = None
        self.blocks = self.blocks - set(range(base, base + length))

    def read(self, port: int, size: int) -> int:
        """One IN of ``size`` bytes at ``port``."""
        slot = self._table[port]
        if slot is None:
            return (1 << 8 * size) - 1
        if size <= slot.width and port + size <= slot.end:
            with slot.lock:
                return slot.read(port - slot.base, size)
        value = 0
        for i in range(size):
            value |= self.read((port + i) & 0xFFFF, 1) << 8 * i
        return value

    def write(self, port: int, size: int, value: int) -> None:
        """One OUT of ``size`` bytes at ``port``."""
        slot = self._table[port]
        if slot is None:
            return
        if size <= slot.width and port + size <= slot.end:
            with slot.lock:
                slot.write(port - slot.base, size, value)
            return
        for i in range(size):
            self.write((port + i) & 0xFFFF, 1, value >> 8 * i & 0xFF)

    def read_block(self, port: int, size: int, count: int) -> bytes:
        """REP INS: ``count`` reads of ``size`` bytes at the same port, as one string of bytes."""
        slot = self._table[port]
        if slot is not None and slot.read_block is not None and size <= slot.width:
            with slot.lock:
                return slot.read_block(port - slot.base, size, count)
        return b"".join(self.read(port, size).to_bytes(size, "little") for _ in range(count))

    def write_block(self, port: int, size: int, data: bytes) -> None:
        """REP OUTS: ``data`` in pieces of ``size`` bytes to the same port."""
        slot = self._table[port]
        if slot is not None and slot.write_block is not None and size <= slot.width:
            with slot.lock:
                slot.write_block(port - slot.base, size, data)
            return
        for i in range(0, len(data), size):
            self.write(port, size, int.from_bytes(data[i : i + size], "little"))
