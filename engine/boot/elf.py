"""ELF files as a loader needs them: what goes where in physical memory, and notes.

(Tool Interface Standard, ELF Specification 1.2; "ELF" below. ELF-64 Object File Format 1.5)
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import msgspec

from engine.error import EngineError

MAGIC = b"\x7fELF"
I386, X86_64 = 3, 62
_LOAD, _NOTE = 1, 4
_WIDE, _LITTLE_ENDIAN = 2, 1
_EXECUTABLE, _SHARED = 2, 3


class Segment(msgspec.Struct, frozen=True):
    """A part of the program: ``content`` for physical address ``address``, and zeros up to ``size``."""

    kind: int
    address: int
    virtual: int
    content: bytes
    size: int


class Elf(msgspec.Struct, frozen=True):
    """A program. ``entry`` is as the file has it: an address in a segment, mostly a virtual one."""

    entry: int
    segments: tuple[Segment, ...]

    @property
    def loaded(self) -> tuple[Segment, ...]:
        """What takes memory."""
        return tuple(segment for segment in self.segments if segment.kind == _LOAD and segment.size)

    @property
    def physical_entry(self) -> int:
        """Where the entry is when the segments are at their physical addresses."""
        for segment in self.loaded:
            if segment.virtual <= self.entry < segment.virtual + segment.size:
                return self.entry - segment.virtual + segment.address
        return self.entry

    def notes(self) -> Iterator[tuple[bytes, int, bytes]]:
        """Every note: name with its zero, type, content (ELF, "Note Section")."""
        for segment in self.segments:
            content, at = segment.content, 0
            while segment.kind == _NOTE and at + 12 <= len(content):
                name_size, size, kind = struct.unpack_from("<III", content, at)
                name, at = content[at + 12 : at + 12 + name_size], at + 12 + _words(name_size)
                yield name, kind, content[at : at + size]
                at += _words(size)


def parse(content: bytes, name: str) -> Elf:
    """An executable for a PC. EngineError if it is none, cut off, or empty."""
    wide = content[4:5] == bytes([_WIDE])
    cut = EngineError(f"{name} is cut off, or no whole ELF file.", "Copy it again.")
    if len(content) < (64 if wide else 52):
        raise cut
    kind, machine = struct.unpack_from("<HH", content, 16)
    if content[5] != _LITTLE_ENDIAN or machine not in (I386, X86_64):
        raise EngineError(f"{name} is a program for another processor than a PC's.", "Choose a kernel for x86.")
    if kind not in (_EXECUTABLE, _SHARED):
        raise EngineError(f"{name} is an ELF file, but not an executable.", "Choose a kernel.")
    entry = struct.unpack_from("<Q" if wide else "<I", content, 24)[0]
    table = struct.unpack_from("<Q" if wide else "<I", content, 32 if wide else 28)[0]
    each, count = struct.unpack_from("<HH", content, 54 if wide else 42)
    if each < (56 if wide else 32) or table + each * count > len(content):
        raise cut
    segments = []
    for at in range(table, table + each * count, each):
        if wide:
            form, _, offset, virtual, address, length, size = struct.unpack_from("<IIQQQQQ", content, at)
        else:
            form, offset, virtual, address, length, size = struct.unpack_from("<IIIIII", content, at)
        if form in (_LOAD, _NOTE):
            if offset + length > len(content):
                raise cut
            segments.append(Segment(form, address, virtual, content[offset : offset + length], max(size, length)))
    found = Elf(entry, tuple(segments))
    if not found.loaded:
        raise EngineError(f"{name} has nothing to load.", "Build it again.")
    return found


def _words(size: int) -> int:
    return size + 3 & ~3
