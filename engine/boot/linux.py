"""Starting a Linux kernel without firmware, by its 32-bit boot protocol.

(Linux: Documentation/arch/x86/boot.rst and zero-page.rst; "boot.rst" and "zero page" below)
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

from engine.config import Kernel
from engine.cpu.accel import Entry
from engine.error import EngineError
from engine.memory.guest import GuestMemory

SECTOR = 512
BOOT_FLAG = 0xAA55
HEADER_MAGIC = b"HdrS"
MIN_PROTOCOL = 0x0202
LOADED_HIGH = 1 << 0
LOADER_UNDEFINED = 0xFF

# Offsets in the kernel file, and in the zero page (boot.rst, "The real-mode kernel header").
SETUP_SECTS = 0x1F1
BOOT_FLAG_AT = 0x1FE
HEADER_AT = 0x202
VERSION_AT = 0x206
TYPE_OF_LOADER = 0x210
LOADFLAGS = 0x211
RAMDISK_IMAGE = 0x218
CMD_LINE_PTR = 0x228
INITRD_ADDR_MAX = 0x22C
CMDLINE_SIZE = 0x238
# Offsets in the zero page alone.
E820_ENTRIES = 0x1E8
E820_TABLE = 0x2D0
HEADER_END = 0x268

# Where things go in low memory.
GDT = 0x500
ZERO_PAGE = 0x10000
COMMAND_LINE = 0x20000
KERNEL = 0x100000
COMMAND_LINE_ROOM = 0x10000
CODE_SELECTOR = 0x10
DATA_SELECTOR = 0x18
# Base 0, limit 4 GiB, 32 bit: execute/read and read/write (Intel SDM vol. 3A, 3.4.5).
GDT_ENTRIES = struct.pack("<4Q", 0, 0, 0x00CF9B000000FFFF, 0x00CF93000000FFFF)

RAM = 1
RESERVED = 2
EBDA = 0x9FC00
CONVENTIONAL_END = 0xA0000
BIOS_AREA = 0xF0000
PAGE = 0x1000
MIB = 1 << 20
FOUR_GIB = 1 << 32


@dataclass(frozen=True, slots=True)
class LinuxImage:
    """A kernel and what goes with it, read and checked. ``load`` puts it into memory."""

    kernel: bytes
    initrd: bytes
    command_line: bytes

    @property
    def entry(self) -> Entry:
        """How the kernel is entered (boot.rst, "32-bit Boot Protocol")."""
        return Entry(KERNEL, {"rsi": ZERO_PAGE}, GDT, len(GDT_ENTRIES) - 1, CODE_SELECTOR, DATA_SELECTOR)

    def load(self, memory: GuestMemory, ram_bytes: int, low_end: int) -> None:
        """Write everything. ``ram_bytes`` of RAM are there, below ``low_end`` and from 4 GiB on."""
        low = min(ram_bytes, low_end)
        setup = (self.kernel[SETUP_SECTS] or 4) + 1
        zero_page = bytearray(PAGE)
        zero_page[SETUP_SECTS:HEADER_END] = self.kernel[SETUP_SECTS:HEADER_END]
        zero_page[TYPE_OF_LOADER] = LOADER_UNDEFINED
        struct.pack_into("<I", zero_page, CMD_LINE_PTR, COMMAND_LINE)
        if self.initrd:
            place = self._initrd_place(low)
            struct.pack_into("<II", zero_page, RAMDISK_IMAGE, place, len(self.initrd))
            memory.write(place, self.initrd)
        ranges = memory_map(ram_bytes, low_end)
        zero_page[E820_ENTRIES] = len(ranges)
        for number, entry in enumerate(ranges):
            struct.pack_into("<QQI", zero_page, E820_TABLE + 20 * number, *entry)
        memory.write(GDT, GDT_ENTRIES)
        memory.write(ZERO_PAGE, bytes(zero_page))
        memory.write(COMMAND_LINE, self.command_line + b"\0")
        memory.write(KERNEL, self.kernel[setup * SECTOR :])

    def _initrd_place(self, low: int) -> int:
        highest = min(low, struct.unpack_from("<I", self.kernel, INITRD_ADDR_MAX)[0] + 1)
        return int(highest - len(self.initrd)) & ~(PAGE - 1)


def memory_map(ram_bytes: int, low_end: int) -> list[tuple[int, int, int]]:
    """The e820 map of a PC: (start, length, type)."""
    low = min(ram_bytes, low_end)
    ranges = [
        (0, EBDA, RAM),
        (EBDA, CONVENTIONAL_END - EBDA, RESERVED),
        (BIOS_AREA, MIB - BIOS_AREA, RESERVED),
        (MIB, low - MIB, RAM),
    ]
    if ram_bytes > low:
        ranges.append((FOUR_GIB, ram_bytes - low, RAM))
    return ranges


def read(kernel: Kernel, directory: Path, ram_bytes: int) -> LinuxImage:
    """Read a kernel and its initial RAM disk. EngineError when they cannot be used, or do not fit in memory."""
    path = directory / kernel.path
    content = _content(path, "kernel")
    _check(content, path)
    initrd = _content(directory / kernel.initrd, "initial RAM disk") if kernel.initrd else b""
    command_line = kernel.append.encode()
    room = min(struct.unpack_from("<I", content, CMDLINE_SIZE)[0] or 255, COMMAND_LINE_ROOM - 1)
    if len(command_line) > room:
        raise EngineError(f"The kernel's command line has {len(command_line)} bytes; this kernel takes {room}.")
    # The kernel decompresses itself into several times its size; four times is what distributions' kernels need.
    needed = KERNEL + 4 * len(content) + len(initrd)
    if needed > ram_bytes:
        raise EngineError(
            f"{path.name} and its initial RAM disk need about {needed // MIB + 1} MiB; the machine has "
            f"{ram_bytes // MIB}.",
            "Give it more memory.",
        )
    return LinuxImage(content, initrd, command_line)


def _content(path: Path, what: str) -> bytes:
    try:
        content = path.read_bytes()
    except IsADirectoryError:
        raise EngineError(f"{path} is a directory, not a {what}.", "Choose a file.") from None
    except OSError as error:
        raise EngineError(f"The {what} {path} cannot be read: {error.strerror}.", "Choose another file.") from None
    if not content:
        raise EngineError(f"The {what} {path} is empty (0 bytes).", "Choose another file, or build it again.")
    return content


def _check(content: bytes, path: Path) -> None:
    whole = len(content) > HEADER_END + SECTOR
    if not whole or content[HEADER_AT : HEADER_AT + 4] != HEADER_MAGIC:
        raise EngineError(f"{path} is not a Linux kernel (no bzImage header).", "Choose a bzImage or vmlinuz file.")
    version = struct.unpack_from("<H", content, VERSION_AT)[0]
    if version < MIN_PROTOCOL or not content[LOADFLAGS] & LOADED_HIGH:
        raise EngineError(
            f"{path} is a Linux kernel from before 2.4 (boot protocol {version:#x}).", "Use a newer one."
        )
    setup = (content[SETUP_SECTS] or 4) + 1
    if len(content) <= setup * SECTOR:
        raise EngineError(f"{path} is cut off: it ends within its setup code.", "Copy it again.")
