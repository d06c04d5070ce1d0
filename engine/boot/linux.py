"""Starting a Linux kernel by its boot protocol: entered in 16, 32 or 64 bits, as the kernel can.

(Linux: Documentation/arch/x86/boot.rst and zero-page.rst; "boot.rst" and "zero page" below)
"""

from __future__ import annotations

import struct
from itertools import accumulate

from engine.boot.direct import (
    COMMAND_LINE,
    COMMAND_LINE_ROOM,
    INFORMATION,
    MIB,
    PAGE,
    Payload,
    Placer,
    Plan,
    RealMode,
    too_large,
)
from engine.error import EngineError

SECTOR = 512
HEADER_MAGIC = b"HdrS"
MIN_PROTOCOL = 0x0202
HEAP_PROTOCOL = 0x0201
LOADED_HIGH, CAN_USE_HEAP = 1 << 0, 1 << 7
XLF_KERNEL_64 = 1 << 0
LOADER_UNDEFINED = 0xFF

# Offsets in the kernel file, and in the zero page (boot.rst, "The real-mode kernel header").
SETUP_SECTS = 0x1F1
BOOT_FLAG_AT = 0x1FE
HEADER_LENGTH_AT = 0x201
HEADER_AT = 0x202
VERSION_AT = 0x206
TYPE_OF_LOADER = 0x210
LOADFLAGS = 0x211
CODE32_START = 0x214
RAMDISK_IMAGE = 0x218
HEAP_END = 0x224
CMD_LINE_PTR = 0x228
INITRD_ADDR_MAX = 0x22C
RELOCATABLE = 0x234
XLOADFLAGS = 0x236
CMDLINE_SIZE = 0x238
PREF_ADDRESS = 0x258
INIT_SIZE = 0x260
# Offsets in the zero page alone.
SCREEN_INFO = 0x000
ACPI_RSDP_ADDR = 0x070
ALT_MEM_K = 0x1E0
E820_ENTRIES = 0x1E8
E820_TABLE = 0x2D0
HEADER_END = 0x280

ZERO_PAGE = INFORMATION
KERNEL = 0x100000
LOW_KERNEL = 0x10000
REAL_MODE = 0x90000
"""The 16-bit part's place, its heap and stack up to HEAP_TOP, then the command line."""
HEAP_TOP = 0x9000
REAL_COMMAND_LINE = REAL_MODE + HEAP_TOP
ENTRY_64 = 0x200
TEXT_MODE, COLUMNS, ROWS, POINTS = 3, 80, 25, 16


def is_linux(content: bytes) -> bool:
    """Whether this has the header of boot.rst."""
    signed = content[BOOT_FLAG_AT : BOOT_FLAG_AT + 2] == b"\x55\xaa"
    return signed and content[HEADER_AT : HEADER_AT + 4] == HEADER_MAGIC


def plan(payload: Payload) -> Plan:
    """Load the kernel with its initial RAM disk, all modules one behind the other. EngineError if it cannot be."""
    kernel = payload.kernel
    setup = ((kernel[SETUP_SECTS] or 4) + 1) * SECTOR
    if len(kernel) <= setup:
        raise EngineError(f"{payload.name} is cut off: it ends within its setup code.", "Copy it again.")
    version = struct.unpack_from("<H", kernel, VERSION_AT)[0]
    if version < MIN_PROTOCOL:
        raise EngineError(
            f"{payload.name} is a Linux kernel from before 2.4 (boot protocol {version:#x}).", "Use a newer one."
        )
    # The size was added to the protocol in version 2.06.
    room = (struct.unpack_from("<I", kernel, CMDLINE_SIZE)[0] if version >= 0x0206 else 0) or 255
    room = min(room, COMMAND_LINE_ROOM - 1)
    if len(payload.command_line) > room:
        raise EngineError(
            f"The kernel's command line has {len(payload.command_line)} bytes; this kernel takes {room}.",
            "Shorten it.",
        )
    if not kernel[LOADFLAGS] & LOADED_HIGH or not struct.unpack_from("<I", kernel, CODE32_START)[0]:
        return _real_mode(payload, setup, version)
    return _protected_mode(payload, setup, version)


def _protected_mode(payload: Payload, setup: int, version: int) -> Plan:
    """(boot.rst, "32-bit Boot Protocol", "64-bit Boot Protocol")"""
    kernel, placer = payload.kernel, Placer(payload)
    header_end = min(HEADER_AT + kernel[HEADER_LENGTH_AT], HEADER_END)
    page = bytearray(PAGE)
    page[SETUP_SECTS:header_end] = kernel[SETUP_SECTS:header_end]
    page[TYPE_OF_LOADER] = LOADER_UNDEFINED
    struct.pack_into("<I", page, CMD_LINE_PTR, COMMAND_LINE)
    # It unpacks itself to where it wants to be; before protocol 2.10 nobody knew how much that takes.
    end = KERNEL + 4 * len(kernel)
    if version >= 0x020A:
        preferred, size = struct.unpack_from("<Q", kernel, PREF_ADDRESS)[0], _dword(kernel, INIT_SIZE)
        end = (max(preferred, KERNEL) if kernel[RELOCATABLE] else KERNEL) + size
    _put_ramdisk(placer, page, end)
    _describe_screen(page)
    _describe_machine(page, payload)
    placer.put(ZERO_PAGE, bytes(page))
    placer.put(COMMAND_LINE, payload.command_line + b"\0")
    placer.put(KERNEL, memoryview(kernel)[setup:])
    if version >= 0x020C and struct.unpack_from("<H", kernel, XLOADFLAGS)[0] & XLF_KERNEL_64:
        return placer.long_mode(KERNEL + ENTRY_64, {"rsi": ZERO_PAGE})
    return placer.protected_mode(KERNEL, {"rsi": ZERO_PAGE})


def _real_mode(payload: Payload, setup: int, version: int) -> Plan:
    """(boot.rst, "The Real-mode kernel code", "Running the kernel") It needs a BIOS's services."""
    kernel, placer = payload.kernel, Placer(payload)
    high = bool(kernel[LOADFLAGS] & LOADED_HIGH)
    start = KERNEL if high else LOW_KERNEL
    if setup > HEAP_TOP or (not high and start + len(kernel) - setup > REAL_MODE):
        raise EngineError(f"{payload.name} is too large to be started in 16 bits.", "Choose another kernel.")
    real = bytearray(kernel[:setup])
    real[TYPE_OF_LOADER] = LOADER_UNDEFINED
    if version >= HEAP_PROTOCOL:
        real[LOADFLAGS] |= CAN_USE_HEAP
        struct.pack_into("<H", real, HEAP_END, HEAP_TOP - 0x200)
    struct.pack_into("<I", real, CMD_LINE_PTR, REAL_COMMAND_LINE)
    _put_ramdisk(placer, real, start + len(kernel))
    placer.put(REAL_MODE, bytes(real))
    placer.put(REAL_COMMAND_LINE, payload.command_line + b"\0")
    placer.put(start, kernel[setup:])
    return Plan(tuple(placer.parts), real_mode=RealMode((REAL_MODE >> 4) + 0x20, 0, REAL_MODE >> 4))


def _dword(content: bytes, at: int) -> int:
    return int.from_bytes(content[at : at + 4], "little")


def _put_ramdisk(placer: Placer, header: bytearray, kernel_end: int) -> None:
    """Put the RAM disk as high as the kernel takes it, and say so in the header."""
    payload = placer.payload
    modules = payload.modules
    # Archives one behind the other are one: each begins at a multiple of 4 (initramfs buffer format).
    starts = list(accumulate((len(module.content) + 3 & ~3 for module in modules), initial=0))
    size, highest = starts[-1], min(payload.low_bytes, _dword(payload.kernel, INITRD_ADDR_MAX) + 1)
    place = (highest - size) & ~(PAGE - 1)
    if place < kernel_end:
        raise too_large(payload, kernel_end + size)
    for start, module in zip(starts, modules, strict=False):
        placer.put(place + start, module.content)
    if modules:
        struct.pack_into("<II", header, RAMDISK_IMAGE, place, size)


def _describe_screen(page: bytearray) -> None:
    """The VGA as the BIOS has left it: 80x25 text, the cursor at the top (zero page, screen_info)."""
    struct.pack_into("<BBHHBBHHHBBH", page, SCREEN_INFO, 0, 0, 0, 0, TEXT_MODE, COLUMNS, 0, 3, 0, ROWS, 1, POINTS)


def _describe_machine(page: bytearray, payload: Payload) -> None:
    struct.pack_into("<Q", page, ACPI_RSDP_ADDR, payload.rsdp)
    struct.pack_into("<I", page, ALT_MEM_K, (payload.low_bytes - MIB) >> 10)
    page[E820_ENTRIES] = len(payload.ranges)
    for number, entry in enumerate(payload.ranges):
        struct.pack_into("<QQI", page, E820_TABLE + 20 * number, *entry)
