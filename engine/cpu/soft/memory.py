"""Guest-physical memory as the software CPU sees it: slots of host memory, and holes that the memory bus answers."""

from __future__ import annotations

import ctypes
from bisect import bisect_right
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from threading import Lock

import msgspec

from engine.cpu.soft.library import HOOK_MEM_WRITE_PROT, PROT_ALL, PROT_EXEC, PROT_READ, Library, address_of
from engine.memory.block import Block

PAGE = 4096
MIB = 1 << 20
FOUR_GIB = 1 << 32
LIMIT = 1 << 52
LAST_ADDRESS = (1 << 64) - 1
PCI_WINDOW = range(0xE0000000, FOUR_GIB, 16 * MIB)
ZONES = (
    (0, MIB),
    (MIB, PCI_WINDOW.start),
    *((start, start + PCI_WINDOW.step) for start in PCI_WINDOW),
    (FOUR_GIB, LIMIT),
)
"""A hole ends where its zone does: what the guest rearranges is below 1 MiB and where PCI's windows are, and a large
hole is slow to undo."""

_READ = ctypes.CFUNCTYPE(ctypes.c_uint64, ctypes.c_void_p, ctypes.c_uint64, ctypes.c_uint32, ctypes.c_uint64)
_WRITE = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_uint64, ctypes.c_uint32, ctypes.c_uint64, ctypes.c_uint64)
_PROTECTED = ctypes.CFUNCTYPE(
    ctypes.c_bool, ctypes.c_void_p, ctypes.c_int, ctypes.c_uint64, ctypes.c_int, ctypes.c_uint64, ctypes.c_void_p
)


_compare = ctypes.CDLL(None).memcmp
_compare.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t)


class Slot(msgspec.Struct, frozen=True):
    """As AddressSpace places it. ``address`` is where it lies in this process; None is a hole."""

    base: int
    length: int
    address: int | None = None
    readonly: bool = False

    @property
    def end(self) -> int:
        return self.base + self.length


class SlotMap:
    """The slots wanted, and what of them the CPU knows. ``set`` and ``clear`` are for any thread; the rest belongs to
    the vCPU's, or to whoever has it stand still.

    ``read(address, size)`` and ``write(address, size, value)`` are the memory bus; ``write`` is also told of stores
    into read-only slots. They must not raise.
    """

    def __init__(
        self, library: Library, read: Callable[[int, int], int], write: Callable[[int, int, int], None]
    ) -> None:
        self._library = library
        self._lock = Lock()
        self._slots: dict[int, Slot] = {}
        self._placed: dict[int, Slot] = {}
        self._index: tuple[tuple[int, ...], tuple[Slot, ...]] = ((), ())
        self._kept: dict[int, Block] = {}
        self.changed = False
        self.wrapped = False
        self.unmapping: Callable[[], AbstractContextManager[None]] = nullcontext
        """What must be around an unmapping."""

        def hole_read(_uc: int, offset: int, size: int, base: int) -> int:
            return read(base + offset, size)

        def hole_write(_uc: int, offset: int, size: int, value: int, base: int) -> None:
            write(base + offset, size, value & (1 << 8 * size) - 1)

        def protected(_uc: int, _type: int, address: int, size: int, value: int, _user: int) -> bool:
            write(address, size, value & (1 << 8 * size) - 1)
            return True

        # Kept: C code holds only their addresses.
        self._callbacks = _READ(hole_read), _WRITE(hole_write), _PROTECTED(protected)
        self._hole = address_of(self._callbacks[0]), address_of(self._callbacks[1])
        self.store_hook = library.hook(HOOK_MEM_WRITE_PROT, address_of(self._callbacks[2]), bounds=(0, LAST_ADDRESS))
        self.when_protected: Callable[[int, int], None] | None = None
        """To be told of the base and length of what is placed read-only."""

    def set(self, slot: int, base: int, length: int, address: int, readonly: bool, log_dirty: bool) -> None:
        """See SlotTable."""
        with self._lock:
            self._slots[slot] = Slot(base, length, address, readonly)
            if log_dirty:
                self._kept[slot] = Block(length)  # Takes no memory until something is kept in it.
            self._changed()

    def clear(self, slot: int) -> None:
        """See SlotTable."""
        with self._lock:
            del self._slots[slot]
            self._kept.pop(slot, None)
            self._changed()

    def wrap(self, on: bool) -> None:
        """Address line 20 is held low, for what real mode can reach: the second MiB is the first one."""
        with self._lock:
            if on != self.wrapped:
                self.wrapped = on
                self._changed()

    def _changed(self) -> None:
        wanted = _wrapped(self._slots.values()) if self.wrapped else self._slots.values()
        slots = sorted(wanted, key=lambda slot: slot.base)
        self._index = tuple(slot.base for slot in slots), tuple(slots)
        self.changed = True

    def dirty(self, slot: int, limit: int) -> int:
        """Pages among the first ``limit`` bytes that differ from what they held when last asked, as a bit mask. A
        copy is compared, so that stores cost nothing; a megabyte takes about 0.1 ms."""
        with self._lock:
            found, kept = self._slots[slot], self._kept[slot]
            assert found.address is not None
            now, before = found.address, kept.address
            if not _compare(now, before, limit):
                return 0
            mask = 0
            for page in range(-(-limit // PAGE)):
                at = page * PAGE
                if _compare(now + at, before + at, PAGE):
                    ctypes.memmove(before + at, now + at, PAGE)
                    mask |= 1 << page
            return mask

    def find(self, address: int) -> Slot | None:
        """The slot that answers at ``address``."""
        bases, slots = self._index
        at = bisect_right(bases, address) - 1
        return slots[at] if at >= 0 and address < slots[at].end else None

    def host(self, address: int) -> int | None:
        """Where the byte at ``address`` lies in this process; None if no slot has it."""
        slot = self.find(address)
        return None if slot is None or slot.address is None else slot.address + address - slot.base

    def placed(self, host: int, length: int) -> list[range]:
        """Where these bytes of this process lie in guest-physical memory."""
        found = []
        for slot in self._index[1]:
            if slot.address is not None and slot.address < host + length and host < slot.address + slot.length:
                start, end = max(host, slot.address), min(host + length, slot.address + slot.length)
                found.append(range(slot.base + start - slot.address, slot.base + end - slot.address))
        return found

    def word(self, address: int, size: int) -> int:
        """``size`` bytes within one page; all ones where nothing is."""
        host = self.host(address)
        return (1 << 8 * size) - 1 if host is None else int.from_bytes(ctypes.string_at(host, size), "little")

    def apply(self) -> bool:
        """Tell the CPU what has changed. Whether translated code may be stale now."""
        with self._lock:
            self.changed = False
            wanted = {slot.base: slot for slot in _filled(self._index[1])}
        gone = [slot for base, slot in self._placed.items() if wanted.get(base) != slot]
        if gone:
            with self.unmapping():
                for slot in gone:
                    self._library.unmap(slot.base, slot.length)
                    del self._placed[slot.base]
        for base, slot in wanted.items():
            if base not in self._placed:
                self._place(slot)
        return bool(gone)

    def _place(self, slot: Slot) -> None:
        if slot.address is None:
            self._library.map_hole(slot.base, slot.length, *self._hole)
        else:
            self._library.map(slot.base, slot.length, slot.address, PROT_ALL)
            if slot.readonly:
                # Mapping it so is not enough: only this makes a store that was dealt with be dropped.
                self._library.protect(slot.base, slot.length, PROT_READ | PROT_EXEC)
                self._tell_protected(slot)
        self._placed[slot.base] = slot

    def tell_protected(self) -> None:
        """Tell again of all that is read-only."""
        for slot in self._placed.values():
            if slot.readonly:
                self._tell_protected(slot)

    def _tell_protected(self, slot: Slot) -> None:
        if self.when_protected is not None:
            self.when_protected(slot.base, slot.length)


def _wrapped(slots: Iterable[Slot]) -> list[Slot]:
    """The slots with those of the first MiB again in the second, instead of what is there."""
    found: list[Slot] = []
    for slot in slots:
        found += _cut(slot, 0, MIB) + _cut(slot, 2 * MIB, LIMIT)
        found += [msgspec.structs.replace(part, base=part.base + MIB) for part in _cut(slot, 0, MIB)]
    return found


def _cut(slot: Slot, start: int, end: int) -> list[Slot]:
    """The part of a slot between two addresses."""
    first, last = max(slot.base, start), min(slot.end, end)
    if first >= last:
        return []
    address = None if slot.address is None else slot.address + first - slot.base
    return [Slot(first, last - first, address, slot.readonly)]


def _filled(slots: Iterable[Slot]) -> list[Slot]:
    """The slots with the holes between them."""
    ordered = sorted(slots, key=lambda slot: slot.base)
    whole: list[Slot] = list(ordered)
    for start, end in ZONES:
        at = start
        for slot in ordered:
            if slot.end <= start or slot.base >= end:
                continue
            if slot.base > at:
                whole.append(Slot(at, slot.base - at))
            at = max(at, slot.end)
        if at < end:
            whole.append(Slot(at, end - at))
    return whole
