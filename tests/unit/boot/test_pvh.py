"""engine.boot.pvh: the note, and hvm_start_info."""

from __future__ import annotations

import struct

from engine.boot import elf, pvh
from engine.boot.direct import Module
from tests.support.kernel import elf_file, loaded, note, payload


def kernel(notes: bytes) -> bytes:
    return elf_file(
        (1, 0xFFFFFFFF81000000, 0x1000000, b"code", 8), (4, 0, 0, notes, len(notes)), wide=True, machine=62
    )


def test_the_entry_is_in_a_note_of_xens() -> None:
    good = note(6, b"\0" * 4) + note(18, (0x1000020).to_bytes(4, "little"))
    assert pvh.entry_of(elf.parse(kernel(good), "k")) == 0x1000020
    assert pvh.entry_of(elf.parse(kernel(note(18, b"\0" * 4, b"GNU\0")), "k")) is None
    assert pvh.entry_of(elf.parse(kernel(note(18, b"")), "k")) is None


def test_start_info() -> None:
    content = kernel(b"")
    given = payload(content, Module(b"initrd", "initrd"), command_line=b"root=/dev/vda")
    plan = pvh.plan(given, elf.parse(content, "k"), 0x1000020)
    assert plan.entry is not None and plan.entry.rip == 0x1000020 and plan.entry.page_table is None
    memory = loaded(plan)
    assert memory.read(0x1000000, 8) == b"code\0\0\0\0"
    info = struct.unpack("<IIIIQQQQII", memory.read(plan.entry.registers["rbx"], 56))
    magic, version, flags, modules, modules_at, command_line, rsdp, map_at, ranges, _ = info
    assert (magic, version, flags, modules, rsdp, ranges) == (0x336EC578, 1, 0, 1, 0xFA800, len(given.ranges))
    assert memory.read(command_line, 14) == b"root=/dev/vda\0"
    place, size, _, _ = struct.unpack("<QQQQ", memory.read(modules_at, 32))
    assert place >= 0x1000008 and memory.read(place, size) == b"initrd"
    found = [struct.unpack("<QQII", memory.read(map_at + 24 * number, 24)) for number in range(ranges)]
    assert found == [(*each, 0) for each in given.ranges]


def test_without_modules_there_is_no_list_of_them() -> None:
    content = kernel(b"")
    plan = pvh.plan(payload(content), elf.parse(content, "k"), 0x1000020)
    assert plan.entry is not None
    info = struct.unpack("<IIIIQQQQII", loaded(plan).read(plan.entry.registers["rbx"], 56))
    assert info[3:5] == (0, 0)
