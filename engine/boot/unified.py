"""Unified kernel images: a kernel, its RAM disk and its command line as sections of one EFI program.

(UAPI Group Specifications, UKI.1: Unified Kernel Images; Microsoft PE Format)
"""

from __future__ import annotations

import struct

import msgspec

from engine.error import EngineError

_PE_AT = 0x3C
_SIGNATURE = b"PE\0\0"


class Unified(msgspec.Struct, frozen=True):
    """What the sections hold."""

    kernel: bytes
    ramdisks: tuple[bytes, ...]
    command_line: bytes


def is_unified(content: bytes) -> bool:
    """Whether this is an EFI program with a kernel in a section of its own."""
    return ".linux" in _places(content)


def parse(content: bytes, name: str) -> Unified:
    """Take it apart. EngineError if it is cut off."""
    sections = {name: content[start:end] for name, (start, end) in _places(content).items()}
    kernel = sections[".linux"]
    if not kernel:
        raise EngineError(f"{name} is cut off: its kernel is not there.", "Copy it again.")
    ramdisks = tuple(sections[section] for section in (".ucode", ".initrd") if sections.get(section))
    return Unified(kernel, ramdisks, sections.get(".cmdline", b"").rstrip(b"\0\n "))


def _places(content: bytes) -> dict[str, tuple[int, int]]:
    """Where the sections of a PE file begin and end, by name; none if it is no PE file."""
    if content[:2] != b"MZ" or len(content) < _PE_AT + 4:
        return {}
    at = struct.unpack_from("<I", content, _PE_AT)[0]
    if content[at : at + 4] != _SIGNATURE or at + 24 > len(content):
        return {}
    count, optional = struct.unpack_from("<H12xH", content, at + 6)
    found: dict[str, tuple[int, int]] = {}
    for header in range(at + 24 + optional, at + 24 + optional + 40 * count, 40):
        if header + 40 > len(content):
            break
        raw, size, _, stored, start = struct.unpack_from("<8sIIII", content, header)
        name = raw.rstrip(b"\0").decode("ascii", "replace")
        found[name] = start, start + min(size, stored)
    return found
