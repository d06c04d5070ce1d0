"""Starting a kernel by the second Multiboot protocol.

(Multiboot2 Specification 2.0; "MB2" below)
"""

from __future__ import annotations

import struct

import msgspec

from engine.boot.bios import vbemode
from engine.boot.direct import INFORMATION, INFORMATION_END, MIB, Graphics, Payload, Placer, Plan
from engine.boot.multiboot import (
    LOADER_NAME,
    LOWER_KIB,
    RGB,
    TEXT_FRAME,
    command_line,
    places,
    put_at_addresses,
    put_elf,
)
from engine.error import EngineError

HEADER_MAGIC, MAGIC = 0xE85250D6, 0x36D76289
SEARCH = 32768
_I386 = 0
# Header tags (MB2, 3.1.3 to 3.1.13).
_END, _REQUEST, _ADDRESSES, _ENTRY, _WISH = 0, 1, 2, 3, 5
_UNDERSTOOD = frozenset((_END, _REQUEST, _ADDRESSES, _ENTRY, 4, _WISH, 6, 7, 8, 9, 10))
"""Besides those: console, alignment of modules, and what matters to EFI or is a preference."""
_OPTIONAL = 1
# Information tags (MB2, 3.6).
_COMMAND_LINE, _LOADER, _MODULE, _MEMORY, _MAP, _FRAMEBUFFER, _ACPI_OLD, _ACPI_NEW = 1, 2, 3, 4, 6, 8, 14, 15
_RSDP_OLD = 20


class Header(msgspec.Struct, frozen=True):
    """A Multiboot2 header: its place in the file, and its tags: (type, flags, content)."""

    at: int
    tags: tuple[tuple[int, int, bytes], ...]

    def content(self, kind: int) -> bytes | None:
        """What the tag of a type holds, None without one."""
        return next((content for found, _, content in self.tags if found == kind), None)


def header_of(content: bytes) -> Header | None:
    """The header, if there is one whose checksum is right (MB2, 3.1.1)."""
    for at in places(content, HEADER_MAGIC, SEARCH, 8):
        if at + 16 > len(content):
            continue
        fields = struct.unpack_from("<4I", content, at)
        if sum(fields) & 0xFFFFFFFF == 0 and fields[1] == _I386:
            return Header(at, _tags(content[at + 16 : at + fields[2]]))
    return None


def _tags(content: bytes) -> tuple[tuple[int, int, bytes], ...]:
    found, at = [], 0
    while at + 8 <= len(content):
        kind, flags, size = struct.unpack_from("<HHI", content, at)
        if kind == _END or size < 8:
            break
        found.append((kind, flags, content[at + 8 : at + size]))
        at += size + 7 & ~7
    return tuple(found)


def plan(payload: Payload, header: Header) -> Plan:
    """Load the kernel and its modules and describe the machine, to which EBX points (MB2, 3.3)."""
    for kind, flags, _ in header.tags:
        if kind not in _UNDERSTOOD and not flags & _OPTIONAL:
            raise EngineError(
                f"{payload.name} asks its loader for something unknown (Multiboot2 tag {kind}).",
                "Start it from a boot loader on a disk.",
            )
    placer = Placer(payload)
    addresses = header.content(_ADDRESSES)
    if addresses is not None and len(addresses) >= 16:
        entry = put_at_addresses(placer, header.at, (*struct.unpack_from("<4I", addresses), 0))
    else:
        entry = put_elf(placer)
    wanted = header.content(_ENTRY)
    if wanted is not None and len(wanted) >= 4:
        entry = int.from_bytes(wanted[:4], "little")
    modules = placer.put_modules(placer.kernel_end())
    placer.put(INFORMATION, _information(payload, modules, _framebuffer(placer, header.content(_WISH))))
    return placer.protected_mode(entry, {"rax": MAGIC, "rbx": INFORMATION})


def _framebuffer(placer: Placer, wish: bytes | None) -> bytes:
    """What the kernel is told of its screen. It gets text unless it wishes for a size (MB2, 3.1.10)."""
    width, height, depth = struct.unpack_from("<3I", wish) if wish is not None and len(wish) >= 12 else (0, 0, 0)
    if not width or not height:
        return TEXT_FRAME
    mode = vbemode.closest(width, height, depth)
    # The frame's tag is the first: behind the head of all and its own.
    placer.graphics = Graphics(mode, INFORMATION + 16)
    size = mode.bytes_per_line, mode.width, mode.height, (mode.depth + 7) & ~7
    return struct.pack("<QIIIBB6s", 0, *size, RGB, vbemode.colours(mode.depth))


def _information(payload: Payload, modules: list[int], frame: bytes) -> bytes:
    """The information structure: tags at multiples of 8 (MB2, 3.4)."""
    tags = [
        # Two reserved bytes, which Multiboot 1 does not have, are before the colours.
        _tag(_FRAMEBUFFER, frame[:22] + bytes(2) + frame[22:]),
        _tag(_COMMAND_LINE, command_line(payload)),
        _tag(_LOADER, LOADER_NAME),
        _tag(_MEMORY, struct.pack("<II", LOWER_KIB, (payload.low_bytes - MIB) >> 10)),
        _tag(_MAP, struct.pack("<II", 24, 0) + b"".join(struct.pack("<QQII", *each, 0) for each in payload.ranges)),
    ]
    for place, module in zip(modules, payload.modules, strict=True):
        span = struct.pack("<II", place, place + len(module.content))
        tags.append(_tag(_MODULE, span + module.string.encode() + b"\0"))
    if payload.rsdp_content:
        tags += [_tag(_ACPI_OLD, payload.rsdp_content[:_RSDP_OLD]), _tag(_ACPI_NEW, payload.rsdp_content)]
    content = b"".join(tags) + struct.pack("<II", _END, 8)
    if INFORMATION + 8 + len(content) > INFORMATION_END:
        raise EngineError(f"What {payload.name} is to be told is too long.", "Shorten its command line.")
    return struct.pack("<II", 8 + len(content), 0) + content


def _tag(kind: int, content: bytes) -> bytes:
    made = struct.pack("<II", kind, 8 + len(content)) + content
    return made + bytes(-len(made) % 8)
