"""Pieces of host memory that can be put into a guest's address space."""

from __future__ import annotations

import ctypes
import mmap

PAGE = 4096


class Block:
    """``length`` bytes of page-aligned host memory, zeroed: guest RAM, a ROM image, video memory.

    ``view`` is the memory as bytes; ``address`` is where it lies in this process, as KVM wants to know it.
    With ``fd`` the memory is that file (a memfd which a front end maps too), from its beginning.
    """

    def __init__(self, length: int, fd: int = -1) -> None:
        if length <= 0 or length % PAGE:
            raise ValueError(f"a block is whole pages, not {length} bytes")
        self.length = length
        flags = mmap.MAP_SHARED if fd >= 0 else mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
        self._map = mmap.mmap(fd, length, flags=flags)
        self.view = memoryview(self._map)
        self.address = ctypes.addressof(ctypes.c_char.from_buffer(self._map))

    @classmethod
    def holding(cls, image: bytes) -> Block:
        """A block that begins with ``image``, rounded up to whole pages."""
        block = cls((len(image) + PAGE - 1) // PAGE * PAGE)
        block.view[: len(image)] = image
        return block
