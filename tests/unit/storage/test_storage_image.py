"""What files are, by contents: built here byte by byte, made by real tools, and damaged."""

from __future__ import annotations

import gzip
import lzma
import os
import re
import shutil
import struct
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.error import EngineError
from engine.storage.image import ImageKind, identify, megabytes, recognize
from tests.unit.boot.test_unified import program

MIB = 1 << 20
SIGNED = bytes(510) + b"\x55\xaa"


def look(data: bytes, size: int | None = None):
    return recognize(len(data) if size is None else size, lambda offset, length: data[offset : offset + length])


def put(data: bytearray, at: int, part: bytes) -> None:
    data[at : at + len(part)] = part


def mbr(*partitions, size=MIB, code=b""):
    data = bytearray(size)
    put(data, 0, code)
    for i, (active, kind, first, count) in enumerate(partitions):
        put(data, 446 + 16 * i, struct.pack("<B3xB3xII", active, kind, first, count))
    data[510:512] = b"\x55\xaa"
    return bytes(data)


def iso(label=b"LABEL", boot=None, hybrid=False, blocks=40):
    data = bytearray(mbr((0x80, 0x17, 0, 100), size=2048 * 40) if hybrid else bytes(2048 * 40))
    put(data, 16 * 2048, b"\x01CD001\x01")
    put(data, 16 * 2048 + 40, label.ljust(32))
    put(data, 16 * 2048 + 80, struct.pack("<I", blocks))
    put(data, 16 * 2048 + 128, struct.pack("<H", 2048))
    if boot is not None:
        put(data, 17 * 2048, b"\x00CD001\x01EL TORITO SPECIFICATION")
        put(data, 17 * 2048 + 71, struct.pack("<I", 20))
        put(data, 20 * 2048, b"\x01" + bytes(29) + b"\x55\xaa" + bytes([boot]))
    put(data, (17 if boot is None else 18) * 2048, b"\xffCD001\x01")
    return bytes(data)


def fat(size, media=0xF0):
    data = bytearray(size)
    put(data, 0, b"\xeb\x3c\x90MSDOS5.0" + struct.pack("<HBHB", 512, 1, 1, 2))
    data[21] = media
    data[510:512] = b"\x55\xaa"
    return bytes(data)


def elf(note=None, wide=True, machine=62):
    data = bytearray(0x2000)
    put(data, 0, b"\x7fELF" + bytes([2 if wide else 1, 1, 1]))
    struct.pack_into("<HH", data, 16, 2, machine)
    body = struct.pack("<III", 4, 8, note or 1) + b"Xen\0" + bytes(8)
    other = struct.pack("<III", 4, 4, 18) + b"GNU\0" + bytes(4)
    put(data, 0x1000, other + body)
    length = len(other + body)
    if wide:
        struct.pack_into("<Q", data, 32, 64)
        struct.pack_into("<HH", data, 54, 56, 2)
        struct.pack_into("<IIQQQQ", data, 64, 1, 0, 0, 0, 0, 0)
        struct.pack_into("<IIQQQQ", data, 64 + 56, 4, 0, 0x1000, 0, 0, length)
    else:
        struct.pack_into("<I", data, 28, 52)
        struct.pack_into("<HH", data, 42, 32, 1)
        struct.pack_into("<IIIII", data, 52, 4, 0x1000, 0, 0, length)
    return bytes(data)


def bzimage(version=b"6.1.0-test (builder) #1"):
    data = bytearray(0x8000)
    data[510:512] = b"\x55\xaa"
    put(data, 0x202, b"HdrS" + struct.pack("<H", 0x20F))
    struct.pack_into("<H", data, 0x20E, 0x1000 if version else 0)
    put(data, 0x1200, version + b"\0")
    return bytes(data)


def multiboot(version, at, good=True):
    data = bytearray(0x9000)
    first = (0x1BADB002, 0) if version == 1 else (0xE85250D6, 0, 16)
    check = -sum(first) + (0 if good else 1) & 0xFFFFFFFF
    put(data, at, struct.pack(f"<{len(first) + 1}I", *first, check))
    data[0:4] = b"abc\x01"
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "kind", "description", "attach"),
    [
        (iso(boot=0x88), "iso", "Bootable CD: 'LABEL', 80 KiB", ["cdrom"]),
        (iso(boot=0x00), "iso", "CD that is not bootable: 'LABEL', 80 KiB", ["cdrom"]),
        (iso(label=b""), "iso", "CD that is not bootable, 80 KiB", ["cdrom"]),
        (iso(boot=0x88, hybrid=True), "iso", "Bootable CD: 'LABEL', 80 KiB", ["cdrom", "disk"]),
        (
            iso(blocks=1000),
            "iso",
            "CD that is not bootable: 'LABEL', 80 KiB (cut off: it should have 2.0 MiB)",
            ["cdrom"],
        ),
        (mbr((0x80, 0x83, 63, 1000)), "disk", "Disk with 1 partition, 1 MiB", ["disk"]),
        (mbr((0, 6, 63, 9), (0, 7, 90, 9)), "disk", "Disk with 2 partitions, none active, 1 MiB", ["disk"]),
        (mbr((0, 0xEE, 1, 9))[:512] + b"EFI PART" + bytes(MIB), "disk", "Disk with a GPT, 1.0 MiB", ["disk"]),
        (mbr((0x12, 6, 63, 9)), "boot-sector", "Boot sector and what it loads, 1 MiB", ["disk", "floppy"]),
        (SIGNED, "boot-sector", "Boot sector", ["disk", "floppy"]),
        (mbr((0x80, 1, 1, 1), size=512), "boot-sector", "Boot sector", ["disk", "floppy"]),
        (SIGNED + bytes(5 * MIB), "boot-sector", "Boot sector and what it loads, 5.0 MiB", ["disk"]),
        (fat(1474560), "floppy", "Bootable floppy, 1.44 MB", ["floppy", "disk"]),
        (fat(100 * 512), "floppy", "Bootable floppy, 50 KiB", ["floppy", "disk"]),
        (bytes(737280), "floppy", "Floppy without a boot sector, 720 KB", ["floppy", "disk"]),
        (fat(8 * MIB, 0xF8), "disk", "Disk without partitions (FAT), 8 MiB", ["disk"]),
        (bytes(0x438) + b"\x53\xef" + bytes(MIB), "disk", "Disk without partitions (ext2/3/4), 1.0 MiB", ["disk"]),
        (bzimage(), "bzimage", "Linux kernel 6.1.0-test, 32 KiB", ["kernel"]),
        (bzimage(b""), "bzimage", "Linux kernel, 32 KiB", ["kernel"]),
        (elf(18), "elf-kernel", "Kernel for x86-64 (PVH), 8 KiB", ["kernel"]),
        (elf(18, wide=False, machine=3), "elf-kernel", "Kernel for i386 (PVH), 8 KiB", ["kernel"]),
        (multiboot(1, 8188), "multiboot", "Multiboot 1 kernel, 36 KiB", ["kernel"]),
        (multiboot(2, 0x7000), "multiboot", "Multiboot 2 kernel, 36 KiB", ["kernel"]),
        (
            elf(1)[:0x1800] + multiboot(1, 64)[64:76] + bytes(64),
            "multiboot",
            "Multiboot 1 kernel for x86-64, 6.1 KiB",
            ["kernel"],
        ),
        (program((b".linux", b"x")), "bzimage", "Unified Linux kernel image, 656 bytes", ["kernel"]),
        (bytes(2 * MIB), "blank", "Blank disk, 2 MiB", ["disk"]),
        (b"\x01\x02\xff" * 400, "unknown", "Unknown contents, 1.2 KiB", ["disk"]),
    ],
)
def test_what_can_be_attached(data, kind, description, attach):
    found = look(data)
    assert (found.kind.value, found.description, list(found.attach_as)) == (kind, description, attach)


@pytest.mark.parametrize(
    ("data", "kind", "description"),
    [
        (gzip.compress(multiboot(1, 64)), "multiboot", r"Multiboot 1 kernel, \d+ bytes, compressed \(gzip\)"),
        (lzma.compress(bzimage()), "bzimage", r"Linux kernel 6.1.0-test, \d+ bytes, compressed \(xz\)"),
    ],
)
def test_kernels_may_be_compressed(data, kind, description):
    found = look(data)
    assert (found.kind.value, found.attach_as) == (kind, ("kernel",))
    assert re.fullmatch(description, found.description)


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (b"QFI\xfb" + bytes(20) + (10 << 30).to_bytes(8, "big") + bytes(600), "qcow2", "10 GiB: not supported yet"),
        (bytes(64) + b"\x7f\x10\xda\xbe" + bytes(600), "vdi", "VirtualBox"),
        (b"KDMV" + bytes(600), "vmdk", "VMware"),
        (b"# Disk DescriptorFile\nversion=1\n", "vmdk", "VMware"),
        (b"vhdxfile" + bytes(600), "vhdx", "Hyper-V"),
        (b"conectix" + bytes(600), "vhd", "Virtual PC"),
        (bytes(2048) + b"conectix" + bytes(504), "vhd", "Virtual PC"),
        (gzip.compress(b"x" * 999), "compressed", "gzip"),
        (lzma.compress(b"x" * 999), "compressed", "xz"),
        (b"PK\3\4" + bytes(99), "compressed", "zip"),
        (b"", "empty", "empty"),
        ("Grüße aus einem Text\n".encode() * 400, "text", "Text"),
        (b"\x01\x02\xff", "unknown", "Unknown"),
        (elf(1), "elf", "not a kernel"),
        (elf(18, machine=183), "elf", "ARM64"),
    ],
)
def test_what_cannot_be_attached_comes_with_advice(data, kind, words):
    found = look(data)
    assert found.kind.value == kind
    assert words in found.description
    assert found.attach_as == ()
    assert not found.bootable
    assert found.remedy


@pytest.mark.parametrize(("version", "at"), [(1, 8190), (1, 9000), (2, 0x7FF9)])
def test_multiboot_headers_out_of_place_do_not_count(version, at):
    assert look(multiboot(version, at)).kind is ImageKind.UNKNOWN
    assert look(multiboot(version, 64, good=False)).kind is ImageKind.UNKNOWN


@given(st.data())
def test_damaged_images_are_named_and_never_raise(data):
    whole = bytearray(
        data.draw(st.sampled_from([iso(boot=0x88), mbr((0x80, 6, 1, 9), size=2048), bzimage(), elf(18), SIGNED]))
    )
    for _ in range(data.draw(st.integers(0, 6))):
        whole[data.draw(st.integers(0, min(len(whole) - 1, 600)))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(whole)))
    found = look(bytes(whole[:cut]))
    assert found.description
    assert "\n" not in found.description
    assert found.attach_as or found.remedy


@pytest.mark.parametrize("length", [0x206, 0x20F, 0x210, 0x300])
def test_a_kernel_that_is_cut_off_in_its_header_is_one_all_the_same(length):
    assert look(bzimage()[:length]).kind is ImageKind.BZIMAGE


def test_sizes_for_people():
    assert [megabytes(size) for size in (5, 1024, 1536, 629 * MIB, 1 << 30, (1 << 30) * 5 // 2)] == [
        "5 bytes", "1 KiB", "1.5 KiB", "629 MiB", "1 GiB", "2.5 GiB",
    ]  # fmt: skip


def test_files_directories_and_what_is_missing(tmp_path):
    (tmp_path / "boot.txt").write_bytes(SIGNED)
    assert identify(tmp_path / "boot.txt").kind is ImageKind.BOOT_SECTOR
    assert identify(str(tmp_path)).kind is ImageKind.DIRECTORY
    os.mkfifo(tmp_path / "fifo")
    assert identify(tmp_path / "fifo").attach_as == ()
    with pytest.raises(EngineError, match="does not exist"):
        identify(tmp_path / "missing")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(EngineError, match="cannot be read"):
        identify(tmp_path / "loop")


def test_a_cd_made_by_xorriso(tmp_path):
    if not shutil.which("xorriso"):
        pytest.skip("xorriso is not installed")
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "boot.bin").write_bytes(SIGNED + bytes(1536))
    subprocess.run(
        ["xorriso", "-as", "mkisofs", "-V", "MY DISC", "-b", "boot.bin", "-no-emul-boot", "-boot-load-size", "4",
         "-o", tmp_path / "cd.iso", tree],
        check=True, capture_output=True,
    )  # fmt: skip
    found = identify(tmp_path / "cd.iso")
    assert found.bootable
    assert found.description.startswith("Bootable CD: 'MY DISC'")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/usr/lib/grub-rescue/grub-rescue-cdrom.iso", ImageKind.ISO),
        ("/boot/invaders.exec", ImageKind.MULTIBOOT),
        ("/boot/memtest86+x64.bin", ImageKind.BZIMAGE),
        ("/bin/true", ImageKind.ELF),
    ],
)
def test_files_of_the_distribution(path, kind):
    if not Path(path).exists():
        pytest.skip(f"{path} is not installed")
    assert identify(path).kind is kind
