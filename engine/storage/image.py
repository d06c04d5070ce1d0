"""What a file is that somebody wants to boot: told from its contents, never from its name."""

from __future__ import annotations

import os
import stat
import struct
from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Literal

import msgspec

from engine.boot import compression, unified
from engine.error import EngineError

Attach = Literal["disk", "cdrom", "floppy", "kernel"]
Read = Callable[[int, int], bytes]

# Covers the volume descriptors of an ISO 9660 file system and both places of multiboot headers.
HEAD = 64 << 10
FLOPPY_NAMES = {
    163840: "160 KB",
    184320: "180 KB",
    327680: "320 KB",
    368640: "360 KB",
    737280: "720 KB",
    1228800: "1.2 MB",
    1474560: "1.44 MB",
    1720320: "1.68 MB",
    2949120: "2.88 MB",
}


class ImageKind(Enum):
    """What it is. The value is what a program may print or store."""

    ISO = "iso"
    DISK = "disk"
    BLANK = "blank"
    BOOT_SECTOR = "boot-sector"
    FLOPPY = "floppy"
    BZIMAGE = "bzimage"
    ELF_KERNEL = "elf-kernel"
    MULTIBOOT = "multiboot"
    ELF = "elf"
    QCOW2 = "qcow2"
    VDI = "vdi"
    VMDK = "vmdk"
    VHD = "vhd"
    VHDX = "vhdx"
    COMPRESSED = "compressed"
    EMPTY = "empty"
    DIRECTORY = "directory"
    TEXT = "text"
    UNKNOWN = "unknown"


class Image(msgspec.Struct, frozen=True):
    """The answer. ``description`` is one line for people; ``attach_as`` how it can be used, best first, empty
    if it cannot; ``remedy`` then says what to do. ``bootable`` is whether firmware finds something to start.
    ``label`` is a CD's volume label."""

    kind: ImageKind
    description: str
    attach_as: tuple[Attach, ...] = ()
    bootable: bool = False
    remedy: str = ""
    label: str = ""


def identify(path: Path | str) -> Image:
    """Look into a file, a block device or a directory. EngineError if it is missing or cannot be read."""
    path = Path(path)
    try:
        if path.is_dir():
            return Image(ImageKind.DIRECTORY, "A directory, not a disk image", remedy="Choose a file in it.")
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY)
    except FileNotFoundError as error:
        raise EngineError(f"{path} does not exist.", "Choose another file.") from error
    except OSError as error:
        raise EngineError(
            f"{path} cannot be read: {os.strerror(error.errno or 0)}.", "Check its permissions."
        ) from error
    try:
        mode = os.fstat(fd).st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISBLK(mode):
            return Image(ImageKind.UNKNOWN, "Neither a file nor a block device", remedy="Choose a disk image.")
        size = os.lseek(fd, 0, os.SEEK_END)
        return recognize(size, lambda offset, length: os.pread(fd, length, offset))
    except OSError as error:
        raise EngineError(f"{path} cannot be read: {os.strerror(error.errno or 0)}.", "") from error
    finally:
        os.close(fd)


def recognize(size: int, read: Read) -> Image:
    """``identify`` without files: ``read(offset, length)`` gives bytes, fewer at the end of ``size``."""
    if size == 0:
        return Image(ImageKind.EMPTY, "An empty file", remedy="Choose another file.")
    head = read(0, HEAD)
    for look in (_container, _compressed, _iso, _bzimage, _unified, _elf, _multiboot, _partitioned, _boot_sector):
        found = look(head, size, read)
        if found is not None:
            return found
    return _remainder(head, size)


def megabytes(size: int) -> str:
    """A size for people: whole bytes, KiB, MiB or GiB."""
    for unit, scale in (("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)):
        if size >= scale:
            value = size / scale
            return f"{value:.1f} {unit}" if value < 10 and size % scale else f"{value:.0f} {unit}"
    return f"{size} bytes"


# --- formats of other programs


def _container(head: bytes, size: int, read: Read) -> Image | None:
    if head.startswith(b"QFI\xfb"):
        virtual = int.from_bytes(head[24:32], "big")
        return Image(
            ImageKind.QCOW2,
            f"QEMU disk (qcow2), {megabytes(virtual)}: not supported yet",
            remedy="Convert it: qemu-img convert -O raw OLD.qcow2 NEW.img",
        )
    kind = None
    if head[64:68] == b"\x7f\x10\xda\xbe":
        kind, name = ImageKind.VDI, "VirtualBox disk (VDI)"
    elif head.startswith((b"KDMV", b"COWD", b"# Disk DescriptorFile")):
        kind, name = ImageKind.VMDK, "VMware disk (VMDK)"
    elif head.startswith(b"vhdxfile"):
        kind, name = ImageKind.VHDX, "Hyper-V disk (VHDX)"
    elif head.startswith(b"conectix") or read(max(size - 512, 0), 8) == b"conectix":
        kind, name = ImageKind.VHD, "Virtual PC disk (VHD)"
    if kind is None:
        return None
    return Image(
        kind,
        f"{name}, {megabytes(size)}: not supported",
        remedy="Convert it: qemu-img convert -O raw OLD NEW.img",
    )


_COMPRESSION = (
    (b"\x1f\x8b", "gzip", "gunzip"),
    (b"\xfd7zXZ\0", "xz", "unxz"),
    (b"BZh", "bzip2", "bunzip2"),
    (b"\x28\xb5\x2f\xfd", "zstd", "unzstd"),
    (b"PK\3\4", "zip", "unzip"),
    (b"7z\xbc\xaf\x27\x1c", "7z", "7z x"),
)


def _compressed(head: bytes, size: int, _read: Read) -> Image | None:
    for magic, name, command in _COMPRESSION:
        if head.startswith(magic):
            kernel = _compressed_kernel(compression.beginning(head, HEAD), size)
            if kernel is not None:
                return msgspec.structs.replace(kernel, description=f"{kernel.description}, compressed ({name})")
            return Image(
                ImageKind.COMPRESSED,
                f"Compressed file ({name}), {megabytes(size)}",
                remedy=f"Unpack it first: {command} FILE",
            )
    return None


def _compressed_kernel(inner: bytes, size: int) -> Image | None:
    """A kernel that begins with ``inner``, once it is unpacked."""
    for look in (_bzimage, _elf, _multiboot):
        found = look(inner, size, lambda offset, length: inner[offset : offset + length])
        if found is not None and found.attach_as:
            return found
    return None


# --- CDs (ECMA-119 8; El Torito 1.0)

_SECTOR = 2048
_FIRST_DESCRIPTOR = 16
_MOST_DESCRIPTORS = 16


def _iso(head: bytes, size: int, read: Read) -> Image | None:
    place = _FIRST_DESCRIPTOR * _SECTOR
    if head[place + 1 : place + 6] == b"BEA01":
        return Image(ImageKind.ISO, f"DVD (UDF), {megabytes(size)}", ("cdrom",))
    if head[place + 1 : place + 6] != b"CD001":
        return None
    name = head[place + 40 : place + 72].decode("ascii", "replace").strip(" \0")
    bootable = _el_torito(head, read)
    disc = "DVD" if size > 900 << 20 else "CD"
    named, held = f": '{name}'" if name else "", megabytes(size)
    whole = struct.unpack_from("<I", head, place + 80)[0] * struct.unpack_from("<H", head, place + 128)[0]
    if whole > size:
        held = f"{held} (cut off: it should have {megabytes(whole)})"
    text = f"Bootable {disc}{named}, {held}" if bootable else f"{disc} that is not bootable{named}, {held}"
    hybrid = bool(_partitions(head))
    ways: tuple[Attach, ...] = ("cdrom", "disk") if hybrid else ("cdrom",)
    return Image(ImageKind.ISO, text, ways, bootable or hybrid, label=name)


def _el_torito(head: bytes, read: Read) -> bool:
    """Whether there is a boot catalogue with a valid entry that says it is bootable."""
    for number in range(_FIRST_DESCRIPTOR, _FIRST_DESCRIPTOR + _MOST_DESCRIPTORS):
        descriptor = head[number * _SECTOR : (number + 1) * _SECTOR]
        if len(descriptor) < 75 or descriptor[1:6] != b"CD001" or descriptor[0] == 0xFF:
            return False
        if descriptor[0] == 0 and descriptor[7:30] == b"EL TORITO SPECIFICATION":
            catalogue = read(struct.unpack_from("<I", descriptor, 71)[0] * _SECTOR, 64)
            return len(catalogue) == 64 and catalogue[30:33] == b"\x55\xaa\x88"
    return False


# --- kernels


def _unified(head: bytes, size: int, _read: Read) -> Image | None:
    """A kernel with its RAM disk in one EFI program: the section headers are in its first KiB."""
    if not unified.is_unified(head):
        return None
    return Image(ImageKind.BZIMAGE, f"Unified Linux kernel image, {megabytes(size)}", ("kernel",), True)


def _bzimage(head: bytes, size: int, read: Read) -> Image | None:
    """Linux's boot protocol (Documentation/arch/x86/boot.rst)."""
    if head[0x1FE:0x200] != b"\x55\xaa" or head[0x202:0x206] != b"HdrS":
        return None
    version = ""
    at = int.from_bytes(head[0x20E:0x210], "little")
    if at:
        version = read(at + 0x200, 128).split(b"\0")[0].decode("ascii", "replace").split(" (")[0]
    return Image(
        ImageKind.BZIMAGE,
        "Linux kernel" + (f" {version}" if version.isprintable() and version else "") + f", {megabytes(size)}",
        ("kernel",),
        True,
    )


_MACHINES = {3: "i386", 62: "x86-64", 40: "ARM", 183: "ARM64", 243: "RISC-V"}
_PT_NOTE = 4
_XEN_PHYS32_ENTRY = 18
_MOST_HEADERS = 64


def _elf(head: bytes, size: int, read: Read) -> Image | None:
    if not head.startswith(b"\x7fELF") or len(head) < 64 or head[5] != 1:
        return None
    machine = struct.unpack_from("<H", head, 18)[0]
    name = _MACHINES.get(machine, f"machine {machine}")
    multiboot = _multiboot_version(head)
    if multiboot:
        text = f"Multiboot {multiboot} kernel for {name}, {megabytes(size)}"
        return Image(ImageKind.MULTIBOOT, text, ("kernel",), True)
    if machine in (3, 62) and _has_pvh(head, read):
        return Image(ImageKind.ELF_KERNEL, f"Kernel for {name} (PVH), {megabytes(size)}", ("kernel",), True)
    return Image(
        ImageKind.ELF,
        f"Program for {name} (ELF), {megabytes(size)}, not a kernel that can be started directly",
        remedy="Choose a bzImage, an ELF kernel with a PVH entry, or a multiboot kernel.",
    )


def _has_pvh(head: bytes, read: Read) -> bool:
    """Whether a note names the 32-bit entry point (Xen's public/elfnote.h)."""
    wide = head[4] == 2
    table = struct.unpack_from("<Q", head, 32)[0] if wide else struct.unpack_from("<I", head, 28)[0]
    each, count = struct.unpack_from("<HH", head, 54 if wide else 42)
    for i in range(min(count, _MOST_HEADERS)):
        entry = read(table + i * each, 56)
        if len(entry) < (56 if wide else 32) or struct.unpack_from("<I", entry)[0] != _PT_NOTE:
            continue
        if wide:
            offset, length = struct.unpack_from("<Q", entry, 8)[0], struct.unpack_from("<Q", entry, 32)[0]
        else:
            offset, length = struct.unpack_from("<I", entry, 4)[0], struct.unpack_from("<I", entry, 16)[0]
        if _note_of(read(offset, min(length, HEAD)), b"Xen\0", _XEN_PHYS32_ENTRY):
            return True
    return False


def _note_of(notes: bytes, name: bytes, kind: int) -> bool:
    at = 0
    while at + 12 <= len(notes):
        name_size, data_size, found = struct.unpack_from("<III", notes, at)
        if found == kind and notes[at + 12 : at + 12 + name_size] == name:
            return True
        at += 12 + (name_size + 3 & ~3) + (data_size + 3 & ~3)
    return False


def _multiboot(head: bytes, size: int, _read: Read) -> Image | None:
    version = _multiboot_version(head)
    if not version:
        return None
    return Image(ImageKind.MULTIBOOT, f"Multiboot {version} kernel, {megabytes(size)}", ("kernel",), True)


def _multiboot_version(head: bytes) -> int:
    """1 or 2 if there is a multiboot header whose checksum is right (Multiboot 0.6.96 3.1; 2.0 3.1), else 0."""
    for version, magic, limit, fields in ((1, 0x1BADB002, 8192, 3), (2, 0xE85250D6, 32768, 4)):
        pattern = struct.pack("<I", magic)
        at = head.find(pattern, 0, limit)
        while at >= 0:
            header = head[at : at + 4 * fields]
            whole = at % 4 == 0 and len(header) == 4 * fields
            if whole and sum(struct.unpack(f"<{fields}I", header)) & 0xFFFF_FFFF == 0:
                return version
            at = head.find(pattern, at + 1, limit)
    return 0


# --- disks


def _partitions(head: bytes) -> list[tuple[int, int]]:
    """Type and length in sectors of each partition of an MBR; empty if the table cannot be one."""
    if head[510:512] != b"\x55\xaa":
        return []
    found = []
    for at in range(446, 510, 16):
        active, kind, count = head[at], head[at + 4], struct.unpack_from("<I", head, at + 12)[0]
        if active not in (0, 0x80):
            return []
        if kind and count:
            found.append((kind, count))
    return found


def _partitioned(head: bytes, size: int, _read: Read) -> Image | None:
    if size in FLOPPY_NAMES or _fat(head):
        return None
    if head[512:520] == b"EFI PART":
        return Image(ImageKind.DISK, f"Disk with a GPT, {megabytes(size)}", ("disk",), True)
    count = len(_partitions(head))
    if not count or size <= 512:
        return None
    active = any(head[at] == 0x80 for at in range(446, 510, 16))
    parts = f"{count} partition{'s' if count > 1 else ''}"
    text = f"Disk with {parts}{'' if active else ', none active'}, {megabytes(size)}"
    return Image(ImageKind.DISK, text, ("disk",), True)


def _fat(head: bytes) -> bool:
    """A FAT boot sector: a jump and a plausible BIOS parameter block (Microsoft FAT specification, 3.1)."""
    if len(head) < 512 or not (head[0] == 0xE9 or (head[0] == 0xEB and head[2] == 0x90)):
        return False
    sector, cluster, reserved, fats = struct.unpack_from("<HBHB", head, 11)
    return (
        sector in (512, 1024, 2048, 4096)
        and cluster in (1, 2, 4, 8, 16, 32, 64, 128)
        and reserved > 0
        and fats in (1, 2)
        and (head[21] == 0xF0 or head[21] >= 0xF8)
    )


def _boot_sector(head: bytes, size: int, _read: Read) -> Image | None:
    signed, fat = head[510:512] == b"\x55\xaa", _fat(head)
    if size in FLOPPY_NAMES or (fat and size < max(FLOPPY_NAMES)):
        name = FLOPPY_NAMES.get(size, megabytes(size))
        text = f"{'Bootable floppy' if signed else 'Floppy without a boot sector'}, {name}"
        return Image(ImageKind.FLOPPY, text, ("floppy", "disk"), signed)
    if fat:
        text = f"Disk without partitions (FAT), {megabytes(size)}"
        return Image(ImageKind.DISK, text, ("disk",), signed)
    if not signed:
        return None
    text = "Boot sector" if size == 512 else f"Boot sector and what it loads, {megabytes(size)}"
    return Image(ImageKind.BOOT_SECTOR, text, ("disk", "floppy") if size < max(FLOPPY_NAMES) else ("disk",), True)


def _remainder(head: bytes, size: int) -> Image:
    if head[0x438:0x43A] == b"\x53\xef":
        return Image(ImageKind.DISK, f"Disk without partitions (ext2/3/4), {megabytes(size)}", ("disk",))
    if not any(head) and size >= 512:
        return Image(ImageKind.BLANK, f"Blank disk, {megabytes(size)}", ("disk",))
    if _is_text(head):
        return Image(ImageKind.TEXT, f"Text, {megabytes(size)}", remedy="Choose a disk image, not a text.")
    return Image(
        ImageKind.UNKNOWN,
        f"Unknown contents, {megabytes(size)}",
        ("disk",) if size >= 512 else (),
        remedy="" if size >= 512 else "Choose another file.",
    )


def _is_text(head: bytes) -> bool:
    try:
        text = head[:4096].decode()
    except UnicodeDecodeError as error:
        # A character cut in two at the end of the sample is no objection.
        if error.start < len(head[:4096]) - 3:
            return False
        text = head[: error.start].decode()
    return all(character.isprintable() or character in "\t\r\n\f" for character in text)
