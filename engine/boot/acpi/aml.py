"""ACPI machine language: terms as bytes, to be put together. (ACPI 6.4, chapter 20)

What takes a value takes any term that has one: what ``integer``, ``name_string``, ``local`` and operators return.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from functools import cache

NAME_SEGMENT = 4


class Space(IntEnum):
    """Where an operation region lies (20.2.5.2, RegionSpace)."""

    SYSTEM_MEMORY = 0
    SYSTEM_IO = 1
    PCI_CONFIG = 2


def package_length(content: bytes) -> bytes:
    """``content`` behind its length, which counts itself (20.2.4)."""
    if len(content) + 1 < 1 << 6:
        return bytes([len(content) + 1]) + content
    for more in (1, 2, 3):
        length = len(content) + 1 + more
        if length < 1 << 4 + 8 * more:
            return bytes([more << 6 | length & 0xF]) + (length >> 4).to_bytes(more, "little") + content
    raise ValueError(f"{len(content)} bytes are too many for one AML package")


@cache
def name_string(path: str) -> bytes:
    """A name or path such as ``\\\\_SB.PCI0`` or ``LNKA`` (20.2.2). Short segments are filled with underscores."""
    stem = path.lstrip("\\^")
    prefix = path[: len(path) - len(stem)].encode()
    segments = stem.split(".") if stem else []
    for segment in segments:
        usable = segment.replace("_", "A").isalnum() and segment == segment.upper() and not segment[0].isdigit()
        if not segment.isascii() or not usable or len(segment) > NAME_SEGMENT:
            raise ValueError(f"{segment!r} is not an AML name")
    names = b"".join(segment.ljust(NAME_SEGMENT, "_").encode() for segment in segments)
    match len(segments):
        case 0:
            return prefix + b"\0"
        case 1:
            return prefix + names
        case 2:
            return prefix + b"\x2e" + names
        case count:
            return prefix + bytes([0x2F, count]) + names


def integer(value: int) -> bytes:
    """A constant in its shortest form (20.2.3)."""
    if value in (0, 1):
        return bytes([value])
    for prefix, size in ((0x0A, 1), (0x0B, 2), (0x0C, 4), (0x0E, 8)):
        if value < 1 << 8 * size:
            return bytes([prefix]) + value.to_bytes(size, "little")
    raise ValueError(f"{value:#x} has more than 64 bits")


def string(text: str) -> bytes:
    """A string constant (20.2.3)."""
    return b"\x0d" + text.encode("ascii") + b"\0"


def eisa_id(text: str) -> bytes:
    """A Plug and Play identifier such as PNP0A03 as the integer it is compressed to (19.3.4, EISAID)."""
    letters = [ord(letter) - 0x40 for letter in text[:3]]
    compressed = letters[0] << 26 | letters[1] << 21 | letters[2] << 16 | int(text[3:], 16)
    return b"\x0c" + compressed.to_bytes(4, "big")


def scope(path: str, *terms: bytes) -> bytes:
    """Scope (20.2.5.1)."""
    return b"\x10" + package_length(name_string(path) + b"".join(terms))


def device(name: str, *terms: bytes) -> bytes:
    """Device (20.2.5.2)."""
    return b"\x5b\x82" + package_length(name_string(name) + b"".join(terms))


def named(name: str, value: bytes) -> bytes:
    """Name (20.2.5.1)."""
    return b"\x08" + name_string(name) + value


def method(name: str, arguments: int, *terms: bytes, serialized: bool = False) -> bytes:
    """Method with up to 7 arguments (20.2.5.2). One that creates names while it runs must be serialized."""
    flags = arguments | (1 << 3 if serialized else 0)
    return b"\x14" + package_length(name_string(name) + bytes([flags]) + b"".join(terms))


def package(*elements: bytes) -> bytes:
    """Package (20.2.5.4)."""
    return b"\x12" + package_length(bytes([len(elements)]) + b"".join(elements))


def buffer(content: bytes) -> bytes:
    """Buffer (20.2.5.4)."""
    return b"\x11" + package_length(integer(len(content)) + content)


def operation_region(name: str, space: Space, offset: int, length: int) -> bytes:
    """OperationRegion (20.2.5.2)."""
    return b"\x5b\x80" + name_string(name) + bytes([space]) + integer(offset) + integer(length)


def byte_fields(region: str, *names: str) -> bytes:
    """Field: a register of 8 bits for every name, accessed as bytes, other bits preserved (20.2.5.2)."""
    entries = b"".join(name_string(name) + bytes([8]) for name in names)
    return b"\x5b\x81" + package_length(name_string(region) + b"\x01" + entries)


def dword_field(source: bytes, index: int, name: str) -> bytes:
    """CreateDWordField: 32 bits of a buffer, ``index`` bytes from its start (20.2.5.2)."""
    return b"\x8a" + source + integer(index) + name_string(name)


def store(value: bytes, target: bytes) -> bytes:
    """Store (20.2.5.4)."""
    return b"\x70" + value + target


def bit_and(left: bytes, right: bytes, target: bytes = b"\0") -> bytes:
    """And; the result also goes to ``target`` (20.2.5.4)."""
    return b"\x7b" + left + right + target


def bit_or(left: bytes, right: bytes, target: bytes = b"\0") -> bytes:
    """Or; the result also goes to ``target`` (20.2.5.4)."""
    return b"\x7d" + left + right + target


def when(predicate: bytes, *terms: bytes) -> bytes:
    """If (20.2.5.3)."""
    return b"\xa0" + package_length(predicate + b"".join(terms))


def give(value: bytes) -> bytes:
    """Return (20.2.5.3)."""
    return b"\xa4" + value


def argument(number: int) -> bytes:
    """Arg0 to Arg6 (20.2.6.1)."""
    return bytes([0x68 + number])


def local(number: int) -> bytes:
    """Local0 to Local7 (20.2.6.2)."""
    return bytes([0x60 + number])


def resources(descriptors: Sequence[bytes]) -> bytes:
    """A resource template: descriptors, and the end tag, whose checksum 0 means that there is none (6.4.2.9)."""
    return buffer(b"".join(descriptors) + b"\x79\0")
