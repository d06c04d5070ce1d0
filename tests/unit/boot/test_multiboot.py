"""engine.boot.multiboot: headers, and the information structure of specification 0.6.96."""

from __future__ import annotations

import struct

import pytest

from engine.boot import multiboot
from engine.boot.direct import Module, Payload
from engine.error import EngineError
from tests.support.kernel import RAM, elf_file, loaded, payload


def header(flags: int, *addresses: int) -> bytes:
    head = struct.pack("<III", 0x1BADB002, flags, -(0x1BADB002 + flags) & 0xFFFFFFFF)
    return head + struct.pack(f"<{len(addresses)}I", *addresses)


def start(given: Payload) -> tuple[int, bytes, list[int]]:
    """(entry, memory, the first 22 words of the information)."""
    found = multiboot.header_of(given.kernel)
    assert found is not None
    plan = multiboot.plan(given, found)
    assert plan.entry is not None and plan.entry.registers["rax"] == 0x2BADB002
    memory = loaded(plan).read(0, RAM)
    return plan.entry.rip, memory, list(struct.unpack_from("<22I", memory, plan.entry.registers["rbx"]))


def text(memory: bytes, at: int) -> bytes:
    return memory[at : memory.index(b"\0", at)]


def test_a_header_needs_a_right_sum_and_a_right_place() -> None:
    good = header(3)
    assert multiboot.header_of(b"\0" * 8192 + good) is None, "cut by the limit"
    assert multiboot.header_of(b"\0" * 4 + good) == multiboot.Header(4, 3)
    assert multiboot.header_of(b"\0" * 2 + good) is None
    assert multiboot.header_of(good[:8] + b"\0\0\0\0" + good) == multiboot.Header(12, 3)
    assert multiboot.header_of(good[:7]) is None


def test_an_elf_kernel_and_what_it_is_told() -> None:
    kernel = elf_file((1, 0xC0100000, 0x100000, header(7) + b"code", 4096), entry=0xC010000C)
    given = payload(kernel, Module(b"one", "one first"), Module(b"two", "two"), command_line=b"console=com0")
    entry, memory, info = start(given)
    assert entry == 0x10000C and memory[0x10000C:0x100010] == b"code"
    assert info[0] == 0x124D, "memory, command line, modules, map, name, framebuffer"
    assert (info[1], info[2]) == (639, (RAM - 0x10000 >> 10) - 1024)
    assert text(memory, info[4]) == b"vmlinuz console=com0"
    assert text(memory, info[16]) == b"VirtGUI"
    assert info[5] == 2
    for number, (content, string) in enumerate(((b"one", b"one first"), (b"two", b"two"))):
        begin, end, name, _ = struct.unpack_from("<IIII", memory, info[6] + 16 * number)
        assert begin % 4096 == 0 and begin >= 0x101000
        assert memory[begin:end] == content and text(memory, name) == string
    found, at = [], info[12]
    while at < info[12] + info[11]:
        size, *entry_of_map = struct.unpack_from("<IQQI", memory, at)
        found.append(tuple(entry_of_map))
        at += size + 4
    assert found == [tuple(each) for each in given.ranges]


def test_the_framebuffer_is_text() -> None:
    kernel = elf_file((1, 0x100000, 0x100000, header(4), 64), entry=0x100000)
    found = multiboot.header_of(kernel)
    assert found is not None
    plan = multiboot.plan(payload(kernel), found)
    at = plan.entry.registers["rbx"] if plan.entry else 0
    memory = loaded(plan)
    assert struct.unpack("<QIIIBB", memory.read(at + 88, 22)) == (0xB8000, 160, 80, 25, 16, 2)


@pytest.mark.parametrize("load_end", [0, 0x200028])
def test_a_kernel_that_says_where_it_lies(load_end: int) -> None:
    # The header is 16 bytes from where the loaded part begins.
    head = header(1 << 16, 0x200010, 0x200000, load_end, 0x201000, 0x200024)
    kernel = b"!" * 4 + b"#" * 16 + head + b"..."
    entry, memory, _ = start(payload(kernel))
    assert entry == 0x200024
    end = 0x28 if load_end else 16 + len(head) + 3
    assert memory[0x200000 : 0x200000 + end] == kernel[4 : 4 + end]
    assert not any(memory[0x200000 + end : 0x201000])


@pytest.mark.parametrize(
    ("kernel", "why"),
    [
        (header(8), "asks its loader for something unknown"),
        (header(3), "neither an ELF file nor says where"),
        (header(1 << 16, 0x1000, 0x2000, 0, 0, 0), "make no sense"),
        (header(1 << 16, 0x200000, 0x100000, 0, 0, 0), "make no sense"),
        (elf_file((4, 0, 0, header(3), 64)), "nothing to load"),
    ],
)
def test_what_cannot_be_loaded_is_refused(kernel: bytes, why: str) -> None:
    found = multiboot.header_of(kernel)
    assert found is not None
    with pytest.raises(EngineError, match=why):
        multiboot.plan(payload(kernel), found)


def test_what_is_told_has_its_room() -> None:
    kernel = elf_file((1, 0x100000, 0x100000, header(3), 64), entry=0x100000)
    found = multiboot.header_of(kernel)
    assert found is not None
    with pytest.raises(EngineError, match="too long"):
        multiboot.plan(payload(kernel, command_line=b"x" * 0x20000), found)
