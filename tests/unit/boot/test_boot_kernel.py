"""engine.boot.kernel: files become a plan, by what is in them."""

from __future__ import annotations

import gzip
import struct
import tempfile
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.boot import linux
from engine.boot.kernel import plan
from engine.boot.pc import Pc
from engine.config import Kernel
from engine.error import EngineError
from tests.support.kernel import LOW_END, MIB, RAM, bzimage, elf_file, loaded, note
from tests.unit.boot.test_multiboot import header as multiboot_header
from tests.unit.boot.test_multiboot2 import kernel as multiboot2_kernel
from tests.unit.boot.test_unified import program

PC = Pc("guest", UUID(int=1), 1, RAM, LOW_END)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "vmlinuz").write_bytes(bzimage())
    (tmp_path / "initrd").write_bytes(b"cpio" * 1025)
    return tmp_path


def test_linux_with_its_ram_disk(directory: Path) -> None:
    found = plan(Kernel(path="vmlinuz", initrd="initrd", append="quiet"), directory, PC)
    page = loaded(found).read(linux.ZERO_PAGE, 4096)
    place, size = struct.unpack_from("<II", page, 0x218)
    assert loaded(found).read(place, size) == b"cpio" * 1025
    assert place + size <= RAM - 0x10000, "the ACPI tables' place is left alone"
    assert struct.unpack_from("<Q", page, 0x70)[0] == 0xFA800


def test_a_compressed_multiboot_kernel_with_modules(directory: Path) -> None:
    kernel = elf_file((1, 0x100000, 0x100000, multiboot_header(3), 64), entry=0x100000)
    (directory / "xen.gz").write_bytes(gzip.compress(kernel))
    (directory / "with blank").write_bytes(gzip.compress(b"as it is"))
    modules = ("vmlinuz console=hvc0", "with blank")
    found = plan(Kernel(path="xen.gz", append="noreboot", modules=modules), directory, PC)
    memory = loaded(found)
    assert found.entry is not None
    at = found.entry.registers["rbx"]
    count, listed = struct.unpack("<II", memory.read(at + 20, 8))
    assert count == 2
    told = [struct.unpack("<III", memory.read(listed + 16 * number, 12)) for number in range(2)]
    assert [memory.read(name, 21).split(b"\0")[0] for _, _, name in told] == [b"vmlinuz console=hvc0", b"with blank"]
    begin, end, _ = told[1]
    assert (
        memory.read(begin, end - begin)
        == gzip.compress(b"as it is", mtime=0)[:0] + (directory / "with blank").read_bytes()
    )


def test_each_kind_by_its_content(directory: Path) -> None:
    notes = note(18, (0x1000000).to_bytes(4, "little"))
    kinds = {
        "rax=36d76289": multiboot2_kernel(),
        "rbx=10000": elf_file((1, 0x1000000, 0x1000000, b"x", 1), (4, 0, 0, notes, len(notes))),
        "rsi=10000": program((b".linux", bzimage()), (b".cmdline", b"quiet")),
    }
    for registers, content in kinds.items():
        (directory / "kernel").write_bytes(content)
        found = plan(Kernel(path="kernel"), directory, PC)
        assert found.entry is not None
        name, value = registers.split("=")
        assert found.entry.registers[name] == int(value, 16)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is empty"),
        (b"#!/bin/sh\n", "is not a kernel"),
        (bytes(8192), "is not a kernel"),
        (b"MZ".ljust(4096, b"\0"), "is an EFI program"),
        (elf_file((1, 0x1000000, 0x1000000, b"x", 1)), "neither PVH nor Multiboot"),
        (gzip.compress(b"text"), "is not a kernel"),
    ],
)
def test_what_is_no_kernel_is_refused_by_name(directory: Path, content: bytes, why: str) -> None:
    (directory / "file").write_bytes(content)
    with pytest.raises(EngineError, match=why) as refusal:
        plan(Kernel(path="file"), directory, PC)
    assert "file" in refusal.value.what and refusal.value.remedy


@pytest.mark.parametrize(
    ("kernel", "why"),
    [
        (Kernel(path="."), "is a directory, not a kernel"),
        (Kernel(path="missing"), "kernel .*missing cannot be read"),
        (Kernel(path="vmlinuz", initrd="."), "is a directory"),
        (Kernel(path="vmlinuz", initrd="missing"), "initial RAM disk .*missing cannot be read"),
        (Kernel(path="vmlinuz", initrd="empty"), "initial RAM disk .*empty is empty"),
        (Kernel(path="vmlinuz", modules=("gone text",)), "module .*gone cannot be read"),
    ],
)
def test_what_cannot_be_read_is_refused(directory: Path, kernel: Kernel, why: str) -> None:
    (directory / "empty").touch()
    with pytest.raises(EngineError, match=why):
        plan(kernel, directory, PC)


def test_a_machine_too_small_is_refused(directory: Path) -> None:
    (directory / "vmlinuz").write_bytes(bzimage(init_size=4 * MIB))
    plan(Kernel(path="vmlinuz"), directory, Pc("guest", UUID(int=1), 1, 6 * MIB, LOW_END))
    with pytest.raises(EngineError, match="need about 6 MiB"):
        plan(Kernel(path="vmlinuz"), directory, Pc("guest", UUID(int=1), 1, 4 * MIB, LOW_END))


NOTES = note(18, (0x1000000).to_bytes(4, "little"))
WHOLE = (
    bzimage(),
    bzimage(code32=0),
    elf_file((1, 0x100000, 0x100000, multiboot_header(3), 64), entry=0x100000),
    multiboot_header(1 << 16, 0x100000, 0x100000, 0, 0, 0x100020),
    multiboot2_kernel(),
    elf_file((1, 0x1000000, 0x1000000, b"x", 1), (4, 0, 0, NOTES, len(NOTES)), wide=True, machine=62),
    program((b".linux", bzimage()), (b".cmdline", b"quiet")),
    gzip.compress(bzimage()),
)


@given(
    st.sampled_from(WHOLE), st.lists(st.tuples(st.integers(0, 2000), st.binary(min_size=1, max_size=8)), max_size=4)
)
def test_a_damaged_kernel_is_started_or_refused(content: bytes, damage: list[tuple[int, bytes]]) -> None:
    made = bytearray(content)
    for at, wrong in damage:
        made[at : at + len(wrong)] = wrong
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "kernel").write_bytes(made)
        try:
            found = plan(Kernel(path="kernel"), Path(name), PC)
        except EngineError as refusal:
            assert refusal.what.endswith(".")
        else:
            assert all(0 <= part.address <= RAM for part in found.parts)
