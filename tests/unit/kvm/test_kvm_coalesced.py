"""The ring of gathered writes, fed by a pretended kernel."""

from __future__ import annotations

import struct

from engine.kvm.coalesced import ENTRIES, ENTRY, CoalescedRing

START = 2 * 4096


class Producer:
    """The kernel's end: puts writes into the ring unless it is full."""

    def __init__(self) -> None:
        self.mapping = bytearray(3 * 4096)
        self.ring = CoalescedRing(memoryview(self.mapping))

    def index(self) -> tuple[int, int]:
        return struct.unpack_from("<II", self.mapping, START)

    def put(self, address: int, length: int, pio: int, data: int) -> bool:
        first, last = self.index()
        if (last + 1) % ENTRIES == first:
            return False
        ENTRY.pack_into(self.mapping, START + 8 + last * ENTRY.size, address, length, pio, data)
        struct.pack_into("<I", self.mapping, START + 4, (last + 1) % ENTRIES)
        return True


def test_the_ring_fills_a_page() -> None:
    assert ENTRIES == 170


def test_empty() -> None:
    ring = Producer().ring
    assert not ring.pending()
    assert ring.drain() == []


def test_writes_come_out_in_order_and_once() -> None:
    kernel = Producer()
    kernel.put(0x3D4, 2, 1, 0x0E0F)
    kernel.put(0xA0000, 8, 0, 0xFFEEDDCCBBAA9988)
    assert kernel.ring.pending()
    assert kernel.ring.drain() == [(True, 0x3D4, 2, 0x0E0F), (False, 0xA0000, 8, 0xFFEEDDCCBBAA9988)]
    assert not kernel.ring.pending()
    assert kernel.ring.drain() == []


def test_bytes_beyond_the_length_are_left_over_and_not_meant() -> None:
    kernel = Producer()
    kernel.put(0x3C8, 1, 1, 0x1234567890ABCDEF)
    assert kernel.ring.drain() == [(True, 0x3C8, 1, 0xEF)]


def test_it_wraps_around() -> None:
    kernel = Producer()
    for burst in range(5):
        values = [burst * 1000 + step for step in range(ENTRIES - 1)]
        assert all(kernel.put(0x80, 4, 1, value) for value in values)
        assert not kernel.put(0x80, 4, 1, 0)
        assert [write[3] for write in kernel.ring.drain()] == values


def test_after_release_the_mapping_can_be_resized() -> None:
    kernel = Producer()
    kernel.ring.release()
    kernel.mapping.clear()


def test_a_write_is_pending_until_it_is_delivered() -> None:
    kernel = Producer()
    for data in (1, 2):
        kernel.put(0x3D4, 1, 1, data)
    seen: list[tuple[int, bool]] = []

    def write(_pio: bool, _address: int, _length: int, value: int) -> None:
        seen.append((value, kernel.ring.pending()))
        kernel.put(0x3D5, 1, 1, 9)  # What comes meanwhile is left for the next time, or this might never end.

    kernel.ring.deliver(write)
    assert seen == [(1, True), (2, True)]
    assert [data for *_, data in kernel.ring.drain()] == [9, 9]


def test_bytes_to_one_port_are_delivered_together() -> None:
    """And stay pending until they are; all else keeps its place."""
    kernel = Producer()
    for port, length, data in ((0x3F8, 1, 1), (0x3F8, 1, 2), (0x3F9, 1, 3), (0x3F8, 1, 4), (0x3F8, 2, 5)):
        kernel.put(port, length, 1, data)
    kernel.put(0x3F8, 1, 0, 6)  # Memory, at the same number.
    kernel.put(0x3F8, 1, 0, 7)
    seen: list[tuple[int, bytes | int]] = []

    def write(_pio: bool, address: int, _length: int, value: int) -> None:
        seen.append((address, value))

    def write_block(port: int, data: bytes) -> None:
        assert kernel.ring.oldest() == 0
        seen.append((port, data))

    kernel.ring.deliver(write, write_block)
    assert seen == [(0x3F8, b"\1\2"), (0x3F9, 3), (0x3F8, 4), (0x3F8, 5), (0x3F8, 6), (0x3F8, 7)]
    assert not kernel.ring.pending()
