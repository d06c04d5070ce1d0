"""engine.boot.multiboot2: headers with tags, and tags in return."""

from __future__ import annotations

import struct

import pytest

from engine.boot import multiboot2
from engine.boot.direct import Module, Payload
from engine.error import EngineError
from tests.support.kernel import RAM, elf_file, loaded, payload


def tag(kind: int, content: bytes = b"", flags: int = 0) -> bytes:
    made = struct.pack("<HHI", kind, flags, 8 + len(content)) + content
    return made + bytes(-len(made) % 8)


def header(*tags: bytes) -> bytes:
    body = b"".join(tags) + tag(0)
    length = 16 + len(body)
    return struct.pack("<4I", 0xE85250D6, 0, length, -(0xE85250D6 + length) & 0xFFFFFFFF) + body


def kernel(*tags: bytes) -> bytes:
    # 32 bytes bring the header to a multiple of 8 in the file.
    return elf_file((1, 0x100000, 0x100000, b"\0" * 4 + header(*tags), 4096), entry=0x100004)


def start(given: Payload) -> tuple[int, bytes, dict[int, list[bytes]]]:
    """(entry, memory, the information's tags)."""
    found = multiboot2.header_of(given.kernel)
    assert found is not None
    plan = multiboot2.plan(given, found)
    assert plan.entry is not None and plan.entry.registers["rax"] == 0x36D76289
    memory, at = loaded(plan).read(0, RAM), plan.entry.registers["rbx"]
    end, tags = at + struct.unpack_from("<I", memory, at)[0], {}
    at += 8
    while at < end:
        kind, size = struct.unpack_from("<II", memory, at)
        tags.setdefault(kind, []).append(memory[at + 8 : at + size])
        at += -(-size // 8) * 8
    assert at == end and 0 in tags
    return plan.entry.rip, memory, tags


def test_what_the_kernel_is_told() -> None:
    given = payload(kernel(), Module(b"one", "one first"), command_line=b"quiet")
    entry, memory, tags = start(given)
    assert entry == 0x100004
    assert tags[1] == [b"vmlinuz quiet\0"] and tags[2] == [b"VirtGUI\0"]
    assert struct.unpack("<II", tags[4][0]) == (639, (RAM - 0x10000 >> 10) - 1024)
    begin, end = struct.unpack_from("<II", tags[3][0])
    assert memory[begin:end] == b"one" and tags[3][0][8:] == b"one first\0"
    each, version = struct.unpack_from("<II", tags[6][0])
    assert (each, version) == (24, 0)
    assert list(struct.iter_unpack("<QQII", tags[6][0][8:])) == [(*each, 0) for each in given.ranges]
    assert struct.unpack_from("<QIIIBB", tags[8][0]) == (0xB8000, 160, 80, 25, 16, 2)
    assert tags[15] == [given.rsdp_content] and tags[14] == [given.rsdp_content[:20]]


def test_a_wish_for_graphics_is_granted_as_nearly_as_can_be() -> None:
    given = payload(kernel(tag(5, struct.pack("<III", 800, 600, 16))))
    _, _, tags = start(given)
    assert struct.unpack("<QIIIBBH6B", tags[8][0]) == (*(0, 1600, 800, 600, 16, 1, 0), *(11, 5, 5, 6, 0, 5))
    found = multiboot2.header_of(given.kernel)
    assert found is not None
    plan = multiboot2.plan(given, found)
    assert plan.graphics is not None and plan.entry is not None
    assert plan.graphics.address_at == plan.entry.registers["rbx"] + 16
    no_wish = payload(kernel(tag(5, bytes(12))))
    assert start(no_wish)[2][8][0][20:22] == bytes((16, 2)), "text"


def test_an_entry_of_its_own() -> None:
    assert start(payload(kernel(tag(3, (0x100040).to_bytes(4, "little")))))[0] == 0x100040


def test_a_kernel_that_says_where_it_lies() -> None:
    made = header(tag(2, struct.pack("<4I", 0x200000, 0x200000, 0, 0x200100)), tag(3, struct.pack("<I", 0x200020)))
    entry, memory, _ = start(payload(made + b"code"))
    assert entry == 0x200020
    assert memory[0x200000 : 0x200000 + len(made) + 4] == made + b"code"


@pytest.mark.parametrize("understood", [tag(1, b"\4\0\0\0"), tag(5, bytes(12)), tag(77, flags=1)])
def test_wishes_and_what_is_optional_are_no_obstacle(understood: bytes) -> None:
    start(payload(kernel(understood)))


def test_a_demand_that_is_unknown_is_refused() -> None:
    content = kernel(tag(77))
    found = multiboot2.header_of(content)
    assert found is not None
    with pytest.raises(EngineError, match="Multiboot2 tag 77"):
        multiboot2.plan(payload(content), found)


def test_a_header_needs_a_right_sum_and_a_right_place() -> None:
    good = header()
    assert multiboot2.header_of(b"\0" * 8 + good) is not None
    assert multiboot2.header_of(b"\0" * 4 + good) is None
    assert multiboot2.header_of(good[:12] + b"\0" * 4) is None
    assert multiboot2.header_of(good[:10]) is None
    assert multiboot2.header_of(header(struct.pack("<HHI", 4, 0, 0))) is not None, "a tag of no size ends the list"
