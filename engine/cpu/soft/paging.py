"""From linear to physical addresses through the guest's page tables. (Intel SDM vol. 3A, chapter 4)"""

from __future__ import annotations

from collections.abc import Callable

CR0_PG = 1 << 31
CR4_PSE = 1 << 4
CR4_PAE = 1 << 5
EFER_LMA = 1 << 10
PRESENT = 1
WRITABLE = 1 << 1
LARGE = 1 << 7
ADDRESS = 0x000FFFFF_FFFFF000

Read = Callable[[int, int], int]
"""``read(physical, size)`` of a page-table entry."""


def walk(read: Read, cr0: int, cr3: int, cr4: int, efer: int, linear: int) -> int | None:
    """The physical address; None where nothing is mapped. Rights and accessed bits are not looked at."""
    found = find(read, cr0, cr3, cr4, efer, linear)
    return None if found is None else found[0]


def find(read: Read, cr0: int, cr3: int, cr4: int, efer: int, linear: int) -> tuple[int, int] | None:
    """The physical address, and which of the bits of an entry all tables on the way have (WRITABLE)."""
    if not cr0 & CR0_PG:
        return linear & 0xFFFFFFFF, WRITABLE
    if not cr4 & CR4_PAE:
        return _walk_32(read, cr3, bool(cr4 & CR4_PSE), linear & 0xFFFFFFFF)
    if efer & EFER_LMA:
        return _walk_64(read, cr3 & ADDRESS, linear, (39, 30, 21, 12))
    linear &= 0xFFFFFFFF
    pointer = read((cr3 & 0xFFFFFFE0) + (linear >> 30) * 8, 8)
    return _walk_64(read, pointer & ADDRESS, linear, (21, 12)) if pointer & PRESENT else None


def _walk_64(read: Read, table: int, linear: int, shifts: tuple[int, ...]) -> tuple[int, int] | None:
    rights = -1
    for shift in shifts:
        entry = read(table + (linear >> shift & 0x1FF) * 8, 8)
        if not entry & PRESENT:
            return None
        rights &= entry
        if shift == 12 or (entry & LARGE and shift <= 30):
            offset = (1 << shift) - 1
            return entry & ADDRESS & ~offset | linear & offset, rights & WRITABLE
        table = entry & ADDRESS
    return None


def _walk_32(read: Read, cr3: int, large_pages: bool, linear: int) -> tuple[int, int] | None:
    directory = read((cr3 & 0xFFFFF000) + (linear >> 22) * 4, 4)
    if not directory & PRESENT:
        return None
    if large_pages and directory & LARGE:
        # Bits 20 to 13 are bits 39 to 32 of the address (PSE-36).
        return (directory & 0xFFC00000) | (directory >> 13 & 0xFF) << 32 | linear & 0x3FFFFF, directory & WRITABLE
    entry = read((directory & 0xFFFFF000) + (linear >> 12 & 0x3FF) * 4, 4)
    return (entry & 0xFFFFF000 | linear & 0xFFF, entry & directory & WRITABLE) if entry & PRESENT else None
