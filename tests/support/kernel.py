"""Kernel files for tests, made of nothing but what a loader reads, and a payload to start them with."""

from __future__ import annotations

import struct
from typing import Any

from engine.boot.bios.memorymap import memory_map
from engine.boot.direct import Module, Payload, Plan
from tests.support.memory import FlatMemory

MIB = 1 << 20
RAM = 32 * MIB
LOW_END = 0xC0000000
BODY = bytes(range(256)) * 16


def payload(kernel: bytes, *modules: Module, command_line: bytes = b"", **fields: Any) -> Payload:
    """``kernel`` for a machine of RAM bytes, the last 64 KiB of which are reserved."""
    ranges = tuple(memory_map(RAM, LOW_END, 0x10000))
    given: dict[str, Any] = {
        "low_bytes": RAM - 0x10000,
        "rsdp": 0xFA800,
        "rsdp_content": b"RSD PTR ".ljust(36, b"\1"),
    } | fields
    return Payload("vmlinuz", kernel, command_line, modules, ranges, **given)


def loaded(plan: Plan) -> FlatMemory:
    """Guest memory with the parts of a plan in it."""
    memory = FlatMemory(RAM)
    for part in plan.parts:
        memory.write(part.address, part.content)
    return memory


def bzimage(
    setup_sects: int = 2,
    version: int = 0x020F,
    loadflags: int = 1,
    cmdline_size: int = 2047,
    initrd_addr_max: int = 0x7FFF_FFFF,
    body: bytes = BODY,
    *,
    code32: int = 0x100000,
    xloadflags: int = 0,
    init_size: int = 0x10000,
) -> bytes:
    """A Linux kernel with the fields of boot.rst that a loader reads; it would not run."""
    image = bytearray(((setup_sects or 4) + 1) * 512)
    image[0x1F1] = setup_sects
    struct.pack_into("<H", image, 0x1FE, 0xAA55)
    image[0x200:0x202] = b"\xeb\x66"
    image[0x202:0x206] = b"HdrS"
    struct.pack_into("<H", image, 0x206, version)
    image[0x211] = loadflags
    struct.pack_into("<I", image, 0x214, code32)
    struct.pack_into("<I", image, 0x22C, initrd_addr_max)
    struct.pack_into("<H", image, 0x236, xloadflags)
    struct.pack_into("<I", image, 0x238, cmdline_size)
    struct.pack_into("<I", image, 0x260, init_size)
    image[0x1F0] = 0x5A  # Before the header: not to be copied.
    image[0x268] = 0xA5  # Behind it: neither.
    return bytes(image) + body


def elf_file(
    *segments: tuple[int, int, int, bytes, int], entry: int = 0, wide: bool = False, machine: int = 3, kind: int = 2
) -> bytes:
    """An ELF file of segments (type, virtual, physical, content, size in memory)."""
    head, each = (64, 56) if wide else (52, 32)
    at = head + each * len(segments)
    table = body = b""
    for form, virtual, physical, content, size in segments:
        place = at + len(body)
        if wide:
            table += struct.pack("<IIQQQQQQ", form, 5, place, virtual, physical, len(content), size, 4096)
        else:
            table += struct.pack("<IIIIIIII", form, place, virtual, physical, len(content), size, 5, 4096)
        body += content
    ident = b"\x7fELF" + bytes([2 if wide else 1, 1, 1]).ljust(12, b"\0")
    layout = "<HHIQQQIHHHHHH" if wide else "<HHIIIIIHHHHHH"
    header = struct.pack(layout, kind, machine, 1, entry, head, 0, 0, head, each, len(segments), 0, 0, 0)
    return ident + header + table + body


def note(kind: int, content: bytes, name: bytes = b"Xen\0") -> bytes:
    """One ELF note."""
    return struct.pack("<III", len(name), len(content), kind) + name.ljust(-(-len(name) // 4) * 4, b"\0") + content
