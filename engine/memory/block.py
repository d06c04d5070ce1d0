"""Pieces of host memory that can be put into a guest's address space."""

from __future__ import annotations

import ctypes
import mmap
from contextlib import suppress

PAGE = 4096
HUGE_PAGE = 2 << 20
"""What KVM maps at one go, where guest-physical and host addresses are the same modulo this, and the host's kernel
has such pages (Documentation/admin-guide/mm/transhuge.rst)."""


class Block:
    """``length`` bytes of page-aligned host memory, zeroed: guest RAM, a ROM image, video memory.

    ``view`` is the memory as bytes; ``address`` is where it lies in this process, as KVM wants to know it.
    With ``fd`` the memory is that file (a memfd which a front end maps too), from its beginning. ``huge``: it begins
    at a huge page and shall consist of them, so that a guest that touches its RAM faults 512 times less.
    """

    def __init__(self, length: int, fd: int = -1, *, huge: bool = False) -> None:
        if length <= 0 or length % PAGE:
            raise ValueError(f"a block is whole pages, not {length} bytes")
        self.length = length
        self._shared = fd >= 0
        flags = mmap.MAP_SHARED if fd >= 0 else mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
        self._map = mmap.mmap(fd, length + HUGE_PAGE if huge else length, flags=flags)
        mapped = ctypes.addressof(ctypes.c_char.from_buffer(self._map))
        self._start = -mapped % HUGE_PAGE if huge else 0
        self.view = memoryview(self._map)[self._start : self._start + length]
        self.address = mapped + self._start
        self._huge = huge
        if huge:
            with suppress(OSError):  # A kernel without them.
                self._map.madvise(mmap.MADV_HUGEPAGE, self._start, length)

    def release(self, view: memoryview) -> None:
        """Give the host back the whole pages within ``view``; they read as zeros then. No effect on a view of other
        memory than this block's. From the first on the kernel makes no more huge pages of it: it would fill in what
        was given back."""
        start = ctypes.addressof(ctypes.c_char.from_buffer(view)) - self.address
        end = (start + view.nbytes) // PAGE * PAGE
        start = -(-start // PAGE) * PAGE
        if 0 <= start < end <= self.length:
            # Of a file the pages must be dropped, not only this mapping of them.
            if self._huge:
                self._huge = False
                with suppress(OSError):  # As above.
                    self._map.madvise(mmap.MADV_NOHUGEPAGE, self._start, self.length)
            advice = mmap.MADV_REMOVE if self._shared else mmap.MADV_DONTNEED
            self._map.madvise(advice, self._start + start, end - start)

    @classmethod
    def holding(cls, image: bytes) -> Block:
        """A block that begins with ``image``, rounded up to whole pages."""
        block = cls((len(image) + PAGE - 1) // PAGE * PAGE)
        block.view[: len(image)] = image
        return block


def address_of(view: memoryview) -> int:
    """Where a piece of a block lies in this process."""
    return ctypes.addressof(ctypes.c_char.from_buffer(view))
