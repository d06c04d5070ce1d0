"""Starting a kernel by the first Multiboot protocol.

(Multiboot Specification 0.6.96; "MB" below)
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import msgspec

from engine.boot import elf
from engine.boot.direct import INFORMATION, INFORMATION_END, MIB, Payload, Placer, Plan
from engine.error import EngineError

HEADER_MAGIC, MAGIC = 0x1BADB002, 0x2BADB002
SEARCH = 8192
LOADER_NAME = b"VirtGUI\0"
# Header flags (MB, 3.1.2). The lower half must be understood.
WANTS_VIDEO, HAS_ADDRESSES = 1 << 2, 1 << 16
_UNDERSTOOD = 0x7
# Information flags (MB, 3.3).
_MEMORY, _COMMAND_LINE, _MODULES, _MAP, _LOADER, _FRAMEBUFFER = 1 << 0, 1 << 2, 1 << 3, 1 << 6, 1 << 9, 1 << 12
_INFORMATION = struct.Struct("<7I16s7I2I4H28s")
_MODULE = struct.Struct("<IIII")
_RANGE = struct.Struct("<IQQI")
LOWER_KIB = 639
"""Conventional memory, less the BIOS's extended data area."""
RGB, EGA_TEXT = 1, 2
TEXT_FRAME = struct.pack("<QIIIBB6x", 0xB8000, 160, 80, 25, 16, EGA_TEXT)
"""What a kernel is told of its screen: address, pitch, width, height, depth, kind, colours. A wish for another one
(WANTS_VIDEO) is no condition, and kernels that have it write text all the same, the specification's example too."""


class Header(msgspec.Struct, frozen=True):
    """A Multiboot header: its place in the file, its flags, and, with HAS_ADDRESSES, where the kernel goes."""

    at: int
    flags: int
    addresses: tuple[int, int, int, int, int] = (0, 0, 0, 0, 0)


def header_of(content: bytes) -> Header | None:
    """The header, if there is one whose checksum is right (MB, 3.1)."""
    for at in places(content, HEADER_MAGIC, SEARCH):
        if at + 12 > len(content):
            continue
        magic, flags, checksum = struct.unpack_from("<III", content, at)
        if magic + flags + checksum & 0xFFFFFFFF == 0:
            if flags & HAS_ADDRESSES and at + 32 <= len(content):
                return Header(at, flags, struct.unpack_from("<5I", content, at + 12))
            return Header(at, flags & ~HAS_ADDRESSES)
    return None


def places(content: bytes, magic: int, limit: int, step: int = 4) -> Iterator[int]:
    """Where ``magic`` is in the first ``limit`` bytes, at multiples of ``step``."""
    pattern = magic.to_bytes(4, "little")
    at = content.find(pattern, 0, limit)
    while at >= 0:
        if at % step == 0:
            yield at
        at = content.find(pattern, at + 1, limit)


def plan(payload: Payload, header: Header) -> Plan:
    """Load the kernel and its modules and describe the machine, to which EBX points (MB, 3.2)."""
    unknown = header.flags & 0xFFFF & ~_UNDERSTOOD
    if unknown:
        raise EngineError(
            f"{payload.name} asks its loader for something unknown (Multiboot flags {unknown:#x}).",
            "Start it from a boot loader on a disk.",
        )
    placer = Placer(payload)
    placed = header.flags & HAS_ADDRESSES
    entry = put_at_addresses(placer, header.at, header.addresses) if placed else put_elf(placer)
    modules = placer.put_modules(placer.kernel_end())
    placer.put(INFORMATION, _information(payload, modules))
    return placer.protected_mode(entry, {"rax": MAGIC, "rbx": INFORMATION})


def put_elf(placer: Placer) -> int:
    """Place an ELF kernel. Its entry."""
    payload = placer.payload
    if not payload.kernel.startswith(elf.MAGIC):
        raise EngineError(f"{payload.name} is neither an ELF file nor says where it is to lie.", "Build it again.")
    program = elf.parse(payload.kernel, payload.name)
    for segment in program.loaded:
        placer.put_kernel(segment.address, segment.content, segment.size)
    return program.physical_entry


def put_at_addresses(placer: Placer, header_at: int, addresses: tuple[int, int, int, int, int]) -> int:
    """Place a kernel by the addresses in its header (MB, 3.1.3). Its entry."""
    payload = placer.payload
    header, load, load_end, bss_end, entry = addresses
    start = header_at - (header - load)
    end = start + load_end - load if load_end else len(payload.kernel)
    if header < load or not 0 <= start < end:
        raise EngineError(f"The addresses in {payload.name}'s Multiboot header make no sense.", "Build it again.")
    content = payload.kernel[start:end]
    size = max(bss_end - load if bss_end else 0, end - start)
    placer.put_kernel(load, content, size)
    return entry


def command_line(payload: Payload) -> bytes:
    """The kernel's command line with its zero: first its name, which kernels take for granted and drop."""
    return f"{payload.name} ".encode() + payload.command_line + b"\0"


def _information(payload: Payload, modules: list[int]) -> bytes:
    """The information structure, with all that it points to behind it (MB, 3.3)."""
    behind = bytearray()

    def keep(content: bytes) -> int:
        behind.extend(bytes(-len(behind) % 4))
        behind.extend(content)
        return INFORMATION + _INFORMATION.size + len(behind) - len(content)

    told, name = keep(command_line(payload)), keep(LOADER_NAME)
    listed = b""
    for place, module in zip(modules, payload.modules, strict=True):
        listed += _MODULE.pack(place, place + len(module.content), keep(module.string.encode() + b"\0"), 0)
    modules_at = keep(listed)
    map_content = b"".join(_RANGE.pack(_RANGE.size - 4, *each) for each in payload.ranges)
    map_at = keep(map_content)
    flags = _MEMORY | _COMMAND_LINE | _MODULES | _MAP | _LOADER | _FRAMEBUFFER
    upper = (payload.low_bytes - MIB) >> 10
    head = _INFORMATION.pack(
        *(flags, LOWER_KIB, upper, 0, told, len(modules), modules_at, bytes(16)),
        *(len(map_content), map_at, 0, 0, 0, name, 0, 0, 0, 0, 0, 0, 0, TEXT_FRAME),
    )
    if INFORMATION + len(head) + len(behind) > INFORMATION_END:
        raise EngineError(f"What {payload.name} is to be told is too long.", "Shorten its command line.")
    return head + bytes(behind)
