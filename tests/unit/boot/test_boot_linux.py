"""engine.boot.linux: a kernel and its boot parameters, as Linux's boot.rst and zero-page.rst have them."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.boot import linux
from engine.boot.linux import MIB, memory_map, read
from engine.config import Kernel
from engine.error import EngineError
from tests.support.memory import FlatMemory

LOW_END = 0xE000_0000
RAM = 64 * MIB
BODY = bytes(range(256)) * 16


def bzimage(
    setup_sects: int = 2,
    version: int = 0x020F,
    loadflags: int = 1,
    cmdline_size: int = 2047,
    initrd_addr_max: int = 0x7FFF_FFFF,
    body: bytes = BODY,
) -> bytes:
    """A kernel file with the fields of boot.rst that a loader reads; it would not run."""
    image = bytearray(((setup_sects or 4) + 1) * 512)
    image[0x1F1] = setup_sects
    struct.pack_into("<H", image, 0x1FE, 0xAA55)
    image[0x200:0x202] = b"\xeb\x66"
    image[0x202:0x206] = b"HdrS"
    struct.pack_into("<H", image, 0x206, version)
    image[0x211] = loadflags
    struct.pack_into("<I", image, 0x22C, initrd_addr_max)
    struct.pack_into("<I", image, 0x238, cmdline_size)
    image[0x1F0] = 0x5A  # Before the header: not to be copied.
    image[0x268] = 0xA5  # Behind it: neither.
    return bytes(image) + body


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "vmlinuz").write_bytes(bzimage())
    (tmp_path / "initrd").write_bytes(b"cpio" * 1025)
    return tmp_path


def loaded(directory: Path, kernel: Kernel, ram: int = RAM, low_end: int = LOW_END) -> tuple[FlatMemory, bytes]:
    """Guest memory after loading, and the zero page in it."""
    memory = FlatMemory(min(ram, low_end))
    read(kernel, directory, ram).load(memory, ram, low_end)
    return memory, memory.read(linux.ZERO_PAGE, 4096)


def word(page: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", page, at)[0])


def test_the_kernel_goes_to_1_mib_and_is_entered_there(directory: Path) -> None:
    memory, _ = loaded(directory, Kernel(path="vmlinuz"))
    assert memory.read(0x100000, len(BODY)) == BODY
    entry = read(Kernel(path="vmlinuz"), directory, RAM).entry
    assert entry.rip == 0x100000
    assert entry.registers["rsi"] == linux.ZERO_PAGE  # boot.rst: %esi holds the base address of struct boot_params
    assert (entry.code_selector, entry.data_selector) == (0x10, 0x18)  # boot.rst: __BOOT_CS and __BOOT_DS
    table = struct.unpack("<4Q", memory.read(linux.GDT, 32))
    assert table == (0, 0, 0x00CF_9B00_0000_FFFF, 0x00CF_9300_0000_FFFF)


def test_the_zero_page_is_the_header_and_what_the_loader_says(directory: Path) -> None:
    memory, page = loaded(directory, Kernel(path="vmlinuz", append="console=ttyS0 quiet"))
    assert page[0x202:0x206] == b"HdrS"
    assert page[0x1F1] == 2
    assert page[0x1F0] == page[0x268] == 0, "more than the header was copied"
    assert page[0x210] == 0xFF, "type_of_loader"
    assert memory.read(word(page, 0x228), 20) == b"console=ttyS0 quiet\0"
    assert (word(page, 0x218), word(page, 0x21C)) == (0, 0), "there is no initial RAM disk"


def test_no_setup_sectors_means_four(directory: Path) -> None:
    (directory / "old").write_bytes(bzimage(setup_sects=0))
    memory, _ = loaded(directory, Kernel(path="old"))
    assert memory.read(0x100000, len(BODY)) == BODY


@pytest.mark.parametrize(
    ("most", "low_end", "end"),
    [(0x7FFF_FFFF, LOW_END, RAM), (32 * MIB - 1, LOW_END, 32 * MIB), (0x7FFF_FFFF, 16 * MIB, 16 * MIB)],
)
def test_the_initial_ram_disk_is_as_high_as_it_may_be(directory: Path, most: int, low_end: int, end: int) -> None:
    (directory / "vmlinuz").write_bytes(bzimage(initrd_addr_max=most))
    memory, page = loaded(directory, Kernel(path="vmlinuz", initrd="initrd"), RAM, low_end)
    place, size = word(page, 0x218), word(page, 0x21C)
    assert size == 4100
    assert place % 4096 == 0
    assert end - 3 * 4096 < place <= end - size
    assert memory.read(place, size) == b"cpio" * 1025


@given(st.integers(2, 1 << 16), st.integers(2, 3584))
def test_the_memory_map_covers_all_memory_and_never_overlaps(ram_mib: int, low_mib: int) -> None:
    ranges = memory_map(ram_mib * MIB, low_mib * MIB)
    ends = [start + length for start, length, _ in ranges]
    assert all(end <= start for end, (start, _, _) in zip(ends, ranges[1:], strict=False))
    usable = sum(length for _, length, kind in ranges if kind == linux.RAM)
    assert usable == ram_mib * MIB - MIB + 0x9FC00
    assert all(kind == 2 for start, _, kind in ranges if 0x9FC00 <= start < MIB)


def test_the_memory_map_is_in_the_zero_page(directory: Path) -> None:
    _, page = loaded(directory, Kernel(path="vmlinuz"), RAM, 16 * MIB)
    entries = [struct.unpack_from("<QQI", page, 0x2D0 + 20 * number) for number in range(page[0x1E8])]
    assert entries == memory_map(RAM, 16 * MIB)
    assert entries[-1] == (1 << 32, 48 * MIB, 1)


@pytest.mark.parametrize(("size", "room"), [(2047, 2047), (0, 255), (1 << 31, 0xFFFF)])
def test_a_command_line_has_the_room_the_kernel_says(directory: Path, size: int, room: int) -> None:
    (directory / "vmlinuz").write_bytes(bzimage(cmdline_size=size))
    assert read(Kernel(path="vmlinuz", append="x" * room), directory, RAM).command_line == b"x" * room
    with pytest.raises(EngineError, match=rf"has {room + 1} bytes; this kernel takes {room}\b"):
        read(Kernel(path="vmlinuz", append="x" * (room + 1)), directory, RAM)
    with pytest.raises(EngineError, match="command line"):
        read(Kernel(path="vmlinuz", append="ü" * (room // 2 + 1)), directory, RAM)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"#!/bin/sh\n", "not a Linux kernel"),
        (bytes(8192), "not a Linux kernel"),
        (bzimage()[:0x210], "not a Linux kernel"),
        (bzimage(version=0x0201), "before 2.4"),
        (bzimage(loadflags=0), "before 2.4"),
        (bzimage(setup_sects=9, body=b"")[:-512], "cut off"),
        (bzimage(body=b""), "cut off"),
    ],
)
def test_what_is_no_kernel_is_refused_by_name(directory: Path, content: bytes, why: str) -> None:
    (directory / "vmlinuz").write_bytes(content)
    with pytest.raises(EngineError, match=why) as refusal:
        read(Kernel(path="vmlinuz"), directory, RAM)
    assert "vmlinuz" in refusal.value.what
    assert refusal.value.remedy


@pytest.mark.parametrize(
    ("kernel", "why"),
    [
        (Kernel(path="."), "is a directory, not a kernel"),
        (Kernel(path="missing"), "kernel .*missing cannot be read"),
        (Kernel(path="vmlinuz", initrd="."), "is a directory"),
        (Kernel(path="vmlinuz", initrd="missing"), "initial RAM disk .*missing cannot be read"),
        (Kernel(path="vmlinuz", initrd="empty"), "initial RAM disk .*empty is empty"),
    ],
)
def test_what_cannot_be_read_is_refused(directory: Path, kernel: Kernel, why: str) -> None:
    (directory / "empty").touch()
    with pytest.raises(EngineError, match=why):
        read(kernel, directory, RAM)


def test_a_kernel_needs_several_times_its_size(directory: Path) -> None:
    (directory / "vmlinuz").write_bytes(bzimage(body=bytes(MIB)))
    read(Kernel(path="vmlinuz"), directory, 6 * MIB)
    with pytest.raises(EngineError, match=r"need about 6 MiB; the machine has 4\."):
        read(Kernel(path="vmlinuz"), directory, 4 * MIB)
