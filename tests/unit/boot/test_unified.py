"""engine.boot.unified: sections of an EFI program."""

from __future__ import annotations

import struct

import pytest

from engine.boot import unified
from engine.error import EngineError


def program(*sections: tuple[bytes, bytes]) -> bytes:
    """A PE file with sections (name, content), each padded to 512 bytes as linkers do."""
    head = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x40)
    table_end = 0x40 + 24 + 16 + 40 * len(sections)
    table = body = b""
    for name, content in sections:
        stored = -(-len(content) // 512) * 512
        table += struct.pack("<8sIIII16x", name, len(content), 0, stored, table_end + len(body))
        body += content.ljust(stored, b"\0")
    return head + b"PE\0\0" + struct.pack("<HH12xHH", 0x8664, len(sections), 16, 0) + bytes(16) + table + body


def test_parts() -> None:
    made = program(
        (b".osrel", b"ID=x"), (b".cmdline", b"quiet ro\n\0"), (b".linux", b"kernel"), (b".initrd", b"cpio")
    )
    assert unified.is_unified(made)
    found = unified.parse(made, "k")
    assert (found.kernel, found.ramdisks, found.command_line) == (b"kernel", (b"cpio",), b"quiet ro")


def test_microcode_comes_first() -> None:
    found = unified.parse(program((b".linux", b"k"), (b".initrd", b"b"), (b".ucode", b"a")), "k")
    assert found.ramdisks == (b"a", b"b") and found.command_line == b""


@pytest.mark.parametrize(
    "other", [b"", b"MZ", b"MZ".ljust(0x3C, b"\0") + b"\xff\xff\xff\x7f", program((b".text", b"x")), program()]
)
def test_what_is_none(other: bytes) -> None:
    assert not unified.is_unified(other)


def test_cut_off() -> None:
    with pytest.raises(EngineError, match="cut off"):
        unified.parse(program((b".linux", b"kernel"))[:-512], "k")
