"""The guest-physical address space: which host memory answers at which guest address.

Sections are placed and removed while the guest runs (shadow RAM, the VGA window). Lock order: a chip's lock,
then this module's; nothing is called back from here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from threading import Lock
from typing import Protocol

import msgspec

from engine.memory.block import Block, address_of

MOVABLE_BASE, MOVABLE_END = 1 << 20, 0xFEC00000
"""Where sections may lie that the guest places: above what the chipset rearranges, below the interrupt chips."""


class OverlapError(ValueError):
    """Two sections at one address: a wiring mistake, unless the guest chose it."""


class SlotTable(Protocol):
    """What a CPU backend offers for memory: numbered slots, as KVM_SET_USER_MEMORY_REGION has them.

    ``keeps_code``: it keeps what it has made of the guest's code, and must hear by ``stored`` when that changes.
    """

    keeps_code: bool

    def set_slot(self, slot: int, base: int, length: int, address: int, readonly: bool, log_dirty: bool) -> None:
        """Map ``length`` bytes at host ``address`` to guest ``base``."""

    def clear_slot(self, slot: int) -> None:
        """Unmap a slot."""

    def stored(self, address: int, length: int) -> None:
        """Host memory that is in a slot was changed by other than the guest's CPUs. From any thread."""

    def dirty_pages(self, slot: int, length: int, limit: int) -> bytes:
        """The dirty bitmap of a logged slot of ``length`` bytes, one bit a page, and clear it. Nobody asks for what
        lies behind the first ``limit`` bytes: those bits may be clear."""


class Section(msgspec.Struct, frozen=True):
    """``length`` bytes of ``block`` from ``offset`` at guest-physical ``base``.

    ``readonly``: the guest's stores trap (and DMA's are lost), as for ROM. ``log_dirty``: written pages can be
    asked for.
    """

    base: int
    length: int
    block: Block
    offset: int = 0
    readonly: bool = False
    log_dirty: bool = False

    @property
    def end(self) -> int:
        return self.base + self.length


class AddressSpace:
    """Named sections over a CPU backend's slots; also the guest memory that DMA sees (GuestMemory)."""

    def __init__(self, slots: SlotTable) -> None:
        self._slots = slots
        self._lock = Lock()
        self._placed: dict[str, tuple[int, Section]] = {}
        # Replaced whole, never changed: DMA looks things up without the lock.
        self._index: tuple[tuple[int, ...], tuple[Section, ...]] = ((), ())

    def place(self, name: str, section: Section) -> None:
        """Map ``section``, instead of the one placed under the same name before. ValueError on an overlap."""
        with self._lock:
            old = self._placed.get(name)
            if old is not None:
                if old[1] == section:
                    return
                self._drop(name)
            for other, (_, placed) in self._placed.items():
                if section.base < placed.end and placed.base < section.end:
                    raise OverlapError(f"{name} at {section.base:#x} overlaps {other} at {placed.base:#x}")
            used = {slot for slot, _ in self._placed.values()}
            slot = next(number for number in range(len(used) + 1) if number not in used)
            self._slots.set_slot(
                slot,
                section.base,
                section.length,
                section.block.address + section.offset,
                section.readonly,
                section.log_dirty,
            )
            self._placed[name] = (slot, section)
            self._reindex()

    def place_movable(self, name: str, section: Section) -> bool:
        """As ``place``, at an address that the guest chose. False, and nothing is placed, where something else is
        or nothing may be: that is the guest's mistake, not ours."""
        self.remove(name)
        if section.base < MOVABLE_BASE or section.end > MOVABLE_END:
            return False
        try:
            self.place(name, section)
        except OverlapError:
            return False
        return True

    def remove(self, name: str) -> None:
        """Unmap what was placed under ``name``. No effect if nothing was."""
        with self._lock:
            if name in self._placed:
                self._drop(name)
                self._reindex()

    def placed(self, name: str) -> Section | None:
        """What is placed under ``name`` now."""
        entry = self._placed.get(name)
        return entry[1] if entry else None

    def dirty_pages(self, name: str, limit: int | None = None) -> int:
        """Pages of section ``name`` written since the last call, as a bit mask; 0 if it is not placed. With ``limit``
        only its first bytes are of interest."""
        with self._lock:
            entry = self._placed.get(name)
            if entry is None:
                return 0
            length = entry[1].length
            return int.from_bytes(
                self._slots.dirty_pages(entry[0], length, length if limit is None else limit), "little"
            )

    def _drop(self, name: str) -> None:
        slot, _ = self._placed.pop(name)
        self._slots.clear_slot(slot)

    def _reindex(self) -> None:
        sections = sorted((section for _, section in self._placed.values()), key=lambda s: s.base)
        self._index = (tuple(s.base for s in sections), tuple(sections))

    def _find(self, address: int) -> Section | None:
        bases, sections = self._index
        at = bisect_right(bases, address) - 1
        return sections[at] if at >= 0 and address < sections[at].end else None

    def holds(self, address: int) -> bool:
        """Whether there is RAM or ROM at ``address``."""
        return self._find(address) is not None

    def views(self, address: int, length: int) -> list[memoryview]:
        """See GuestMemory. Read-only sections are not RAM to a device that may write."""
        found: list[memoryview] = []
        while length > 0:
            section = self._find(address)
            if section is None or section.readonly:
                break
            start = section.offset + address - section.base
            count = min(length, section.end - address)
            found.append(section.block.view[start : start + count])
            address += count
            length -= count
        return found

    def around(self, address: int) -> tuple[int, int, memoryview]:
        """See GuestMemory."""
        section = self._find(address)
        if section is None or section.readonly:
            return 0, 0, memoryview(b"")
        view = section.block.view[section.offset : section.offset + section.length]
        return section.base, section.end, view

    def read(self, address: int, length: int) -> bytes:
        """See GuestMemory. ROM can be read."""
        pieces: list[bytes] = []
        while length > 0:
            section = self._find(address)
            if section is None:
                count, piece = self._gap(address, length), b""
            else:
                start = section.offset + address - section.base
                count = min(length, section.end - address)
                piece = bytes(section.block.view[start : start + count])
            pieces.append(piece.ljust(count, b"\xff"))
            address += count
            length -= count
        return b"".join(pieces)

    def write(self, address: int, data: bytes | memoryview) -> None:
        """See GuestMemory."""
        done = 0
        while done < len(data):
            section = self._find(address + done)
            if section is None:
                done += self._gap(address + done, len(data) - done)
                continue
            count = min(len(data) - done, section.end - address - done)
            if not section.readonly:
                start = section.offset + address + done - section.base
                section.block.view[start : start + count] = data[done : done + count]
                self._slots.stored(section.block.address + start, count)
            done += count

    def stored(self, views: Sequence[memoryview]) -> None:
        """See GuestMemory."""
        if not self._slots.keeps_code:
            return  # A disk fills 250 pages at once; to name each costs as much as to read them.
        for view in views:
            if view.nbytes:
                self._slots.stored(address_of(view), view.nbytes)

    def _gap(self, address: int, length: int) -> int:
        """How much of ``[address, address + length)`` lies before the next section."""
        bases, _ = self._index
        at = bisect_right(bases, address)
        return min(length, bases[at] - address) if at < len(bases) else length
