"""engine.boot.linux: a kernel and its boot parameters, as Linux's boot.rst and zero-page.rst have them."""

from __future__ import annotations

import struct

import pytest

from engine.boot import linux
from engine.boot.direct import GDT, LONG_CODE_SELECTOR, PAGE_TABLES, Module
from engine.error import EngineError
from tests.support.kernel import BODY, MIB, RAM, bzimage, loaded, payload

CPIO = Module(b"cpio" * 1025)


def zero_page(kernel: bytes, *modules: Module, command_line: bytes = b"") -> bytes:
    return loaded(linux.plan(payload(kernel, *modules, command_line=command_line))).read(linux.ZERO_PAGE, 4096)


def word(page: bytes, at: int) -> int:
    return int(struct.unpack_from("<I", page, at)[0])


def test_the_kernel_goes_to_1_mib_and_is_entered_there() -> None:
    plan = linux.plan(payload(bzimage()))
    memory = loaded(plan)
    assert memory.read(0x100000, len(BODY)) == BODY
    assert plan.entry is not None and plan.entry.rip == 0x100000 and plan.entry.page_table is None
    assert plan.entry.registers == {"rsi": linux.ZERO_PAGE}  # boot.rst: %esi holds the base address of boot_params
    assert (plan.entry.code_selector, plan.entry.data_selector) == (0x10, 0x18)  # boot.rst: __BOOT_CS, __BOOT_DS
    table = struct.unpack("<5Q", memory.read(GDT, 40))
    assert table == (0, 0, 0x00CF_9B00_0000_FFFF, 0x00CF_9300_0000_FFFF, 0x00AF_9B00_0000_FFFF)


def test_a_64_bit_kernel_is_entered_in_64_bits() -> None:
    plan = linux.plan(payload(bzimage(xloadflags=1)))
    assert plan.entry is not None and plan.entry.rip == 0x100200
    assert (plan.entry.page_table, plan.entry.code_selector) == (PAGE_TABLES, LONG_CODE_SELECTOR)
    memory = loaded(plan)
    # Walk from the top for addresses all over the first 4 GiB: each is mapped to itself.
    for address in (0, linux.ZERO_PAGE, 0x100200, 0x7FFFFFFF, 0xFFFFFFFF):
        top = struct.unpack("<Q", memory.read(PAGE_TABLES + 8 * (address >> 39), 8))[0]
        pointer = struct.unpack("<Q", memory.read((top & ~0xFFF) + 8 * (address >> 30 & 511), 8))[0]
        page = struct.unpack("<Q", memory.read((pointer & ~0xFFF) + 8 * (address >> 21 & 511), 8))[0]
        assert top & 3 == pointer & 3 == 3 and page & 0x83 == 0x83
        assert page & ~0x1FFFFF == address & ~0x1FFFFF
    assert linux.plan(payload(bzimage(version=0x020B, xloadflags=1))).entry.page_table is None  # type: ignore[union-attr]  # 2.12 has the flag


def test_the_zero_page_is_the_header_and_what_the_loader_says() -> None:
    memory = loaded(linux.plan(payload(bzimage(), command_line=b"console=ttyS0 quiet")))
    page = memory.read(linux.ZERO_PAGE, 4096)
    assert page[0x202:0x206] == b"HdrS"
    assert page[0x1F1] == 2
    assert page[0x1F0] == page[0x268] == 0, "more than the header was copied"
    assert page[0x210] == 0xFF, "type_of_loader"
    assert memory.read(word(page, 0x228), 20) == b"console=ttyS0 quiet\0"
    assert (word(page, 0x218), word(page, 0x21C)) == (0, 0), "there is no initial RAM disk"
    assert struct.unpack_from("<Q", page, 0x70)[0] == 0xFA800, "acpi_rsdp_addr"


def test_the_screen_is_in_text_mode() -> None:
    page = zero_page(bzimage())
    assert (page[6], page[7], page[14], page[15]) == (3, 80, 25, 1), "mode, columns, lines, VGA"
    assert struct.unpack_from("<H", page, 16)[0] == 16, "points"


def test_no_setup_sectors_means_four() -> None:
    assert loaded(linux.plan(payload(bzimage(setup_sects=0)))).read(0x100000, len(BODY)) == BODY


@pytest.mark.parametrize(("most", "end"), [(0x7FFF_FFFF, RAM - 0x10000), (16 * MIB - 1, 16 * MIB)])
def test_the_initial_ram_disk_is_as_high_as_it_may_be(most: int, end: int) -> None:
    memory = loaded(linux.plan(payload(bzimage(initrd_addr_max=most), CPIO)))
    page = memory.read(linux.ZERO_PAGE, 4096)
    place, size = word(page, 0x218), word(page, 0x21C)
    assert size == 4100
    assert place % 4096 == 0
    assert end - 3 * 4096 < place <= end - size
    assert memory.read(place, size) == b"cpio" * 1025


def test_several_ram_disks_lie_one_behind_the_other() -> None:
    memory = loaded(linux.plan(payload(bzimage(), Module(b"first"), Module(b"second"))))
    page = memory.read(linux.ZERO_PAGE, 4096)
    assert memory.read(word(page, 0x218), word(page, 0x21C)) == b"first\0\0\0second\0\0"


def test_the_memory_map_is_in_the_zero_page() -> None:
    given = payload(bzimage())
    page = zero_page(bzimage())
    entries = [struct.unpack_from("<QQI", page, 0x2D0 + 20 * number) for number in range(page[0x1E8])]
    assert entries == [tuple(each) for each in given.ranges]
    assert (MIB, RAM - MIB - 0x10000, 1) in entries and (RAM - 0x10000, 0x10000, 4) in entries


@pytest.mark.parametrize(
    ("size", "version", "room"), [(2047, 0x20F, 2047), (0, 0x20F, 255), (1 << 31, 0x20F, 0xFFFF), (2047, 0x205, 255)]
)
def test_a_command_line_has_the_room_the_kernel_says(size: int, version: int, room: int) -> None:
    kernel = bzimage(cmdline_size=size, version=version)
    linux.plan(payload(kernel, command_line=b"x" * room))
    with pytest.raises(EngineError, match=rf"has {room + 1} bytes; this kernel takes {room}\b"):
        linux.plan(payload(kernel, command_line=b"x" * (room + 1)))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (bzimage(version=0x0201), "before 2.4"),
        (bzimage(setup_sects=9, body=b"")[:-512], "cut off"),
        (bzimage(body=b""), "cut off"),
        (bzimage(init_size=33 * MIB), "need about 35 MiB; the machine has 31"),
        (bzimage(version=0x0209, body=bytes(8 * MIB)), "need about 34 MiB"),
        (bzimage(loadflags=0, body=bytes(600 << 10)), "too large to be started in 16 bits"),
    ],
)
def test_what_cannot_be_started_is_refused_by_name(content: bytes, why: str) -> None:
    with pytest.raises(EngineError, match=why) as refusal:
        linux.plan(payload(content))
    assert "vmlinuz" in refusal.value.what
    assert refusal.value.remedy


@pytest.mark.parametrize(("kernel", "start"), [(bzimage(code32=0), 0x100000), (bzimage(loadflags=0), 0x10000)])
def test_one_without_a_32_bit_entry_starts_in_real_mode(kernel: bytes, start: int) -> None:
    plan = linux.plan(payload(kernel, CPIO, command_line=b"shell"))
    memory = loaded(plan)
    assert plan.entry is None and plan.real_mode is not None
    assert (plan.real_mode.segment, plan.real_mode.offset, plan.real_mode.data) == (0x9020, 0, 0x9000)
    setup = memory.read(0x90000, 3 * 512)
    assert setup[0x1F0] == 0x5A and setup[0x202:0x206] == b"HdrS", "the whole of it is there"
    assert setup[0x210] == 0xFF and setup[0x211] & 0x80, "CAN_USE_HEAP"
    assert struct.unpack_from("<H", setup, 0x224)[0] == 0x9000 - 0x200
    assert memory.read(word(setup, 0x228), 6) == b"shell\0"
    assert memory.read(word(setup, 0x218), 8) == b"cpiocpio"
    assert memory.read(start, len(BODY)) == BODY
