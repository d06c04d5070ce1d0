"""Split virtqueues: the three rings in guest memory by which a driver hands over buffers (virtio 1.2, 2.7).

Functions over the rings and a ``QueueState``, without any other state. What the guest got wrong comes back as a
``Fault``. Rings are read and written in whole native words, never byte by byte: the guest looks on. The host is
little-endian, as everything that runs an x86 guest under KVM.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from enum import StrEnum
from functools import partial
from struct import Struct

import msgspec

from engine.memory.block import PAGE
from engine.memory.guest import GuestMemory
from engine.storage.backend import length_of

MAX_SIZE = 1024
"""The largest queue on offer, and the most buffers of one chain, however it is put together."""
NO_VECTOR = 0xFFFF
_DESCRIPTOR = Struct("<QIHH")
_Entry = tuple[int, ...]
_MAX_BYTES = 1 << 32  # of a chain altogether (virtio 1.2, 2.7.5)
_AVAIL_NO_INTERRUPT = 1
_LENGTH = 0xFFFF_FFFF
_MANY = 8  # descriptors, from which on it pays to look at all of them at once


class Descriptor:
    """Flags of a descriptor (virtio 1.2, 2.7.5)."""

    NEXT = 1
    WRITE = 2
    INDIRECT = 4


# Looked up for each descriptor.
_NEXT, _WRITE, _INDIRECT = Descriptor.NEXT, Descriptor.WRITE, Descriptor.INDIRECT
# Length, flags and next, as one word, of whole pages that follow one another from the second descriptor on, by flags.
_PAGES = {
    flags: array("Q", range(PAGE | flags << 32 | 2 << 48, MAX_SIZE << 48, 1 << 48))
    for flags in (_NEXT, _NEXT | _WRITE)
}


class Fault(StrEnum):
    """What a driver can do wrong with a queue. After any of it the device wants to be reset."""

    RING = "a ring that is not in memory, or not aligned"
    AVAILABLE = "more buffers made available than the queue holds"
    HEAD = "a descriptor outside the table"
    LOOP = "a chain longer than the queue"
    LENGTH = "a chain of more than 4 GiB"
    ADDRESS = "a buffer outside memory"
    INDIRECT = "an indirect table that is empty, ragged, nested or not in memory"
    ORDER = "a buffer to be read behind one to be written"


class QueueState(msgspec.Struct):
    """A queue as driver and device left it. ``next_available`` and ``next_used`` are free-running 16-bit indices;
    ``announced`` is what ``next_used`` was when an interrupt was last considered; ``in_flight`` counts the chains
    taken and not given back."""

    size: int
    enabled: bool = False
    descriptors: int = 0
    available: int = 0
    used: int = 0
    vector: int = NO_VECTOR
    next_available: int = 0
    next_used: int = 0
    announced: int = 0
    in_flight: int = 0


class Rings(msgspec.Struct, frozen=True):
    """The memory of an enabled queue. ``available`` and ``used`` are 16-bit words, ``elements`` the used ring in
    32-bit words; ``descriptors`` are bytes."""

    descriptors: memoryview
    available: memoryview
    used: memoryview
    elements: memoryview


class Chain(msgspec.Struct, frozen=True):
    """Buffers that belong to the device until it gives back ``head``: what it may read, and what it may write.
    ``sent`` and ``room`` are the bytes of both."""

    head: int
    readable: list[memoryview]
    writable: list[memoryview]
    sent: int
    room: int


def rings(memory: GuestMemory, queue: QueueState) -> Rings | Fault:
    """Find the rings of a queue (2.7: sizes and alignments)."""
    if queue.descriptors & 15 or queue.available & 1 or queue.used & 3:
        return Fault.RING
    found = []
    # The words behind the rings are used_event and avail_event: there whether or not they are negotiated.
    for address, length in (
        (queue.descriptors, 16 * queue.size),
        (queue.available, 6 + 2 * queue.size),
        (queue.used, 6 + 8 * queue.size),
    ):
        views = memory.views(address, length)
        if len(views) != 1 or views[0].nbytes != length:
            return Fault.RING
        found.append(views[0])
    descriptors, available, used = found
    return Rings(descriptors, available.cast("H"), used.cast("H"), used[:-2].cast("I"))


def pop(memory: GuestMemory, queue: QueueState, ring: Rings, event_idx: bool) -> Chain | Fault | None:
    """Take the next available chain, None if there is none. The driver is then asked to notify about the next
    (2.7.10): every notification must be followed by pops until None."""
    index = queue.next_available
    available: int = ring.available[1]
    if available == index:
        if not event_idx:
            return None
        ring.used[-1] = index
        # The driver may have looked at avail_event just before that. On x86 this load could overtake the store
        # only within the few nanoseconds that a store buffer holds it; the interpreter is not that fast.
        available = ring.available[1]
        if available == index:
            return None
    if available - index & 0xFFFF > queue.size or queue.in_flight >= queue.size:
        return Fault.AVAILABLE
    chain = walk(memory, queue, ring, ring.available[2 + index % queue.size])
    if isinstance(chain, Chain):
        queue.next_available = index + 1 & 0xFFFF
        queue.in_flight += 1
    return chain


def walk(memory: GuestMemory, queue: QueueState, ring: Rings, head: int) -> Chain | Fault:
    """Follow the chain that starts at descriptor ``head`` (2.7.5), into an indirect table if it leads there
    (2.7.5.3)."""
    fetch: Callable[[int], _Entry] = partial(_entry, ring.descriptors)
    count, index = queue.size, head
    readable: list[memoryview] = []
    writable: list[memoryview] = []
    indirect, left, total, sent = False, count, 0, 0
    # Most buffers lie in the same piece of RAM as the one before.
    base, reach, ram = 0, 0, memoryview(b"")
    while True:
        if index >= count:
            return Fault.HEAD
        if left == 0:
            return Fault.LOOP
        left -= 1
        address, length, flags, index = fetch(index)
        if flags & _INDIRECT:
            if indirect or flags & _NEXT:
                return Fault.INDIRECT
            found = _indirect(memory, address, length)
            if found is None:
                return Fault.INDIRECT
            count, index, indirect = found.nbytes // 16, 0, True
            left = min(count, MAX_SIZE)
            if count > MAX_SIZE:  # Not a chain, or not all of it: not worth to be read at once.
                fetch = partial(_entry, found)
                continue
            table = bytes(found)
            if total == 0 and count >= _MANY and (chain := _pages(memory, head, table)) is not None:
                return chain
            fetch = list(_DESCRIPTOR.iter_unpack(table)).__getitem__
            continue
        total += length
        if total > _MAX_BYTES:
            return Fault.LENGTH
        first = address - base
        last = first + length
        if 0 <= first < last <= reach:
            views = [ram[first:last]]
        else:
            views = memory.views(address, length)
            if length_of(views) != length:
                return Fault.ADDRESS
            base, end, ram = memory.around(address)
            reach = end - base
        if flags & _WRITE:
            writable += views
        elif writable:
            return Fault.ORDER
        else:
            readable += views
            sent = total
        if not flags & _NEXT:
            return Chain(head, readable, writable, sent, total - sent)


def _pages(memory: GuestMemory, head: int, table: bytes) -> Chain | None:
    """What an indirect table says at once, where it is laid out as Linux does for a long request of a disk: a header,
    whole pages in one piece of RAM, and a status, one behind the other. None for any other, right or wrong."""
    entries = array("Q", table)
    addresses, rest = entries[::2], entries[1::2]
    flags, status = rest[1] >> 32 & 0xFFFF, rest[-1]
    if flags not in _PAGES or rest[1:-1] != _PAGES[flags][: len(rest) - 2]:
        return None
    if rest[0] >> 32 != _NEXT | 1 << 16 or status >> 32 & 0xFFFF != _WRITE:
        return None
    base, end, ram = memory.around(addresses[1])
    starts = addresses[1:-1].tolist()
    if min(starts) < base or max(starts) > end - PAGE:
        return None
    header, between, last = rest[0] & _LENGTH, PAGE * len(starts), status & _LENGTH
    readable, writable = memory.views(addresses[0], header), memory.views(addresses[-1], last)
    if length_of(readable) != header or length_of(writable) != last or header + between + last > _MAX_BYTES:
        return None
    views = [ram[(first := address - base) : first + PAGE] for address in starts]
    if flags & _WRITE:
        return Chain(head, readable, views + writable, header, between + last)
    return Chain(head, readable + views, writable, header + between, last)


def _entry(table: memoryview, index: int) -> _Entry:
    return _DESCRIPTOR.unpack_from(table, index * 16)


def _indirect(memory: GuestMemory, address: int, length: int) -> memoryview | None:
    if length == 0 or length % 16 or length > 16 << 16:
        return None
    views = memory.views(address, length)
    if len(views) == 1 and views[0].nbytes == length:
        return views[0]
    whole = b"".join(views)
    return memoryview(whole) if len(whole) == length else None


def push(queue: QueueState, ring: Rings, head: int, written: int) -> None:
    """Give back the chain at ``head``, of whose writable part the first ``written`` bytes are filled (2.7.8)."""
    at = 1 + queue.next_used % queue.size * 2
    ring.elements[at] = head
    ring.elements[at + 1] = written
    queue.next_used = queue.next_used + 1 & 0xFFFF
    queue.in_flight -= 1
    ring.used[1] = queue.next_used


def wants_interrupt(queue: QueueState, ring: Rings, event_idx: bool) -> bool:
    """Whether the driver wants to hear of what was pushed since the last call (2.7.7)."""
    old, new = queue.announced, queue.next_used
    if old == new:
        return False
    queue.announced = new
    if not event_idx:
        return not ring.available[0] & _AVAIL_NO_INTERRUPT
    used_event: int = ring.available[-1]
    return (new - used_event - 1 & 0xFFFF) < (new - old & 0xFFFF)
